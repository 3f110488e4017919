import { weekdayOf } from '../../../shared/time.ts';
import type { OfferConditions } from '../contract/offers.ts';
import { computeDiscountFromPaid } from '../rules.ts';

/** What a coupon gives and when. */
export interface OfferTerms {
  kind: 'amount' | 'percent' | 'item';
  value: number;
  validFrom: string;
  validUntil: string;
  isStopped: boolean;
  conditions: OfferConditions;
}

/** The bill on which it is shown. */
export interface ShownBill {
  /** Undefined where the till does not say. */
  billMinor: number | undefined;
  itemNames: readonly string[];
  businessDay: string;
  /** Minute of the shop's clock. */
  minute: number;
  /** Other coupons on the bill, and whether each may stand beside one. */
  others: readonly { stacks: boolean }[];
  /** Times this person used it; undefined when nobody is known. */
  usedByPerson: number | undefined;
}

export type OfferRefusal =
  | 'redeemed'
  | 'expired'
  | 'not_yet'
  | 'stopped'
  | 'below_min_spend'
  | 'wrong_day'
  | 'wrong_hour'
  | 'no_item'
  | 'not_beside_others'
  | 'person_limit'
  | 'person_needed'
  | 'used_up';

/** Why a coupon is not good on a bill; undefined when it is. Conditions are checked in the order in which a guest understands them. */
export function refuseOffer(terms: OfferTerms, bill: ShownBill): OfferRefusal | undefined {
  const { conditions } = terms;
  if (terms.isStopped) return 'stopped';
  if (bill.businessDay < terms.validFrom) return 'not_yet';
  if (bill.businessDay > terms.validUntil) return 'expired';
  if (conditions.weekdays.length > 0 && !conditions.weekdays.includes(weekdayOf(bill.businessDay))) return 'wrong_day';
  if (conditions.dayparts.length > 0 && !conditions.dayparts.some((part) => isWithin(part, bill.minute)))
    return 'wrong_hour';
  if (bill.billMinor !== undefined && bill.billMinor < conditions.minSpendMinor) return 'below_min_spend';
  if (conditions.itemNames.length > 0 && !bill.itemNames.some((name) => conditions.itemNames.includes(name)))
    return 'no_item';
  if (bill.others.length > 0 && !(conditions.stacks && bill.others.every(({ stacks }) => stacks)))
    return 'not_beside_others';
  if (conditions.perPersonLimit === null) return undefined;
  if (bill.usedByPerson === undefined) return 'person_needed';
  return bill.usedByPerson >= conditions.perPersonLimit ? 'person_limit' : undefined;
}

/** Whether a minute lies in a part of the day; 22:00–02:00 holds 23:00 and 01:00. */
function isWithin({ fromMinute, toMinute }: { fromMinute: number; toMinute: number }, minute: number): boolean {
  return fromMinute < toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
}

/**
 * What a coupon takes off, minor units: at most the bill and the offer's own most. Null where only the bill would say: a
 * percentage, or an item. 15 % of 30,000, at most 3,000 → 3,000.
 */
export function computeOfferDiscount(terms: OfferTerms, billMinor: number | undefined): number | null {
  const { kind, value, conditions } = terms;
  if (kind === 'item') return null;
  if (billMinor === undefined) return kind === 'amount' ? Math.min(value, conditions.maxDiscountMinor ?? value) : null;
  const off = kind === 'amount' ? value : Math.floor((billMinor * value) / 100);
  return Math.min(off, billMinor, conditions.maxDiscountMinor ?? off);
}

/**
 * What a coupon took off a bill of which only what was paid is known, minor units: at most the offer's own most. Null for
 * an item. 15 %, at most 3,000: 17,000 paid → 3,000; 8,500 paid → 1,500.
 */
export function computeOfferDiscountFromPaid(
  { kind, value, conditions }: Pick<OfferTerms, 'kind' | 'value' | 'conditions'>,
  paidMinor: number,
): number | null {
  if (kind === 'item') return null;
  const off = computeDiscountFromPaid({ kind, value }, paidMinor);
  return Math.min(off, conditions.maxDiscountMinor ?? off);
}

const MS_PER_HOUR = 3_600_000;
/** An order and a counter that both know the bill speak of one within so many hours of a business day. */
export const SAME_BILL_HOURS = 12;
/** And so many where one of them does not know it: a meal long. */
export const UNKNOWN_BILL_HOURS = 2;

/**
 * Whether a counter that tells later of a coupon of its own, good once, means the order that has redeemed it: the same day,
 * and the bill that the order was paid for; within two hours where the counter knew no bill, or only the till knows what it
 * took off (`discountMinor` null), for then any larger bill would do. Worked: 9,000 paid at 11:00, 10,000 less 1,000 told as
 * of 11:30 → true; 20,000 told → false; an item, 12,000 told as of 12:30 → true, as of 19:00 → false.
 */
export function isBillOfOrder(
  told: { at: Date; businessDay: string; billMinor: number | null; discountMinor: number | null },
  order: { orderedAt: Date; businessDay: string; grossMinor: number },
): boolean {
  const hoursApart = Math.abs(told.at.getTime() - order.orderedAt.getTime()) / MS_PER_HOUR;
  if (told.businessDay !== order.businessDay) return false;
  if (told.billMinor === null) return hoursApart <= UNKNOWN_BILL_HOURS;
  const { billMinor, discountMinor } = told;
  if (discountMinor === null) return order.grossMinor <= billMinor && hoursApart <= UNKNOWN_BILL_HOURS;
  return [billMinor, billMinor - discountMinor].includes(order.grossMinor) && hoursApart <= SAME_BILL_HOURS;
}

/** A shared word as it is kept: capitals, without blanks. ` leaf let10` → `LEAFLET10`. */
export const readSharedCode = (text: string) => text.normalize('NFKC').toUpperCase().replace(/\s/g, '');

/** The key of the redemption that an order itself tells of; one that a counter told has the counter's. `7c…` → `order:7c…`. */
export const keyOfOrder = (orderId: string) => `order:${orderId}`;
