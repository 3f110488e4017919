import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

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
  return (
    db
      .selectFrom('loyalty.couponUse')
      .selectAll()
      .where('workspaceId', '=', workspaceId)
      .where((eb) => eb.or([eb('idempotencyKey', '=', idempotencyKey), eb('counterKey', '=', idempotencyKey)]))
      // The order's that it was tied to, before the counter's own that is counted no more.
      .orderBy('undoneAt', (order) => order.desc().nullsFirst())
      .executeTakeFirst()
  );
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

/** Redemptions that a counter told of on a business day, latest first; what only an order told of is none of its doing. */
export function listUsesAtCounter(
  db: Db,
  { workspaceId, day, limit }: { workspaceId: string; day: string; limit: number },
) {
  return db
    .selectFrom('loyalty.couponUse as u')
    .leftJoin('loyalty.coupon as c', (join) =>
      join.onRef('c.workspaceId', '=', 'u.workspaceId').onRef('c.couponId', '=', 'u.couponId'),
    )
    .leftJoin('loyalty.offer as o', (join) =>
      join.onRef('o.workspaceId', '=', 'u.workspaceId').onRef('o.offerId', '=', 'u.offerId'),
    )
    .select(['u.couponUseId', 'u.billMinor', 'u.discountMinor', 'u.at', 'u.till', 'u.madeBy', 'u.undoneAt'])
    .select(['u.undoneReason', 'c.code', 'o.sharedCode', 'o.name'])
    .where('u.workspaceId', '=', workspaceId)
    .where('u.businessDay', '=', day)
    .where(sql<boolean>`(u.counter_key is not null or u.idempotency_key <> 'order:' || coalesce(u.order_id::text, '')
      and u.idempotency_key <> 'order:' || u.coupon_use_id::text)`)
    .orderBy('u.at', 'desc')
    .orderBy('u.couponUseId', 'desc')
    .limit(limit)
    .execute();
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
