import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';
import { type Owner, originOf } from '../ledger/store.ts';

export function listProgrammeRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('loyalty.programme')
    .select(['version', 'settings', 'startsOn', 'createdAt'])
    .where('workspaceId', '=', workspaceId)
    .orderBy('version')
    .execute();
}

export function insertProgramme(
  db: Db,
  row: {
    workspaceId: string;
    version: number;
    settings: string;
    startsOn: string;
    madeBy: string | null;
    createdAt: Date;
  },
) {
  return db
    .insertInto('loyalty.programme')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('version')
    .executeTakeFirst();
}

/** Levels that people hold, by who shows them; of somebody merged the one kept longest. */
export async function listKeptTiers(db: Db, workspaceId: string, customerIds: readonly string[]) {
  const rows = await db
    .selectFrom('loyalty.tierKept')
    .select(['customerId', 'tierKey', 'since', 'keepUntil'])
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', sql<string>`any(${[...customerIds]}::uuid[])`)
    .orderBy('keepUntil')
    .execute();
  return new Map(rows.map((row) => [row.customerId, row]));
}

export async function putKeptTier(
  db: Db,
  workspaceId: string,
  owner: Owner,
  tier: { tierKey: string; since: string; keepUntil: string } | undefined,
): Promise<void> {
  await sql`delete from loyalty.tier_kept where workspace_id = ${workspaceId}::uuid
    and coalesce(merged_from, customer_id) = ${originOf(owner)}::uuid`.execute(db);
  if (tier)
    await db
      .insertInto('loyalty.tierKept')
      .values({ workspaceId, ...owner, ...tier })
      .execute();
}
