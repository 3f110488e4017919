import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';
import { SAME_BILL_HOURS, UNKNOWN_BILL_HOURS } from './rules.ts';

export function insertOffer(
  db: Db,
  row: {
    workspaceId: string;
    offerId: string;
    name: string;
    campaign: string;
    sharedCode: string | null;
    kind: string;
    value: number;
    itemName: string;
    conditions: string;
    validFrom: string;
    validUntil: string;
    budgetMinor: number | null;
    totalLimit: number | null;
    issueCostMinor: number;
    createdAt: Date;
    createdBy: string | null;
  },
) {
  return db
    .insertInto('loyalty.offer')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('offerId')
    .executeTakeFirst();
}

export function listOfferRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('loyalty.offer')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .orderBy('createdAt', 'desc')
    .orderBy('offerId', 'desc')
    .limit(500)
    .execute();
}

export async function countCodes(db: Db, workspaceId: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ offerId: string; codes: number }>`
    select offer_id, count(*)::int as codes from loyalty.coupon
    where workspace_id = ${workspaceId}::uuid and offer_id is not null group by 1`.execute(db);
  return new Map(rows.map(({ offerId, codes }) => [offerId, codes]));
}

export function findOffer(db: Db, workspaceId: string, offerId: string) {
  return db
    .selectFrom('loyalty.offer')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('offerId', '=', offerId)
    .executeTakeFirst();
}

/** An offer, held to the end of the transaction: whoever else redeems it waits. */
export function lockOffer(db: Db, workspaceId: string, offerId: string) {
  return db
    .selectFrom('loyalty.offer')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('offerId', '=', offerId)
    .forUpdate()
    .executeTakeFirst();
}

export function findOfferByCode(db: Db, workspaceId: string, sharedCode: string) {
  return db
    .selectFrom('loyalty.offer')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('sharedCode', '=', sharedCode)
    .executeTakeFirst();
}

export function listOffersByWord(db: Db, workspaceId: string, words: readonly string[]) {
  return db
    .selectFrom('loyalty.offer')
    .select(['offerId', 'sharedCode'])
    .where('workspaceId', '=', workspaceId)
    .where('sharedCode', 'in', [...words])
    .execute();
}

export function setStopped(db: Db, workspaceId: string, offerId: string, stoppedAt: Date) {
  return db
    .updateTable('loyalty.offer')
    .set({ stoppedAt })
    .where('workspaceId', '=', workspaceId)
    .where('offerId', '=', offerId)
    .where('stoppedAt', 'is', null)
    .execute();
}

/** Counts a redemption; undefined when the number or the budget is used up. */
export async function countUse(db: Db, workspaceId: string, offerId: string, discountMinor: number) {
  const { rows } = await sql<{ offerId: string }>`
    update loyalty.offer set used_count = used_count + 1, spent_minor = spent_minor + ${discountMinor}::bigint
    where workspace_id = ${workspaceId}::uuid and offer_id = ${offerId}::uuid
      and (total_limit is null or used_count < total_limit)
      and (budget_minor is null or spent_minor + ${discountMinor}::bigint <= budget_minor)
    returning offer_id`.execute(db);
  return rows[0];
}

/** Counts a redemption that has happened, also past the number and the budget. @returns whether it was past them */
export async function countUseMade(
  db: Db,
  workspaceId: string,
  offerId: string,
  discountMinor: number,
): Promise<boolean> {
  const { rows } = await sql<{ isOver: boolean }>`
    update loyalty.offer set used_count = used_count + 1, spent_minor = spent_minor + ${discountMinor}::bigint
    where workspace_id = ${workspaceId}::uuid and offer_id = ${offerId}::uuid
    returning coalesce(used_count > total_limit, false) or coalesce(spent_minor > budget_minor, false) as is_over`.execute(
    db,
  );
  return rows[0]?.isOver ?? false;
}

export async function uncountUse(db: Db, workspaceId: string, offerId: string, discountMinor: number): Promise<void> {
  await sql`update loyalty.offer set used_count = used_count - 1, spent_minor = spent_minor - ${discountMinor}::bigint
    where workspace_id = ${workspaceId}::uuid and offer_id = ${offerId}::uuid`.execute(db);
}

/** Codes for nobody in particular; a taken one is left out. @returns those that were made */
export async function insertCodes(
  db: Db,
  input: {
    workspaceId: string;
    offerId: string;
    kind: string;
    value: number;
    minSpendMinor: number;
    validUntil: string;
    createdAt: Date;
    coupons: readonly { couponId: string; code: string }[];
  },
): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`
    insert into loyalty.coupon (workspace_id, coupon_id, code, offer_id, kind, value, min_spend_minor, valid_until, status, created_at)
    select ${input.workspaceId}::uuid, c.coupon_id, c.code, ${input.offerId}::uuid, ${input.kind}, ${input.value}::bigint,
      ${input.minSpendMinor}::bigint, ${input.validUntil}::date, 'issued', ${input.createdAt}
    from unnest(${input.coupons.map((c) => c.couponId)}::uuid[], ${input.coupons.map((c) => c.code)}::text[]) as c (coupon_id, code)
    on conflict do nothing returning code`.execute(db);
  return rows.map(({ code }) => code);
}

