import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';

/** Columns of `order_stage` in the order in which a COPY fills them. */
export const ORDER_STAGE_COLUMNS =
  'order_ref, order_id, order_no, business_day, ordered_at, customer_ref, channel, table_no, covers, staff_name, coupon_code, gross_minor, refund_minor, line_count, is_retold';
/** Columns of `line_stage` in the order in which a COPY fills them. */
export const LINE_STAGE_COLUMNS =
  'order_ref, line_no, item_ref, kind, quantity, amount_minor, unit_price_minor, cost_minor, options';

/**
 * Makes the temporary tables of an import. `part_order`, and `order_stage` once a part is done: one row an order and part of the file, with the id it gets if it is
 * new and the totals of its lines there; a long file may name an order in several parts (`is_retold`: an earlier part may have
 * named it, and always where one did). `line_stage`: `line_no` counts within the `order_ref`. `changed_order` says afterwards which orders that were there got lines or a customer.
 */
export async function createOrderStage(db: Db): Promise<void> {
  for (const table of ['order_stage', 'part_order']) {
    await sql`create temp table ${sql.table(table)} (
    order_ref int not null, order_id uuid not null, order_no text not null, business_day date not null,
    ordered_at timestamptz not null, customer_ref int, channel text not null, table_no text not null, covers int,
    staff_name text not null, coupon_code text not null, gross_minor bigint not null, refund_minor bigint not null,
    line_count int not null, is_retold boolean not null
  ) on commit drop`.execute(db);
  }
  await sql`create temp table line_stage (
    order_ref int not null, line_no int not null, item_ref int not null, kind text not null,
    quantity numeric(14, 3) not null, amount_minor bigint not null, unit_price_minor bigint, cost_minor bigint,
    options text not null
  ) on commit drop`.execute(db);
  await sql`create temp table retold_line (like line_stage) on commit drop`.execute(db);
  await sql`create temp table split_order (order_no text not null, business_day date not null) on commit drop`.execute(
    db,
  );
  await sql`create temp table known_order (
    order_ref int not null, customer_ref int, ordered_at timestamptz not null, line_count int not null, order_id uuid not null,
    customer_id uuid, created_by_batch uuid
  ) on commit drop`.execute(db);
  await sql`create temp table order_to_compare (order_id uuid not null) on commit drop`.execute(db);
  await sql`create temp table changed_order (order_id uuid not null, customer_attached boolean not null) on commit drop`.execute(
    db,
  );
}

/** What an import did to the orders. */
export interface StoredOrders {
  created: number;
  /** Orders that were there and got lines or a customer. */
  updated: number;
  linesAdded: number;
  /** Earlier batches that made orders of this file, and how many of its lines were there already in those orders. */
  met: { batchId: string; lines: number }[];
}

/** Lines that were stored while the file was still being read: all of the orders up to a ref, but for those told again. */
export interface EarlyLines {
  linesAdded: number;
  throughOrderRef: number;
}

/** Whether any order of a part of the file is stored already. */
export async function hasKnownOrders(
  db: Db,
  { workspaceId, source }: { workspaceId: string; source: string },
): Promise<boolean> {
  const { rows } = await sql`
    select from part_order s
    join orders.sale_order o on o.workspace_id = ${workspaceId}::uuid and o.source = ${source}
      and o.order_no = s.order_no and o.business_day = s.business_day
    limit 1`.execute(db);
  return rows.length > 0;
}

/**
 * Stores the lines of a part whose orders are all new, before the orders themselves, and empties `line_stage`. Lines of
 * orders that an earlier part may have told of wait for the end of the file. Needs `item_of_ref`.
 * @returns how many were stored
 */
export async function storeLinesOfPart(
  db: Db,
  { workspaceId, hasRetold }: { workspaceId: string; hasRetold: boolean },
): Promise<number> {
  const lines = await insertLines(db, workspaceId, { orders: 'part_order', condition: sql`not o.is_retold` });
  if (hasRetold) {
    await sql`
      insert into retold_line select l.* from line_stage l
      join part_order o on o.order_ref = l.order_ref where o.is_retold`.execute(db);
  }
  await sql`truncate line_stage`.execute(db);
  return lines;
}

