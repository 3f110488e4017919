import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { type CodeBill, foodCostOfOrder } from './offline.ts';

export {
  findAdCap,
  isPlayRunning,
  listLastSales,
  listOpenHoldouts,
  listRecipients,
  listStandingOutcomes,
  type Recipient,
} from './outcomes-recipients.ts';

/** What one assigned person did in the counting window. */
export interface AssignedOutcome {
  customerId: string;
  arm: 'treatment' | 'holdout';
  /** Which arm of several; null when held out. */
  variant: string | null;
  converted: boolean;
  spendMinor: number;
  /** Net spend in the days before she was assigned; 0 without `historyDays`. */
  preSpendMinor: number;
  /** Business days in them on which she bought; 0 without `historyDays`. */
  preVisits: number;
}

/** Each person's own days, counted from when she entered; people whose days are not over are left out. */
interface Rolling {
  measureDays: number;
  timeZone: string;
  dayEndsAtHour: number;
}

/** The business day on which somebody (`a`: her assignment) entered a rolling play. */
const enteredOn = ({ timeZone, dayEndsAtHour }: Rolling) =>
  sql<string>`((a.entered_at at time zone ${timeZone}) - make_interval(hours => ${dayEndsAtHour}::int))::date`;

/** Whose own days (`a`: her assignment) are over by `until`: what they cost stands beside what they spent, and nobody else's. */
const isMeasured = ({ rolling, until }: { rolling?: Rolling | undefined; until: string }) =>
  rolling === undefined ? sql`true` : sql`${enteredOn(rolling)} + ${rolling.measureDays - 1}::int <= ${until}::date`;

/** The counting window of a play, and how people come into it. */
export interface PlayWindow {
  workspaceId: string;
  playId: string;
  launchedAt: Date;
  launchedOn: string;
  /** Last business day that counts. */
  until: string;
  rolling?: Rolling | undefined;
  /** Days before the play of which spend and visits are wanted too. */
  historyDays?: number | undefined;
}

/**
 * Grain: one row a person assigned to the play, bought or not, as assigned (intention to treat, MT-30), in no order.
 * Counted are this person's orders from the instant of the launch (rolling: of her own entry) to the business day
 * `until` (rolling: her own last day), both inside; spend is net of refunds in the window, and a refund alone is no
 * conversion. Two who were both drawn and became one since count once, by the draw of who is shown: all their orders are
 * hers, and the other would stand there as somebody who never came. Sources: plays.assignment, orders.sale_order.
 * Known gap: a sale without a known person counts for nobody, in both arms alike.
 */
export async function listPlayOutcomes(db: Db, window: PlayWindow): Promise<AssignedOutcome[]> {
  const { workspaceId, playId, launchedAt, launchedOn, until, rolling, historyDays = 0 } = window;
  const { rows } = await sql<AssignedOutcome>`
    with assigned as (
      select a.customer_id, a.arm, a.variant, coalesce(a.entered_at, ${launchedAt}) as from_at,
        ${rolling === undefined ? sql`${launchedOn}::date` : enteredOn(rolling)} as from_on
      from plays.assignment a
      where workspace_id = ${workspaceId}::uuid and play_id = ${playId}::uuid and merged_from is distinct from customer_id
    ), person as (
      select *, least(${until}::date, from_on + ${rolling?.measureDays ?? null}::int - 1) as last_on from assigned
      where ${rolling === undefined} or from_on + ${rolling?.measureDays ?? 1}::int - 1 <= ${until}::date
    )
    select p.customer_id, p.arm, p.variant,
      coalesce(bool_or(o.gross_minor > 0) filter (where o.ordered_at >= p.from_at and o.business_day >= p.from_on), false) as converted,
      coalesce(sum(o.gross_minor + o.refund_minor) filter (where o.ordered_at >= p.from_at and o.business_day >= p.from_on), 0)::bigint
        as spend_minor,
      coalesce(sum(o.gross_minor + o.refund_minor) filter (where o.business_day < p.from_on), 0)::bigint as pre_spend_minor,
      count(distinct o.business_day) filter (where o.business_day < p.from_on and o.gross_minor > 0)::int as pre_visits
    from person p
    left join orders.sale_order o on o.workspace_id = ${workspaceId}::uuid and o.customer_id = p.customer_id
      and o.business_day >= p.from_on - ${historyDays}::int and o.business_day >= ${launchedOn}::date - ${historyDays}::int
      and o.business_day <= coalesce(p.last_on, ${until}::date)
    group by p.customer_id, p.arm, p.variant`.execute(db);
  return rows;
}

