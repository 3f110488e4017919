import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { countedSince } from './wrong-clock.ts';

/** A bill on which a code or a coupon was used, minor units. */
export interface CodeBill {
  /** Paid for it after the discount and net of refunds; null where nobody told the bill. */
  paidMinor: number | null;
  discountMinor: number;
  /** Share of the price that its goods cost (0–1); null when none of its lines has a cost. */
  foodCostRate: number | null;
}

/** A meal's length: within it two tellings of which neither says enough may be of one guest. */
const MEAL_HOURS = 2;

/** What came in under the code of an offline action. */
export interface OfflineUse {
  scans: number;
  redemptions: number;
  /** Of them, people who had never bought before. */
  newGuests: number;
  revenueMinor: number;
  discountMinor: number;
  /** One of each redemption, in no order. */
  bills: CodeBill[];
}

/**
 * As a lateral join (`l`): cost ÷ amount over the sold lines of an order that have a cost, their own or their item's a
 * piece, as `food_cost_rate` (0–1); null when none has. Sources: orders.order_line, menu.item.
 */
export const foodCostOfOrder = ({ workspaceId, orderId }: { workspaceId: string; orderId: RawBuilder<unknown> }) => sql`
  lateral (
    select case when sum(l.amount_minor) > 0
      then least(1, sum(coalesce(l.cost_minor, i.cost_minor) * l.quantity) / sum(l.amount_minor)) end::float8 as food_cost_rate
    from orders.order_line l join menu.item i on i.workspace_id = l.workspace_id and i.item_id = l.item_id
    where l.workspace_id = ${workspaceId}::uuid and l.order_id = ${orderId} and l.kind = 'sale' and l.amount_minor > 0
      and coalesce(l.cost_minor, i.cost_minor) is not null
  ) l`;

/**
 * CTEs of the codes of offline actions from a day on up to another: `sold`, the orders on which the till named one (letters
 * and digits only, in any case); `told`, the uses recorded at the counter and not taken back; `paired`, those of them that are one redemption.
 * An order and a use of one day and one bill are one, with or without the discount, for some tills write down what was sold
 * before what was taken off. Where nobody told the bill, so are those of one day and one person, and a person's with the
 * order of nobody known that is alone with it within a meal's length. Each is in one pair at most. Known gaps: two guests
 * with one bill on one day, one told by each; a use of which neither bill nor person is known may be anybody's, so it is
 * nobody's order's.
 */
export function codeUses(input: { workspaceId: string; playId: string | null; from: string; until: string }) {
  const { workspaceId, playId, from, until } = input;
  return sql`sold as (
      select p.play_id, o.order_id, o.business_day as day, o.gross_minor as paid_minor, o.gross_minor + o.refund_minor as revenue_minor,
        (p.offline ->> 'discountMinor')::bigint as discount_minor, o.customer_id, o.ordered_at,
        row_number() over (partition by p.play_id, o.business_day, o.gross_minor order by o.ordered_at, o.order_id) as nth
      from plays.play p
      join orders.sale_order o on o.workspace_id = p.workspace_id and o.coupon_code <> '' and o.gross_minor > 0
        and upper(regexp_replace(o.coupon_code, '[^A-Za-z0-9]', '', 'g')) = p.offline ->> 'code'
        and o.business_day between greatest(p.launched_on, ${from}::date) and ${until}::date
      where p.workspace_id = ${workspaceId}::uuid and p.offline is not null and p.launched_on is not null
        and (${playId}::uuid is null or p.play_id = ${playId}::uuid)
    ), told as (
      select u.play_id, u.use_id, u.day, u.bill_minor, u.discount_minor, u.bill_minor - u.discount_minor as paid_minor, u.is_new_guest,
        w.customer_id, u.used_at, row_number() over (partition by u.play_id, u.day, u.bill_minor - u.discount_minor order by u.used_at, u.use_id) as nth
      from plays.code_use u
      left join plays.code_use_person w on w.workspace_id = u.workspace_id and w.use_id = u.use_id
      where u.workspace_id = ${workspaceId}::uuid and (${playId}::uuid is null or u.play_id = ${playId}::uuid)
        and u.day between ${from}::date and ${until}::date
        and not exists (select from plays.code_use_undone x where x.workspace_id = u.workspace_id and x.use_id = u.use_id)
    ), after_discount as (
      select order_id, use_id from sold join told using (play_id, day, paid_minor, nth)
    ), sold_rest as (
      select play_id, order_id, day, paid_minor, row_number() over (partition by play_id, day, paid_minor order by nth) as nth
      from sold where order_id not in (select order_id from after_discount)
    ), told_rest as (
      select play_id, use_id, day, bill_minor as paid_minor, row_number() over (partition by play_id, day, bill_minor order by use_id) as nth
      from told where use_id not in (select use_id from after_discount)
    ), of_bill as (
      select order_id, use_id from after_discount
      union all
      select order_id, use_id from sold_rest join told_rest using (play_id, day, paid_minor, nth)
    ), sold_to as (
      select play_id, order_id, day, customer_id,
        row_number() over (partition by play_id, day, customer_id order by ordered_at, order_id) as nth
      from sold where customer_id is not null and order_id not in (select order_id from of_bill)
    ), told_of as (
      select play_id, use_id, day, customer_id,
        row_number() over (partition by play_id, day, customer_id order by used_at, use_id) as nth
      from told where customer_id is not null and bill_minor is null
    ), of_person as (
      select order_id, use_id from sold_to join told_of using (play_id, day, customer_id, nth)
    ), near as (
      select s.order_id, t.use_id, t.customer_id, count(*) over (partition by s.order_id) as uses,
        count(*) over (partition by t.use_id) as orders
      from sold s join told t using (play_id, day)
      where s.customer_id is null and t.bill_minor is null
        and abs(extract(epoch from s.ordered_at - t.used_at)) <= ${MEAL_HOURS * 3_600}
        and s.order_id not in (select order_id from of_bill) and t.use_id not in (select use_id from of_person)
    ), paired as (
      select order_id, use_id from of_bill
      union all
      select order_id, use_id from of_person
      union all
      select order_id, use_id from near where customer_id is not null and uses = 1 and orders = 1
    )`;
}

