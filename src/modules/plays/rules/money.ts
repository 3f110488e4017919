import { AppError } from '../../../shared/errors.ts';
import type { Interval } from '../../../shared/stats.ts';

/** What one redeemed coupon gave away, both ways of seeing it, in minor units. */
export interface Redemption {
  /** Taken off the bill. */
  discountMinor: number;
  /** What the kitchen paid for the part given away: discount × the food-cost share of the item. */
  foodCostMinor: number;
}

/** The cost of a play in minor units, part by part; the two totals answer "at full price" and "at food cost" (MT-33). */
export interface PlayCost {
  messageCostMinor: number;
  messageVatMinor: number;
  redemptions: number;
  discountFullPriceMinor: number;
  discountFoodCostMinor: number;
  fixedCostMinor: number;
  /** As if every redeemer would have paid the full price: the careful figure, and the one iROAS is divided by. */
  totalFullPriceMinor: number;
  /** As if no redeemer would have come without the coupon. */
  totalFoodCostMinor: number;
}

/**
 * Adds up what a play cost: messages and their VAT, redeemed discounts, labour or print if entered (MT-33).
 * `messagesMinor` is what all messages cost before VAT and may have decimals (prices per message do); each sum is rounded
 * once, to whole minor units. Nothing sent and nothing redeemed → zeros. Worked: 900 messages at 39 without VAT and 90
 * coupons of 2,000 → 215,100 at full price.
 * @throws AppError invalid_input when an amount, a count or the rate is negative
 */
export function computeCost({
  messagesMinor,
  vatRate,
  redemptions,
  fixedCostMinor,
}: {
  messagesMinor: number;
  vatRate: number;
  redemptions: readonly Redemption[];
  fixedCostMinor: number;
}): PlayCost {
  let discount = 0;
  let foodCost = 0;
  for (const redemption of redemptions) {
    if (redemption.discountMinor < 0 || redemption.foodCostMinor < 0) {
      throw new AppError('invalid_input', 'a redemption cannot cost less than nothing');
    }
    discount += redemption.discountMinor;
    foodCost += redemption.foodCostMinor;
  }
  if (!(messagesMinor >= 0 && vatRate >= 0 && fixedCostMinor >= 0)) {
    throw new AppError('invalid_input', 'costs cannot be negative');
  }
  const messageCostMinor = Math.round(messagesMinor);
  const messageVatMinor = Math.round(messagesMinor * vatRate);
  const fixed = Math.round(fixedCostMinor);
  const discountFullPriceMinor = Math.round(discount);
  const discountFoodCostMinor = Math.round(foodCost);
  const beforeDiscount = messageCostMinor + messageVatMinor + fixed;
  return {
    messageCostMinor,
    messageVatMinor,
    redemptions: redemptions.length,
    discountFullPriceMinor,
    discountFoodCostMinor,
    fixedCostMinor: fixed,
    totalFullPriceMinor: beforeDiscount + discountFullPriceMinor,
    totalFoodCostMinor: beforeDiscount + discountFoodCostMinor,
  };
}

/** Incremental revenue per unit of cost with its interval, or why there is none. */
export type Iroas =
  | { value: number; ci: Interval; reason?: undefined }
  | { value: undefined; ci: undefined; reason: 'no_cost' };

/**
 * Incremental revenue ÷ cost, and its interval ÷ cost; 1 is break-even on revenue, not on margin.
 * Cost 0 → no value, `reason` 'no_cost' (never infinity).
 * MT-34; worked: 990,000 ÷ 215,100 = 4.60, [−3.25, 12.45].
 * @throws AppError invalid_input when the cost is negative
 */
export function computeIroas({
  incrementalRevenueMinor,
  ciMinor,
  costMinor,
}: {
  incrementalRevenueMinor: number;
  ciMinor: Interval;
  costMinor: number;
}): Iroas {
  if (!(costMinor >= 0)) throw new AppError('invalid_input', 'costs cannot be negative');
  if (costMinor === 0) return { value: undefined, ci: undefined, reason: 'no_cost' };
  return { value: incrementalRevenueMinor / costMinor, ci: [ciMinor[0] / costMinor, ciMinor[1] / costMinor] };
}

/**
 * What share of the goods sold is food, one figure for everything a play's result says: of the bills on which its coupons
 * were used, as their items cost, each weighing as much as was taken off it; a bill whose cost nobody knows stands at the
 * shop's own share, and without any bill it is that share. Never above the whole price (MT-33).
 * Worked: 2,000 off a bill of 40 %, 1,000 off one of unknown cost, the shop's share 35 % → 38.3 %, by the items.
 */
export function computeFoodShare(
  redemptions: readonly { discountMinor: number; foodCostRate: number | null }[],
  shopRate: number,
): { rate: number; from: 'items' | 'shop' } {
  const discount = redemptions.reduce((sum, one) => sum + one.discountMinor, 0);
  if (discount <= 0 || redemptions.every(({ foodCostRate }) => foodCostRate === null)) {
    return { rate: shopRate, from: 'shop' };
  }
  const food = redemptions.reduce((sum, one) => sum + one.discountMinor * (one.foodCostRate ?? shopRate), 0);
  return { rate: Math.min(1, food / discount), from: 'items' };
}
