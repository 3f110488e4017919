import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { listCouponsOfGoneOrders, listOrdersWithCoupon } from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { requireCustomer } from '../customers/index.ts';
import { recordAccess } from '../staff/index.ts';
import type { Coupon, zCouponOffer } from './contract.ts';
import {
  CODE_RANDOM_SIGNS,
  codeFromBytes,
  computeDiscount,
  computeDiscountFromPaid,
  formatCode,
  parseCode,
} from './rules.ts';
import * as store from './store.ts';

type CouponRow = NonNullable<Awaited<ReturnType<typeof store.findCouponByCode>>>;

/** Enough bytes that running out of usable ones (1 in 32 is not) practically never happens. */
const CODE_BYTES = CODE_RANDOM_SIGNS * 4;
const COUPONS_A_STATEMENT = 5_000;

function newCode(): string {
  for (;;) {
    const code = codeFromBytes(randomBytes(CODE_BYTES));
    if (code !== undefined) return code;
  }
}

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
        codes.set(row.customerId, formatCode(row.code));
      missing = missing.filter((customerId) => !codes.has(customerId));
    }
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
  return new Map(rows.map((row) => [row.customerId, { code: formatCode(row.code), status: row.status }]));
}

function toCoupon(row: CouponRow, today: string): Coupon {
  return {
    couponId: row.couponId,
    code: formatCode(row.code),
    customerId: row.customerId,
    playId: row.playId,
    kind: row.kind === 'percent' ? 'percent' : 'amount',
    value: row.value,
    minSpendMinor: row.minSpendMinor,
    validUntil: row.validUntil,
    status: row.status === 'issued' && row.validUntil < today ? 'expired' : (row.status as Coupon['status']),
    redeemedAt: row.redeemedAt?.toISOString() ?? null,
    discountMinor: row.discountMinor,
  };
}

async function getByCode(db: Db, workspaceId: string, text: string): Promise<CouponRow> {
  const code = parseCode(text);
  if (code === undefined) {
    throw new AppError('not_found', 'not a coupon code', {
      userMessage: {
        ko: '쿠폰 번호를 다시 확인해 주세요. 글자 하나가 다른 것 같아요.',
        en: 'Please check the coupon code: a sign seems wrong.',
      },
    });
  }
  const row = await store.findCouponByCode(db, workspaceId, code);
  if (!row) {
    throw new AppError('not_found', 'no such coupon', {
      userMessage: { ko: '이 번호의 쿠폰이 없어요.', en: 'There is no coupon with this code.' },
    });
  }
  return row;
}

/** A coupon by what the guest shows. @throws AppError forbidden | not_found */
export async function getCoupon(
  db: Db,
  actor: Actor,
  input: { code: string; today: string; now: Date },
): Promise<Coupon> {
  actor.require('orders:read');
  const row = await getByCode(db, actor.workspaceId, input.code);
  await recordAccess(db, actor, { action: 'view', subject: `coupon ${row.couponId}` }, input.now);
  return toCoupon(row, input.today);
}

/** Coupons of one person, newest first. @throws AppError forbidden | not_found */
export async function listCustomerCoupons(db: Db, actor: Actor, customerId: string, today: string): Promise<Coupon[]> {
  actor.require('customers:read');
  await requireCustomer(db, actor.workspaceId, customerId);
  const rows = await store.listCustomerCouponRows(db, actor.workspaceId, customerId);
  return rows.map((row) => toCoupon(row, today));
}

/**
 * Redeems an issued coupon at the counter, once, however many tills ask at the same moment.
 * @throws AppError forbidden | not_found | conflict (already redeemed, expired, or the bill is below the least spend)
 */
export async function redeemCoupon(
  db: Db,
  actor: Actor,
  input: { code: string; billMinor?: number | undefined; today: string; now: Date },
): Promise<Coupon> {
  actor.require('orders:write');
  const row = await getByCode(db, actor.workspaceId, input.code);
  if (row.status === 'issued' && row.validUntil < input.today) throw notRedeemable('expired');
  if (input.billMinor !== undefined && input.billMinor < row.minSpendMinor) throw notRedeemable('below_min_spend');
  return inTransaction(db, async (db) => {
    const redeemed = await store.markRedeemed(db, actor.workspaceId, row.couponId, {
      redeemedAt: input.now,
      redeemedAtCounter: true,
      redeemedOrderId: null,
      discountMinor:
        input.billMinor === undefined
          ? row.kind === 'amount'
            ? row.value
            : null
          : computeDiscount(row, input.billMinor),
    });
    if (!redeemed) throw notRedeemable('redeemed');
    await recordAccess(db, actor, { action: 'edit', subject: `coupon ${row.couponId}` }, input.now);
    return toCoupon(redeemed, input.today);
  });
}

const NOT_REDEEMABLE = {
  redeemed: { ko: '이미 쓴 쿠폰이에요.', en: 'This coupon has been used already.' },
  expired: { ko: '기한이 지난 쿠폰이에요.', en: 'This coupon has expired.' },
  below_min_spend: { ko: '이 쿠폰을 쓰기에는 금액이 모자라요.', en: 'The bill is below what this coupon asks for.' },
} as const;

function notRedeemable(reason: keyof typeof NOT_REDEEMABLE): AppError {
  return new AppError('conflict', `coupon not redeemable: ${reason}`, {
    userMessage: NOT_REDEEMABLE[reason],
    details: { reason },
  });
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
