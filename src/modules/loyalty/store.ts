import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';

export interface NewCoupon {
  couponId: string;
  code: string;
  customerId: string;
}

/** Issues many coupons of one offer; a person who has one of this play keeps it, and a taken code is left out. Answers with the new. */
export async function insertCoupons(
  db: Db,
  input: {
    workspaceId: string;
    playId: string;
    kind: string;
    value: number;
    minSpendMinor: number;
    validUntil: string;
    createdAt: Date;
    coupons: readonly NewCoupon[];
  },
): Promise<{ customerId: string; code: string }[]> {
  const { rows } = await sql<{ customerId: string; code: string }>`insert into loyalty.coupon
      (workspace_id, coupon_id, code, play_id, customer_id, kind, value, min_spend_minor, valid_until, status, created_at)
    select ${input.workspaceId}::uuid, c.coupon_id, c.code, ${input.playId}::uuid, c.customer_id, ${input.kind}, ${input.value}::bigint,
      ${input.minSpendMinor}::bigint, ${input.validUntil}::date, 'issued', ${input.createdAt}
    from unnest(${input.coupons.map((c) => c.couponId)}::uuid[], ${input.coupons.map((c) => c.code)}::text[],
      ${input.coupons.map((c) => c.customerId)}::uuid[]) as c (coupon_id, code, customer_id)
    on conflict do nothing returning customer_id, code`.execute(db);
  return rows;
}

export function listPlayCouponRows(db: Db, workspaceId: string, playId: string) {
  return db
    .selectFrom('loyalty.coupon')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('playId', '=', playId)
    .execute();
}

export function listCustomerCouponRows(db: Db, workspaceId: string, customerId: string) {
  return db
    .selectFrom('loyalty.coupon')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .orderBy('createdAt', 'desc')
    .limit(100)
    .execute();
}

export function findCouponByCode(db: Db, workspaceId: string, code: string) {
  return db
    .selectFrom('loyalty.coupon')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('code', '=', code)
    .executeTakeFirst();
}

export function listCouponsByCode(db: Db, workspaceId: string, codes: readonly string[]) {
  return db
    .selectFrom('loyalty.coupon')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('code', 'in', [...codes])
    .execute();
}

/** The offers that some coupons belong to, each once. */
export async function listOffersOfCoupons(
  db: Db,
  workspaceId: string,
  couponIds: readonly string[],
): Promise<(string | null)[]> {
  const rows = await db
    .selectFrom('loyalty.coupon')
    .select('offerId')
    .distinct()
    .where('workspaceId', '=', workspaceId)
    .where('couponId', 'in', [...couponIds])
    .execute();
  return rows.map(({ offerId }) => offerId);
}

/** Moves an issued coupon to redeemed; undefined when it is not in `issued` any more. */
export function markRedeemed(
  db: Db,
  workspaceId: string,
  couponId: string,
  redeemed: {
    redeemedAt: Date;
    redeemedAtCounter: boolean;
    redeemedOrderId: string | null;
    discountMinor: number | null;
  },
) {
  return db
    .updateTable('loyalty.coupon')
    .set({ status: 'redeemed', ...redeemed })
    .where('workspaceId', '=', workspaceId)
    .where('couponId', '=', couponId)
    .where('status', '=', 'issued')
    .returningAll()
    .executeTakeFirst();
}

/** A coupon that an order has redeemed and no counter has told of, held to the end of the transaction. */
export function lockCouponOfOrder(db: Db, workspaceId: string, couponId: string) {
  return db
    .selectFrom('loyalty.coupon')
    .select(['redeemedOrderId', 'redeemedAt', 'discountMinor'])
    .where('workspaceId', '=', workspaceId)
    .where('couponId', '=', couponId)
    .where('status', '=', 'redeemed')
    .where('redeemedOrderId', 'is not', null)
    .where('redeemedAtCounter', '=', false)
    .forUpdate()
    .executeTakeFirst();
}

/** A counter saw it as well: it stays used when its order is taken back. */
export function markSeenAtCounter(db: Db, workspaceId: string, couponId: string) {
  return db
    .updateTable('loyalty.coupon')
    .set({ redeemedAtCounter: true })
    .where('workspaceId', '=', workspaceId)
    .where('couponId', '=', couponId)
    .execute();
}

/** Ties a coupon that was redeemed at the counter to its order, once. */
export function attachOrder(
  db: Db,
  workspaceId: string,
  couponId: string,
  order: { orderId: string; discountMinor: number | null },
) {
  return db
    .updateTable('loyalty.coupon')
    .set((eb) => ({
      redeemedOrderId: order.orderId,
      discountMinor: eb.fn.coalesce('discountMinor', eb.val(order.discountMinor)),
    }))
    .where('workspaceId', '=', workspaceId)
    .where('couponId', '=', couponId)
    .where('status', '=', 'redeemed')
    .where('redeemedOrderId', 'is', null)
    .executeTakeFirst();
}

/** Parts coupons from their order that was taken back: one used at the counter stays used, the others are good again. */
export async function releaseFromOrders(db: Db, workspaceId: string, couponIds: readonly string[]): Promise<number> {
  await db
    .updateTable('loyalty.coupon')
    .set({ redeemedOrderId: null })
    .where('workspaceId', '=', workspaceId)
    .where('couponId', 'in', [...couponIds])
    .where('redeemedAtCounter', '=', true)
    .execute();
  const reopened = await db
    .updateTable('loyalty.coupon')
    .set({ status: 'issued', redeemedAt: null, redeemedOrderId: null, discountMinor: null })
    .where('workspaceId', '=', workspaceId)
    .where('couponId', 'in', [...couponIds])
    .where('status', '=', 'redeemed')
    .where('redeemedAtCounter', '=', false)
    .returning('couponId')
    .execute();
  return reopened.length;
}
