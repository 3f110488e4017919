import type { z } from 'zod';
import type { Actor } from '../../platform/actor.ts';
import { type Db, inTransaction, noteGrowth } from '../../platform/db.ts';
import { newId } from '../../shared/ids.ts';
import { requireCustomer } from '../customers/index.ts';
import { newCode } from './codes.ts';
import type { Coupon, zCouponOffer } from './contract.ts';
import { showCoupon } from './offers/redeem.ts';
import { formatCode } from './rules.ts';
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
        const issue = { workspaceId, playId, ...offer, validUntil, createdAt: input.now, coupons };
        for (const { customerId, code } of await store.insertCoupons(db, issue))
          codes.set(customerId, formatCode(code));
      }
      missing = missing.filter((customerId) => !codes.has(customerId));
      if (missing.length === 0) break;
      for (const row of await store.listPlayCouponRows(db, workspaceId, playId))
        if (row.customerId !== null) codes.set(row.customerId, formatCode(row.code));
      missing = missing.filter((customerId) => !codes.has(customerId));
    }
    await noteGrowth(db, ['loyalty.coupon'], codes.size);
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
