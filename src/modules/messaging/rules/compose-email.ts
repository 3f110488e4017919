import { AppError, type Issue } from '../../../shared/errors.ts';
import { legalRule } from '../../privacy/index.ts';
import { NEWEST_RULE } from './dates.ts';
import { EMAIL_LAYOUT } from './email-layout.gen.ts';
import type { MessageClass } from './may-send.ts';

type Locale = 'ko' | 'en';

/** Who writes, as the law wants it named in an advertisement (§2.3, E-mail). */
export interface EmailSender {
  name: string;
  email: string;
  phone: string;
  address: string;
}

/** A message before it has its label, footer and headers; `text` has its variables filled in already. */
export interface EmailDraft {
  class: MessageClass;
  shopName: string;
  subject: string;
  text: string;
  sender: EmailSender;
  /** Address that unsubscribes with one click and without sign-in (AD-16); needed for class `ad`. */
  unsubscribeUrl?: string | undefined;
  /** Where she sees, corrects and deletes what is kept of her (PV-32). */
  ownPageUrl?: string | undefined;
  locale: Locale;
  /** The day of sending, 'YYYY-MM-DD', by which the rules table is read; the newest rule when absent. */
  onDay?: string | undefined;
  /** This person's own coupon, set out large. */
  coupon?: { code: string; note?: string | undefined } | undefined;
}

