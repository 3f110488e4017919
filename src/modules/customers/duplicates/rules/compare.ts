import { toJamo } from '../../../../shared/hangul.ts';
import { computeSlips } from '../../../../shared/slips.ts';
import { compareAddresses, compareAreas } from './address.ts';
import { computeLikeness } from './distance.ts';
import type { ComparedPerson } from './person.ts';

/**
 * What is compared, each with its levels from the most alike to the least. `bases` are where estimation starts: how often
 * true duplicates show each level. `own` says whether the field is a person's own or shared by a household (OP-06).
 */
export const FIELDS = {
  name: { levels: ['same', 'near', 'like', 'different'], bases: [0.84, 0.1, 0.03, 0.03], isOwn: true },
  given: { levels: ['same', 'near', 'swapped', 'different'], bases: [0.75, 0.14, 0.05, 0.06], isOwn: true },
  family: { levels: ['same', 'near', 'swapped', 'different'], bases: [0.75, 0.14, 0.05, 0.06], isOwn: false },
  birth: { levels: ['same', 'near', 'like', 'different'], bases: [0.82, 0.1, 0.04, 0.04], isOwn: true },
  mobile: { levels: ['same', 'near', 'different'], bases: [0.75, 0.1, 0.15], isOwn: false },
  sharedPhone: { levels: ['same', 'different'], bases: [0.7, 0.3], isOwn: false },
  email: { levels: ['same', 'near', 'like', 'different'], bases: [0.7, 0.1, 0.05, 0.15], isOwn: true },
  address: {
    levels: ['same', 'mostly', 'partly', 'little', 'different'],
    bases: [0.55, 0.2, 0.1, 0.05, 0.1],
    isOwn: false,
  },
  area: { levels: ['same', 'near', 'different'], bases: [0.75, 0.15, 0.1], isOwn: false },
} as const;
export type Field = keyof typeof FIELDS;
/** Fields of a pattern, in its order. */
export const FIELD_NAMES = Object.keys(FIELDS) as Field[];

/** Levels of a pair in the order of FIELD_NAMES: 0 is the most alike, MISSING when one side says nothing. */
export type Pattern = Int8Array;
/** Stands in a pattern where one side says nothing. */
export const MISSING = -1;

/** From here on two names are one with a typing slip. */
const NEAR_NAME_LIKENESS = 0.85;
const LIKE_NAME_LIKENESS = 0.78;
/** Letters of a nickname or a cut-off name that begin the whole one: Rob, Robert. */
const SHORT_FORM_LETTERS = 3;

/** A given name that stands alone has this many; one syllable ends too many names. */
const GIVEN_NAME_SYLLABLES = 2;

/** Compares two people field by field. */
export function comparePeople(a: ComparedPerson, b: ComparedPerson): Pattern {
  const pattern = new Int8Array(FIELD_NAMES.length).fill(MISSING);
  const hasParts = (a.given !== '' || a.family !== '') && (b.given !== '' || b.family !== '');
  if (hasParts) {
    const [given, family] = compareParts(a, b);
    pattern[AT.given] = given;
    pattern[AT.family] = family;
  } else {
    pattern[AT.name] = compareNames(a, b);
  }
  pattern[AT.birth] = compareBirths(a.birth, b.birth);
  pattern[AT.mobile] = compareNumbers(a.mobiles, b.mobiles);
  pattern[AT.sharedPhone] = compareLists(a.sharedPhones, b.sharedPhones, () => 1);
  pattern[AT.email] = compareLists(a.emails, b.emails, compareEmails);
  if (a.address && b.address) {
    const level = compareAddresses(a.address, b.address);
    if (level !== undefined) pattern[AT.address] = FIELDS.address.levels.indexOf(level);
    else {
      const area = compareAreas(a.address, b.address);
      if (area !== undefined) pattern[AT.area] = FIELDS.area.levels.indexOf(area);
    }
  }
  return pattern;
}

/** Place of each field in a pattern. */
export const AT = Object.fromEntries(FIELD_NAMES.map((field, at) => [field, at])) as Record<Field, number>;

/**
 * Level of two whole names. Hangul is compared by the keys typed: one wrong jamo is `near`, two in different syllables are
 * `like`, as is a given name alone (김하나, 김해나 → near; 김하나, 하나 → like; 김민준, 김민서 → different).
 */
function compareNames(a: ComparedPerson, b: ComparedPerson): number {
  if (a.name === '' || b.name === '') return MISSING;
  if (a.name === b.name) return 0;
  if (a.isHangul !== b.isHangul) return MISSING;
  if (a.isHangul) return compareHangulNames(a, b);
  const likeness = Math.max(computeLikeness(a.name, b.name), computeLikeness(b.family + b.given, a.name));
  if (likeness >= 0.93) return 1;
  return likeness >= NEAR_NAME_LIKENESS ? 2 : 3;
}

