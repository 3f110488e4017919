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

/** Somebody who is destroyed on a day, unless she comes by before. */
export interface Announced {
  customerId: string;
  destroyOn: string;
}

/**
 * Notes from which day on the owner can read of these people and on which day each is destroyed: her own, and `noticeDays`
 * after she was first told of at the soonest (PV-20). Forgets whoever is no longer among them.
 */
export async function noteOverdue(
  db: Db,
  {
    workspaceId,
    people,
    toldOn,
    noticeDays,
  }: {
    workspaceId: string;
    people: readonly { customerId: string; dueOn: string }[];
    toldOn: string;
    noticeDays: number;
  },
): Promise<void> {
  const ids = people.map(({ customerId }) => customerId);
  await sql`delete from privacy.overdue_person
    where workspace_id = ${workspaceId}::uuid and customer_id <> all(${ids}::uuid[])`.execute(db);
  const due = sql`unnest(${ids}::uuid[], ${people.map(({ dueOn }) => dueOn)}::date[]) as due(id, due_on)`;
  await sql`insert into privacy.overdue_person (workspace_id, customer_id, told_on)
    select ${workspaceId}::uuid, id, ${toldOn}::date from ${due}
    where not exists (select from privacy.overdue_person o where o.workspace_id = ${workspaceId}::uuid and o.customer_id = id)
    on conflict do nothing`.execute(db);
  await sql`update privacy.overdue_person o set destroy_on = greatest(due_on, o.told_on + ${noticeDays}::int)
    from ${due} where o.workspace_id = ${workspaceId}::uuid and o.customer_id = id
      and o.destroy_on is distinct from greatest(due_on, o.told_on + ${noticeDays}::int)`.execute(db);
}

/** Who is destroyed on this day or should have been before. */
export async function listDestroyedBy(db: Db, workspaceId: string, day: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('privacy.overduePerson')
    .select('customerId')
    .where('workspaceId', '=', workspaceId)
    .where('destroyOn', '<=', day)
    .execute();
  return new Set(rows.map(({ customerId }) => customerId));
}

/** On which days how many people are destroyed, the next first. */
export async function listDestructionDays(
  db: Db,
  workspaceId: string,
): Promise<{ destroyOn: string; people: number }[]> {
  const { rows } = await sql<{ destroyOn: string; people: number }>`
    select destroy_on, count(distinct customer_id)::int as people from privacy.overdue_person
    where workspace_id = ${workspaceId}::uuid and destroy_on is not null group by destroy_on order by destroy_on`.execute(
    db,
  );
  return rows;
}

/** A page of the people who are destroyed soon, those of the next day first. */
export async function listAnnouncedRows(
  db: Db,
  workspaceId: string,
  { offset, limit }: { offset: number; limit: number },
): Promise<Announced[]> {
  const { rows } = await sql<Announced>`
    select customer_id, min(destroy_on) as destroy_on from privacy.overdue_person
    where workspace_id = ${workspaceId}::uuid and destroy_on is not null
    group by customer_id order by min(destroy_on), customer_id limit ${limit} offset ${offset}`.execute(db);
  return rows;
}
