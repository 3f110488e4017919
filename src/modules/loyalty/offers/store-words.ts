import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';
import { SAME_BILL_HOURS, UNKNOWN_BILL_HOURS } from './rules.ts';

/**
 * Ties a word that was redeemed at a counter to the order that names it: of the same day, and of the same person or the same
 * bill; the nearest in time. Where the counter knew the person alone and the order knows nobody, the only redemption within
 * a meal's length is it. One of which the counter knew neither may be anybody's, so it is nobody's order's.
 * @returns undefined when no counter has told of it
 */
export async function attachOrderToUse(
  db: Db,
  workspaceId: string,
  order: {
    orderId: string;
    offerId: string;
    customerId: string | null;
    businessDay: string;
    at: Date;
    grossMinor: number;
  },
): Promise<{ couponUseId: string } | undefined> {
  const { orderId, offerId, customerId, businessDay, at, grossMinor } = order;
  // What a free item was worth only the till knows: such an order paid something less than the bill.
  const isItsBill = sql`${grossMinor}::bigint in (u.bill_minor, u.bill_minor - coalesce(u.discount_minor, 0))`;
  const isKnown = sql`coalesce(u.customer_id = ${customerId}::uuid or ${isItsBill}, false)`;
  const secondsApart = (use: 'u' | 'n') => sql`abs(extract(epoch from ${sql.ref(`${use}.at`)} - ${at}::timestamptz))`;
  const isOnlyOne = sql`${customerId}::uuid is null and u.customer_id is not null and u.bill_minor is null
    and ${secondsApart('u')} <= ${UNKNOWN_BILL_HOURS * 3_600}
    and 1 = (select count(*) from loyalty.coupon_use n where n.workspace_id = u.workspace_id and n.offer_id = u.offer_id
      and n.coupon_id is null and n.order_id is null and n.undone_at is null and n.business_day = u.business_day
      and ${secondsApart('n')} <= ${UNKNOWN_BILL_HOURS * 3_600})`;
  const { rows } = await sql<{ couponUseId: string }>`
    update loyalty.coupon_use set order_id = ${orderId}::uuid
    where workspace_id = ${workspaceId}::uuid and coupon_use_id = (
      select u.coupon_use_id from loyalty.coupon_use u
      where u.workspace_id = ${workspaceId}::uuid and u.offer_id = ${offerId}::uuid and u.coupon_id is null
        and u.order_id is null and u.undone_at is null and u.business_day = ${businessDay}::date
        and (u.customer_id is null or ${customerId}::uuid is null or u.customer_id = ${customerId}::uuid)
        and (u.bill_minor is null or ${isItsBill} or (u.discount_minor is null and ${grossMinor}::bigint < u.bill_minor))
        and (${isKnown} or (${isOnlyOne}))
        and ${secondsApart('u')} <= ${SAME_BILL_HOURS * 3_600}
      order by ${isKnown} desc, ${secondsApart('u')}, u.coupon_use_id limit 1)
    returning coupon_use_id`.execute(db);
  return rows[0];
}

/**
 * The other way round: ties what a counter tells of a word to the redemption that an order has told of already, of the same
 * day and of the same person or the same bill, or the only one within a meal's length as above, each at most once. Called with the offer held. `discountMinor`: what the
 * counter takes off its bill; null where only the till knows. @returns undefined when no order has told of it
 */
export async function claimUseOfOrder(
  db: Db,
  workspaceId: string,
  told: {
    offerId: string;
    counterKey: string;
    customerId: string | null;
    mergedFrom: string | null;
    businessDay: string;
    at: Date;
    billMinor: number | null;
    discountMinor: number | null;
    till: string;
    madeBy: string | null;
  },
): Promise<{ couponUseId: string; at: Date; discountMinor: number | null } | undefined> {
  const { offerId, counterKey, customerId, mergedFrom, businessDay, at, billMinor, discountMinor, till, madeBy } = told;
  const bill = sql`${billMinor}::bigint`;
  const isItsBill = sql`u.paid_minor in (${bill}, ${bill} - coalesce(${discountMinor}::bigint, 0))`;
  const isKnown = sql`coalesce(u.customer_id = ${customerId}::uuid or ${isItsBill}, false)`;
  const secondsApart = (use: 'u' | 'n') => sql`abs(extract(epoch from ${sql.ref(`${use}.at`)} - ${at}::timestamptz))`;
  const isOnlyOne = sql`u.customer_id is null and ${customerId}::uuid is not null and ${bill} is null
    and ${secondsApart('u')} <= ${UNKNOWN_BILL_HOURS * 3_600}
    and 1 = (select count(*) from loyalty.coupon_use n where n.workspace_id = u.workspace_id and n.offer_id = u.offer_id
      and n.coupon_id is null and n.idempotency_key = 'order:' || n.order_id and n.counter_key is null and n.undone_at is null
      and n.business_day = u.business_day and ${secondsApart('n')} <= ${UNKNOWN_BILL_HOURS * 3_600})`;
  const { rows } = await sql<{ couponUseId: string; at: Date; discountMinor: number | null }>`
    update loyalty.coupon_use set counter_key = ${counterKey}, bill_minor = ${billMinor}::bigint, till = ${till}, made_by = ${madeBy}::uuid,
      customer_id = coalesce(customer_id, ${customerId}::uuid),
      merged_from = case when customer_id is null then ${mergedFrom}::uuid else merged_from end
    where workspace_id = ${workspaceId}::uuid and coupon_use_id = (
      select u.coupon_use_id from loyalty.coupon_use u
      where u.workspace_id = ${workspaceId}::uuid and u.offer_id = ${offerId}::uuid and u.coupon_id is null
        and u.idempotency_key = 'order:' || u.order_id and u.counter_key is null and u.undone_at is null
        and u.business_day = ${businessDay}::date
        and (u.customer_id is null or ${customerId}::uuid is null or u.customer_id = ${customerId}::uuid)
        and (u.paid_minor is null or ${bill} is null or ${isItsBill} or (${discountMinor}::bigint is null and u.paid_minor < ${bill}))
        and (${isKnown} or (${isOnlyOne}))
        and ${secondsApart('u')} <= ${SAME_BILL_HOURS * 3_600}
      order by ${isKnown} desc, ${secondsApart('u')}, u.coupon_use_id limit 1)
    returning coupon_use_id, at, discount_minor`.execute(db);
  return rows[0];
}