/**
 * Grain: one row, the action, up to the business day `until`. A redemption is what `codeUses` says; one that an order and
 * the counter told of counts as the order. A new guest is a known person whose first order this was (but for those of a wrong clock), or whom the counter
 * called new. Sources: orders.sale_order, plays.play, plays.code_use, plays.code_use_person,
 * plays.code_use_undone, plays.code_scan. Known gap: an order of nobody known
 * is a new guest's only where the counter said so.
 */
export async function findOfflineUse(
  db: Db,
  input: { workspaceId: string; playId: string; launchedOn: string; until: string },
): Promise<OfflineUse> {
  const { workspaceId, playId, launchedOn, until } = input;
  const { rows: bills } = await sql<CodeBill & { isNew: boolean }>`
    with ${codeUses({ workspaceId, playId, from: launchedOn, until })}, used as (
      select s.order_id, s.revenue_minor as paid_minor, s.discount_minor, case when s.customer_id is null then coalesce(t.is_new_guest, false)
        else not exists (select from orders.sale_order e
          where e.workspace_id = ${workspaceId}::uuid and e.customer_id = s.customer_id and e.ordered_at < s.ordered_at
            and e.business_day >= ${countedSince(workspaceId)}) end as is_new
      from sold s
      left join paired p on p.order_id = s.order_id
      left join told t on t.use_id = p.use_id
      union all
      select null, paid_minor, discount_minor, is_new_guest from told where use_id not in (select use_id from paired)
    )
    select u.paid_minor, u.discount_minor, u.is_new, l.food_cost_rate
    from used u left join ${foodCostOfOrder({ workspaceId, orderId: sql.ref('u.order_id') })} on true`.execute(db);
  const { rows: opened } = await sql<{ scans: number }>`
    select coalesce(sum(scans), 0)::int as scans from plays.code_scan
    where workspace_id = ${workspaceId}::uuid and play_id = ${playId}::uuid`.execute(db);
  return {
    scans: opened[0]?.scans ?? 0,
    redemptions: bills.length,
    newGuests: bills.filter(({ isNew }) => isNew).length,
    revenueMinor: bills.reduce((sum, { paidMinor }) => sum + (paidMinor ?? 0), 0),
    discountMinor: bills.reduce((sum, { discountMinor }) => sum + discountMinor, 0),
    bills: bills.map(({ paidMinor, discountMinor, foodCostRate }) => ({ paidMinor, discountMinor, foodCostRate })),
  };
}

/** Whether a person has an order before a moment, but for those that a wrong clock dated. Source: orders.sale_order. */
export async function hasBoughtBefore(
  db: Db,
  input: { workspaceId: string; customerId: string; before: Date },
): Promise<boolean> {
  const { workspaceId, customerId, before } = input;
  const { rows } = await sql`
    select from orders.sale_order
    where workspace_id = ${workspaceId}::uuid and customer_id = ${customerId}::uuid and ordered_at < ${before}
      and business_day >= ${countedSince(workspaceId)} limit 1`.execute(db);
  return rows.length > 0;
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
