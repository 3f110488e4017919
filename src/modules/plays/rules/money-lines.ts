/** What a bill says that a code was used on, minor units. */
interface Bill {
  /** After the discount; null where nobody told the bill. */
  paidMinor: number | null;
  discountMinor: number;
}

/** What a play cost and what came in under its code: the same lines for a leaflet as for a message, minor units. */
export interface MoneyLines {
  /** Messages with VAT, print and labour: what it costs whoever comes. */
  actionMinor: number;
  /** Null for a play without coupon or code: nothing of what was sold bears its name. */
  code: {
    uses: number;
    /** Of the uses, those whose bill nobody told: of them no sale is counted but what was taken off. */
    unknownBills: number;
    /** Before the discount, net of refunds. */
    soldMinor: number;
    discountMinor: number;
    /** What was paid in the end: sold − discount. Under this code, which is not because of it. */
    revenueMinor: number;
    foodMinor: number;
    /** Sold − discount − food − the action: what these bills left, whoever would have come anyway. */
    leftMinor: number;
  } | null;
}

/**
 * The bills of a play's coupons or code as one account that adds up. Attribution, never effect: nobody knows how many of
 * these bills would have been without the play. No bills → what the action cost is what is missing.
 * Worked: bills of 20,000 and 10,000 with 2,000 off each, food 35 %, action 5,000 → sold 30,000, food 10,500,
 * left 30,000 − 4,000 − 10,500 − 5,000 = 10,500.
 */
export function computeMoneyLines(input: {
  /** Null: the play gives neither coupon nor code. */
  bills: readonly Bill[] | null;
  foodCostRate: number;
  actionMinor: number;
}): MoneyLines {
  const { bills, foodCostRate, actionMinor } = input;
  if (!bills) return { actionMinor, code: null };
  const discountMinor = bills.reduce((sum, bill) => sum + bill.discountMinor, 0);
  const revenueMinor = bills.reduce((sum, bill) => sum + (bill.paidMinor ?? 0), 0);
  const soldMinor = revenueMinor + discountMinor;
  const foodMinor = Math.round(foodCostRate * soldMinor);
  return {
    actionMinor,
    code: {
      uses: bills.length,
      unknownBills: bills.filter(({ paidMinor }) => paidMinor === null).length,
      soldMinor,
      discountMinor,
      revenueMinor,
      foodMinor,
      leftMinor: soldMinor - discountMinor - foodMinor - actionMinor,
    },
  };
}