/** Parts redemptions that a counter saw itself from an order that is gone. */
export async function releaseUses(db: Db, workspaceId: string, couponUseIds: readonly string[]): Promise<void> {
  if (couponUseIds.length === 0) return;
  await db
    .updateTable('loyalty.couponUse')
    .set({ orderId: null })
    .where('workspaceId', '=', workspaceId)
    .where('couponUseId', 'in', [...couponUseIds])
    .execute();
}

/** A redemption of a shared word that one side has told of, to be set against what the other side told. */
export interface ToldWord {
  workspaceId: string;
  couponUseId: string;
  offerId: string;
  customerId: string | null;
  businessDay: string;
  at: Date;
  /** Null where only the till knows. */
  discountMinor: number | null;
  /** The one of an order says what was paid, the one of a counter the bill, where it knew it. */
  from: { side: 'order'; paidMinor: number } | { side: 'counter'; billMinor: number | null };
}

/**
 * The redemption that the other side may have told of already, the nearest in time within a meal's length: nothing says that
 * they are of two people, and the counter knew no bill, or one above what was paid with only the till to say what came off.
 * @returns undefined when there is none
 */
export async function findMaybeSameUse(db: Db, told: ToldWord): Promise<string | undefined> {
  const { workspaceId, couponUseId, offerId, customerId, businessDay, at, discountMinor, from } = told;
  const isOther =
    from.side === 'order'
      ? sql`u.order_id is null
        and (u.bill_minor is null or (u.discount_minor is null and ${from.paidMinor}::bigint < u.bill_minor))`
      : sql`u.idempotency_key = 'order:' || u.order_id and u.counter_key is null and (${from.billMinor}::bigint is null
        or (${discountMinor}::bigint is null and u.paid_minor < ${from.billMinor}::bigint))`;
  const secondsApart = sql`abs(extract(epoch from u.at - ${at}::timestamptz))`;
  const { rows } = await sql<{ couponUseId: string }>`
    select u.coupon_use_id from loyalty.coupon_use u
    where u.workspace_id = ${workspaceId}::uuid and u.offer_id = ${offerId}::uuid and u.coupon_id is null
      and u.coupon_use_id <> ${couponUseId}::uuid and u.undone_at is null and u.business_day = ${businessDay}::date
      and (u.customer_id is null or ${customerId}::uuid is null or u.customer_id = ${customerId}::uuid)
      and ${secondsApart} <= ${UNKNOWN_BILL_HOURS * 3_600} and ${isOther}
    order by ${secondsApart}, u.coupon_use_id limit 1`.execute(db);
  return rows[0]?.couponUseId;
}

/** Those of the redemptions that were not taken back, held to the end of the transaction. */
export function lockLiveUses(db: Db, workspaceId: string, couponUseIds: readonly string[]) {
  return db
    .selectFrom('loyalty.couponUse')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('couponUseId', 'in', [...couponUseIds])
    .where('undoneAt', 'is', null)
    .orderBy('couponUseId')
    .forUpdate()
    .execute();
}

type WordUse = Awaited<ReturnType<typeof lockLiveUses>>[number];

/** The order's redemption gets what the counter knew: its key, its bill, its till, and its person where the order knew none. */
export async function tieUses(
  db: Db,
  workspaceId: string,
  { ofOrder, ofCounter }: { ofOrder: WordUse; ofCounter: WordUse },
): Promise<void> {
  const { idempotencyKey, counterKey, billMinor, till, madeBy, customerId, mergedFrom } = ofCounter;
  const setUse = (couponUseId: string, change: Partial<WordUse>) =>
    db
      .updateTable('loyalty.couponUse')
      .set(change)
      .where('workspaceId', '=', workspaceId)
      .where('couponUseId', '=', couponUseId)
      .execute();
  // Tied to an order before that is gone, it has the counter's key from then, which two cannot bear.
  if (counterKey !== null) await setUse(ofCounter.couponUseId, { counterKey: null });
  await setUse(ofOrder.couponUseId, {
    counterKey: counterKey ?? idempotencyKey,
    billMinor,
    till,
    madeBy,
    ...(ofOrder.customerId === null ? { customerId, mergedFrom } : {}),
  });
}
