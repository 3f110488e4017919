import type { Reason } from '../../contract/identity.ts';

/** What only one person has. A landline or an address is a household's (OP-06). */
const ATTESTED: ReadonlySet<string> = new Set(['mobile', 'email']);
/** Where unlike values speak for two people behind one number: a couple, a mother and her child (OP-04). */
const PERSONAL: ReadonlySet<string> = new Set(['name', 'given', 'family', 'birth']);
const ALIKE: ReadonlySet<string> = new Set(['same', 'near']);

/**
 * Whether nobody would answer anything but "one person" (OP-04): one and the same mobile number or e-mail address, the same
 * name (blanks and titles aside), and no birth date against it. A name that is only nearly the same needs both the number
 * and the address: twins on a parent's phone often have names a keystroke apart. How likely the pair is among all pairs of
 * the shop does not matter: who shares what one person has is known by it.
 * Worked: mobile same, name same → true; the same with birth different → false; mobile same, name near → false.
 */
export function isSurePair({ reasons }: { reasons: readonly Reason[] }): boolean {
  const attested = reasons.filter(({ field, level }) => ATTESTED.has(field) && level === 'same').length;
  const personal = reasons.filter(({ field }) => PERSONAL.has(field));
  const names = personal.filter(({ field }) => field !== 'birth');
  const isNamed = names.some(({ field }) => field !== 'family');
  if (!isNamed || !personal.every(({ level }) => ALIKE.has(level))) return false;
  return attested >= (names.every(({ level }) => level === 'same') ? 1 : ATTESTED.size);
}

/** Which of two records stays: the one with more visits behind it, else the older one. */
export function chooseKept(
  a: { customerId: string; visits: number; createdAt: string },
  b: { customerId: string; visits: number; createdAt: string },
): string {
  if (a.visits !== b.visits) return a.visits > b.visits ? a.customerId : b.customerId;
  return a.createdAt <= b.createdAt ? a.customerId : b.customerId;
}
