import {
  type CouponOrder,
  listCouponsOfGoneOrders,
  listOrdersWithCoupon,
  listWordUsesOfGoneOrders,
} from '../../../mart/index.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import { zOfferConditions } from '../contract/offers.ts';
import { insertAlarms } from '../receipts/store.ts';
import { computeDiscountFromPaid, parseCode } from '../rules.ts';
import { attachOrder, listCouponsByCode, listOffersOfCoupons, markRedeemed, releaseFromOrders } from '../store.ts';
import { computeOfferDiscountFromPaid, type OfferTerms, readSharedCode } from './rules.ts';
import { countUseMade, insertUse, listOffersByWord, lockOffer, markOrderUsesUndone, uncountUse } from './store.ts';
import { redeemWordOfOrder, reopenWords } from './words-from-orders.ts';

type CouponRow = Awaited<ReturnType<typeof listCouponsByCode>>[number];
type OfferRow = NonNullable<Awaited<ReturnType<typeof lockOffer>>>;

/**
 * Redeems the coupons that orders name, and reopens those that only an order redeemed which was taken back. Running it
 * again changes nothing: an order redeems at most one coupon, a coupon is redeemed by the first order in time, and one
 * that came before the coupon was made or after its last day redeems nothing. Codes of an offer count towards its number
 * and its budget; past them the guest has her discount already, and the owner is told. A word that everybody shows is
 * redeemed once an order.
 */
export async function redeemFromOrders(
  db: Db,
  { workspaceId, now }: { workspaceId: string; now: Date },
): Promise<{ redeemed: number; reopened: number }> {
  return inTransaction(db, async (db) => {
    const gone = await listCouponsOfGoneOrders(db, workspaceId);
    const goneWords = await listWordUsesOfGoneOrders(db, workspaceId);
    const orders = (await listOrdersWithCoupon(db, workspaceId)).map((order) => ({
      ...order,
      code: parseCode(order.couponText),
      word: readSharedCode(order.couponText),
    }));
    const codes = [...new Set(orders.flatMap(({ code }) => code ?? []))];
    const rows = codes.length === 0 ? [] : await listCouponsByCode(db, workspaceId, codes);
    const words = [...new Set(orders.map(({ word }) => word))];
    const worded = words.length === 0 ? [] : await listOffersByWord(db, workspaceId, words);
    const goneOffers = gone.length === 0 ? [] : await listOffersOfCoupons(db, workspaceId, gone);
    // Offers before coupons, as every counter holds them, and in one order.
    const offers = new Map<string, OfferRow>();
    const offerIds = [...rows, ...worded, ...goneWords]
      .map(({ offerId }) => offerId)
      .concat(goneOffers)
      .flatMap((offerId) => offerId ?? []);
    for (const offerId of [...new Set(offerIds)].sort()) {
      const offer = await lockOffer(db, workspaceId, offerId);
      if (offer) offers.set(offer.offerId, offer);
    }
    const reopened =
      (gone.length === 0 ? 0 : await reopen(db, { workspaceId, gone, now })) +
      (await reopenWords(db, { workspaceId, gone: goneWords, now }));
    const offerOfWord = new Map(worded.map(({ sharedCode, offerId }) => [sharedCode, offers.get(offerId)]));
    const byCode = new Map(rows.map((row) => [row.code, row]));
    let redeemed = 0;
    for (const order of orders) {
      const coupon = order.code === undefined ? undefined : byCode.get(order.code);
      const named = coupon ? undefined : offerOfWord.get(order.word);
      if (named && (await redeemWordOfOrder(db, { workspaceId, order, offer: named, now }))) redeemed += 1;
      if (!coupon || order.orderedAt < coupon.createdAt || order.businessDay > coupon.validUntil) continue;
      const offer = coupon.offerId === null ? undefined : offers.get(coupon.offerId);
      if (await redeem(db, { workspaceId, order, coupon, offer, now })) redeemed += 1;
    }
    return { redeemed, reopened };
  });
}

async function redeem(
  db: Db,
  input: { workspaceId: string; order: CouponOrder; coupon: CouponRow; offer: OfferRow | undefined; now: Date },
): Promise<boolean> {
  const { workspaceId, order, coupon, offer, now } = input;
  const { orderId, orderedAt: at, businessDay, grossMinor } = order;
  const discountMinor = offer
    ? computeOfferDiscountFromPaid(
        {
          kind: offer.kind as OfferTerms['kind'],
          value: offer.value,
          conditions: zOfferConditions.parse(offer.conditions),
        },
        grossMinor,
      )
    : computeDiscountFromPaid(coupon, grossMinor);
  const moved = { redeemedAt: at, redeemedAtCounter: false, redeemedOrderId: orderId, discountMinor };
  if (!(await markRedeemed(db, workspaceId, coupon.couponId, moved))) {
    await attachOrder(db, workspaceId, coupon.couponId, { orderId, discountMinor });
    return false;
  }
  if (!offer) return true;
  const { customerId, mergedFrom } = order.customerId === null ? coupon : order;
  const person = { customerId, mergedFrom };
  const isOver = await countUseMade(db, workspaceId, offer.offerId, discountMinor ?? 0);
  const couponUseId = newId();
  await insertUse(db, workspaceId, {
    couponUseId,
    idempotencyKey: `order:${couponUseId}`,
    offerId: offer.offerId,
    couponId: coupon.couponId,
    ...person,
    at,
    businessDay,
    recordedAt: now,
    wasOffline: false,
    till: '',
    billMinor: null,
    discountMinor,
    orderId,
    madeBy: null,
  });
  if (isOver) {
    const told = { kind: 'coupon_twice', about: `order:${orderId}`, businessDay, at, madeBy: null, till: '' } as const;
    await insertAlarms(db, workspaceId, [{ ...told, ...person }]);
  }
  return true;
}

/** Coupons whose order is gone are good again, and count nothing. */
async function reopen(
  db: Db,
  { workspaceId, gone, now }: { workspaceId: string; gone: readonly string[]; now: Date },
): Promise<number> {
  for (const { offerId, discountMinor } of await markOrderUsesUndone(db, workspaceId, gone, now))
    if (offerId !== null) await uncountUse(db, workspaceId, offerId, discountMinor ?? 0);
  return releaseFromOrders(db, workspaceId, gone);
}
