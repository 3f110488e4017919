import { normaliseEmail } from '../../shared/email.ts';
import { AppError } from '../../shared/errors.ts';
import { englishSlipToHangul, isInitialConsonants, nfd } from '../../shared/hangul.ts';
import { maskEmail, maskName, maskPhone } from '../../shared/mask.ts';
import { parsePhone } from '../../shared/phone.ts';
import type { ContactKind } from './contract.ts';

/** One way to look somebody up: what the mart's search is asked, and what the access log may say of it. */
export interface Search {
  by: 'number' | 'contact' | 'last4' | 'name' | 'initials' | 'code';
  text: string;
  /** Masked: the log holds no personal data in clear (PV-55). */
  logged: string;
}

/** What politeness puts behind a name of two syllables or more. Read alike here and by the database. */
export const NAME_TITLE = '(?<=[가-힣a-z]{2})(고객님|회원님|님|씨)$';
const TITLE_BEHIND = new RegExp(NAME_TITLE, 'u');

/**
 * A name as people on one number are told apart by it: blanks, case and a title behind it make no other name (OP-04).
 * Worked: `김 하나 님` → `김하나`; `김하나 고객님` → `김하나`; `김씨` → `김씨`; empty → empty.
 */
export function nameKeyOf(name: string): string {
  return foldName(name).replace(TITLE_BEHIND, '');
}

/** Whether politeness put a title behind a name. Worked: `김하나 님` → true; `김하나`, `김씨` → false. */
export function hasTitle(name: string): boolean {
  return TITLE_BEHIND.test(foldName(name));
}

const foldName = (name: string) => name.normalize('NFC').toLowerCase().replace(/\s+/g, '');

/** Leading consonants as Unicode composes them; ㄱ … ㅎ stand elsewhere as single letters. */
const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const FIRST_LEADING_CONSONANT = 0x1100;

function toLeadingConsonants(text: string): string {
  return [...text.replace(/\s+/g, '')]
    .map((letter) => String.fromCharCode(FIRST_LEADING_CONSONANT + INITIALS.indexOf(letter)))
    .join('');
}

/** Signs that mean something to LIKE, taken as they are. */
function escapePattern(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}

const byName = (text: string): Search => ({
  by: 'name',
  text: escapePattern(nfd(text.toLowerCase())),
  logged: `name ${maskName(text)}`,
});

/**
 * Ways to look for what somebody typed, to be tried in this order until one finds somebody (OP-03): whole number in any
 * shape, e-mail, last four digits, 초성, name, then a code (card, external id, order number), and at last what was meant
 * with the keyboard set to English. `country` reads numbers without a country code. At least one way, unless the text is blank.
 * Worked: `ㄱㅎㄴ` → initials; `5678` → last four; `０１０.１２３４.５６７８` → number +821012345678.
 */
export function readSearch(input: string, country: string): Search[] {
  const text = input.normalize('NFC').trim();
  if (text === '') return [];
  const code: Search = { by: 'code', text, logged: 'code' };
  if (text.includes('@')) {
    const email = normaliseEmail(text);
    return email === undefined ? [byName(text)] : [{ by: 'contact', text: email, logged: `email ${maskEmail(email)}` }];
  }
  const digits = text.normalize('NFKC');
  if (/^\d{4}$/.test(digits)) return [{ by: 'last4', text: digits, logged: 'last4' }, code];
  const phone = parsePhone(text, { country });
  if (phone) return [{ by: 'number', text: phone.e164, logged: `phone ${maskPhone(phone.e164)}` }, code];
  if (isInitialConsonants(text)) return [{ by: 'initials', text: toLeadingConsonants(text), logged: 'initials' }];
  if (/[가-힣ㄱ-ㅎㅏ-ㅣ]/.test(text)) return [byName(text), code];
  if (!/\p{L}/u.test(text)) return [code];
  const slip = /^[a-z ]+$/i.test(text) ? englishSlipToHangul(text) : '';
  const meant = /^[가-힣 ]+$/.test(slip) ? [byName(slip)] : isInitialConsonants(slip) ? readSearch(slip, country) : [];
  // A member number has letters as well; no name has figures.
  const named = /\d/.test(text) ? { ...byName(text), logged: code.logged } : byName(text);
  return [named, code, ...meant];
}

/** A way to reach somebody, ready to be stored. */
export interface Contact {
  kind: ContactKind;
  /** E.164, or a lower-case e-mail address. */
  value: string;
  last4: string;
}

/** Reads a number or an e-mail address as it is stored; undefined when it is neither. */
export function readContact(text: string, country: string): Contact | undefined {
  if (text.includes('@')) {
    const value = normaliseEmail(text);
    return value === undefined ? undefined : { kind: 'email', value, last4: '' };
  }
  const phone = parsePhone(text, { country });
  return phone && { kind: phone.kind, value: phone.e164, last4: phone.last4 };
}

/** How a way to reach somebody is shown before it is asked for in clear (PV-58). */
export function maskContact(kind: string, value: string): string {
  if (kind === 'email') return maskEmail(value);
  return kind === 'card' ? `···${value.slice(-4)}` : maskPhone(value);
}

/** For an id that is nobody's in this workspace. */
export const noSuchCustomer = () =>
  new AppError('not_found', 'no such customer', {
    userMessage: {
      ko: '찾는 분이 없어요. 목록에서 다시 찾아 주세요.',
      en: 'There is no such person. Look in the list again.',
    },
  });
