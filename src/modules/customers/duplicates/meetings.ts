import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import { findLikelyPairs } from './rules/find.ts';
import { preparePerson } from './rules/person.ts';
import { insertMeetings, listMeetingRows, listOthersOnNumber, listPeopleToCompare } from './store.ts';

/**
 * Somebody new gave her number herself, and another person has it: that proves neither that they are one nor that they are
 * two (OP-04), so the pair waits for the shop, from this moment on. How alike they are is weighed as in a small shop until
 * everybody is looked through. A number of a whole crowd says nothing. @returns pairs that wait now
 */
export async function noteSharedNumber(
  db: Db,
  { workspaceId, customerId, now }: { workspaceId: string; customerId: string; now: Date },
): Promise<number> {
  const others = await listOthersOnNumber(db, workspaceId, customerId);
  if (others.length === 0) return 0;
  const people = await listPeopleToCompare(db, workspaceId, [customerId, ...others]);
  const { pairs } = findLikelyPairs(people.map(preparePerson), 0);
  const met = pairs.filter(({ a, b }) => a === customerId || b === customerId);
  await insertMeetings(
    db,
    workspaceId,
    met.map((pair) => ({ ...pair, meetingId: newId(), metAt: now })),
  );
  return met.length;
}

/** Pairs that wait because of one number, the newest first; ids of meetings, never of people. @throws AppError forbidden */
export async function listMeetings(db: Db, actor: Actor): Promise<{ meetingId: string; metAt: Date }[]> {
  actor.require('customers:merge');
  return listMeetingRows(db, actor.workspaceId);
}
