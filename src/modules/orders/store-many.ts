import { sql } from 'kysely';
import { type Db, noteGrowth } from '../../platform/db.ts';
import type { LineKind } from './rules.ts';
import type { NewLine } from './store.ts';

interface PreparedLine extends Omit<NewLine, 'lineNo'> {
  kind: LineKind;
}

interface PreparedOrder {
  orderId: string;
  orderNo: string;
  orderedAt: Date;
  businessDay: string;
  customerId: string | null;
  mergedFrom: string | null;
  channel: string;
  tableNo: string;
  covers: number | null;
  couponCode: string;
  staffName: string;
  grossMinor: number;
  refundMinor: number;
  lines: readonly PreparedLine[];
}

/** Stores the orders whose keys are new, with their lines. @returns the ids of those */
export async function insertOrders(
  db: Db,
  input: { workspaceId: string; source: string; orders: readonly PreparedOrder[] },
): Promise<Set<string>> {
  const { workspaceId, source, orders } = input;
  const column = <K extends keyof PreparedOrder>(key: K) => orders.map((order) => order[key]);
  const { rows } = await sql<{ orderId: string }>`
    insert into orders.sale_order
      (workspace_id, order_id, source, order_no, ordered_at, business_day, customer_id, merged_from, channel, table_no, covers,
       staff_name, coupon_code, gross_minor, refund_minor, line_count)
    select ${workspaceId}::uuid, id, ${source}, order_no, ordered_at, business_day, customer_id, merged_from, channel, table_no,
      covers, staff_name, coupon_code, gross_minor, refund_minor, line_count
    from unnest(
      ${column('orderId')}::uuid[], ${column('orderNo')}::text[], ${orders.map((order) => order.orderedAt.toISOString())}::timestamptz[],
      ${column('businessDay')}::date[], ${column('customerId')}::uuid[], ${column('mergedFrom')}::uuid[], ${column('channel')}::text[],
      ${column('tableNo')}::text[], ${column('covers')}::int[], ${column('staffName')}::text[], ${column('couponCode')}::text[],
      ${column('grossMinor')}::bigint[], ${column('refundMinor')}::bigint[], ${orders.map((order) => order.lines.length)}::int[]
    ) as new(id, order_no, ordered_at, business_day, customer_id, merged_from, channel, table_no, covers, staff_name, coupon_code,
      gross_minor, refund_minor, line_count)
    -- In one order everywhere: two deliveries of the same orders would otherwise wait for each other.
    order by business_day, order_no collate "C"
    on conflict (workspace_id, source, order_no, business_day) do nothing
    returning order_id`.execute(db);
  const created = new Set(rows.map(({ orderId }) => orderId));
  const lines = orders
    .filter(({ orderId }) => created.has(orderId))
    .flatMap(({ orderId, lines }) => lines.map((line, index) => ({ ...line, orderId, lineNo: index + 1 })));
  await insertLines(db, workspaceId, lines);
  await noteGrowth(db, ['orders.saleOrder', 'orders.orderLine'], created.size);
  return created;
}

async function insertLines(
  db: Db,
  workspaceId: string,
  lines: readonly (PreparedLine & { orderId: string; lineNo: number })[],
): Promise<void> {
  if (lines.length === 0) return;
  const column = <K extends keyof (typeof lines)[number]>(key: K) => lines.map((line) => line[key]);
  await sql`insert into orders.order_line
      (workspace_id, order_id, line_no, item_id, kind, quantity, amount_minor, unit_price_minor, cost_minor, options)
    select ${workspaceId}::uuid, new.* from unnest(
      ${column('orderId')}::uuid[], ${column('lineNo')}::int[], ${column('itemId')}::uuid[], ${column('kind')}::text[],
      ${column('quantity')}::numeric[], ${column('amountMinor')}::bigint[], ${column('unitPriceMinor')}::bigint[],
      ${column('costMinor')}::bigint[], ${column('options')}::text[]) as new`.execute(db);
}

/** Orders of some keys, held to the end of the transaction so that two deliveries cannot add the same line twice. */
export async function lockOrdersByKey(
  db: Db,
  input: { workspaceId: string; source: string; keys: readonly { orderNo: string; businessDay: string }[] },
) {
  const { workspaceId, source, keys } = input;
  const { rows } = await sql<{ orderId: string; orderNo: string; businessDay: string; customerId: string | null }>`
    select o.order_id, o.order_no, o.business_day, o.customer_id
    from orders.sale_order o
    where o.workspace_id = ${workspaceId}::uuid and o.source = ${source}
      and (o.business_day, o.order_no) in (select * from unnest(
        ${keys.map(({ businessDay }) => businessDay)}::date[], ${keys.map(({ orderNo }) => orderNo)}::text[]))
    order by o.business_day, o.order_no collate "C"
    for update`.execute(db);
  return rows;
}

export function listLinesOfOrders(db: Db, workspaceId: string, orderIds: readonly string[]) {
  return db
    .selectFrom('orders.orderLine')
    .select(['orderId', 'lineNo', 'itemId', 'kind', 'quantity', 'amountMinor'])
    .where('workspaceId', '=', workspaceId)
    .where('orderId', '=', sql<string>`any(${[...orderIds]}::uuid[])`)
    .execute();
}

/** Adds lines to orders, moves their totals, and gives anonymous ones their person. */
export async function addToOrders(
  db: Db,
  input: {
    workspaceId: string;
    additions: {
      orderId: string;
      lines: readonly (PreparedLine & { orderId: string; lineNo: number })[];
      grossMinor: number;
      refundMinor: number;
      customerId: string | null;
      mergedFrom: string | null;
    }[];
  },
): Promise<void> {
  const { workspaceId, additions } = input;
  if (additions.length === 0) return;
  await insertLines(
    db,
    workspaceId,
    additions.flatMap(({ lines }) => lines),
  );
  await sql`update orders.sale_order o set
      gross_minor = o.gross_minor + added.gross_minor, refund_minor = o.refund_minor + added.refund_minor,
      line_count = o.line_count + added.line_count,
      customer_id = coalesce(o.customer_id, added.customer_id),
      merged_from = case when o.customer_id is null then added.merged_from else o.merged_from end
    from (
      select order_id, sum(gross_minor)::bigint as gross_minor, sum(refund_minor)::bigint as refund_minor,
        sum(line_count)::int as line_count, (array_agg(customer_id) filter (where customer_id is not null))[1] as customer_id,
        (array_agg(merged_from) filter (where customer_id is not null))[1] as merged_from
      from unnest(
        ${additions.map((row) => row.orderId)}::uuid[], ${additions.map((row) => row.grossMinor)}::bigint[],
        ${additions.map((row) => row.refundMinor)}::bigint[], ${additions.map((row) => row.lines.length)}::int[],
        ${additions.map((row) => row.customerId)}::uuid[], ${additions.map((row) => row.mergedFrom)}::uuid[]
      ) as new(order_id, gross_minor, refund_minor, line_count, customer_id, merged_from)
      group by order_id
    ) added
    where o.workspace_id = ${workspaceId}::uuid and o.order_id = added.order_id`.execute(db);
}
