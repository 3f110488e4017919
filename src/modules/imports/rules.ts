import { instantOfLocal } from '../../shared/time.ts';

/** What tills, spreadsheets and databases write where there is nobody. */
const NOBODY = new Set([
  'na',
  'n/a',
  '#n/a',
  'nan',
  'null',
  'none',
  'nil',
  'undefined',
  '-',
  '--',
  '.',
  '0',
  '없음',
  '비회원',
  '미등록',
  '미입력',
  'guest',
  'anonymous',
  '(blank)',
]);

/** The text, or empty when it is a placeholder such as `NA`, `null`, `-` or `비회원`: all of them would be one busy customer. */
export function withoutPlaceholder(text: string): string {
  return text.length <= 11 && NOBODY.has(text.toLowerCase()) ? '' : text;
}

/** Fewer signs than this are a table number or a typing error, not a card. */
const MIN_CARD_LENGTH = 4;
const PAYMENT_CARD = /^\d{13,19}$/;

/**
 * The number of a card of the shop (membership, stamp) as it is compared: without blanks and hyphens, upper case.
 * Undefined for a blank, for a masked number and for the number of a payment card, which must not be kept.
 */
export function identityCard(text: string): string | undefined {
  const card = text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
  if (card.length < MIN_CARD_LENGTH || /[*•Xx]{3,}/.test(card)) return undefined;
  if (PAYMENT_CARD.test(card) && passesLuhn(card)) return undefined;
  return card;
}

/** Check digit of payment cards (ISO/IEC 7812-1): 4539578763621486 passes, 4539578763621487 does not. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/**
 * A person's whole name from its parts: family name first and without a blank where it is written in Korean,
 * `given family` otherwise. Empty when there is none.
 */
export function composeName(parts: {
  name?: string | undefined;
  givenName?: string | undefined;
  familyName?: string | undefined;
}): string {
  const { name, givenName = '', familyName = '' } = parts;
  if (name) return name;
  if (/\p{Script=Hangul}/u.test(familyName + givenName)) return `${familyName}${givenName}`;
  return `${givenName} ${familyName}`.trim();
}

const HAS_OFFSET = /(?:Z|[+-]\d{2}:\d{2})$/;

/** The instant of a time in a file: as it says when it has an offset, else on the shop's clock. */
export function instantOf(text: string, timeZone: string): Date {
  return HAS_OFFSET.test(text) ? new Date(text) : instantOfLocal(text, timeZone);
}
