import { listPersonVisits } from '../../../mart/index.ts';
import type { Db } from '../../../platform/db.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import { preparePerson } from './rules/person.ts';
import { decideRecycled, listOtherNamesOnNumbers } from './rules/recycled.ts';
import { listDifferentFrom, listKnownSince, listPeopleToCompare } from './store.ts';

/** A statement takes so many names. */
const PEOPLE_A_STATEMENT = 5_000;

/** A number that has probably passed on: who is on it, and which of the two was silent. */
interface Recycled {
  a: string;
  b: string;
  silent: string;
}

/**
 * Of pairs on one number with different names those of whom one was not seen for a year while the other was (OP-05), in the
 * order given; once the number was given up as the other's it is decided.
 */
export async function findRecycled(
  db: Db,
  { workspaceId, pairs, now }: { workspaceId: string; pairs: readonly (readonly [a: string, b: string])[]; now: Date },
): Promise<Recycled[]> {
  if (pairs.length === 0) return [];
  const shop = await getRecentWorkspace(db, workspaceId);
  const ids = [...new Set(pairs.flat())];
  const lastSeen = new Map<string, string>();
  const decided = new Set<string>();
  for (let from = 0; from < ids.length; from += PEOPLE_A_STATEMENT) {
    const some = ids.slice(from, from + PEOPLE_A_STATEMENT);
    const [known, visits] = await Promise.all([
      listKnownSince(db, workspaceId, some),
      listPersonVisits(db, workspaceId, some),
    ]);
    for (const { customerId, createdAt, hasLostNumber } of known) {
      lastSeen.set(customerId, businessDayOf(createdAt, shop));
      if (hasLostNumber) decided.add(customerId);
    }
    for (const { customerId, lastVisitOn } of visits) if (lastVisitOn) lastSeen.set(customerId, lastVisitOn);
  }
  const today = businessDayOf(now, shop);
  return pairs.flatMap(([a, b]) => {
    const [one, other] = [a, b].map((customerId) => ({
      customerId,
      lastSeenOn: lastSeen.get(customerId) ?? today,
    }));
    const silent = one && other && decideRecycled([one, other], { namesDiffer: true, today });
    return silent === undefined || decided.has(silent) ? [] : [{ a, b, silent }];
  });
}

/** As {@link findRecycled}, for one person and those who share her number: whose record is asked about, by the other's id. */
export async function findRecycledOf(
  db: Db,
  person: { workspaceId: string; customerId: string; otherIds: readonly string[]; now: Date },
): Promise<Map<string, string>> {
  const { workspaceId, customerId, otherIds, now } = person;
  if (otherIds.length === 0) return new Map();
  const different = await listDifferentFrom(db, workspaceId, customerId);
  const asked = otherIds.filter((id) => !different.has(id));
  const people = (await listPeopleToCompare(db, workspaceId, [customerId, ...asked])).map(preparePerson);
  const pairs = listOtherNamesOnNumbers(people).map(([a, b]) => [a.customerId, b.customerId] as const);
  const found = await findRecycled(db, { workspaceId, pairs, now });
  return new Map(
    found
      .filter(({ a, b }) => a === customerId || b === customerId)
      .map(({ a, b, silent }) => [a === customerId ? b : a, silent]),
  );
}
