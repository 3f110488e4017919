import { findOrderPaid } from '../../../mart/index.ts';
import type { Db } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import { closeDoubtsAbout } from '../receipts/store-doubts.ts';
import { lockCouponOfOrder, markSeenAtCounter } from '../store.ts';
import { isBillOfOrder } from './rules.ts';
import * as store from './store.ts';
import { claimUseOfOrder } from './store-words.ts';

/** What a counter tells, and of what. */
export interface Telling {
  workspaceId: string;
  couponId: string | undefined;
  offerId: string | undefined;
  /** The counter's own; it makes the telling one however often it comes. */
  key: string;
  customerId: string | null;
  mergedFrom: string | null;
  at: Date;
  businessDay: string;
  now: Date;
  /** Told later than it happened, by a till without a line. */
  isLate: boolean;
  till: string;
  billMinor: number | null;
  discountMinor: number | null;
  madeBy: string | null;
}

interface Told {
  couponUseId: string;
  at: Date;
  discountMinor: number | null;
}

/**
 * The redemption that the guest's order has told of already, when a counter tells of the same bill: the guest has her
 * discount, and it is no second one. A word that everybody shows is known by its person or its bill. A coupon that is good
 * once is only taken so from a till that tells late: who shows a used one at the counter is refused, whatever the bill is.
 */
export async function findToldByOrder(db: Db, telling: Telling): Promise<Told | undefined> {
  const { workspaceId, couponId, offerId, key, ...rest } = telling;
  if (couponId === undefined) {
    if (offerId === undefined) return undefined;
    const claimed = await claimUseOfOrder(db, workspaceId, { ...rest, offerId, counterKey: key });
    if (claimed) await closeDoubtsAbout(db, workspaceId, [claimed.couponUseId], { seenAt: rest.now, seenBy: null });
    return claimed;
  }
  return telling.isLate ? claimCoupon(db, telling, couponId) : undefined;
}

async function claimCoupon(db: Db, telling: Telling, couponId: string): Promise<Told | undefined> {
  const { workspaceId, offerId, key, customerId, mergedFrom, at, businessDay, now, till, madeBy } = telling;
  const { billMinor, discountMinor } = telling;
  const coupon = await lockCouponOfOrder(db, workspaceId, couponId);
  const order = coupon?.redeemedOrderId && (await findOrderPaid(db, workspaceId, coupon.redeemedOrderId));
  if (!coupon || !order || !isBillOfOrder({ at, businessDay, billMinor, discountMinor }, order)) return undefined;
  const claimed = await store.claimCouponUse(db, workspaceId, { couponId, counterKey: key, billMinor, till, madeBy });
  // Its redemption was taken back by hand.
  if (!claimed && offerId !== undefined) return undefined;
  await markSeenAtCounter(db, workspaceId, couponId);
  if (claimed) return claimed;
  // An order that redeems a play's coupon notes it on the coupon alone.
  const told = { couponUseId: newId(), at: coupon.redeemedAt ?? at, discountMinor: coupon.discountMinor };
  await store.insertUse(db, workspaceId, {
    ...told,
    idempotencyKey: key,
    offerId: null,
    couponId,
    customerId,
    mergedFrom,
    businessDay,
    recordedAt: now,
    wasOffline: true,
    till,
    billMinor,
    orderId: null,
    madeBy,
  });
  return told;
}
