import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRST_SETTINGS } from '../contract/programme.ts';
import { computeCards, computeEarnedOfKept, computeKept, mayUse } from './rules.ts';

describe('stamp cards (OP-52)', () => {
  const stamps = { ...FIRST_SETTINGS, stamps: { ...FIRST_SETTINGS.stamps, cardSize: 10 } };

  it.each([
    [0, true],
    [9, false],
    [10, true],
    [15, false],
    [20, true],
  ])('%i stamps of cards of ten can be used at once: %s', (amount, may) => {
    expect(mayUse(stamps, { unit: 'stamps', amount })).toBe(may);
  });

  it('leave the card that is being filled alone: what a full card gives is used, the rest stays', () => {
    expect(computeCards(23, 10)).toEqual({ full: 2, onCard: 3, missing: 7 });
    expect(computeCards(23 - 20, 10)).toEqual({ full: 0, onCard: 3, missing: 7 });
    expect(computeCards(-4, 10)).toEqual({ full: 0, onCard: 0, missing: 10 });
  });

  it.each([
    [0, true],
    [999, false],
    [1_000, true],
    [1_001, true],
  ])('%i points with a least of 1,000 can be used: %s', (amount, may) => {
    const points = { ...FIRST_SETTINGS, points: { ...FIRST_SETTINGS.points, minUse: 1_000 } };
    expect(mayUse(points, { unit: 'points', amount })).toBe(may);
  });
});

it('finds again what a bill has to have earned for so much to stay', () => {
  const amounts = fc.record({ kept: fc.nat(100_000), bill: fc.integer({ min: 1, max: 1_000_000 }), share: fc.nat(99) });
  fc.assert(
    fc.property(amounts, ({ kept, bill, share }) => {
      const refunded = Math.floor((bill * share) / 100);
      expect(computeKept(computeEarnedOfKept(kept, bill, refunded), bill, refunded)).toBe(kept);
    }),
  );
  expect([computeEarnedOfKept(400, 12_000, 4_000), computeEarnedOfKept(6, 3_000, 1_000)]).toEqual([600, 9]);
});
