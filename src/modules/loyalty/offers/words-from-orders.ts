import type { CouponOrder, GoneWordUse } from '../../../mart/index.ts';
import type { Db } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import { zOfferConditions } from '../contract/offers.ts';
import { insertAlarms, type NewAlarm } from '../receipts/store.ts';
import { closeDoubtsAbout } from '../receipts/store-doubts.ts';
import { computeOfferDiscountFromPaid, keyOfOrder, type OfferTerms } from './rules.ts';
import { askIfSameWord } from './same-word.ts';
import * as store from './store.ts';
import { attachOrderToUse, releaseUses } from './store-words.ts';

type OfferRow = NonNullable<Awaited<ReturnType<typeof store.lockOffer>>>;

/**
 * Redeems the word of an offer that an order names, once an order (OP-54). A counter that redeemed it already for this
 * bill is the same redemption, and one that may be it is asked about. An order outside of the offer's days names another thing of the same name; one past its
 * number, its budget, its person's limit or its stop counts, because the guest has her discount, and the owner is told.
 * @returns whether it is a new redemption
 */
export async function redeemWordOfOrder(
  db: Db,
  { workspaceId, order, offer, now }: { workspaceId: string; order: CouponOrder; offer: OfferRow; now: Date },
): Promise<boolean> {
  const { orderId, orderedAt: at, businessDay, grossMinor, customerId, mergedFrom } = order;
  const { offerId, validFrom, validUntil, stoppedAt } = offer;
  if (grossMinor <= 0 || businessDay < validFrom || businessDay > validUntil) return false;
  const sale = { orderId, offerId, customerId, businessDay, at, grossMinor };
  const attached = await attachOrderToUse(db, workspaceId, sale);
  if (attached) {
    await closeDoubtsAbout(db, workspaceId, [attached.couponUseId], { seenAt: now, seenBy: null });
    return false;
  }
  const conditions = zOfferConditions.parse(offer.conditions);
  const terms = { kind: offer.kind as OfferTerms['kind'], value: offer.value, conditions };
  const discountMinor = computeOfferDiscountFromPaid(terms, grossMinor);
  const usedBefore = customerId === null ? 0 : await store.countUsesOf(db, workspaceId, offerId, customerId);
  const isOver = await store.countUseMade(db, workspaceId, offerId, discountMinor ?? 0);
  const couponUseId = newId();
  await store.insertUse(db, workspaceId, {
    couponUseId,
    idempotencyKey: keyOfOrder(orderId),
    offerId,
    couponId: null,
    customerId,
    mergedFrom,
    at,
    businessDay,
    recordedAt: now,
    wasOffline: false,
    till: '',
    billMinor: null,
    discountMinor,
    orderId,
    paidMinor: grossMinor,
    madeBy: null,
  });
  const told = { about: keyOfOrder(orderId), businessDay, at, madeBy: null, till: '', customerId, mergedFrom };
  const alarms: NewAlarm[] = [];
  if (isOver || (conditions.perPersonLimit !== null && usedBefore >= conditions.perPersonLimit))
    alarms.push({ kind: 'coupon_twice', ...told });
  if (stoppedAt !== null && at > stoppedAt) alarms.push({ kind: 'coupon_late', ...told });
  await insertAlarms(db, workspaceId, alarms);
  const use = { workspaceId, couponUseId, offerId, discountMinor, customerId, mergedFrom, businessDay, at };
  await askIfSameWord(db, { ...use, till: '', madeBy: null, from: { side: 'order', paidMinor: grossMinor } });
  return true;
}

/** Takes back what only orders told of that are gone; what a counter saw itself stays, without its order. */
export async function reopenWords(
  db: Db,
  { workspaceId, gone, now }: { workspaceId: string; gone: readonly GoneWordUse[]; now: Date },
): Promise<number> {
  const isOnlyOrders = ({ orderId, idempotencyKey, counterKey }: GoneWordUse) =>
    idempotencyKey === keyOfOrder(orderId) && counterKey === null;
  const own = gone.filter(isOnlyOrders);
  const others = gone.filter((use) => !isOnlyOrders(use));
  await releaseUses(
    db,
    workspaceId,
    others.map(({ couponUseId }) => couponUseId),
  );
  let reopened = 0;
  for (const { couponUseId } of own) {
    const undone = await store.markUseUndone(db, workspaceId, couponUseId, {
      undoneAt: now,
      undoneReason: '',
      undoneBy: null,
    });
    if (!undone?.offerId) continue;
    await store.uncountUse(db, workspaceId, undone.offerId, undone.discountMinor ?? 0);
    reopened += 1;
  }
  const undone = own.map(({ couponUseId }) => couponUseId);
  await closeDoubtsAbout(db, workspaceId, undone, { seenAt: now, seenBy: null });
  return reopened;
}
