import { addDays, daysBetween } from '../../shared/time.ts';
import type { SalesLine } from '../imports/index.ts';
import type { SimulatedOrder } from './simulation/index.ts';

/** Ids of the simulation's people are kept under this source. */
export const DEMO_SOURCE = 'demo';

/** What the demo's worker is doing, or did last. Days are business days; `workAfter` is the last one before the work. */
export interface DemoState {
  seed: number;
  startOn: string;
  historyUntil: string;
  simulatedUntil: string;
  workAfter: string;
  workUntil: string;
  step: 'people' | 'sales' | 'insights' | 'days' | 'done';
  failedAt: Date | null;
}

/** Where in the whole of the work each step begins and ends (0–1), from a run on two cores. */
const SHARES = { people: [0, 0.1], sales: [0.1, 0.9], days: [0, 0.8], insights: [0.9, 1], done: [1, 1] } as const;

/**
 * How far the work is, from 0 to 1. The days that have happened are known, the other steps stand at their beginning.
 * Worked: step `sales`, 273 of 546 days → 0.1 + 0.5 × 0.8 = 0.5.
 */
export function computeDoneShare(state: DemoState): number {
  const [from, to] = SHARES[state.step];
  const total = daysBetween(state.workAfter, state.workUntil);
  const counts = state.step === 'sales' || state.step === 'days';
  const share = counts && total > 0 ? daysBetween(state.workAfter, state.simulatedUntil) / total : 0;
  return Math.min(1, Math.max(0, from + (to - from) * share));
}

/**
 * The day until which the demo should have happened: yesterday of the shop's clock, and `days` more. Days that passed
 * on the wall clock since are in it, so that there is never a hole. Never before what has happened already.
 */
export function computeWorkUntil(input: { simulatedUntil: string; today: string; days: number }): string {
  const yesterday = addDays(input.today, -1);
  const base = yesterday > input.simulatedUntil ? yesterday : input.simulatedUntil;
  return addDays(base, input.days);
}

/** The lines of a receipt as the import takes them; `lineNumber` counts on from `firstLineNumber`. */
export function toSalesLines(order: SimulatedOrder, firstLineNumber: number): SalesLine[] {
  return order.lines.map((line, at) => ({
    lineNumber: firstLineNumber + at,
    orderNo: order.orderNo,
    orderedAt: order.orderedAt.toISOString(),
    itemName: line.itemName,
    itemCode: line.itemCode,
    category: line.category,
    ...(line.options.length > 0 ? { options: line.options.join(', ') } : {}),
    quantity: line.quantity,
    amountMinor: line.amountMinor,
    unitPriceMinor: line.unitPriceMinor,
    costMinor: line.unitCostMinor,
    channel: order.channel,
    kind: line.kind,
    ...(order.personId ? { customerId: order.personId } : {}),
    ...(order.covers === null ? {} : { covers: order.covers }),
    ...(order.couponCode ? { couponCode: order.couponCode } : {}),
  }));
}

/** A receipt of this size turns a percentage into won for the simulation, which knows offers by their worth. */
const TYPICAL_ORDER_MINOR = 25_000;

/** What an offer is worth to a person of the simulation, in won: 10 % → 2,500; no coupon → 0. */
export function computeOfferValue(coupon: { kind: string; value: number } | null): number {
  if (!coupon) return 0;
  return coupon.kind === 'percent' ? Math.round((coupon.value / 100) * TYPICAL_ORDER_MINOR) : coupon.value;
}

/** An offer that reached somebody, as the shop's own tables tell it. */
export interface DeliveredOffer {
  playId: string;
  personId: string;
  customerId: string;
  /** What carried it; null when it was handed over. */
  messageId: string | null;
  /** To which a text or KakaoTalk message went; null for an e-mail and for what was handed over. */
  number: string | null;
  receivedOn: string;
  coupon: { kind: string; value: number; code: string } | null;
}

/**
 * The offers the simulation has not heard of. One that comes to light after its day has happened counts as received on
 * the last day that has: days that have happened do not change.
 */
export function listNewOffers(
  delivered: readonly DeliveredOffer[],
  known: ReadonlySet<string>,
  simulatedUntil: string,
): DeliveredOffer[] {
  return delivered
    .filter((offer) => !known.has(offerKey(offer)))
    .map((offer) => (offer.receivedOn < simulatedUntil ? { ...offer, receivedOn: simulatedUntil } : offer));
}

/** Identifies an offer: a play reaches a person once. */
export function offerKey(offer: { playId: string; personId: string }): string {
  return `${offer.playId} ${offer.personId}`;
}
