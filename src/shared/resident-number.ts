import { AppError, type Issue, type UserMessage } from './errors.ts';
import { MAX_NESTING } from './json.ts';

/** What an issue is called that names a field with a resident number; whoever tells of it says it in words. */
export const RESIDENT_NUMBER = 'resident_number';

/** What is wrong with the field that an issue names, and what to do (PV-12). */
export const RESIDENT_NUMBER_WORDS: UserMessage = {
  ko: '주민등록번호로 보이는 번호는 저장할 수 없어요. 그 번호를 지우고 다시 보내 주세요. (PV-12)',
  en: 'What looks like a resident registration number cannot be stored. Take it out and send it again (PV-12).',
};

/** Six digits, at most three separating signs, seven digits of which the first tells the century; alone in their run. */
const PATTERN = /(?<!\d)(\d{2})(\d{2})(\d{2})[\s.\-_·~]{0,3}([1-8])\d{6}(?!\d)/g;

/** Its digits, whatever stands between them. */
const MAYBE = /[\d０-９]{6}[^\d０-９]{0,3}[\d０-９]{7}/;

/** Full-width digits and foreign hyphens as plain ones, sign for sign, so that positions stay the same. */
function withPlainSigns(text: string): string {
  return text
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[‐-―−－﹣]/g, '-');
}

function hasBirthDate(match: RegExpMatchArray): boolean {
  const [, yy, mm, dd, century] = match;
  // 1, 2, 5, 6: born in the 1900s; 3, 4, 7, 8: in the 2000s (5–8 are residents from abroad).
  const year = ('1256'.includes(century ?? '') ? 1900 : 2000) + Number(yy);
  const date = new Date(Date.UTC(year, Number(mm) - 1, Number(dd)));
  return date.getUTCMonth() === Number(mm) - 1 && date.getUTCDate() === Number(dd);
}

/**
 * Whether a text holds what may be a Korean resident number (PV-12): 13 digits, hyphen or not, that begin with a
 * birth date. There is no check digit since 2020, so some 13-digit bar codes look like one too: use it on free text.
 */
export function looksLikeResidentNumber(text: string): boolean {
  // Asked of every text that comes in, and nearly none has the digits.
  if (text.length < 13 || !MAYBE.test(text)) return false;
  for (const match of withPlainSigns(text).matchAll(PATTERN)) if (hasBirthDate(match)) return true;
  return false;
}

/** The text with everything that looks like a resident number replaced by `******-*******` (PV-12). */
export function redactResidentNumbers(text: string): string {
  let redacted = '';
  let copiedTo = 0;
  for (const match of withPlainSigns(text).matchAll(PATTERN)) {
    if (!hasBirthDate(match)) continue;
    redacted += `${text.slice(copiedTo, match.index)}******-*******`;
    copiedTo = match.index + match[0].length;
  }
  return redacted + text.slice(copiedTo);
}

/**
 * Where in a value of any shape a text holds what may be a resident number, as paths below `at` (`body.note`,
 * `body.items.2.memo`). Only texts are read: a number without quotes is an id or an amount. Nothing found → [].
 */
export function findResidentNumbers(value: unknown, at: string, depth = 0): string[] {
  if (typeof value === 'string') return looksLikeResidentNumber(value) ? [at] : [];
  if (typeof value !== 'object' || value === null || value instanceof Date || depth > MAX_NESTING) return [];
  return Object.entries(value).flatMap(([name, inner]) => findResidentNumbers(inner, `${at}.${name}`, depth + 1));
}

/**
 * Refuses what holds a resident number in any of its texts (PV-12): it may be stored nowhere. `at` names the value in
 * the error's paths. @throws AppError invalid_input
 */
export function refuseResidentNumbers(value: unknown, at = 'body'): void {
  const issues: Issue[] = findResidentNumbers(value, at).map((path) => ({ path, message: RESIDENT_NUMBER }));
  if (issues.length === 0) return;
  throw new AppError('invalid_input', 'a resident number was entered (PV-12)', {
    userMessage: {
      ko: '주민등록번호는 저장할 수 없어요. 그 번호를 지우고 다시 저장해 주세요. 아무것도 저장하지 않았어요.',
      en: 'A resident registration number cannot be stored. Take it out and save again. Nothing was stored.',
    },
    details: { issues },
  });
}