export interface NewUse {
  couponUseId: string;
  idempotencyKey: string;
  offerId: string | null;
  couponId: string | null;
  customerId: string | null;
  mergedFrom: string | null;
  at: Date;
  businessDay: string;
  recordedAt: Date;
  wasOffline: boolean;
  till: string;
  billMinor: number | null;
  discountMinor: number | null;
  /** The order that told of it, or that a counter's redemption of a word belongs to; null while there is none. */
  orderId: string | null;
  /** What that order paid, when it told first: a counter that tells later is known by it. */
  paidMinor?: number;
  madeBy: string | null;
}

export async function insertUse(db: Db, workspaceId: string, use: NewUse): Promise<void> {
  await db
    .insertInto('loyalty.couponUse')
    .values({ workspaceId, ...use })
    .execute();
}

export function findUseByKey(db: Db, workspaceId: string, idempotencyKey: string) {
  return db
    .selectFrom('loyalty.couponUse')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where((eb) => eb.or([eb('idempotencyKey', '=', idempotencyKey), eb('counterKey', '=', idempotencyKey)]))
    .executeTakeFirst();
}

export async function countUsesOf(db: Db, workspaceId: string, offerId: string, customerId: string): Promise<number> {
  const { uses } = await db
    .selectFrom('loyalty.couponUse')
    .select((eb) => eb.fn.countAll<number>().as('uses'))
    .where('workspaceId', '=', workspaceId)
    .where('offerId', '=', offerId)
    .where('customerId', '=', customerId)
    .where('undoneAt', 'is', null)
    .executeTakeFirstOrThrow();
  return uses;
}

/** Takes a redemption back, once. */
export function markUseUndone(
  db: Db,
  workspaceId: string,
  couponUseId: string,
  undone: { undoneAt: Date; undoneReason: string; undoneBy: string | null },
) {
  return db
    .updateTable('loyalty.couponUse')
    .set(undone)
    .where('workspaceId', '=', workspaceId)
    .where('couponUseId', '=', couponUseId)
    .where('undoneAt', 'is', null)
    .returning(['couponId', 'offerId', 'discountMinor'])
    .executeTakeFirst();
}

/** Takes back the redemptions of coupons that only an order told of; what a counter told of as well stays, without its order. */
export async function markOrderUsesUndone(
  db: Db,
  workspaceId: string,
  couponIds: readonly string[],
  undoneAt: Date,
): Promise<{ offerId: string | null; discountMinor: number | null }[]> {
  const usesOf = (change: { undoneAt: Date } | { orderId: null }, whose: 'is' | 'is not') =>
    db
      .updateTable('loyalty.couponUse')
      .set(change)
      .where('workspaceId', '=', workspaceId)
      .where('couponId', 'in', [...couponIds])
      .where('orderId', 'is not', null)
      .where('counterKey', whose, null)
      .where('undoneAt', 'is', null)
      .returning(['offerId', 'discountMinor'])
      .execute();
  await usesOf({ orderId: null }, 'is not');
  return usesOf({ undoneAt }, 'is');
}

export function findUse(db: Db, workspaceId: string, couponUseId: string) {
  return db
    .selectFrom('loyalty.couponUse')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('couponUseId', '=', couponUseId)
    .executeTakeFirst();
}

/** A coupon whose redemption was taken back is good again, unless an order redeemed it meanwhile. */
export async function reopenCoupon(db: Db, workspaceId: string, couponId: string): Promise<void> {
  await db
    .updateTable('loyalty.coupon')
    .set({ status: 'issued', redeemedAt: null, redeemedAtCounter: false, discountMinor: null })
    .where('workspaceId', '=', workspaceId)
    .where('couponId', '=', couponId)
    .where('redeemedOrderId', 'is', null)
    .execute();
}

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

/** The key of a counter goes to the redemption of a coupon that its order has told of; undefined where there is none. */
export async function claimCouponUse(
  db: Db,
  workspaceId: string,
  told: { couponId: string; counterKey: string; billMinor: number | null; till: string; madeBy: string | null },
): Promise<{ couponUseId: string; at: Date; discountMinor: number | null } | undefined> {
  const { couponId, counterKey, billMinor, till, madeBy } = told;
  return db
    .updateTable('loyalty.couponUse')
    .set({ counterKey, billMinor, till, madeBy })
    .where('workspaceId', '=', workspaceId)
    .where('couponId', '=', couponId)
    .where('counterKey', 'is', null)
    .where('undoneAt', 'is', null)
    .returning(['couponUseId', 'at', 'discountMinor'])
    .executeTakeFirst();
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
