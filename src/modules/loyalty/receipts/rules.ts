/** Which receipt a sale is that somebody tells of: the till and the counter tell of the same one, in any order. */

/** A sale that something tells of. */
export interface Sighting {
  customerId: string;
  orderId: string | null;
  counterKey: string | null;
  businessDay: string;
  at: Date;
  till: string;
  /** Empty where nobody typed it. */
  receiptNo: string;
  /** Null where only a visit is known. */
  billMinor: number | null;
}

/** A receipt as it is kept. */
export interface KnownReceipt extends Omit<Sighting, 'customerId'> {
  receiptId: string;
  /** Null once its person was erased. */
  customerId: string | null;
}

/** An order and a number at the counter further apart than this are two sales. */
const SAME_SALE_MS = 12 * 3_600_000;

/**
 * Two orders of one number are one sale only at one till, because each till counts for itself. A counter is no till: the
 * tablet has a name of its own, and staff name none.
 */
const mayBeSameTill = (one: KnownReceipt, sighting: Sighting) =>
  one.orderId === null || sighting.orderId === null || one.till === sighting.till;

/**
 * The receipt that a sighting tells of; undefined for a new one. First by the order or the counter's own key; then by the
 * printed number of the day; then, between an order and the counter only, the same person's same bill of the day that the
 * other has not told of yet, the nearest in time. Two equal coffees are two receipts, told by two orders and two taps.
 * Where a number was printed twice, the same till is meant before the same person, and she before anybody else.
 */
export function matchReceipt<Known extends KnownReceipt>(
  sighting: Sighting,
  known: readonly Known[],
): Known | undefined {
  const own = known.find(
    (one) =>
      (sighting.orderId !== null && one.orderId === sighting.orderId) ||
      (sighting.counterKey !== null && one.counterKey === sighting.counterKey),
  );
  if (own) return own;
  const distance = (one: Known) => Math.abs(one.at.getTime() - sighting.at.getTime());
  // One that neither tells of any more (its order is gone) is no sale.
  const ofDay = known.filter(
    (one) => one.businessDay === sighting.businessDay && (one.orderId !== null || one.counterKey !== null),
  );
  if (sighting.receiptNo !== '') {
    const strangeness = (one: Known) =>
      (one.till === sighting.till ? 0 : 2) + (one.customerId === sighting.customerId ? 0 : 1);
    const [printed] = ofDay
      .filter((one) => one.receiptNo === sighting.receiptNo && mayBeSameTill(one, sighting))
      .sort((a, b) => strangeness(a) - strangeness(b) || distance(a) - distance(b));
    if (printed) return printed;
  }
  const isFree = (one: Known) => (sighting.orderId === null ? one.counterKey === null : one.orderId === null);
  return ofDay
    .filter(
      (one) =>
        isFree(one) &&
        one.customerId === sighting.customerId &&
        (one.receiptNo === '' || sighting.receiptNo === '') &&
        (one.billMinor === null || sighting.billMinor === null || one.billMinor === sighting.billMinor) &&
        distance(one) <= SAME_SALE_MS,
    )
    .sort((a, b) => distance(a) - distance(b))[0];
}

/** Why somebody does not earn at the counter (OP-53). */
export type EarnRefusal = 'too_many' | 'too_late' | 'receipt_of_another';

/**
 * Whether a number at the counter earns: at most so often a day, and later than an hour after the sale only with the
 * receipt's number and within the hours of the programme.
 */
export function decideEarn(input: {
  at: Date;
  now: Date;
  receiptNo: string;
  earnsToday: number;
  guards: { maxEarnsADay: number; lateEarnHours: number };
  /** Waited on a tablet without a line: not late, because she stood there in time. */
  wasOffline: boolean;
}): EarnRefusal | undefined {
  const { at, now, receiptNo, earnsToday, guards, wasOffline } = input;
  if (earnsToday >= guards.maxEarnsADay) return 'too_many';
  const lateMs = now.getTime() - at.getTime();
  if (wasOffline) return lateMs > OFFLINE_LIMIT_MS ? 'too_late' : undefined;
  if (lateMs > guards.lateEarnHours * HOUR_MS) return 'too_late';
  return lateMs > HOUR_MS && receiptNo === '' ? 'too_late' : undefined;
}

const HOUR_MS = 3_600_000;
/** A tablet that was without a line for longer is a case for the owner. */
const OFFLINE_LIMIT_MS = 7 * 24 * HOUR_MS;