/** What went out to one arm. */
export interface ArmMessages {
  messages: number;
  /** Paid for all of them before VAT, minor units, by the way each really took; a price may have decimals. */
  priceMinor: number;
}

/**
 * Messages of a play that went out, by arm; of a rolling play those to people whose days are over. `expectedPriceMinor` of
 * each one whose price was not written down. Sources: messaging.message, plays.assignment.
 */
export async function sumArmMessages(
  db: Db,
  window: Pick<PlayWindow, 'workspaceId' | 'playId' | 'until' | 'rolling'> & { expectedPriceMinor: number },
): Promise<Map<string, ArmMessages>> {
  const { workspaceId, playId, expectedPriceMinor } = window;
  const { rows } = await sql<ArmMessages & { variant: string }>`
    select a.variant, count(*)::int as messages, sum(coalesce(m.price_minor, ${expectedPriceMinor}))::float8 as price_minor
    from messaging.message m
    join plays.assignment a on a.workspace_id = m.workspace_id and a.play_id = m.play_id and a.customer_id = m.customer_id
    where m.workspace_id = ${workspaceId}::uuid and m.play_id = ${playId}::uuid and m.state in ('sent', 'unconfirmed')
      and a.variant is not null and ${isMeasured(window)}
    group by a.variant`.execute(db);
  return new Map(rows.map(({ variant, ...sent }) => [variant, sent]));
}

/**
 * Orders credited to a play (MT-37): the buyer's latest touch by any play within `days` before the order is this play.
 * A touch is an advertisement that was sent, or for a play handed over by hand its launch. One order has one latest
 * touch, so the sum over all plays never passes what was sold. Touched is not caused.
 * Sources: messaging.message, plays.play, plays.assignment, orders.sale_order.
 */
export async function sumAttributed(
  db: Db,
  input: { workspaceId: string; playId: string; launchedOn: string; until: string; days: number },
): Promise<{ orders: number; revenueMinor: number }> {
  const { rows } = await sql<{ orders: number; revenueMinor: number }>`
    select count(*)::int as orders, coalesce(sum(o.gross_minor + o.refund_minor), 0)::bigint as revenue_minor
    from plays.assignment a
    join orders.sale_order o on o.workspace_id = a.workspace_id and o.customer_id = a.customer_id and o.gross_minor > 0
      and o.business_day between ${input.launchedOn}::date and ${input.until}::date
    cross join lateral (
      select touch.play_id from (
        select m.play_id, m.sent_at as at from messaging.message m
        where m.workspace_id = a.workspace_id and m.customer_id = a.customer_id and m.class = 'ad' and m.play_id is not null
          and m.state in ('sent', 'unconfirmed') and m.sent_at is not null
        union all
        select p.play_id, coalesce(own.entered_at, p.launched_at) from plays.assignment own
        join plays.play p on p.workspace_id = own.workspace_id and p.play_id = own.play_id
        where own.workspace_id = a.workspace_id and own.customer_id = a.customer_id and own.arm = 'treatment'
          and p.launched_at is not null and 'none' = case when own.variant = 'a' then p.channel
            else (select one ->> 'channel' from jsonb_array_elements(p.other_arms) as listed (one) where one ->> 'key' = own.variant) end
      ) touch
      where touch.at <= o.ordered_at and touch.at > o.ordered_at - make_interval(days => ${input.days}::int)
      order by touch.at desc limit 1
    ) latest
    where a.workspace_id = ${input.workspaceId}::uuid and a.play_id = ${input.playId}::uuid and a.arm = 'treatment'
      and latest.play_id = ${input.playId}::uuid`.execute(db);
  return rows[0] ?? { orders: 0, revenueMinor: 0 };
}

