import type { z } from 'zod';
import { listCouponsOfGoneOrders, listOrdersWithCoupon } from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Db, inTransaction, MANY_ROWS, noteGrowth } from '../../platform/db.ts';
import { newId } from '../../shared/ids.ts';
import { requireCustomer } from '../customers/index.ts';
import { newCode } from './codes.ts';
import type { Coupon, zCouponOffer } from './contract.ts';
import { showCoupon } from './offers/redeem.ts';
import { computeDiscountFromPaid, formatCode, parseCode } from './rules.ts';
import * as store from './store.ts';

const COUPONS_A_STATEMENT = 5_000;

/**
 * Gives each person a coupon with a code of her own and returns code by customer id, grouped for reading. Issuing again
 * for the same play returns the codes that are there.
 */
export async function issueCoupons(
  db: Db,
  input: {
    workspaceId: string;
    playId: string;
    customerIds: readonly string[];
    offer: z.output<typeof zCouponOffer>;
    validUntil: string;
    now: Date;
  },
): Promise<Map<string, string>> {
  const { workspaceId, playId, offer, validUntil } = input;
  return inTransaction(db, async (db) => {
    let missing: readonly string[] = input.customerIds;
    const codes = new Map<string, string>();
    // A code that is taken already is left out by the insert, and its person gets another in the next round.
    while (missing.length > 0) {
      for (let from = 0; from < missing.length; from += COUPONS_A_STATEMENT) {
        const coupons = missing
          .slice(from, from + COUPONS_A_STATEMENT)
          .map((customerId) => ({ couponId: newId(), code: newCode(), customerId }));
        await store.insertCoupons(db, { workspaceId, playId, ...offer, validUntil, createdAt: input.now, coupons });
      }
      for (const row of await store.listPlayCouponRows(db, workspaceId, playId))
        if (row.customerId !== null) codes.set(row.customerId, formatCode(row.code));
      missing = missing.filter((customerId) => !codes.has(customerId));
    }
    if (codes.size >= MANY_ROWS) await noteGrowth(db, ['loyalty.coupon']);
    return codes;
  });
}

/** Codes of a play's coupons by customer id, grouped for reading. */
export async function listPlayCoupons(
  db: Db,
  workspaceId: string,
  playId: string,
): Promise<Map<string, { code: string; status: string }>> {
  const rows = await store.listPlayCouponRows(db, workspaceId, playId);
  return new Map(
    rows.flatMap((row) =>
      row.customerId === null ? [] : [[row.customerId, { code: formatCode(row.code), status: row.status }]],
    ),
  );
}

/** Coupons of one person, newest first. @throws AppError forbidden | not_found */
export async function listCustomerCoupons(db: Db, actor: Actor, customerId: string, today: string): Promise<Coupon[]> {
  actor.require('customers:read');
  await requireCustomer(db, actor.workspaceId, customerId);
  const rows = await store.listCustomerCouponRows(db, actor.workspaceId, customerId);
  return rows.map((row) => showCoupon(row, { today }));
}

/**
 * Redeems the coupons that orders name, and reopens those that only an order redeemed which was taken back. Running it again changes nothing:
 * an order redeems at most one coupon, a coupon is redeemed by the first order in time, and one that came before the
 * coupon was made or after its last day redeems nothing.
 */
export async function redeemFromOrders(
  db: Db,
  workspaceId: string,
  options: { customerIds?: readonly string[] | undefined } = {},
): Promise<{ redeemed: number; reopened: number }> {
  return inTransaction(db, async (db) => {
    const gone = await listCouponsOfGoneOrders(db, workspaceId);
    const reopened = gone.length === 0 ? 0 : await store.releaseFromOrders(db, workspaceId, gone);
    const orders = (await listOrdersWithCoupon(db, { workspaceId, customerIds: options.customerIds })).flatMap(
      (order) => {
        const code = parseCode(order.couponText);
        return code === undefined ? [] : [{ ...order, code }];
      },
    );
    if (orders.length === 0) return { redeemed: 0, reopened };
    const rows = await store.listCouponsByCode(db, workspaceId, [...new Set(orders.map((order) => order.code))]);
    const byCode = new Map(rows.map((row) => [row.code, row]));
    let redeemed = 0;
    for (const order of orders) {
      const row = byCode.get(order.code);
      if (!row || order.orderedAt < row.createdAt || order.businessDay > row.validUntil) continue;
      const discountMinor = computeDiscountFromPaid(row, order.grossMinor);
      const done = await store.markRedeemed(db, workspaceId, row.couponId, {
        redeemedAt: order.orderedAt,
        redeemedAtCounter: false,
        redeemedOrderId: order.orderId,
        discountMinor,
      });
      if (done) redeemed += 1;
      else await store.attachOrder(db, workspaceId, row.couponId, { orderId: order.orderId, discountMinor });
    }
    return { redeemed, reopened };
  });
}