/** Puts the orders of a part to those of the file, when nothing more is to be done with the part alone. */
export async function endPart(db: Db): Promise<void> {
  await sql`insert into order_stage select * from part_order`.execute(db);
  await sql`truncate part_order`.execute(db);
}

async function insertLines(
  db: Db,
  workspaceId: string,
  from: { orders: 'order_stage' | 'part_order'; condition: RawBuilder<unknown> },
): Promise<number> {
  const lines = await sql`
    insert into orders.order_line
      (workspace_id, order_id, line_no, item_id, kind, quantity, amount_minor, unit_price_minor, cost_minor, options)
    select ${workspaceId}::uuid, o.order_id, l.line_no, i.item_id, l.kind, l.quantity, l.amount_minor, l.unit_price_minor,
           l.cost_minor, l.options
    from line_stage l
    join ${sql.table(from.orders)} o on o.order_ref = l.order_ref
    join item_of_ref i on i.item_ref = l.item_ref
    where ${from.condition}`.execute(db);
  return Number(lines.numAffectedRows ?? 0);
}

/** An order that came in another way while the file was read has its lines under another id. @throws AppError conflict */
async function refuseOvertaken(db: Db, early: EarlyLines): Promise<void> {
  const { rows } = await sql`
    select from known_order k join order_stage o using (order_ref)
    where k.order_ref <= ${early.throughOrderRef} and not o.is_retold limit 1`.execute(db);
  if (rows.length === 0) return;
  throw new AppError('conflict', 'orders of the file were recorded while it was read', {
    userMessage: {
      ko: '가져오는 사이에 같은 주문이 따로 들어왔어요. 저장한 것은 없으니 다시 넣어 주세요.',
      en: 'Some of these orders came in another way while the file was read. Nothing was stored; please import it again.',
    },
  });
}

/**
 * Stores staged orders and lines. An order is the same when source, number and business day are (OP-41). Its lines are a
 * multiset: of each (item, kind, quantity, amount; not the options) only those beyond what is stored are added, so that a file may come
 * twice, overlap another or bring corrected rows. Needs `item_of_ref` and `customer_of_ref`.
 */
export async function storeOrdersFromStage(
  db: Db,
  input: { workspaceId: string; batchId: string; source: string; early: EarlyLines },
): Promise<StoredOrders> {
  const { workspaceId, batchId, source, early } = input;
  if (early.throughOrderRef > 0) await sql`insert into line_stage select * from retold_line`.execute(db);
  await joinParts(db);
  const known = await findKnownOrders(db, { workspaceId, source });
  if (known > 0) await refuseOvertaken(db, early);
  const { created, lines: late } = await insertNewOrders(db, { ...input, known });
  const lines = late + early.linesAdded;
  if (known === 0) return { created, updated: 0, linesAdded: lines, met: [] };
  const added = await addToKnownOrders(db, { workspaceId, batchId });
  return { created, updated: added.orders, linesAdded: lines + added.lines, met: await listBatchesMet(db) };
}

