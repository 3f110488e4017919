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

/** The country a row names by its two letters, else the shop's. */
export function countryOf(text: string | undefined, ofShop: string): string {
  return text !== undefined && /^[A-Za-z]{2}$/.test(text) ? text.toUpperCase() : ofShop;
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
