import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import type { LineKind } from './rules.ts';

export interface NewOrder {
  orderId: string;
  source: string;
  orderNo: string;
  orderedAt: Date;
  businessDay: string;
  customerId: string | null;
  /** Whom a contact point or id named before two people were merged. */
  mergedFrom?: string | null;
  channel: string;
  tableNo: string;
  covers: number | null;
  staffName: string;
  couponCode: string;
  grossMinor: number;
  refundMinor: number;
  lineCount: number;
}

export interface NewLine {
  lineNo: number;
  itemId: string;
  kind: LineKind;
  quantity: number;
  amountMinor: number;
  unitPriceMinor: number | null;
  costMinor: number | null;
  options: string;
}

/** Stores an order with its lines in one statement; false when the order is there already. */
export async function insertOrder(
  db: Db,
  workspaceId: string,
  order: NewOrder,
  lines: readonly NewLine[],
): Promise<boolean> {
  const column = <K extends keyof NewLine>(key: K) => lines.map((line) => line[key]);
  const { rows } = await sql<{ orderId: string }>`
    with stored as (
      insert into orders.sale_order
        (workspace_id, order_id, source, order_no, ordered_at, business_day, customer_id, channel, table_no, covers, staff_name,
         coupon_code, gross_minor, refund_minor, line_count, merged_from)
      values (${workspaceId}, ${order.orderId}, ${order.source}, ${order.orderNo}, ${order.orderedAt}, ${order.businessDay},
        ${order.customerId}, ${order.channel}, ${order.tableNo}, ${order.covers}, ${order.staffName}, ${order.couponCode},
        ${order.grossMinor}, ${order.refundMinor}, ${order.lineCount}, ${order.mergedFrom ?? null})
      on conflict (workspace_id, source, order_no, business_day) do nothing
      returning order_id
    ), lines as (
      insert into orders.order_line
        (workspace_id, order_id, line_no, item_id, kind, quantity, amount_minor, unit_price_minor, cost_minor, options)
      select ${workspaceId}::uuid, stored.order_id, l.* from stored, unnest(
        ${column('lineNo')}::int[], ${column('itemId')}::uuid[], ${column('kind')}::text[], ${column('quantity')}::numeric[],
        ${column('amountMinor')}::bigint[], ${column('unitPriceMinor')}::bigint[], ${column('costMinor')}::bigint[],
        ${column('options')}::text[]) l
    )
    select order_id from stored`.execute(db);
  return rows.length > 0;
}

export function findOrderByKey(
  db: Db,
  workspaceId: string,
  key: { source: string; orderNo: string; businessDay: string },
) {
  return db
    .selectFrom('orders.saleOrder')
    .select(['orderId', 'grossMinor', 'refundMinor', 'businessDay'])
    .where('workspaceId', '=', workspaceId)
    .where('source', '=', key.source)
    .where('orderNo', '=', key.orderNo)
    .where('businessDay', '=', key.businessDay)
    .executeTakeFirst();
}

/** An order, held until the transaction ends. */
export function lockOrder(db: Db, workspaceId: string, orderId: string) {
  return db
    .selectFrom('orders.saleOrder')
    .select(['orderId', 'orderedAt', 'customerId', 'channel', 'tableNo', 'covers', 'couponCode', 'staffName'])
    .where('workspaceId', '=', workspaceId)
    .where('orderId', '=', orderId)
    .forUpdate()
    .executeTakeFirst();
}

/** Adds lines to an order and their totals to its own; `lines` may be empty when only its details or person change. */
export async function appendLines(
  db: Db,
  workspaceId: string,
  change: {
    orderId: string;
    person: { customerId: string; mergedFrom: string | null } | undefined;
    details: Pick<NewOrder, 'channel' | 'tableNo' | 'covers' | 'couponCode' | 'staffName'> &
      Partial<Pick<NewOrder, 'orderedAt' | 'businessDay'>>;
    lines: readonly Omit<NewLine, 'lineNo'>[];
    grossMinor: number;
    refundMinor: number;
  },
): Promise<void> {
  const { orderId, person, details, lines, grossMinor, refundMinor } = change;
  if (lines.length > 0) {
    const column = <K extends keyof Omit<NewLine, 'lineNo'>>(key: K) => lines.map((line) => line[key]);
    await sql`insert into orders.order_line
        (workspace_id, order_id, line_no, item_id, kind, quantity, amount_minor, unit_price_minor, cost_minor, options)
      select ${workspaceId}::uuid, ${orderId}::uuid,
        (select coalesce(max(line_no), 0) from orders.order_line where workspace_id = ${workspaceId}::uuid and order_id = ${orderId}::uuid)
          + l.nth, l.item_id, l.kind, l.quantity, l.amount_minor, l.unit_price_minor, l.cost_minor, l.options
      from unnest(${column('itemId')}::uuid[], ${column('kind')}::text[], ${column('quantity')}::numeric[],
        ${column('amountMinor')}::bigint[], ${column('unitPriceMinor')}::bigint[], ${column('costMinor')}::bigint[],
        ${column('options')}::text[]) with ordinality
        as l(item_id, kind, quantity, amount_minor, unit_price_minor, cost_minor, options, nth)`.execute(db);
  }
  await db
    .updateTable('orders.saleOrder')
    .set((eb) => ({
      ...details,
      ...person,
      grossMinor: eb('grossMinor', '+', grossMinor),
      refundMinor: eb('refundMinor', '+', refundMinor),
      lineCount: eb('lineCount', '+', lines.length),
    }))
    .where('workspaceId', '=', workspaceId)
    .where('orderId', '=', orderId)
    .execute();
}

