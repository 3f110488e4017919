import { type Db, inTransaction } from '../../../platform/db.ts';
import { decideMergedStanding } from '../rules/merged.ts';
import { decideStanding } from '../rules.ts';
import {
  deleteConsentsOf,
  deleteMergedPerson,
  FOLLOWING,
  insertMergedPerson,
  listMergedInto,
  listMergedPeople,
  moveRows,
  moveRowsBack,
  setConsents,
} from '../store/merged.ts';
import { listEventsOf } from '../store.ts';

/**
 * Makes what holds for one person anew from her events (`decideMergedStanding`): the newest, and for somebody merged of
 * several the strictest of what was said before.
 */
export async function recomputeConsents(db: Db, workspaceId: string, customerId: string): Promise<void> {
  const [people, events] = await Promise.all([
    listMergedPeople(db, workspaceId, customerId),
    listEventsOf(db, workspaceId, [customerId]),
  ]);
  const moments = people.filter((one) => one.intoCustomerId === customerId).map(({ at }) => at?.getTime() ?? 0);
  const mergedAt = moments.length === 0 ? null : new Date(Math.max(...moments));
  const ids = people.map((one) => one.customerId);
  const standing = [...Map.groupBy(events, ({ kind }) => kind).values()]
    .map((of) => decideMergedStanding(of, { people: ids, mergedAt }))
    .filter((event) => event !== undefined);
  await setConsents(db, { workspaceId, customerId }, standing);
}

/** Makes what holds anew for those of these people whom others were merged into. */
export async function recomputeMerged(db: Db, workspaceId: string, customerIds: readonly string[]): Promise<void> {
  for (const customerId of await listMergedInto(db, workspaceId, customerIds)) {
    await recomputeConsents(db, workspaceId, customerId);
  }
}

/**
 * The records that make up a person, as consents name them: null for herself, and everybody merged into her. A refusal that
 * only an address or a number speaks for is each of theirs: taken apart again, none of them may be written to (AD-11).
 */
export async function listRecordsOf(db: Db, workspaceId: string, customerId: string): Promise<(string | null)[]> {
  const people = await listMergedPeople(db, workspaceId, customerId);
  return people.map((one) => (one.customerId === customerId ? null : one.customerId));
}

/**
 * What each record of these people said by itself, by record and kind, where several are one person: before they are
 * weighed against each other. Nobody else is in it.
 */
export async function listStandingsOfMerged(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<Map<string, Map<string, { state: string; at: Date }>>> {
  const merged = await listMergedInto(db, workspaceId, customerIds);
  const standings = new Map([...merged].map((id) => [id, new Map<string, { state: string; at: Date }>()]));
  if (merged.size === 0) return standings;
  const events = await listEventsOf(db, workspaceId, [...merged]);
  for (const [recordId, own] of Map.groupBy(events, ({ customerId, mergedFrom }) => mergedFrom ?? customerId)) {
    const kinds = new Map<string, { state: string; at: Date }>();
    for (const [kind, said] of Map.groupBy(own, (event) => event.kind)) {
      const standing = decideStanding(said);
      if (standing) kinds.set(kind, { state: standing.state, at: standing.at });
    }
    standings.set(recordId, kinds);
  }
  return standings;
}

/**
 * Part of merging `from` into `into`: everything this schema keeps of `from` becomes `into`'s, remembering whose it was
 * (`merged_from`), and the stricter of their consents holds. Events stay as they were said.
 */
export async function moveConsents(
  db: Db,
  { at, ...merged }: { workspaceId: string; from: string; into: string; at: Date },
): Promise<void> {
  await inTransaction(db, async (db) => {
    await insertMergedPerson(db, { ...merged, at });
    await deleteConsentsOf(db, merged.workspaceId, [merged.from, merged.into]);
    await moveRows(db, merged);
    await recomputeConsents(db, merged.workspaceId, merged.into);
  });
}

/** Takes `moveConsents` back at any later time: what was `from`'s, or came for her since, is hers again. */
export async function moveConsentsBack(
  db: Db,
  merged: { workspaceId: string; from: string; into: string },
): Promise<void> {
  const { workspaceId, from, into } = merged;
  await inTransaction(db, async (db) => {
    const people = (await listMergedPeople(db, workspaceId, from)).map((one) => one.customerId);
    await deleteConsentsOf(db, workspaceId, [from, into]);
    // Events move only along a merge that still stands.
    await moveRowsBack(db, { ...merged, people });
    await deleteMergedPerson(db, merged);
    await recomputeConsents(db, workspaceId, from);
    await recomputeConsents(db, workspaceId, into);
  });
}

/** How this schema follows when two people become one: its rows move along, and the stricter consents hold. */
export const CONSENTS_OF_PERSON = {
  name: 'privacy',
  movesItself: [...FOLLOWING, 'consent'].map((table) => `privacy.${table}`),
  move: moveConsents,
  moveBack: moveConsentsBack,
};