/** Makes one row of an order that a long file told in several parts. Few files do, so everything else is left as it is. */
async function joinParts(db: Db): Promise<void> {
  const split = await sql`
    insert into split_order
    select order_no, business_day
    from order_stage join (select distinct order_no, business_day from order_stage where is_retold) r using (order_no, business_day)
    group by order_no, business_day having count(*) > 1`.execute(db);
  if (Number(split.numAffectedRows ?? 0) === 0) return;
  await sql`analyze split_order`.execute(db);
  await sql`
    create temp table order_part on commit drop as
    select s.*, min(s.order_ref) over (partition by s.order_no, s.business_day) as first_ref,
           (sum(s.line_count) over (partition by s.order_no, s.business_day order by s.order_ref) - s.line_count)::int
             as lines_before
    from order_stage s join split_order using (order_no, business_day)`.execute(db);
  await sql`analyze order_part`.execute(db);
  await sql`
    update line_stage l set order_ref = p.first_ref, line_no = l.line_no + p.lines_before
    from order_part p where p.order_ref = l.order_ref and p.order_ref <> p.first_ref`.execute(db);
  await sql`
    update order_stage s
    set ordered_at = w.ordered_at, customer_ref = w.customer_ref, channel = w.channel, table_no = w.table_no, covers = w.covers,
        staff_name = w.staff_name, coupon_code = w.coupon_code, gross_minor = w.gross_minor, refund_minor = w.refund_minor,
        line_count = w.line_count
    from (
      select first_ref, min(ordered_at) as ordered_at,
             (array_agg(customer_ref order by order_ref) filter (where customer_ref is not null))[1] as customer_ref,
             coalesce(max(nullif(channel, '')), '') as channel, coalesce(max(nullif(table_no, '')), '') as table_no,
             max(covers) as covers, coalesce(max(nullif(staff_name, '')), '') as staff_name,
             coalesce(max(nullif(coupon_code, '')), '') as coupon_code, sum(gross_minor)::bigint as gross_minor,
             sum(refund_minor)::bigint as refund_minor, sum(line_count)::int as line_count
      from order_part group by first_ref
    ) w
    where s.order_ref = w.first_ref`.execute(db);
  await sql`
    delete from order_stage s using order_part p
    where p.order_ref = s.order_ref and p.order_ref <> p.first_ref`.execute(db);
}

/** Staged orders that are stored already. @returns how many */
async function findKnownOrders(
  db: Db,
  { workspaceId, source }: { workspaceId: string; source: string },
): Promise<number> {
  await sql`analyze order_stage`.execute(db);
  const known = await sql`
    insert into known_order
    select s.order_ref, s.customer_ref, s.ordered_at, s.line_count, o.order_id, o.customer_id, o.created_by_batch
    from order_stage s
    join orders.sale_order o on o.workspace_id = ${workspaceId}::uuid and o.source = ${source}
      and o.order_no = s.order_no and o.business_day = s.business_day`.execute(db);
  await sql`analyze known_order`.execute(db);
  return Number(known.numAffectedRows ?? 0);
}

/** Rows come in the order of the file and ids rise with it: they then reach the keys' right end, which is fast. */
async function insertNewOrders(
  db: Db,
  { workspaceId, batchId, source, known }: { workspaceId: string; batchId: string; source: string; known: number },
): Promise<{ created: number; lines: number }> {
  const isNew = known === 0 ? sql`true` : sql`not exists (select from known_order k where k.order_ref = o.order_ref)`;
  const orders = await sql`
    insert into orders.sale_order
      (workspace_id, order_id, source, order_no, ordered_at, business_day, customer_id, channel, table_no, covers, staff_name,
       coupon_code, gross_minor, refund_minor, line_count, created_by_batch, merged_from)
    select ${workspaceId}::uuid, o.order_id, ${source}, o.order_no, o.ordered_at, o.business_day, c.customer_id, o.channel,
           o.table_no, o.covers, o.staff_name, o.coupon_code, o.gross_minor, o.refund_minor, o.line_count, ${batchId}::uuid,
           c.merged_from
    from order_stage o left join customer_of_ref c using (customer_ref)
    where ${isNew}
    order by o.order_ref`.execute(db);
  const created = Number(orders.numAffectedRows ?? 0);
  if (created === 0) return { created, lines: 0 };
  return { created, lines: await insertLines(db, workspaceId, { orders: 'order_stage', condition: isNew }) };
}

/**
 * Orders whose lines have to be compared as a multiset: all but those of which every filed line stands at the same place in
 * the stored order, as after the same file. An order left out so has nothing to add, whatever else is stored of it.
 */
async function findOrdersToCompare(db: Db, workspaceId: string): Promise<void> {
  await sql`
    insert into order_to_compare
    select distinct k.order_id
    from line_stage l
    join known_order k on k.order_ref = l.order_ref
    join item_of_ref i on i.item_ref = l.item_ref
    left join orders.order_line s
      on s.workspace_id = ${workspaceId}::uuid and s.order_id = k.order_id and s.line_no = l.line_no
    where s.order_id is null or s.item_id <> i.item_id or s.kind <> l.kind or s.quantity <> l.quantity
       or s.amount_minor <> l.amount_minor`.execute(db);
  await sql`analyze order_to_compare`.execute(db);
}

