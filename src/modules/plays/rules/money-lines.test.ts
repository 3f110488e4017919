import { describe, expect, it } from 'vitest';
import { computeMoneyLines } from './money-lines.ts';

describe('the money lines of a play', () => {
  it('add up from what was sold to what is left, as in the worked example', () => {
    const bills = [
      { paidMinor: 18_000, discountMinor: 2_000 },
      { paidMinor: 8_000, discountMinor: 2_000 },
    ];
    expect(computeMoneyLines({ bills, foodCostRate: 0.35, actionMinor: 5_000 })).toEqual({
      actionMinor: 5_000,
      code: {
        uses: 2,
        unknownBills: 0,
        soldMinor: 30_000,
        discountMinor: 4_000,
        revenueMinor: 26_000,
        foodMinor: 10_500,
        leftMinor: 10_500,
      },
    });
  });

  it('count no sale of a bill that nobody told, only what was taken off and its food', () => {
    const bills = [{ paidMinor: null, discountMinor: 2_000 }];
    expect(computeMoneyLines({ bills, foodCostRate: 0.5, actionMinor: 0 }).code).toMatchObject({
      unknownBills: 1,
      revenueMinor: 0,
      soldMinor: 2_000,
      leftMinor: -1_000,
    });
  });

  it('are missing what the action cost while nobody came, and say nothing of a play without a code', () => {
    expect(computeMoneyLines({ bills: [], foodCostRate: 0.35, actionMinor: 60_000 }).code?.leftMinor).toBe(-60_000);
    expect(computeMoneyLines({ bills: null, foodCostRate: 0.35, actionMinor: 60_000 })).toEqual({
      actionMinor: 60_000,
      code: null,
    });
  });
});
