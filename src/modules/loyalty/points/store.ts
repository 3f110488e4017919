import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';
import type { MovementKind, Unit } from '../ledger/rules.ts';

/** Accounts and lots of one person, to be looked at only. */
export async function listAccountsOf(db: Db, workspaceId: string, customerId: string) {
  const accounts = await db
    .selectFrom('loyalty.account')
    .select(['accountId', 'unit', 'balance'])
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .execute();
  const { rows: lots } = await sql<{
    lotId: string;
    accountId: string;
    unit: Unit;
    amount: number;
    remaining: number;
    expiresOn: string | null;
    chargedOn: string;
  }>`
    select l.lot_id, l.account_id, a.unit, l.amount, l.remaining, l.expires_on, m.business_day as charged_on
    from loyalty.account a
    join loyalty.lot l on l.workspace_id = a.workspace_id and l.account_id = a.account_id and l.remaining > 0
    join loyalty.movement m on m.workspace_id = l.workspace_id and m.movement_id = l.movement_id
    where a.workspace_id = ${workspaceId}::uuid and a.customer_id = ${customerId}::uuid
    order by l.expires_on nulls last, l.lot_id`.execute(db);
  return { accounts, lots };
}

export interface MoveRow {
  movementId: string;
  unit: Unit;
  kind: MovementKind;
  amount: number;
  at: Date;
  businessDay: string;
  till: string;
  reason: string;
  receiptId: string | null;
  reverses: string | null;
  isUndone: boolean;
}

/** The latest movements of one person, or one of them. */
export async function listMoves(
  db: Db,
  workspaceId: string,
  of: { customerId: string; limit: number } | { movementId: string },
): Promise<(MoveRow & { customerId: string; mergedFrom: string | null })[]> {
  const { rows } = await sql<MoveRow & { customerId: string; mergedFrom: string | null }>`
    select m.movement_id, m.unit, m.kind, sum(e.amount)::bigint as amount, m.at, m.business_day, m.till, m.reason, m.receipt_id, m.reverses,
      a.customer_id, min(a.merged_from::text)::uuid as merged_from,
      exists (select from loyalty.movement u where u.workspace_id = m.workspace_id and u.idempotency_key = 'undo:' || m.movement_id) as is_undone
    from loyalty.account a
    join loyalty.entry e on e.workspace_id = a.workspace_id and e.account_id = a.account_id
    join loyalty.movement m on m.workspace_id = e.workspace_id and m.movement_id = e.movement_id
    where a.workspace_id = ${workspaceId}::uuid and a.customer_id is not null
      and ${'customerId' in of ? sql`a.customer_id = ${of.customerId}::uuid` : sql`m.movement_id = ${of.movementId}::uuid`}
    group by m.workspace_id, m.movement_id, m.unit, m.kind, m.at, m.business_day, m.till, m.reason, m.receipt_id, m.reverses, a.customer_id
    order by m.at desc, m.movement_id desc limit ${'limit' in of ? of.limit : 2}`.execute(db);
  return rows;
}

/** What a movement put where it can be taken from again: its lots, and what is left of them. */
export function listLotsOfMovement(db: Db, workspaceId: string, movementId: string) {
  return db
    .selectFrom('loyalty.lot')
    .select(['lotId', 'amount', 'remaining'])
    .where('workspaceId', '=', workspaceId)
    .where('movementId', '=', movementId)
    .execute();
}

/** Prepaid money that is owed to her, also past its last day. */
export async function sumPrepaidOwed(db: Db, workspaceId: string, customerId: string): Promise<number> {
  const { rows } = await sql<{ owed: number }>`
    select coalesce(sum(balance), 0)::bigint as owed from loyalty.account
    where workspace_id = ${workspaceId}::uuid and customer_id = ${customerId}::uuid and unit = 'prepaid'`.execute(db);
  return rows[0]?.owed ?? 0;
}