export async function listOrderRowsOf(
  db: Db,
  workspaceId: string,
  customerId: string,
  page: { before: Date | undefined; limit: number },
) {
  const own = db
    .selectFrom('orders.saleOrder')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId);
  const before = page.before;
  const [orders, { total }] = await Promise.all([
    own
      .select([
        'orderId',
        'orderNo',
        'source',
        'orderedAt',
        'businessDay',
        'customerId',
        'channel',
        'tableNo',
        'covers',
        'couponCode',
        'grossMinor',
        'refundMinor',
        'lineCount',
      ])
      .$if(before !== undefined, (query) => query.where('orderedAt', '<', before as Date))
      .orderBy('businessDay', 'desc')
      .orderBy('orderedAt', 'desc')
      .orderBy('orderId', 'desc')
      .limit(page.limit)
      .execute(),
    own.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  return { orders, total };
}

export function listLineRows(db: Db, workspaceId: string, orderIds: readonly string[]) {
  return db
    .selectFrom('orders.orderLine')
    .select(['orderId', 'lineNo', 'itemId', 'kind', 'quantity', 'amountMinor', 'options'])
    .where('workspaceId', '=', workspaceId)
    .where('orderId', '=', sql<string>`any(${orderIds}::uuid[])`)
    .orderBy('orderId')
    .orderBy('lineNo')
    .execute();
}

/** Which of these items any line names. */
export async function findItemsInUse(db: Db, workspaceId: string, itemIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ itemId: string }>`
    select distinct item_id from orders.order_line
    where workspace_id = ${workspaceId}::uuid and item_id = any(${itemIds}::uuid[])`.execute(db);
  return rows.map((row) => row.itemId);
}

/** Which of these people any order is of. */
export async function findCustomersWithOrders(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ customerId: string }>`
    select distinct customer_id from orders.sale_order
    where workspace_id = ${workspaceId}::uuid and customer_id = any(${customerIds}::uuid[])`.execute(db);
  return rows.map((row) => row.customerId);
}