async function addToKnownOrders(
  db: Db,
  { workspaceId, batchId }: { workspaceId: string; batchId: string },
): Promise<{ orders: number; lines: number }> {
  await findOrdersToCompare(db, workspaceId);
  await sql`
    create temp table added_line on commit drop as
    with filed as (
      select m.order_id, i.item_id, l.kind, l.quantity, l.amount_minor, l.unit_price_minor, l.cost_minor, l.options, l.order_ref, l.line_no,
             row_number() over (partition by m.order_id, i.item_id, l.kind, l.quantity, l.amount_minor order by l.line_no) as nth
      from order_to_compare m
      join known_order k on k.order_id = m.order_id
      join line_stage l on l.order_ref = k.order_ref
      join item_of_ref i on i.item_ref = l.item_ref
    ), stored as (
      select l.order_id, l.item_id, l.kind, l.quantity, l.amount_minor, count(*) as there
      from order_to_compare m
      join orders.order_line l on l.workspace_id = ${workspaceId}::uuid and l.order_id = m.order_id
      group by l.order_id, l.item_id, l.kind, l.quantity, l.amount_minor
    ), added as (
      select f.* from filed f left join stored s using (order_id, item_id, kind, quantity, amount_minor)
      where f.nth > coalesce(s.there, 0)
    )
    select a.*, (select coalesce(max(l.line_no), 0) from orders.order_line l
                 where l.workspace_id = ${workspaceId}::uuid and l.order_id = a.order_id)
                + row_number() over (partition by a.order_id order by a.line_no) as new_line_no
    from added a`.execute(db);
  const lines = await sql`
    insert into orders.order_line
      (workspace_id, order_id, line_no, item_id, kind, quantity, amount_minor, unit_price_minor, cost_minor, options,
       added_by_batch)
    select ${workspaceId}::uuid, order_id, new_line_no, item_id, kind, quantity, amount_minor, unit_price_minor, cost_minor, options,
           ${batchId}::uuid
    from added_line`.execute(db);
  // MT-05: sales above zero are gross, refunds stand apart, voids and free items count nothing.
  const orders = await sql`
    with change as (
      select o.order_id, o.ordered_at, c.customer_id, c.merged_from, coalesce(a.lines, 0) as lines,
             coalesce(a.gross_minor, 0) as gross_minor, coalesce(a.refund_minor, 0) as refund_minor
      from known_order o
      left join customer_of_ref c on c.customer_ref = o.customer_ref and o.customer_id is null
      left join (
        select order_id, count(*) as lines,
               sum(amount_minor) filter (where kind = 'sale' and quantity > 0 and amount_minor > 0) as gross_minor,
               sum(amount_minor) filter (where kind = 'refund') as refund_minor
        from added_line group by order_id
      ) a on a.order_id = o.order_id
      where a.lines > 0 or c.customer_id is not null
    ), changed as (
      update orders.sale_order o
      set gross_minor = o.gross_minor + change.gross_minor,
          refund_minor = o.refund_minor + change.refund_minor,
          line_count = o.line_count + change.lines,
          ordered_at = case when change.lines > 0 then least(o.ordered_at, change.ordered_at) else o.ordered_at end,
          customer_id = coalesce(o.customer_id, change.customer_id),
          merged_from = case when o.customer_id is null then change.merged_from else o.merged_from end
      from change
      where o.workspace_id = ${workspaceId}::uuid and o.order_id = change.order_id
    )
    insert into changed_order (order_id, customer_attached)
    select order_id, customer_id is not null from change`.execute(db);
  return { orders: Number(orders.numAffectedRows ?? 0), lines: Number(lines.numAffectedRows ?? 0) };
}

async function listBatchesMet(db: Db): Promise<StoredOrders['met']> {
  const { rows } = await sql<{ batchId: string; lines: number }>`
    select k.created_by_batch as batch_id, sum(k.line_count - coalesce(a.lines, 0))::int as lines
    from known_order k left join (select order_id, count(*) as lines from added_line group by order_id) a using (order_id)
    where k.created_by_batch is not null group by k.created_by_batch`.execute(db);
  return rows.filter(({ lines }) => lines > 0);
}
