import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { newId } from '../shared/ids.ts';

interface TwoPeople {
  workspaceId: string;
  from: string;
  into: string;
}

/** Notes, in the transaction of a merge or its take-back, that the facts of both are no longer theirs. */
async function awaitFacts(db: Db, { workspaceId, from, into }: TwoPeople): Promise<void> {
  const marks = [from, into].map((customerId) => ({ workspaceId, markId: newId(), customerId }));
  await db.insertInto('mart.awaitedPerson').values(marks).execute();
}

/** How the mart follows when two people become one, or one again two: their groups wait until a refresh has seen it. */
export const FACTS_OF_PERSON = { name: 'mart', move: awaitFacts, moveBack: awaitFacts };

/** A person whose facts are to be worked out anew since a merge. */
export interface AwaitedPerson {
  markId: string;
  customerId: string;
}

/** Whose facts are awaited: of everybody, or of `customerIds`. To be asked before a refresh, which then sees their merges. */
export function listAwaited(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[] | undefined,
): Promise<AwaitedPerson[]> {
  const all = db
    .selectFrom('mart.awaitedPerson')
    .select(['markId', 'customerId'])
    .where('workspaceId', '=', workspaceId);
  return (
    customerIds === undefined ? all : all.where('customerId', '=', sql<string>`any(${[...customerIds]}::uuid[])`)
  ).execute();
}

/** Facts of these are there; marks that came meanwhile stay. */
export async function settleAwaited(db: Db, workspaceId: string, awaited: readonly AwaitedPerson[]): Promise<void> {
  if (awaited.length === 0) return;
  const marks = awaited.map(({ markId }) => markId);
  await db
    .deleteFrom('mart.awaitedPerson')
    .where('workspaceId', '=', workspaceId)
    .where('markId', '=', sql<string>`any(${marks}::uuid[])`)
    .execute();
}