/** One redeemed coupon of a play. */
export interface PlayRedemption extends CodeBill {
  customerId: string;
  /** Arm of whoever got the coupon; null when she is in the play no more. */
  variant: string | null;
}

/**
 * Grain: one row a coupon of the play that was redeemed by the business day `until`: that of its order, or for one
 * used at the counter without an order the moment `before` which that day ended. Of a rolling play: by people whose days are
 * over, within their days. The share is cost ÷ amount over the order's sold lines that have a cost,
 * their own or their item's a piece. Sources: loyalty.coupon, orders.order_line, menu.item.
 */
export async function listPlayRedemptions(
  db: Db,
  window: Pick<PlayWindow, 'workspaceId' | 'playId' | 'until' | 'rolling'> & { before: Date },
): Promise<PlayRedemption[]> {
  const { workspaceId, playId, until, before, rolling } = window;
  // A coupon without an order was used on the day of its moment.
  const inOwnDays =
    rolling === undefined
      ? sql`true`
      : sql`coalesce(o.business_day, ((c.redeemed_at at time zone ${rolling.timeZone}) - make_interval(hours => ${rolling.dayEndsAtHour}::int))::date)
          <= ${enteredOn(rolling)} + ${rolling.measureDays - 1}::int`;
  const { rows } = await sql<PlayRedemption>`
    select c.customer_id, a.variant, coalesce(c.discount_minor, 0)::bigint as discount_minor, l.food_cost_rate,
      case when o.order_id is not null then o.gross_minor + o.refund_minor
        when u.bill_minor is not null then greatest(0, u.bill_minor - coalesce(c.discount_minor, 0)) end::bigint as paid_minor
    from loyalty.coupon c
    left join plays.assignment a on a.workspace_id = c.workspace_id and a.play_id = c.play_id and a.customer_id = c.customer_id
    left join orders.sale_order o on o.workspace_id = c.workspace_id and o.order_id = c.redeemed_order_id
    left join loyalty.coupon_use u on u.workspace_id = c.workspace_id and u.coupon_id = c.coupon_id and u.undone_at is null
    left join ${foodCostOfOrder({ workspaceId, orderId: sql.ref('c.redeemed_order_id') })} on true
    where c.workspace_id = ${workspaceId}::uuid and c.play_id = ${playId}::uuid and c.status = 'redeemed'
      and case when o.order_id is null then c.redeemed_at < ${before} else o.business_day <= ${until}::date end
      and ${isMeasured(window)} and ${inOwnDays}`.execute(db);
  return rows;
}

/** What an audience did before, as far as it says what it will do without us. */
export interface AudienceHistory {
  people: number;
  /** Share who bought in an average window of this length (0–1). */
  baseRate: number;
  /** Mean spend of one order, net, minor units; 0 without orders. */
  orderMinor: number;
  /** Mean spend of one person in a window, minor units, whether she came or not; the largest 1 % brought down (MT-32). */
  spendMinor: number;
  /** Standard deviation of it. */
  spendSdMinor: number;
}

/** Windows of the past that the base rate is averaged over: enough to smooth one odd month, short enough to be like now. */
const PAST_WINDOWS = 6;
/** Of all people and windows, so many are brought down to the next largest; never more than one buyer in ten (MT-32). */
const WINSORISED = { share: 0.01, ofBuyers: 0.1 };

/**
 * How often these people bought, and what they spent, in the last six windows of `days` business days before `today`,
 * averaged. Nobody or no orders → zeros. Source: orders.sale_order.
 */
