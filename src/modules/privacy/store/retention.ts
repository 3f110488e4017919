import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

/** Destroys what this schema keeps of a person who is gone; rows by table. */
export async function erasePersonRows(db: Db, customerId: string): Promise<Record<string, number>> {
  const { rows } = await sql<{ tableName: string; count: number }>`
    select * from privacy.erase_person(${customerId}::uuid)`.execute(db);
  const told = await sql`delete from privacy.overdue_person where customer_id = ${customerId}::uuid`.execute(db);
  const counts = Object.fromEntries(rows.map((row) => [row.tableName, row.count]));
  return { ...counts, 'privacy.overdue_person': Number(told.numAffectedRows ?? 0) };
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

/** Notes on which day the owner was first told of these overdue people, and forgets whoever is overdue no more. */
export async function noteOverdue(
  db: Db,
  { workspaceId, customerIds, toldOn }: { workspaceId: string; customerIds: readonly string[]; toldOn: string },
): Promise<void> {
  await sql`delete from privacy.overdue_person
    where workspace_id = ${workspaceId}::uuid and customer_id <> all(${[...customerIds]}::uuid[])`.execute(db);
  await sql`insert into privacy.overdue_person (workspace_id, customer_id, told_on)
    select ${workspaceId}::uuid, id, ${toldOn}::date from unnest(${[...customerIds]}::uuid[]) as overdue(id)
    where not exists (select from privacy.overdue_person o where o.workspace_id = ${workspaceId}::uuid and o.customer_id = id)
    on conflict do nothing`.execute(db);
}

/** Overdue people of whom the owner was told on this day or before. */
export async function listToldOverdue(db: Db, workspaceId: string, toldUntil: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('privacy.overduePerson')
    .select('customerId')
    .where('workspaceId', '=', workspaceId)
    .where('toldOn', '<=', toldUntil)
    .execute();
  return new Set(rows.map(({ customerId }) => customerId));
}
