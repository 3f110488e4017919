import type { Reason } from '../../contract/identity.ts';

/** From here on a pair may be merged without being looked at one by one; each still has its own way back. */
export const SURE_SCORE = 0.99;

/** What only one person has. A landline or an address is a household's (OP-06). */
const ATTESTED: ReadonlySet<string> = new Set(['mobile', 'email']);
/** Where unlike values speak for two people behind one number: a couple, a mother and her child (OP-04). */
const PERSONAL: ReadonlySet<string> = new Set(['name', 'given', 'family', 'birth']);
const ALIKE: ReadonlySet<string> = new Set(['same', 'near']);

/**
 * Whether nobody would answer anything but "one person" (OP-04): all but certain, one and the same mobile number or
 * e-mail address, a name that is the same or a keystroke away, and nothing personal that differs.
 * Worked: .995, mobile same, name near, birth same → true; the same with birth different → false.
 */
export function isSurePair({ score, reasons }: { score: number; reasons: readonly Reason[] }): boolean {
  if (score < SURE_SCORE) return false;
  const isAttested = reasons.some(({ field, level }) => ATTESTED.has(field) && level === 'same');
  const personal = reasons.filter(({ field }) => PERSONAL.has(field));
  const isNamed = personal.some(({ field, level }) => (field === 'name' || field === 'given') && ALIKE.has(level));
  return isAttested && isNamed && personal.every(({ level }) => ALIKE.has(level));
}

/** Which of two records stays: the one with more visits behind it, else the older one. */
export function chooseKept(
  a: { customerId: string; visits: number; createdAt: string },
  b: { customerId: string; visits: number; createdAt: string },
): string {
  if (a.visits !== b.visits) return a.visits > b.visits ? a.customerId : b.customerId;
  return a.createdAt <= b.createdAt ? a.customerId : b.customerId;
}
