import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import { compareAll } from './off-thread/compare-all.ts';
import { compareInThread } from './off-thread/index.ts';
import { FEW_PEOPLE } from './rules/estimate.ts';
import { preparePerson } from './rules/person.ts';
import { readSides } from './sides.ts';
import { insertMeetings, listMeetingRows, listOthersOnNumbers, listPeopleToCompare } from './store.ts';

/** Two people who met by one number just now. */
interface Meeting {
  meetingId: string;
  a: string;
  b: string;
}

/**
 * Somebody gave a number that another person has, whichever way she came in: that proves neither that they are one nor that
 * they are two (OP-04), nor whose it is now (OP-05), so the pair waits for the shop, from this moment on. How alike they are
 * is weighed as in a small shop until everybody is looked through. A number of a whole crowd says nothing, and two whom
 * somebody called two people do not wait again. @returns pairs that wait since now
 */
export async function noteSharedNumbers(
  db: Db,
  { workspaceId, customerIds, now }: { workspaceId: string; customerIds: readonly string[]; now: Date },
): Promise<Meeting[]> {
  const sharing = await listOthersOnNumbers(db, workspaceId, customerIds);
  if (sharing.length === 0) return [];
  const ids = new Set(sharing.flatMap(({ customerId, otherId }) => [customerId, otherId]));
  const people = await listPeopleToCompare(db, workspaceId, [...ids]);
  const { pairs } =
    people.length < FEW_PEOPLE
      ? compareAll(people.map(preparePerson), { minScore: 0 })
      : await compareInThread([people], { minScore: 0 });
  const asked = new Set(sharing.flatMap(({ customerId: one, otherId: two }) => [`${one} ${two}`, `${two} ${one}`]));
  const met = pairs.filter(({ a, b }) => asked.has(`${a} ${b}`));
  return insertMeetings(
    db,
    workspaceId,
    met.map((pair) => ({ ...pair, meetingId: newId(), metAt: now })),
  );
}

/** The other side of each meeting of a person, masked. */
export async function showMeetings(
  db: Db,
  { workspaceId, customerId, met }: { workspaceId: string; customerId: string; met: readonly Meeting[] },
) {
  if (met.length === 0) return [];
  const others = met.map(({ meetingId, a, b }) => ({ meetingId, otherId: a === customerId ? b : a }));
  const sides = await readSides(
    db,
    workspaceId,
    others.map(({ otherId }) => otherId),
  );
  return others.flatMap(({ meetingId, otherId }) => {
    const side = sides.get(otherId);
    return side ? [{ meetingId, name: side.name, lastVisitedOn: side.lastVisitedOn }] : [];
  });
}

/** Pairs that wait because of one number, the newest first; ids of meetings, never of people. @throws AppError forbidden */
export async function listMeetings(db: Db, actor: Actor): Promise<{ meetingId: string; metAt: Date }[]> {
  actor.require('customers:merge');
  return listMeetingRows(db, actor.workspaceId);
}
