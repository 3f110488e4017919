import type { Db } from '../../../platform/db.ts';
import { compareAll } from './off-thread/compare-all.ts';
import { DEFAULT_MIN_SCORE } from './rules/find.ts';
import { preparePerson } from './rules/person.ts';
import { insertPair, listPeopleToCompare } from './store.ts';

/**
 * Puts two who are two again back on the list, as they are weighed in a small shop until everybody is looked through; with
 * the chance that stood there when they were merged, if it is known. Nothing where they do not look like one person.
 */
export async function restorePair(
  db: Db,
  { workspaceId, two, score }: { workspaceId: string; two: readonly [string, string]; score: number | null },
): Promise<void> {
  const people = await listPeopleToCompare(db, workspaceId, two);
  const [pair] = compareAll(people.map(preparePerson), { minScore: 0 }).pairs;
  if (!pair) return;
  const shown = { ...pair, score: score ?? pair.score };
  if (shown.score >= DEFAULT_MIN_SCORE) await insertPair(db, workspaceId, shown);
}
