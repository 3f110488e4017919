import { looksLikeResidentNumber } from '../../shared/resident-number.ts';

/** Payloads deeper than this are no facts any more; what lies below is not looked at and not stored by the contract. */
const MAX_DEPTH = 12;

/**
 * Whether a resident number stands in any text of a payload, keys included (PV-12).
 * Worked: `{ memo: '900101-1234567' }` → true; `{}` and undefined → false.
 */
export function hasResidentNumber(payload: unknown, depth = 0): boolean {
  if (typeof payload === 'string') return looksLikeResidentNumber(payload);
  if (typeof payload !== 'object' || payload === null || depth >= MAX_DEPTH) return false;
  return Object.entries(payload).some(
    ([key, value]) => looksLikeResidentNumber(key) || hasResidentNumber(value, depth + 1),
  );
}