export async function hasOrders(db: Db, workspaceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('orders.saleOrder')
    .select('orderId')
    .where('workspaceId', '=', workspaceId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Takes the lines of a batch away: those it added, and those of the orders it made that nobody else added. */
export async function deleteLinesOfBatch(db: Db, workspaceId: string, batchId: string): Promise<number> {
  const added = await sql`
    delete from orders.order_line where workspace_id = ${workspaceId}::uuid and added_by_batch = ${batchId}::uuid`.execute(
    db,
  );
  const own = await sql`
    delete from orders.order_line l using orders.sale_order o
    where o.workspace_id = ${workspaceId}::uuid and o.created_by_batch = ${batchId}::uuid
      and l.workspace_id = o.workspace_id and l.order_id = o.order_id and l.added_by_batch is null`.execute(db);
  return Number(added.numAffectedRows ?? 0) + Number(own.numAffectedRows ?? 0);
}

/** Takes back the people a batch gave to orders that were anonymous. */
export async function detachCustomers(db: Db, workspaceId: string, orderIds: readonly string[]): Promise<void> {
  await sql`update orders.sale_order set customer_id = null, merged_from = null
    where workspace_id = ${workspaceId}::uuid and order_id = any(${orderIds}::uuid[])`.execute(db);
}

/** Removes orders without a line among those a batch made or touched, and counts the others' totals again (MT-05). */
export async function settleOrdersOfBatch(
  db: Db,
  workspaceId: string,
  batchId: string,
  touchedIds: readonly string[],
): Promise<number> {
  const concerned = sql`(o.created_by_batch = ${batchId}::uuid or o.order_id = any(${touchedIds}::uuid[]))`;
  const removed = await sql`
    delete from orders.sale_order o where o.workspace_id = ${workspaceId}::uuid and ${concerned}
      and not exists (select from orders.order_line l where l.workspace_id = o.workspace_id and l.order_id = o.order_id)`.execute(
    db,
  );
  await sql`
    update orders.sale_order o
    set gross_minor = t.gross_minor, refund_minor = t.refund_minor, line_count = t.line_count,
        created_by_batch = nullif(o.created_by_batch, ${batchId}::uuid)
    from (
      select o.order_id, count(*) as line_count,
             coalesce(sum(l.amount_minor) filter (where l.kind = 'sale' and l.quantity > 0 and l.amount_minor > 0), 0) as gross_minor,
             coalesce(sum(l.amount_minor) filter (where l.kind = 'refund'), 0) as refund_minor
      from orders.sale_order o
      join orders.order_line l on l.workspace_id = o.workspace_id and l.order_id = o.order_id
      where o.workspace_id = ${workspaceId}::uuid and ${concerned}
      group by o.order_id
    ) t
    where o.workspace_id = ${workspaceId}::uuid and o.order_id = t.order_id`.execute(db);
  return Number(removed.numAffectedRows ?? 0);
}

/**
 * Items of the most lines sold since a business day, the most sold first; `lastMinor` is what one of it cost when a source other
 * than `unpriced` last sold it, null where none did.
 */
export async function listMostSold(
  db: Db,
  workspaceId: string,
  { since, limit, unpriced }: { since: string; limit: number; unpriced: string },
): Promise<{ itemId: string; lastMinor: number | null }[]> {
  const { rows } = await sql<{ itemId: string; lastMinor: number | null }>`
    select l.item_id, (max(array[extract(epoch from o.ordered_at), round(l.amount_minor / l.quantity)])
      filter (where l.quantity > 0 and l.amount_minor > 0 and o.source <> ${unpriced}))[2]::bigint as last_minor
    from orders.sale_order o
    join orders.order_line l on l.workspace_id = o.workspace_id and l.order_id = o.order_id
    where o.workspace_id = ${workspaceId}::uuid and o.business_day >= ${since}::date and l.kind = 'sale'
    group by l.item_id order by count(*) desc, l.item_id limit ${limit}`.execute(db);
  return rows;
}

/** Takes one order away with its lines: a slip at the counter, taken back. */
export async function removeOrder(db: Db, workspaceId: string, orderId: string): Promise<void> {
  await sql`delete from orders.order_line where workspace_id = ${workspaceId}::uuid and order_id = ${orderId}::uuid`.execute(
    db,
  );
  await sql`delete from orders.sale_order where workspace_id = ${workspaceId}::uuid and order_id = ${orderId}::uuid`.execute(
    db,
  );
}

/** Whose the orders are that a batch made, and some others. */
export async function listCustomersOfOrders(
  db: Db,
  workspaceId: string,
  { batchId, orderIds }: { batchId: string; orderIds: readonly string[] },
): Promise<string[]> {
  const rows = await db
    .selectFrom('orders.saleOrder')
    .select('customerId')
    .distinct()
    .where('workspaceId', '=', workspaceId)
    .where('customerId', 'is not', null)
    .where(({ eb, or }) =>
      or([eb('createdByBatch', '=', batchId), ...(orderIds.length > 0 ? [eb('orderId', 'in', [...orderIds])] : [])]),
    )
    .execute();
  return rows.flatMap(({ customerId }) => customerId ?? []);
}

/** Gives an anonymous order its person; undefined when it has one, or is not there. */
export function attachPerson(
  db: Db,
  workspaceId: string,
  orderId: string,
  person: { customerId: string; mergedFrom: string | null },
) {
  return db
    .updateTable('orders.saleOrder')
    .set(person)
    .where('workspaceId', '=', workspaceId)
    .where('orderId', '=', orderId)
    .where('customerId', 'is', null)
    .returning(['orderId', 'couponCode'])
    .executeTakeFirst();
}

export function findOrderSummary(db: Db, workspaceId: string, orderId: string) {
  return db
    .selectFrom('orders.saleOrder')
    .select(['orderId', 'orderNo', 'source', 'orderedAt', 'businessDay', 'customerId', 'grossMinor', 'refundMinor'])
    .where('workspaceId', '=', workspaceId)
    .where('orderId', '=', orderId)
    .executeTakeFirst();
}
