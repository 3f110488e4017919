import { describe, expect, it } from 'vitest';
import { FIRST_SETTINGS } from '../contract/programme.ts';
import { computeCards, mayUse } from './rules.ts';

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