/** A message as it goes out. */
export interface ComposedEmail {
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

const WORDS = {
  ko: { coupon: '쿠폰 번호', sender: '보내는 곳', email: '이메일', phone: '전화', address: '주소' },
  en: { coupon: 'Coupon code', sender: 'From', email: 'E-mail', phone: 'Phone', address: 'Address' },
} as const;

/** Both languages in every advertisement, because the reader's language is a guess (§2.3). */
const UNSUBSCRIBE = {
  ko: { sentence: '광고 메일을 받고 싶지 않으시면 무료로 수신거부하실 수 있어요.', link: '수신거부' },
  en: { sentence: 'If you no longer want these e-mails, you can unsubscribe free of charge.', link: 'Unsubscribe' },
} as const;

/** Where her rights are exercised; as easily as they were given away (PV-30). */
const OWN_PAGE = {
  ko: '내 정보 보기·고치기·지우기',
  en: 'See, correct or delete my data',
} as const;

/**
 * Puts together the e-mail that goes out. An advertisement gets the label in front of its subject (AD-20), a footer
 * with sender, e-mail, phone, address and the free unsubscribe link in Korean and English (AD-16, AD-21, §2.3), and the
 * one-click headers of RFC 8058. Other classes get the sender's name and address lines that are
 * known. Every class leads to the person's own page where its address is given (PV-32).
 * Text and HTML say the same.
 * @throws AppError invalid_input naming every missing part of an advertisement
 */
export function composeEmail(draft: EmailDraft): ComposedEmail {
  const isAd = draft.class === 'ad';
  const unsubscribeUrl = isAd ? requireAdParts(draft) : undefined;
  const headers: Record<string, string> = {};
  if (unsubscribeUrl !== undefined) {
    headers['List-Unsubscribe'] = `<${unsubscribeUrl}>`;
    headers['List-Unsubscribe-Post'] = 'List-Unsubscribe=One-Click';
  }
  return {
    subject: composeSubject(draft),
    text: composeText(draft, unsubscribeUrl),
    html: composeHtml(draft, unsubscribeUrl),
    headers,
  };
}

function requireAdParts(draft: EmailDraft): string {
  const issues: Issue[] = [];
  for (const part of ['name', 'email', 'phone', 'address'] as const) {
    if (draft.sender[part].trim() === '')
      issues.push({ path: `sender.${part}`, message: 'needed in an advertisement' });
  }
  const unsubscribeUrl = findHttpUrl(draft.unsubscribeUrl);
  if (unsubscribeUrl === undefined) issues.push({ path: 'unsubscribeUrl', message: 'needed in an advertisement' });
  if (unsubscribeUrl === undefined || issues.length > 0) {
    throw new AppError('invalid_input', 'an advertisement lacks parts that the law asks for', {
      userMessage: {
        ko: '광고 메일에는 보내는 곳의 이름, 이메일, 전화, 주소와 수신거부 링크가 있어야 해요. 설정에서 채워 주세요.',
        en: 'An advertisement needs the sender’s name, e-mail, phone, address and an unsubscribe link. Fill them in under Settings.',
      },
      details: { issues },
    });
  }
  return unsubscribeUrl;
}

/** The address in its escaped form, so that no sign of it can end the header or the link. */
function findHttpUrl(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'https:' || url.protocol === 'http:'
    ? url.href.replace(/[<>"']/g, encodeURIComponent)
    : undefined;
}

function composeSubject(draft: EmailDraft): string {
  // A line break in a subject would begin a header of its own.
  const subject = draft.subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  if (draft.class !== 'ad') return subject;
  const label = legalRule('ad_label', draft.onDay ?? NEWEST_RULE);
  return subject.startsWith(label) ? subject : `${label} ${subject}`;
}

/** Name and contact of the sender, line by line, without the empty ones. */
function senderLines(draft: EmailDraft): string[] {
  const { sender, locale } = draft;
  const words = WORDS[locale];
  const name = sender.name.trim() === '' ? draft.shopName : sender.name;
  return [
    [words.sender, name],
    [words.email, sender.email],
    [words.phone, sender.phone],
    [words.address, sender.address],
  ]
    .filter(([, value]) => value?.trim() !== '')
    .map(([word, value]) => `${word}: ${value}`);
}

/** In an advertisement in both languages, like the refusal; else in the message's own. */
const ownPageWords = ({ class: kind, locale }: EmailDraft) =>
  kind === 'ad' ? [OWN_PAGE.ko, OWN_PAGE.en] : [OWN_PAGE[locale]];

function composeText(draft: EmailDraft, unsubscribeUrl: string | undefined): string {
  const blocks = [draft.text.trim()];
  if (draft.coupon) {
    const note = draft.coupon.note ? `\n${draft.coupon.note}` : '';
    blocks.push(`${WORDS[draft.locale].coupon}: ${draft.coupon.code}${note}`);
  }
  blocks.push(['--', ...senderLines(draft)].join('\n'));
  if (unsubscribeUrl !== undefined) {
    blocks.push(
      [UNSUBSCRIBE.ko, UNSUBSCRIBE.en]
        .map(({ sentence, link }) => `${sentence}\n${link}: ${unsubscribeUrl}`)
        .join('\n'),
    );
  }
  const ownPage = findHttpUrl(draft.ownPageUrl);
  if (ownPage !== undefined)
    blocks.push(
      ownPageWords(draft)
        .map((words) => `${words}: ${ownPage}`)
        .join('\n'),
    );
  return `${blocks.join('\n\n')}\n`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}

/** Mail programs drop style sheets, so a link carries its own style. */
const LINK = 'color:#1f5c4a;text-decoration:underline';
const PLACE = /\[\[(\w+)\]\]/g;

/** A part of the layout with its places filled; what is filled in is HTML already and never read as a place. */
function fill(part: string, values: Readonly<Record<string, string>>): string {
  return part.replace(PLACE, (_whole, name: string) => values[name] ?? '');
}

function composeHtml(draft: EmailDraft, unsubscribeUrl: string | undefined): string {
  const link = (url: string, words: string) => `<a href="${escapeHtml(url)}" style="${LINK}">${words}</a>`;
  const footer = senderLines(draft).map(escapeHtml);
  if (unsubscribeUrl !== undefined)
    footer.push(
      ...[UNSUBSCRIBE.ko, UNSUBSCRIBE.en].map(
        ({ sentence, link: words }) => `${escapeHtml(sentence)} ${link(unsubscribeUrl, words)}`,
      ),
    );
  const ownPageUrl = findHttpUrl(draft.ownPageUrl);
  if (ownPageUrl !== undefined) footer.push(...ownPageWords(draft).map((words) => link(ownPageUrl, words)));
  return [
    fill(EMAIL_LAYOUT.opening, {
      locale: draft.locale,
      title: escapeHtml(composeSubject(draft)),
      shop: escapeHtml(draft.shopName),
    }),
    ...draft.text
      .trim()
      .split(/\n{2,}/)
      .map((block) => fill(EMAIL_LAYOUT.paragraph, { paragraph: escapeHtml(block).replaceAll('\n', '<br>') })),
    draft.coupon
      ? fill(EMAIL_LAYOUT.coupon, {
          couponWord: WORDS[draft.locale].coupon,
          couponCode: escapeHtml(draft.coupon.code),
          couponNote: escapeHtml(draft.coupon.note ?? ''),
        })
      : '',
    fill(EMAIL_LAYOUT.closing, { footer: footer.join('<br>') }),
  ].join('');
}
