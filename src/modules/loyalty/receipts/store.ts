import { sql } from 'kysely';
import { type Db, noteGrowth } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import type { KnownReceipt, Sighting } from './rules.ts';

export interface ReceiptRow extends KnownReceipt {
  mergedFrom: string | null;
  unit: 'points' | 'stamps';
  refundedMinor: number;
  items: number;
  used: number;
  tierKey: string | null;
  earned: number;
  /** Something of it was taken back by hand: it earns nothing more by itself. */
  earnUndone: boolean;
  programmeVersion: number;
}

const COLUMNS = [
  'receiptId',
  'customerId',
  'mergedFrom',
  'businessDay',
  'at',
  'till',
  'receiptNo',
  'orderId',
  'counterKey',
  'unit',
  'billMinor',
  'refundedMinor',
  'items',
  'used',
  'tierKey',
  'earned',
  'earnUndone',
  'programmeVersion',
] as const;

/** Receipts that any of the sightings may be. */
export async function listCandidates(
  db: Db,
  workspaceId: string,
  sightings: readonly Sighting[],
): Promise<ReceiptRow[]> {
  const given = <K extends 'orderId' | 'counterKey'>(key: K) => sightings.flatMap((one) => one[key] ?? []);
  const printed = sightings.filter(({ receiptNo }) => receiptNo !== '');
  const { rows } = await sql<ReceiptRow>`
    select ${sql.join(COLUMNS.map((column) => sql.ref(`r.${column}`)))} from loyalty.receipt r
    where r.workspace_id = ${workspaceId}::uuid and r.receipt_id in (
      select receipt_id from loyalty.receipt where workspace_id = ${workspaceId}::uuid and order_id = any(${given('orderId')}::uuid[])
      union all select receipt_id from loyalty.receipt where workspace_id = ${workspaceId}::uuid and counter_key = any(${given('counterKey')}::text[])
      union all select p.receipt_id from loyalty.receipt p
        join unnest(${printed.map(({ businessDay }) => businessDay)}::date[], ${printed.map(({ receiptNo }) => receiptNo)}::text[]) as n (day, no)
          on p.business_day = n.day and p.receipt_no = n.no
        where p.workspace_id = ${workspaceId}::uuid and p.receipt_no <> ''
      union all select c.receipt_id from loyalty.receipt c
        join unnest(${sightings.map(({ customerId }) => customerId)}::uuid[], ${sightings.map(({ businessDay }) => businessDay)}::date[]) as n (customer, day)
          on c.customer_id = n.customer and c.business_day = n.day
        where c.workspace_id = ${workspaceId}::uuid)
    order by r.at, r.receipt_id`.execute(db);
  return rows;
}

export async function insertReceipts(db: Db, workspaceId: string, rows: readonly ReceiptRow[]): Promise<void> {
  if (rows.length === 0) return;
  const column = <K extends keyof ReceiptRow>(key: K) => rows.map((row) => row[key]);
  await sql`insert into loyalty.receipt (workspace_id, receipt_id, customer_id, merged_from, business_day, at, till, receipt_no, order_id,
      counter_key, unit, bill_minor, refunded_minor, items, used, tier_key, earned, programme_version)
    select ${workspaceId}::uuid, r.* from unnest(${column('receiptId')}::uuid[], ${column('customerId')}::uuid[], ${column('mergedFrom')}::uuid[],
      ${column('businessDay')}::date[], ${rows.map(({ at }) => at.toISOString())}::timestamptz[], ${column('till')}::text[], ${column('receiptNo')}::text[],
      ${column('orderId')}::uuid[], ${column('counterKey')}::text[], ${column('unit')}::text[], ${column('billMinor')}::bigint[],
      ${column('refundedMinor')}::bigint[], ${column('items')}::int[], ${column('used')}::bigint[], ${column('tierKey')}::text[],
      ${column('earned')}::bigint[], ${column('programmeVersion')}::int[]) as r`.execute(db);
  await noteGrowth(db, ['loyalty.receipt'], rows.length);
}

