import { AppError, type Issue } from '../../../shared/errors.ts';
import { legalRule } from '../../privacy/index.ts';
import { countBytes, decideTextMedium, TEXT_LIMITS } from './bytes.ts';
import { NEWEST_RULE } from './dates.ts';
import type { MessageClass } from './may-send.ts';

/** A text message before it has its label and footer; `text` has its variables filled in already. */
export interface TextDraft {
  class: MessageClass;
  channel: 'sms' | 'kakao';
  text: string;
  senderName: string;
  /** Where the shop answers, as people write it: 02-123-4567. */
  contact: string;
  /** The number it is sent from, digits. */
  senderNumber: string;
  /** The free refusal number, digits: 0801234567. */
  refusalNumber: string;
  hasImage?: boolean | undefined;
  /** Day of sending by which the rules table is read; the newest rule when absent. */
  onDay?: string | undefined;
}

/** A part the author cannot take away; it counts like the rest (AD-21). */
export interface LockedChip {
  kind: 'label' | 'sender' | 'contact' | 'opt_out';
  text: string;
  /** Where it stands, so that the composer can show it there. */
  at: 'start' | 'end';
}

/** A text message as it goes out. */
export interface ComposedText {
  text: string;
  medium: 'sms' | 'lms' | 'mms' | 'brand';
  bytes: number;
  notEncodable: string[];
  chips: LockedChip[];
}

const digits = (number: string) => number.replace(/\D/g, '');

/** `0801234567` → `080-123-4567`. */
function spaced(number: string): string {
  const plain = digits(number);
  return `${plain.slice(0, 3)}-${plain.slice(3, -4)}-${plain.slice(-4)}`;
}

/** What an advertisement by text message lacks of what the law asks for; empty when all is there. */
export function listMissingAdParts(draft: Pick<TextDraft, 'senderName' | 'contact' | 'refusalNumber'>): Issue[] {
  const issues: Issue[] = [];
  if (draft.senderName.trim() === '') issues.push({ path: 'senderName', message: 'needed in an advertisement' });
  if (digits(draft.contact) === '') issues.push({ path: 'contact', message: 'needed in an advertisement' });
  if (!/^080\d{7,8}$/.test(digits(draft.refusalNumber)))
    issues.push({ path: 'refusalNumber', message: 'a free 080 number is needed in an advertisement' });
  return issues;
}

/**
 * Puts together the text that goes out (§2.3). An advertisement begins with exactly `(광고)` and the sender's name, names
 * the contact unless that is the number it comes from, and ends with the free refusal number as text; the short form
 * `무료거부0801234567` when that keeps it an SMS, else `무료수신거부 080-123-4567`. Other classes get nothing added.
 * A brand message names contact and refusal; its label is put there by the channel as well as by us.
 * @throws AppError invalid_input for an advertisement that lacks a part, or a text of more than 2,000 bytes
 */
export function composeText(draft: TextDraft): ComposedText {
  const body = draft.text.replaceAll('\r\n', '\n').trim();
  if (draft.class !== 'ad') return measured(draft, body, []);
  const issues = listMissingAdParts(draft);
  if (issues.length > 0) {
    throw new AppError('invalid_input', 'an advertisement lacks parts that the law asks for', {
      userMessage: {
        ko: '광고 문자에는 보내는 곳 이름, 연락처, 무료 수신거부 080 번호가 있어야 해요. 설정의 메시지 채널에서 채워 주세요.',
        en: 'An advertisement by text message needs the sender’s name, a contact and a free 080 number to refuse. Fill them in under Settings, Messages.',
      },
      details: { issues },
    });
  }
  const label = legalRule('ad_label', draft.onDay ?? NEWEST_RULE);
  const isContactSender = digits(draft.contact) === digits(draft.senderNumber);
  const short = arrange(draft, {
    label,
    body,
    contact: isContactSender ? '' : draft.contact,
    refusal: `무료거부${digits(draft.refusalNumber)}`,
  });
  if (draft.channel === 'sms' && short.bytes <= TEXT_LIMITS.smsBytes) return short;
  return arrange(draft, {
    label,
    body,
    contact: isContactSender ? '' : draft.contact,
    refusal: `무료수신거부 ${spaced(draft.refusalNumber)}`,
  });
}

function arrange(
  draft: TextDraft,
  parts: { label: string; body: string; contact: string; refusal: string },
): ComposedText {
  const { label, body, contact, refusal } = parts;
  const head = `${label}${draft.senderName.trim()}${contact === '' ? '' : ` ${contact}`}`;
  const chips: LockedChip[] = [
    { kind: 'label', text: label, at: 'start' },
    { kind: 'sender', text: draft.senderName.trim(), at: 'start' },
    ...(contact === '' ? [] : [{ kind: 'contact' as const, text: contact, at: 'start' as const }]),
    { kind: 'opt_out', text: refusal, at: 'end' },
  ];
  return measured(draft, `${head}\n${body}\n${refusal}`, chips);
}

function measured(draft: TextDraft, text: string, chips: LockedChip[]): ComposedText {
  const { bytes, notEncodable } = countBytes(text);
  if (draft.channel === 'kakao') return { text, medium: 'brand', bytes, notEncodable: [], chips };
  const medium = decideTextMedium(bytes, { hasImage: draft.hasImage ?? false });
  if (medium === undefined) {
    throw new AppError('invalid_input', `a text of ${bytes} bytes`, {
      userMessage: {
        ko: `문자는 2,000바이트까지 보낼 수 있어요. 지금은 ${bytes}바이트예요.`,
        en: `A text message can have up to 2,000 bytes. This one has ${bytes}.`,
      },
      details: { issues: [{ path: 'text', message: `${bytes} of ${TEXT_LIMITS.lmsBytes} bytes` }] },
    });
  }
  return { text, medium, bytes, notEncodable, chips };
}

/** A text with the person's coupon code on a line of its own, unless the text names it already. */
export function withCoupon(text: string, couponCode: string): string {
  return couponCode === '' || text.includes(couponCode) ? text : `${text}\n쿠폰 ${couponCode}`;
}