export async function computeAudienceHistory(
  db: Db,
  input: { workspaceId: string; customerIds: readonly string[]; today: string; days: number },
): Promise<AudienceHistory> {
  const people = input.customerIds.length;
  if (people === 0) return { people, baseRate: 0, orderMinor: 0, spendMinor: 0, spendSdMinor: 0 };
  const windows = people * PAST_WINDOWS;
  const { rows } = await sql<{ buyers: number; orders: number; sum: number; kept: number; squares: number }>`
    with spent as (
      select count(*) filter (where gross_minor > 0) as orders, sum(gross_minor) as spend
      from orders.sale_order
      where workspace_id = ${input.workspaceId}::uuid and customer_id = any(${input.customerIds}::uuid[])
        and business_day < ${input.today}::date and business_day >= ${input.today}::date - ${input.days * PAST_WINDOWS}::int
      group by customer_id, (${input.today}::date - 1 - business_day) / ${input.days}::int
    ), most as (
      select percentile_disc(1 - least(${WINSORISED.share}::float8 * ${windows}::int / greatest((select count(*) from spent where spend > 0), 1),
        ${WINSORISED.ofBuyers}::float8)) within group (order by spend) as spend
      from spent where spend > 0
    )
    select count(*) filter (where orders > 0)::int as buyers, coalesce(sum(orders), 0)::int as orders,
      coalesce(sum(s.spend), 0)::bigint as sum, coalesce(sum(least(s.spend, m.spend)), 0)::float8 as kept,
      coalesce(sum(least(s.spend, m.spend) ^ 2), 0)::float8 as squares
    from spent s cross join most m`.execute(db);
  const found = rows[0] ?? { buyers: 0, orders: 0, sum: 0, kept: 0, squares: 0 };
  const spendMinor = found.kept / windows;
  return {
    people,
    baseRate: found.buyers / windows,
    orderMinor: found.orders === 0 ? 0 : Math.round(found.sum / found.orders),
    spendMinor,
    spendSdMinor: Math.sqrt(Math.max(0, found.squares / windows - spendMinor ** 2)),
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
  mergedFrom: string | null;
}

/**
 * Grain: one row an order that names a coupon and redeems none yet, oldest first; one whose redemption of a shared word
 * was taken back by hand is not told again. Sources: orders.sale_order, loyalty.coupon, loyalty.coupon_use.
 */
export async function listOrdersWithCoupon(db: Db, workspaceId: string): Promise<CouponOrder[]> {
  const { rows } = await sql<CouponOrder>`
    select o.order_id, o.coupon_code as coupon_text, o.ordered_at, o.business_day, o.gross_minor, o.customer_id, o.merged_from
    from orders.sale_order o
    where o.workspace_id = ${workspaceId}::uuid and o.coupon_code <> ''
      and not exists (select 1 from loyalty.coupon c where c.workspace_id = o.workspace_id and c.redeemed_order_id = o.order_id)
      and not exists (select 1 from loyalty.coupon_use u
        where u.workspace_id = o.workspace_id and u.order_id = o.order_id and u.coupon_id is null)
    order by o.ordered_at, o.order_id`.execute(db);
  return rows;
}

/** When an order was made and what was paid for its sold lines; undefined for one that is gone. Source: orders.sale_order. */
export async function findOrderPaid(
  db: Db,
  workspaceId: string,
  orderId: string,
): Promise<Pick<CouponOrder, 'orderedAt' | 'businessDay' | 'grossMinor'> | undefined> {
  const { rows } = await sql<Pick<CouponOrder, 'orderedAt' | 'businessDay' | 'grossMinor'>>`
    select ordered_at, business_day, gross_minor from orders.sale_order
    where workspace_id = ${workspaceId}::uuid and order_id = ${orderId}::uuid`.execute(db);
  return rows[0];
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

/** A redemption of a shared word whose order is gone. */
export interface GoneWordUse {
  couponUseId: string;
  offerId: string;
  orderId: string;
  idempotencyKey: string;
  /** Of the counter that told of it after its order did. */
  counterKey: string | null;
  discountMinor: number | null;
}

/** Redemptions of shared words whose order is gone: its import was taken back. Sources: loyalty.coupon_use, orders.sale_order. */
export async function listWordUsesOfGoneOrders(db: Db, workspaceId: string): Promise<GoneWordUse[]> {
  const { rows } = await sql<GoneWordUse>`
    select u.coupon_use_id, u.offer_id, u.order_id, u.idempotency_key, u.counter_key, u.discount_minor
    from loyalty.coupon_use u
    where u.workspace_id = ${workspaceId}::uuid and u.order_id is not null and u.coupon_id is null and u.offer_id is not null
      and u.undone_at is null
      and not exists (select 1 from orders.sale_order o where o.workspace_id = u.workspace_id and o.order_id = u.order_id)`.execute(
    db,
  );
  return rows;
}
