import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

/** Destroys what this schema keeps of a person who is gone; rows by table. */
export async function erasePersonRows(db: Db, customerId: string): Promise<Record<string, number>> {
  const { rows } = await sql<{ tableName: string; count: number }>`
    select * from privacy.erase_person(${customerId}::uuid)`.execute(db);
  return Object.fromEntries(rows.map((row) => [row.tableName, row.count]));
}

/** One entry after the other: each is chained to the one before. */
export async function lockDestructions(db: Db, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`destruction ${workspaceId}`}, 0))`.execute(db);
}

export function findLastDestruction(db: Db, workspaceId: string) {
  return db
    .selectFrom('privacy.destruction')
    .select(['evidenceHash', 'doneAt'])
    .where('workspaceId', '=', workspaceId)
    .orderBy('destructionId', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export interface DestructionRow {
  workspaceId: string;
  destructionId: string;
  scope: string;
  action: 'destroy' | 'separate' | 'anonymise';
  reason: string;
  dueOn: string | null;
  doneAt: Date;
  count: number;
  rows: Readonly<Record<string, number>>;
  actor: string | null;
  evidenceHash: Buffer;
}

export function insertDestruction(db: Db, row: DestructionRow) {
  return db
    .insertInto('privacy.destruction')
    .values({ ...row, rows: JSON.stringify(row.rows) })
    .execute();
}

/** The ledger, oldest first: the order of the chain. */
export function listDestructionRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('privacy.destruction')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .orderBy('destructionId')
    .execute();
}

/** Links that can open nothing any more. */
export async function deleteExpiredSelfLinks(db: Db, workspaceId: string, now: Date): Promise<number> {
  const result = await db
    .deleteFrom('privacy.selfLink')
    .where('workspaceId', '=', workspaceId)
    .where('expiresAt', '<', now)
    .where((eb) => eb.or([eb('sessionExpiresAt', 'is', null), eb('sessionExpiresAt', '<', now)]))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** Guardians who were asked before a moment and never checked. */
export async function deleteUnverifiedGuardians(db: Db, workspaceId: string, before: Date): Promise<number> {
  const result = await db
    .deleteFrom('privacy.guardian')
    .where('workspaceId', '=', workspaceId)
    .where('verifiedAt', 'is', null)
    .where('askedAt', '<', before)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