function compareHangulNames(a: ComparedPerson, b: ComparedPerson): number {
  const [short, long] = a.name.length < b.name.length ? [a, b] : [b, a];
  const slips = computeSlips(a.nameJamo, b.nameJamo, 2);
  if (slips === 1) return 1;
  if (short.name.length === long.name.length) {
    const differing = [...short.name].filter((syllable, at) => syllable !== long.name[at]).length;
    // Two wrong keys in one syllable make another syllable: brothers share the others.
    return slips === 2 && short.name.length >= 3 && differing === 2 ? 2 : 3;
  }
  if (short.name.length < GIVEN_NAME_SYLLABLES) return 3;
  const end = long.name.slice(-short.name.length);
  return computeSlips(toJamo(end), short.nameJamo, 1) <= 1 ? 2 : 3;
}

/** Levels of given and family name, each with its own, or with the other's where a source mixed them up. */
function compareParts(a: ComparedPerson, b: ComparedPerson): [given: number, family: number] {
  const given = comparePart(a.given, b.given);
  const family = comparePart(a.family, b.family);
  const isUnlike = (level: number) => level === DIFFERENT_PART || level === MISSING;
  if (isUnlike(given) && isUnlike(family)) {
    const crossed = [comparePart(a.given, b.family), comparePart(a.family, b.given)];
    const agreeing = crossed.filter((level) => level === 0 || level === 1).length;
    const contrary = crossed.filter((level) => level === DIFFERENT_PART).length;
    if (agreeing === 2) return [SWAPPED_PART, SWAPPED_PART];
    if (agreeing === 1 && contrary === 0) return [SWAPPED_PART, MISSING];
  }
  return [given, family];
}
const SWAPPED_PART = 2;
const DIFFERENT_PART = 3;

function comparePart(a: string, b: string): number {
  if (a === '' || b === '') return MISSING;
  if (a === b) return 0;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length >= SHORT_FORM_LETTERS && long.startsWith(short)) return 1;
  if (computeLikeness(a, b) >= NEAR_NAME_LIKENESS) return 1;
  const slips = short.length >= 4 ? computeSlips(a, b, 2) : 3;
  return slips <= 2 && computeLikeness(a, b) >= LIKE_NAME_LIKENESS ? 1 : DIFFERENT_PART;
}

/** One digit wrong, two neighbours swapped or day and month swapped is `near`; two of year, month and day equal is `like`. */
function compareBirths(a: string, b: string): number {
  if (a === '' || b === '') return MISSING;
  if (a === b) return 0;
  const swapDayAndMonth = a.slice(0, 4) + a.slice(6, 8) + a.slice(4, 6);
  if (swapDayAndMonth === b || computeSlips(a, b, 1) === 1) return 1;
  const isSame = [a.slice(0, 4) === b.slice(0, 4), a.slice(4, 6) === b.slice(4, 6), a.slice(6) === b.slice(6)];
  return isSame.filter(Boolean).length === 2 || computeSlips(a, b, 2) === 2 ? 2 : 3;
}

function compareNumbers(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return MISSING;
  if (a.some((one) => b.includes(one))) return 0;
  return a.some((one) => b.some((other) => computeSlips(one, other, 1) === 1)) ? 1 : 2;
}

function compareLists(a: readonly string[], b: readonly string[], compare: (a: string, b: string) => number): number {
  if (a.length === 0 || b.length === 0) return MISSING;
  let best = Number.POSITIVE_INFINITY;
  for (const one of a) for (const other of b) best = Math.min(best, one === other ? 0 : compare(one, other));
  return best === SAYS_NOTHING ? MISSING : best;
}

/** Letters of an address beyond which two slips are slips and not another address. */
const LONG_EMAIL = 12;
/** Mail that everybody has: there two people of like names have like addresses. */
const PUBLIC_MAIL =
  /@(?:naver|daum|hanmail|kakao|nate|gmail|outlook|hotmail|live|yahoo|icloud|me|qq|163|proton|protonmail|gmx|web|aol)\.[a-z.]+$/;

/**
 * Addresses are made of names: at a provider open to all a small difference is a slip only where both have the same
 * digits, and says nothing where they have none; at a company's or a person's own domain a few letters are a slip.
 * Addresses that differ in their digits only are counted up, not mistyped: u12 and u13 are two people's.
 */
function compareEmails(a: string, b: string): number {
  const [localA = ''] = a.split('@');
  const [localB = ''] = b.split('@');
  const digitsOf = (text: string) => [...text.replace(/\D/g, '')].sort().join('');
  if (a.replace(/\d/g, '') === b.replace(/\d/g, '')) return 3;
  const slips = computeSlips(a, b, 3);
  if (PUBLIC_MAIL.test(a) || PUBLIC_MAIL.test(b)) {
    const digits = digitsOf(localA);
    const isLike = localA === localB || slips <= 2;
    if (!isLike) return 3;
    if (digits.length < 2 || digits !== digitsOf(localB)) return SAYS_NOTHING;
    return slips <= 2 && localA !== localB ? 1 : 2;
  }
  if (localA === localB) return localA.length >= 4 ? 2 : 3;
  if (slips <= (Math.min(a.length, b.length) >= LONG_EMAIL ? 3 : 1)) return 1;
  return computeLikeness(a, b) >= 0.92 ? 2 : 3;
}
/** Weaker than any level, so that a clearer pair of addresses is heard. */
const SAYS_NOTHING = 9;
