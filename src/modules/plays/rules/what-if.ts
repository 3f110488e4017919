/** What one of a play's figures could be instead. Amounts in minor units, shares 0–1. */
export interface PlayMoney {
  /** Sales that would not have been made without the play, after coupons; null: not known, as nobody was held out. */
  incrementalRevenueMinor: number | null;
  incrementalCiMinor: readonly [number, number] | null;
  messages: number;
  /** Of one message, before VAT. */
  messagePriceMinor: number;
  vatRate: number;
  redemptions: number;
  /** Taken off by one redeemed coupon, on average. */
  discountMinor: number;
  foodCostRate: number;
  fixedCostMinor: number;
}

/** What a play left in the till, part by part, minor units. */
export interface PlayProfit {
  messagesMinor: number;
  discountMinor: number;
  foodMinor: number;
  fixedMinor: number;
  /** Messages with VAT, discount and fixed costs: what was spent to bring it about. */
  costMinor: number;
  /** After message, discount, food and fixed costs; null without a known effect. */
  profitMinor: number | null;
  profitCiMinor: readonly [number, number] | null;
  /** Profit ÷ cost; null without an effect or without cost. 0 is break-even. */
  roi: number | null;
  roiCi: readonly [number, number] | null;
}

/**
 * What a play earned after message, discount and food cost (MT-33, MT-34), and what it would have earned had a price, a
 * discount or the food share been another — provided people had done the same, which is all a what-if can say.
 * Incremental sales come after coupons, so the goods they stand for are sales + discounts: food is a share of those, and
 * the discount counts once. ROI = profit ÷ cost.
 * Worked: 990,000 more sales, 900 messages at 39 without VAT, 90 coupons of 2,000, food 35 % → goods 1,170,000, food
 * 409,500, cost 215,100, profit 990,000 − 409,500 − 35,100 = 545,400, ROI 2.54.
 */
export function computeProfit(money: PlayMoney): PlayProfit {
  const messagesMinor = Math.round(money.messages * money.messagePriceMinor * (1 + money.vatRate));
  const discountMinor = Math.round(money.redemptions * money.discountMinor);
  const costMinor = messagesMinor + discountMinor + money.fixedCostMinor;
  const profitOf = (revenue: number) =>
    Math.round(revenue - money.foodCostRate * (revenue + discountMinor) - messagesMinor - money.fixedCostMinor);
  const { incrementalRevenueMinor: revenue, incrementalCiMinor: ci } = money;
  const profitMinor = revenue === null ? null : profitOf(revenue);
  const profitCiMinor = ci === null ? null : ([profitOf(ci[0]), profitOf(ci[1])] as const);
  const perCost = (profit: number) => profit / costMinor;
  return {
    messagesMinor,
    discountMinor,
    foodMinor: revenue === null ? 0 : Math.round(money.foodCostRate * (revenue + discountMinor)),
    fixedMinor: money.fixedCostMinor,
    costMinor,
    profitMinor,
    profitCiMinor,
    roi: profitMinor === null || costMinor === 0 ? null : perCost(profitMinor),
    roiCi: profitCiMinor === null || costMinor === 0 ? null : [perCost(profitCiMinor[0]), perCost(profitCiMinor[1])],
  };
}
