import { describe, expect, it } from 'vitest';
import { computeCost, computeFoodShare, computeIroas } from './money.ts';

describe('the cost of a play (MT-33)', () => {
  it('is 215,100 for 900 messages at 39 and 90 coupons of 2,000, as in the brief', () => {
    const cost = computeCost({
      messagesMinor: 900 * 39,
      vatRate: 0,
      redemptions: Array.from({ length: 90 }, () => ({ discountMinor: 2_000, foodCostMinor: 700 })),
      fixedCostMinor: 0,
    });
    expect(cost.totalFullPriceMinor).toBe(215_100);
    expect(cost.totalFoodCostMinor).toBe(35_100 + 63_000);
    expect(cost.redemptions).toBe(90);
  });

  it('adds VAT to messages only, and fixed cost to both totals', () => {
    const cost = computeCost({
      messagesMinor: 1_000 * 8.4,
      vatRate: 0.1,
      redemptions: [{ discountMinor: 3_000, foodCostMinor: 1_100 }],
      fixedCostMinor: 20_000,
    });
    expect(cost).toEqual({
      messageCostMinor: 8_400,
      messageVatMinor: 840,
      redemptions: 1,
      discountFullPriceMinor: 3_000,
      discountFoodCostMinor: 1_100,
      fixedCostMinor: 20_000,
      totalFullPriceMinor: 32_240,
      totalFoodCostMinor: 30_340,
    });
  });

  it('is zero when nothing was sent and nothing redeemed', () => {
    const cost = computeCost({ messagesMinor: 0, vatRate: 0.1, redemptions: [], fixedCostMinor: 0 });
    expect(cost.totalFullPriceMinor).toBe(0);
    expect(cost.totalFoodCostMinor).toBe(0);
  });

  it('is never negative', () => {
    const base = { messagesMinor: 39, vatRate: 0.1, redemptions: [], fixedCostMinor: 0 };
    expect(() => computeCost({ ...base, fixedCostMinor: -1 })).toThrow(/negative/);
    expect(() => computeCost({ ...base, redemptions: [{ discountMinor: -1, foodCostMinor: 0 }] })).toThrow(
      /less than nothing/,
    );
  });
});

describe('iROAS (MT-34)', () => {
  it('is 4.60 with an interval from −3.25 to 12.45, as in the brief', () => {
    const iroas = computeIroas({
      incrementalRevenueMinor: 990_000,
      ciMinor: [900 * -776.6, 900 * 2_976.6],
      costMinor: 215_100,
    });
    expect(iroas.value).toBeCloseTo(4.6, 2);
    expect(iroas.ci?.[0]).toBeCloseTo(-3.25, 2);
    expect(iroas.ci?.[1]).toBeCloseTo(12.45, 2);
  });

  it('has no value, and says why, when the play cost nothing', () => {
    expect(computeIroas({ incrementalRevenueMinor: 5, ciMinor: [1, 9], costMinor: 0 })).toEqual({
      value: undefined,
      ci: undefined,
      reason: 'no_cost',
    });
  });

  it('refuses a negative cost', () => {
    expect(() => computeIroas({ incrementalRevenueMinor: 5, ciMinor: [1, 9], costMinor: -1 })).toThrow(/negative/);
  });
});

describe('the share of food in what a play sold (MT-33)', () => {
  const bill = (discountMinor: number, foodCostRate: number | null) => ({ discountMinor, foodCostRate });
  it('is that of the items on the bills with coupons, the shop’s own where a bill tells none', () => {
    const { rate, from } = computeFoodShare([bill(2_000, 0.4), bill(1_000, null)], 0.35);
    expect(rate).toBeCloseTo(0.3833, 4);
    expect(from).toBe('items');
  });
  it('is the shop’s own where no coupon was used, no bill tells its cost or nothing was taken off', () => {
    for (const bills of [[], [bill(2_000, null)], [bill(0, 0.4)]]) {
      expect(computeFoodShare(bills, 0.35)).toEqual({ rate: 0.35, from: 'shop' });
    }
  });
  it('is never more than the whole price', () => {
    expect(computeFoodShare([bill(1_000, 1.4)], 0.35).rate).toBe(1);
  });
});
