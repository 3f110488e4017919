import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';

export {
  isPlayRunning,
  listLastSales,
  listOpenHoldouts,
  listRecipients,
  type Recipient,
} from './outcomes-recipients.ts';

/** What one assigned person did in the counting window. */
export interface AssignedOutcome {
  customerId: string;
  arm: 'treatment' | 'holdout';
  converted: boolean;
  spendMinor: number;
}

/**
 * Grain: one row a person assigned to the play, bought or not, as assigned (intention to treat, MT-30), in no order.
 * Counted are this person's orders from the instant of the launch to the business day `until`, both inside; spend is net
 * of refunds in the window, and a refund alone is no conversion. Sources: plays.assignment, orders.sale_order.
 * Known gap: a sale without a known person counts for nobody, in both arms alike.
 */
export async function listPlayOutcomes(
  db: Db,
  input: { workspaceId: string; playId: string; launchedAt: Date; launchedOn: string; until: string },
): Promise<AssignedOutcome[]> {
  const { rows } = await sql<AssignedOutcome>`
    select a.customer_id, a.arm, coalesce(o.converted, false) as converted, coalesce(o.spend_minor, 0)::bigint as spend_minor
    from plays.assignment a
    left join (
      select customer_id, bool_or(gross_minor > 0) as converted, sum(gross_minor + refund_minor) as spend_minor
      from orders.sale_order
      where workspace_id = ${input.workspaceId}::uuid and customer_id is not null
        and business_day between ${input.launchedOn}::date and ${input.until}::date
        and ordered_at >= ${input.launchedAt}
      group by customer_id
    ) o on o.customer_id = a.customer_id
    where a.workspace_id = ${input.workspaceId}::uuid and a.play_id = ${input.playId}::uuid`.execute(db);
  return rows;
}

/** One redeemed coupon of a play. */
export interface PlayRedemption {
  customerId: string;
  discountMinor: number;
  /** Share of the price that the goods of that order cost (0–1); null when none of its lines has a cost. */
  foodCostRate: number | null;
}

/**
 * Grain: one row a coupon of the play that was redeemed by the business day `until`: that of its order, or for one
 * used at the counter without an order the moment `before` which that day ended. The share is cost ÷ amount over the order's sold lines that have a cost,
 * their own or their item's a piece. Sources: loyalty.coupon, orders.order_line, menu.item.
 */
export async function listPlayRedemptions(
  db: Db,
  { workspaceId, playId, until, before }: { workspaceId: string; playId: string; until: string; before: Date },
): Promise<PlayRedemption[]> {
  const { rows } = await sql<PlayRedemption>`
    select c.customer_id, coalesce(c.discount_minor, 0)::bigint as discount_minor, l.food_cost_rate::float8 as food_cost_rate
    from loyalty.coupon c
    left join orders.sale_order o on o.workspace_id = c.workspace_id and o.order_id = c.redeemed_order_id
    left join lateral (
      select case when sum(l.amount_minor) > 0
        then least(1, sum(coalesce(l.cost_minor, i.cost_minor) * l.quantity) / sum(l.amount_minor)) end as food_cost_rate
      from orders.order_line l join menu.item i on i.workspace_id = l.workspace_id and i.item_id = l.item_id
      where l.workspace_id = c.workspace_id and l.order_id = c.redeemed_order_id and l.kind = 'sale' and l.amount_minor > 0
        and coalesce(l.cost_minor, i.cost_minor) is not null
    ) l on true
    where c.workspace_id = ${workspaceId}::uuid and c.play_id = ${playId}::uuid and c.status = 'redeemed'
      and case when o.order_id is null then c.redeemed_at < ${before} else o.business_day <= ${until}::date end`.execute(
    db,
  );
  return rows;
}

/** What an audience did before, as far as it says what it will do without us. */
export interface AudienceHistory {
  people: number;
  /** Share who bought in an average window of this length (0–1). */
  baseRate: number;
  /** Mean spend of one order, net, minor units; 0 without orders. */
  orderMinor: number;
}

/** Windows of the past that the base rate is averaged over: enough to smooth one odd month, short enough to be like now. */
const PAST_WINDOWS = 6;

/**
 * How often these people bought in the last six windows of `days` business days before `today`, averaged.
 * Nobody or no orders → zeros. Source: orders.sale_order.
 */
export async function computeAudienceHistory(
  db: Db,
  input: { workspaceId: string; customerIds: readonly string[]; today: string; days: number },
): Promise<AudienceHistory> {
  const people = input.customerIds.length;
  if (people === 0) return { people, baseRate: 0, orderMinor: 0 };
  const { rows } = await sql<{ buyers: number; orders: number; spendMinor: number }>`
    select count(distinct (customer_id, (${input.today}::date - 1 - business_day) / ${input.days}::int)) filter (where gross_minor > 0)::int as buyers,
      count(*) filter (where gross_minor > 0)::int as orders,
      coalesce(sum(gross_minor), 0)::bigint as spend_minor
    from orders.sale_order
    where workspace_id = ${input.workspaceId}::uuid and customer_id = any(${input.customerIds}::uuid[])
      and business_day < ${input.today}::date and business_day >= ${input.today}::date - ${input.days * PAST_WINDOWS}::int`.execute(
    db,
  );
  const found = rows[0] ?? { buyers: 0, orders: 0, spendMinor: 0 };
  return {
    people,
    baseRate: found.buyers / (people * PAST_WINDOWS),
    orderMinor: found.orders === 0 ? 0 : Math.round(found.spendMinor / found.orders),
  };
}

/** An order that names a coupon, as the till wrote it. */
export interface CouponOrder {
  orderId: string;
  couponText: string;
  orderedAt: Date;
  businessDay: string;
  /** What was paid for the sold lines, after discount. */
  grossMinor: number;
  customerId: string | null;
}

/**
 * Grain: one row an order that names a coupon and redeems none yet, oldest first. Sources: orders.sale_order,
 * loyalty.coupon. `customerIds`: only their orders.
 */
export async function listOrdersWithCoupon(
  db: Db,
  { workspaceId, customerIds }: { workspaceId: string; customerIds?: readonly string[] | undefined },
): Promise<CouponOrder[]> {
  const { rows } = await sql<CouponOrder>`
    select o.order_id, o.coupon_code as coupon_text, o.ordered_at, o.business_day, o.gross_minor, o.customer_id
    from orders.sale_order o
    where o.workspace_id = ${workspaceId}::uuid and o.coupon_code <> ''
      and (${customerIds ?? null}::uuid[] is null or o.customer_id = any(${customerIds ?? null}::uuid[]))
      and not exists (select 1 from loyalty.coupon c where c.workspace_id = o.workspace_id and c.redeemed_order_id = o.order_id)
    order by o.ordered_at, o.order_id`.execute(db);
  return rows;
}

/** Coupons whose redeeming order is gone: its import was taken back. Sources: loyalty.coupon, orders.sale_order. */
export async function listCouponsOfGoneOrders(db: Db, workspaceId: string): Promise<string[]> {
  const { rows } = await sql<{ couponId: string }>`
    select c.coupon_id from loyalty.coupon c
    where c.workspace_id = ${workspaceId}::uuid and c.redeemed_order_id is not null
      and not exists (select 1 from orders.sale_order o where o.workspace_id = c.workspace_id and o.order_id = c.redeemed_order_id)`.execute(
    db,
  );
  return rows.map((row) => row.couponId);
}
