import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';

/** What came in under the code of an offline action. */
export interface OfflineUse {
  scans: number;
  redemptions: number;
  /** Of them, people who had never bought before. */
  newGuests: number;
  revenueMinor: number;
  discountMinor: number;
}

/**
 * Grain: one row, the action, up to the business day `until`. A redemption is an order on which the till named the code
 * (letters and digits only, in any case), or a use recorded at the counter; discount of an order that names none is
 * `discountMinor`. A new guest is a known person whose first order this was, or whom the counter called new.
 * Sources: orders.sale_order, plays.code_use, plays.code_scan. Known gap: an order of nobody known counts as no new guest.
 */
export async function findOfflineUse(
  db: Db,
  input: {
    workspaceId: string;
    playId: string;
    code: string;
    discountMinor: number;
    launchedOn: string;
    until: string;
  },
): Promise<OfflineUse> {
  const { rows } = await sql<OfflineUse>`
    with used as (
      select o.gross_minor + o.refund_minor as revenue_minor, ${input.discountMinor}::bigint as discount_minor,
        o.customer_id is not null and not exists (
          select from orders.sale_order e
          where e.workspace_id = o.workspace_id and e.customer_id = o.customer_id and e.ordered_at < o.ordered_at
        ) as is_new
      from orders.sale_order o
      where o.workspace_id = ${input.workspaceId}::uuid and o.coupon_code <> '' and o.gross_minor > 0
        and upper(regexp_replace(o.coupon_code, '[^A-Za-z0-9]', '', 'g')) = ${input.code}
        and o.business_day between ${input.launchedOn}::date and ${input.until}::date
      union all
      select u.bill_minor - u.discount_minor, u.discount_minor, u.is_new_guest
      from plays.code_use u
      where u.workspace_id = ${input.workspaceId}::uuid and u.play_id = ${input.playId}::uuid
        and u.day between ${input.launchedOn}::date and ${input.until}::date
    )
    select
      (select coalesce(sum(scans), 0)::int from plays.code_scan
        where workspace_id = ${input.workspaceId}::uuid and play_id = ${input.playId}::uuid) as scans,
      count(*)::int as redemptions, count(*) filter (where is_new)::int as new_guests,
      coalesce(sum(revenue_minor), 0)::bigint as revenue_minor, coalesce(sum(discount_minor), 0)::bigint as discount_minor
    from used`.execute(db);
  return rows[0] ?? { scans: 0, redemptions: 0, newGuests: 0, revenueMinor: 0, discountMinor: 0 };
}

/** Orders of a day with one item, and those of them that had another as well. */
export interface DayTables {
  tables: number;
  both: number;
}

/**
 * Grain: a business day with an order that has `withItemId`. An item counts when a line of it was sold (kind `sale`, quantity
 * above zero). Sources: orders.sale_order, orders.order_line; of whom an order is plays no part.
 */
export async function listDayTables(
  db: Db,
  input: { workspaceId: string; from: string; until: string; withItemId: string; offeredItemId: string },
): Promise<Map<string, DayTables>> {
  const { workspaceId, from, until, withItemId, offeredItemId } = input;
  const { rows } = await sql<DayTables & { day: string }>`
    select day, count(*)::int as tables, count(*) filter (where has_offered)::int as both
    from (
      select o.business_day as day, bool_or(l.item_id = ${offeredItemId}::uuid) as has_offered
      from orders.sale_order o
      join orders.order_line l on l.workspace_id = o.workspace_id and l.order_id = o.order_id
      where o.workspace_id = ${workspaceId}::uuid and o.business_day between ${from}::date and ${until}::date
        and l.kind = 'sale' and l.quantity > 0 and l.item_id in (${withItemId}::uuid, ${offeredItemId}::uuid)
      group by o.business_day, o.order_id
      having bool_or(l.item_id = ${withItemId}::uuid)
    ) at_table
    group by day`.execute(db);
  return new Map(rows.map(({ day, tables, both }) => [day, { tables, both }]));
}

/** Net sales of each business day with a sale, refunds taken off, of everybody. Source: orders.sale_order. */
export async function listDayNet(
  db: Db,
  input: { workspaceId: string; from: string; until: string },
): Promise<Map<string, number>> {
  const { rows } = await sql<{ day: string; netMinor: number }>`
    select business_day as day, sum(gross_minor + refund_minor)::bigint as net_minor
    from orders.sale_order
    where workspace_id = ${input.workspaceId}::uuid and business_day between ${input.from}::date and ${input.until}::date
    group by business_day`.execute(db);
  return new Map(rows.map(({ day, netMinor }) => [day, netMinor]));
}
