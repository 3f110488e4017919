import { parsePhone } from './phone.ts';
import { redactResidentNumbers } from './resident-number.ts';

/** Family names of two syllables that a mask must not cut in half (OP-70); only looked at in names of four and more. */
const TWO_SYLLABLE_FAMILY_NAMES = new Set([
  '남궁',
  '황보',
  '제갈',
  '사공',
  '선우',
  '서문',
  '독고',
  '동방',
  '어금',
  '망절',
  '장곡',
  '강전',
  '소봉',
]);

const EAST_ASIAN_NAME = /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+$/u;

/**
 * A name with what identifies it hidden (PV-58): 홍길동 → 홍*동, 김하 → 김*, 남궁민수 → 남궁*수, John Smith → J*** S***.
 * One syllable alone becomes `*`; the number of letters of a Latin name is hidden too. Empty stays empty.
 */
export function maskName(name: string): string {
  const text = name.normalize('NFC').trim();
  const joined = text.replace(/\s+/g, '');
  if (EAST_ASIAN_NAME.test(joined)) return maskSyllables([...joined]);
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => `${[...word][0]}***`)
    .join(' ');
}

function maskSyllables(syllables: string[]): string {
  if (syllables.length <= 1) return '*';
  if (syllables.length === 2) return `${syllables[0]}*`;
  const isLongFamilyName = syllables.length >= 4 && TWO_SYLLABLE_FAMILY_NAMES.has(syllables.slice(0, 2).join(''));
  const shown = isLongFamilyName ? 2 : 1;
  return syllables.slice(0, shown).join('') + '*'.repeat(syllables.length - shown - 1) + syllables.at(-1);
}

/**
 * A phone number (stored or as written) with only its prefix and last four digits left: 010-****-1234, 02-***-4567,
 * ****-1234, +44 ***-3456. What is no phone number keeps its last four digits, and nothing when it has fewer than eight.
 */
export function maskPhone(phone: string): string {
  const parsed = parsePhone(phone);
  if (!parsed) {
    const digits = phone.replace(/\D/g, '');
    return digits.length >= 8 ? `***-${digits.slice(-4)}` : '****';
  }
  if (parsed.kind === 'foreign') return `${parsed.national.split(' ')[0]} ***-${parsed.last4}`;
  const [prefix = '', middle = ''] = parsed.national.split('-');
  if (parsed.kind === 'rep15xx') return `****-${parsed.last4}`;
  return `${prefix}-${'*'.repeat(middle.length)}-${parsed.last4}`;
}

/** An e-mail address with its first letter and domain left: k***@example.com; `***` when it is no address. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  if (at < 1) return '***';
  return `${[...email][0]}***${email.slice(at)}`;
}

const ROAD = /^(.*?[가-힣]\d*(?:대로|로|길)(?:\d+번?[가나다라마바사]?길)?)(?:\d.*)?$/;
const DONG = /^[가-힣][가-힣\d·]*(?:동|읍|면|리|가)$/;

/**
 * An address down to its 동 or road (PV-58): 서울 강남구 테헤란로 123 4층 → 서울 강남구 테헤란로. Without either, its first
 * two words; a foreign address keeps the part after its last comma, without digits: `***, London`.
 */
export function maskAddress(address: string): string {
  const words = address
    .normalize('NFC')
    .replace(/[([]\d{5,6}[)\]]/g, ' ')
    .split(/[\s,]+/)
    .filter((word) => word !== '' && !/^\d{5}$/.test(word));
  if (words.length === 0) return '';
  if (!/[가-힣]/.test(address)) return maskForeignAddress(address);
  const shown: string[] = [];
  for (const word of words) {
    const place = DONG.test(word) ? word : ROAD.exec(word)?.[1];
    if (place !== undefined) return [...shown, place].join(' ');
    if (/\d/.test(word)) break;
    shown.push(word);
  }
  return shown.slice(0, 2).join(' ') || '***';
}

function maskForeignAddress(address: string): string {
  const parts = address.split(',');
  const town = (parts.at(-1) ?? '').split(/\s+/).filter((word) => word !== '' && !/\d/.test(word));
  return parts.length < 2 || town.length === 0 ? '***' : `***, ${town.join(' ')}`;
}

/** Numbers that ring somewhere in Korea, written as people write them; part of no id, day or longer number. */
const PHONE_IN_TEXT = /(?<![\w+-])(?:\+82[-. ]?|0)(?:2|1\d|[3-9]\d|50\d)[-. ]?\d{3,4}[-. ]?\d{4}(?![\w-])/g;
const EMAIL_IN_TEXT = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

/**
 * A text that somebody wrote with the phone numbers, e-mail addresses and resident numbers in it hidden (PV-58, PV-12):
 * `where phone = '01012345678'` → `where phone = '010-****-5678'`. Days, ids and sums stay.
 */
export function maskNumbersIn(text: string): string {
  return redactResidentNumbers(text).replace(PHONE_IN_TEXT, maskPhone).replace(EMAIL_IN_TEXT, maskEmail);
}
