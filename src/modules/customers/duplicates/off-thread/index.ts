import { setImmediate as nextTurn } from 'node:timers/promises';
import { startThread, type Thread } from '../../../../platform/threads.ts';
import { cutInto } from '../../../../shared/work-ahead.ts';
import type { StoredPerson } from '../rules/person.ts';
import type { Comparison } from './compare-all.ts';

/** What the thread is told: people in portions, and after the last how they are to be compared. */
export type Told = { people: readonly StoredPerson[] } | { compare: { minScore: number } };

/** Portions keep both sides free: to copy some hundred people takes a few milliseconds, to copy all of a shop a second. */
const PEOPLE_A_PORTION = 500;

/**
 * Compares people in a thread of its own, as they are read: of 20,000 it takes a minute, in which every request would wait.
 * Shape as Comparison.
 */
export async function compareInThread(
  people: Iterable<StoredPerson[]> | AsyncIterable<StoredPerson[]>,
  { minScore }: { minScore: number },
): Promise<Comparison> {
  const thread: Thread<Comparison> = startThread(new URL('./worker.ts', import.meta.url));
  const tell = (told: Told) => thread.send(told);
  try {
    for await (const read of people) {
      for (const some of cutInto(read, PEOPLE_A_PORTION)) {
        tell({ people: some });
        await nextTurn();
      }
    }
  } finally {
    // Said also when reading fails: the thread would wait for more for ever.
    tell({ compare: { minScore } });
  }
  return thread.result;
}
