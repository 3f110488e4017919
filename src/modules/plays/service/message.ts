import type { Recipient } from '../../../mart/index.ts';
import { addDays, formatDay } from '../../../shared/time.ts';
import { composeEmail, composeText, limitBytesOf, NOT_SET, renderTemplate, withCoupon } from '../../messaging/index.ts';
import type { Workspace } from '../../workspace/index.ts';
import { localeOf, SAMPLE_CODE, wordsOfOffer } from '../contract/offer-words.ts';
import type { Play } from '../contract/play.ts';
import type { WayOut } from './way-out.ts';

/** What is known of one person, for the words of the message. */
export type Person = Pick<Recipient, 'name' | 'usualItem' | 'lastVisitOn'>;

/** Who a message goes to, and her coupon; empty without one. */
interface Addressed {
  person: Person;
  couponCode: string;
}

/** The words of a message, to be filled in for one person after the other: what all have in common is put into words once. */
export function prepareMessage(input: {
  play: Pick<Play, 'message' | 'offer'>;
  workspace: Workspace;
  today: string;
  /** What is left over today, in words; left out or empty: nothing. */
  surplus?: string | undefined;
}) {
  const { play, workspace, today } = input;
  const locale = localeOf(play.message);
  const { offer, until } = wordsOfOffer(play, { currency: workspace.currency, today });
  const couponNote = until === '' ? '' : [offer, locale === 'ko' ? `${until}까지` : `until ${until}`].join(' · ');
  return ({ person, couponCode }: Addressed) => {
    const vars = {
      name: person.name,
      shop: workspace.name,
      coupon: couponCode,
      offer,
      until,
      usual: person.usualItem ?? '',
      surplus: input.surplus ?? '',
      last_visit: person.lastVisitOn === null ? '' : formatDay(person.lastVisitOn, locale),
      phone: workspace.senderPhone,
      link: '',
    };
    const subject = renderTemplate(play.message.subject, vars, { locale });
    const body = renderTemplate(play.message.body, vars, { locale });
    return {
      subject: subject.text,
      body: body.text,
      couponNote,
      unknown: [...new Set([...subject.unknown, ...body.unknown])],
      missing: [...new Set([...subject.missing, ...body.missing])],
    };
  };
}

/** The message to one person, its variables filled in. */
export function renderMessage(input: Parameters<typeof prepareMessage>[0] & Addressed) {
  return prepareMessage(input)(input);
}

/** Where each reader's own link will stand. */
const SAMPLE_LINK = 'https://unsubscribe.invalid/u/sample';
const SAMPLE_WORDS = {
  ko: { link: '[예시: 받는 분마다 다른 링크가 들어가요]', missing: '[설정에 아직 없어요]' },
  en: { link: '[sample: each reader gets a link of her own]', missing: '[not in the settings yet]' },
} as const;
const FULLEST: Record<'ko' | 'en', Person> = {
  ko: { name: '남궁하늘별', usualItem: '꿔바로우', lastVisitOn: null },
  en: { name: 'Alexandra Featherstone', usualItem: 'Sweet and sour pork', lastVisitOn: null },
};
const EMPTIEST: Person = { name: '', usualItem: null, lastVisitOn: null };

/** The message as two made-up people would get it, with label and footer (AD-21, AD-23); empty without subject or body. */
export function renderSamples(input: {
  play: Pick<Play, 'message' | 'offer' | 'channel'>;
  workspace: Workspace;
  today: string;
  wayOut: WayOut | undefined;
  surplus?: string | undefined;
}) {
  const { play, today } = input;
  if (play.message.body === '' || (play.channel === 'email' && play.message.subject === '')) return [];
  const locale = localeOf(play.message);
  const people = [
    { which: 'fullest' as const, person: { ...FULLEST[locale], lastVisitOn: addDays(today, -35) } },
    { which: 'emptiest' as const, person: EMPTIEST },
  ];
  return people.map(({ which, person }) => ({ which, ...renderFor({ ...input, person }) }));
}

/** The whole message as one person would get it, with label and footer; nothing of it is sent. */
export function renderFor(input: {
  play: Pick<Play, 'message' | 'offer' | 'channel'>;
  workspace: Workspace;
  today: string;
  wayOut: WayOut | undefined;
  surplus?: string | undefined;
  person: Person;
}) {
  const { play, workspace, today, person } = input;
  const locale = localeOf(play.message);
  const couponCode = play.offer.kind === 'none' ? '' : SAMPLE_CODE;
  const { subject, body, couponNote } = renderMessage({
    play,
    workspace,
    person,
    couponCode,
    today,
    surplus: input.surplus,
  });
  const words = SAMPLE_WORDS[locale];
  // A preview shows the gaps where they are; sending is refused while there are any.
  const filled = (text: string) => (text.trim() === '' ? words.missing : text);
  if (play.channel === 'sms' || play.channel === 'kakao') {
    const { text, medium, bytes } = composeText({
      class: 'ad',
      channel: play.channel,
      text: withCoupon(body, couponCode),
      senderName: filled(workspace.senderName),
      contact: /\d/.test(workspace.senderPhone) ? workspace.senderPhone : NOT_SET.contact,
      senderNumber: input.wayOut?.from ?? '',
      refusalNumber: input.wayOut?.refusalNumber || NOT_SET.refusalNumber,
      hasImage: play.channel === 'sms' && play.message.pictureId !== undefined,
      onDay: today,
    });
    const length = medium === 'brand' ? null : { bytes, limitBytes: limitBytesOf(medium) };
    return { subject: '', text, html: '', medium, length };
  }
  const email = composeEmail({
    class: 'ad',
    shopName: workspace.name,
    subject,
    text: body,
    sender: {
      name: filled(workspace.senderName),
      email: filled(workspace.senderEmail),
      phone: filled(workspace.senderPhone),
      address: filled(workspace.senderAddress),
    },
    unsubscribeUrl: SAMPLE_LINK,
    locale,
    onDay: today,
    coupon: couponCode === '' ? undefined : { code: couponCode, note: couponNote },
  });
  const text = email.text.replaceAll(SAMPLE_LINK, words.link);
  return { subject: email.subject, text, html: email.html, medium: 'email' as const, length: null };
}
