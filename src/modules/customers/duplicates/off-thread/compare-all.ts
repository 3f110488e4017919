import { findLikelyPairs, type LikelyPair } from '../rules/find.ts';
import type { ComparedPerson } from '../rules/person.ts';
import { listOtherNamesOnNumbers } from '../rules/recycled.ts';

/** What a look through people found. */
export interface Comparison {
  /** From the least score on, and every pair of `otherNames` that shares a key, whatever its score; the surest first. */
  pairs: LikelyPair[];
  /** How many pairs were compared. */
  candidates: number;
  /** Ids of people on one mobile number with different names, in the order of the list (OP-05). */
  otherNames: [a: string, b: string][];
}

/** All of a look through people that takes time, in one go. Nothing for fewer than two. */
export function compareAll(people: readonly ComparedPerson[], { minScore }: { minScore: number }): Comparison {
  const otherNames = listOtherNamesOnNumbers(people).map(([a, b]): [string, string] => [a.customerId, b.customerId]);
  const anyway = new Set(otherNames.map(([a, b]) => `${a} ${b}`));
  return { ...findLikelyPairs(people, { minScore, anyway }), otherNames };
}