/** The receipt behind a movement, held to the end of the transaction. */
export function lockReceipt(db: Db, workspaceId: string, receiptId: string) {
  return db
    .selectFrom('loyalty.receipt')
    .select(['customerId', 'billMinor', 'refundedMinor', 'earned'])
    .where('workspaceId', '=', workspaceId)
    .where('receiptId', '=', receiptId)
    .forUpdate()
    .executeTakeFirst();
}

/** What was taken back by hand is not earned (or spent) on the sale any more, so that a later refund takes nothing twice. */
export async function setReceipt(
  db: Db,
  workspaceId: string,
  receiptId: string,
  change: { earned: number; earnUndone: true } | { used: number },
): Promise<void> {
  await db
    .updateTable('loyalty.receipt')
    .set(change)
    .where('workspaceId', '=', workspaceId)
    .where('receiptId', '=', receiptId)
    .execute();
}

export async function isStaffPerson(db: Db, workspaceId: string, customerId: string): Promise<boolean> {
  const row = await db
    .selectFrom('loyalty.staffPerson')
    .select('customerId')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function setStaffPerson(
  db: Db,
  workspaceId: string,
  input: { customerId: string; isStaff: boolean; markedBy: string | null; now: Date },
): Promise<void> {
  const { customerId, isStaff, markedBy, now } = input;
  if (isStaff) {
    await db
      .insertInto('loyalty.staffPerson')
      .values({ workspaceId, customerId, markedBy, markedAt: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return;
  }
  await db
    .deleteFrom('loyalty.staffPerson')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .execute();
}

export function listAlarmRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('loyalty.alarm')
    .select(['alarmId', 'kind', 'customerId', 'at', 'till', 'madeBy', 'seenAt'])
    .where('workspaceId', '=', workspaceId)
    .orderBy('at', 'desc')
    .limit(200)
    .execute();
}

export function markSeen(db: Db, workspaceId: string, alarmId: string, seen: { seenAt: Date; seenBy: string | null }) {
  return db
    .updateTable('loyalty.alarm')
    .set(seen)
    .where('workspaceId', '=', workspaceId)
    .where('alarmId', '=', alarmId)
    .returning('alarmId')
    .executeTakeFirst();
}

export interface MonthFlow {
  month: string;
  kind: MovementKind;
  amount: number;
}

/** What people got and lost of a unit by month, and what they hold (OP-57). */
export async function readLiability(db: Db, workspaceId: string) {
  const held = await sql<{ unit: Unit; role: string; isKnown: boolean; above: number; below: number }>`
    select a.unit, a.role, a.customer_id is not null as is_known, coalesce(sum(a.balance) filter (where a.balance > 0), 0)::bigint as above,
      coalesce(sum(a.balance) filter (where a.balance < 0), 0)::bigint as below
    from loyalty.account a where a.workspace_id = ${workspaceId}::uuid and a.role = 'person' group by 1, 2, 3`.execute(
    db,
  );
  const flows = await sql<MonthFlow>`
    select to_char(m.business_day, 'YYYY-MM') as month, m.kind, sum(e.amount)::bigint as amount
    from loyalty.movement m
    join loyalty.entry e on e.workspace_id = m.workspace_id and e.movement_id = m.movement_id
    join loyalty.account a on a.workspace_id = e.workspace_id and a.account_id = e.account_id and a.role = 'person'
    where m.workspace_id = ${workspaceId}::uuid and m.unit = 'points'
    group by 1, 2 order by 1`.execute(db);
  const expiring = await sql<{ month: string; amount: number }>`
    select to_char(l.expires_on, 'YYYY-MM') as month, sum(l.remaining)::bigint as amount
    from loyalty.lot l join loyalty.account a on a.workspace_id = l.workspace_id and a.account_id = l.account_id
    where l.workspace_id = ${workspaceId}::uuid and a.unit = 'points' and a.customer_id is not null and l.remaining > 0 and l.expires_on is not null
    group by 1 order by 1`.execute(db);
  return { held: held.rows, flows: flows.rows, expiring: expiring.rows };
}