export async function updateReceipts(db: Db, workspaceId: string, rows: readonly ReceiptRow[]): Promise<void> {
  if (rows.length === 0) return;
  const column = <K extends keyof ReceiptRow>(key: K) => rows.map((row) => row[key]);
  await sql`update loyalty.receipt r set customer_id = n.customer_id, merged_from = n.merged_from, till = n.till, receipt_no = n.receipt_no,
      order_id = n.order_id, counter_key = n.counter_key, bill_minor = n.bill_minor, refunded_minor = n.refunded_minor, items = n.items,
      used = n.used, earned = n.earned, earn_undone = n.earn_undone
    from unnest(${column('receiptId')}::uuid[], ${column('customerId')}::uuid[], ${column('mergedFrom')}::uuid[], ${column('till')}::text[],
      ${column('receiptNo')}::text[], ${column('orderId')}::uuid[], ${column('counterKey')}::text[], ${column('billMinor')}::bigint[],
      ${column('refundedMinor')}::bigint[], ${column('items')}::int[], ${column('used')}::bigint[], ${column('earned')}::bigint[],
      ${column('earnUndone')}::boolean[])
      as n (receipt_id, customer_id, merged_from, till, receipt_no, order_id, counter_key, bill_minor, refunded_minor, items, used, earned, earn_undone)
    where r.workspace_id = ${workspaceId}::uuid and r.receipt_id = n.receipt_id`.execute(db);
}

/** Receipts that these orders told of. */
export async function listReceiptsOfOrders(
  db: Db,
  workspaceId: string,
  orderIds: readonly string[],
): Promise<ReceiptRow[]> {
  return (await receiptsOfOrders(db, workspaceId, orderIds).execute()) as ReceiptRow[];
}

/** The same as they stand now, held to the end of the transaction. */
export async function lockReceiptsOfOrders(
  db: Db,
  workspaceId: string,
  orderIds: readonly string[],
): Promise<ReceiptRow[]> {
  const query = receiptsOfOrders(db, workspaceId, orderIds).orderBy('receiptId').forUpdate();
  return (await query.execute()) as ReceiptRow[];
}

function receiptsOfOrders(db: Db, workspaceId: string, orderIds: readonly string[]) {
  return db
    .selectFrom('loyalty.receipt')
    .select(COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .where('orderId', '=', sql<string>`any(${[...orderIds]}::uuid[])`);
}

/** What people earned since a day and kept, by who shows them (OP-56). */
export async function listEarnedSince(
  db: Db,
  workspaceId: string,
  input: { customerIds: readonly string[]; unit: string; since: string },
) {
  const { rows } = await sql<{ customerId: string; earned: number }>`
    select r.customer_id, sum(case when r.refunded_minor <= 0 then r.earned
        when r.bill_minor is null or r.refunded_minor >= r.bill_minor then 0
        else r.earned * (r.bill_minor - r.refunded_minor) / r.bill_minor end)::bigint as earned
    from loyalty.receipt r
    where r.workspace_id = ${workspaceId}::uuid and r.customer_id = any(${[...input.customerIds]}::uuid[])
      and r.unit = ${input.unit} and r.business_day >= ${input.since}::date
    group by r.customer_id`.execute(db);
  return new Map(rows.map(({ customerId, earned }) => [customerId, earned]));
}

export interface NewAlarm {
  kind: 'staff_number' | 'too_many' | 'too_late' | 'receipt_of_another' | 'coupon_twice' | 'coupon_late';
  customerId: string | null;
  mergedFrom: string | null;
  /** What made it: told once. */
  about: string;
  businessDay: string;
  at: Date;
  madeBy: string | null;
  till: string;
}

export async function insertAlarms(db: Db, workspaceId: string, alarms: readonly NewAlarm[]): Promise<void> {
  if (alarms.length === 0) return;
  await db
    .insertInto('loyalty.alarm')
    .values(alarms.map((alarm) => ({ workspaceId, alarmId: newId(), ...alarm })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function findStaffPeople(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('loyalty.staffPerson')
    .select('customerId')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', sql<string>`any(${[...customerIds]}::uuid[])`)
    .execute();
  return new Set(rows.map(({ customerId }) => customerId));
}
