import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeLapse, computeShopMedianInterval, computeVisitInterval, computeWorthPerMonthMinor } from './rhythm.ts';

describe("the shop's interval (MT-14)", () => {
  it('is the median of the median gaps, each person counting once', () => {
    const daily = new Array<number>(500).fill(1);
    expect(
      computeShopMedianInterval([
        [7, 7],
        [7, 6, 8],
        [14, 14],
        [21, 20, 22],
        [30, 30],
      ]),
    ).toEqual({
      medianDays: 14,
      people: 5,
    });
    expect(computeShopMedianInterval([daily, [7, 7], [14, 14], [21, 21], [30, 30]])?.medianDays).toBe(14);
  });

  it('leaves out people with fewer than three visits, and is not known from fewer than five people', () => {
    expect(computeShopMedianInterval([[7, 7], [7, 7], [14, 14], [21, 21], [90], []])).toBeUndefined();
    expect(computeShopMedianInterval([])).toBeUndefined();
  });
});

describe('the interval of a person (MT-14)', () => {
  it("is pulled towards the shop's, the less the more often she came", () => {
    expect(computeVisitInterval({ ownIntervalsDays: new Array<number>(9).fill(14), shopMedianDays: 21 })).toEqual({
      intervalDays: 15.75,
      source: 'own',
      n: 9,
    });
    expect(computeVisitInterval({ ownIntervalsDays: [14, 14, 14], shopMedianDays: 28 })?.intervalDays).toBe(21);
  });

  it('is her median, so that one long holiday does not change it', () => {
    expect(computeVisitInterval({ ownIntervalsDays: [7, 7, 90, 7, 7], shopMedianDays: 7 })?.intervalDays).toBe(7);
  });

  it("is the shop's below three visits, and says so", () => {
    expect(computeVisitInterval({ ownIntervalsDays: [3], shopMedianDays: 20 })).toEqual({
      intervalDays: 20,
      source: 'shop',
      n: 1,
    });
  });

  it('stands alone when the shop has none, and is not known when neither has', () => {
    expect(computeVisitInterval({ ownIntervalsDays: [10, 20], shopMedianDays: undefined })).toEqual({
      intervalDays: 15,
      source: 'own',
      n: 2,
    });
    expect(computeVisitInterval({ ownIntervalsDays: [10], shopMedianDays: undefined })).toBeUndefined();
  });

  it("always lies between her own and the shop's", () => {
    const days = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(fc.array(days, { minLength: 2, maxLength: 50 }), days, (ownIntervalsDays, shopMedianDays) => {
        const alone = computeVisitInterval({ ownIntervalsDays, shopMedianDays: undefined })?.intervalDays ?? Number.NaN;
        const pulled = computeVisitInterval({ ownIntervalsDays, shopMedianDays })?.intervalDays ?? Number.NaN;
        expect(pulled).toBeGreaterThanOrEqual(Math.min(alone, shopMedianDays) - 1e-9);
        expect(pulled).toBeLessThanOrEqual(Math.max(alone, shopMedianDays) + 1e-9);
      }),
    );
  });

  it('refuses gaps that are none', () => {
    expect(() => computeVisitInterval({ ownIntervalsDays: [7, 0], shopMedianDays: 7 })).toThrow(/gap/);
    expect(() => computeVisitInterval({ ownIntervalsDays: [7, 7], shopMedianDays: 0 })).toThrow(/interval/);
  });
});

describe('the lapse of a person (MT-15)', () => {
  it.each([
    [0, 'on_rhythm'],
    [15, 'on_rhythm'],
    [16, 'due'],
    [20, 'due'],
    [21, 'watch'],
    [30, 'watch'],
    [31, 'lapsed'],
  ])('is, %d days after the last visit at an interval of 10, %s', (daysSinceLast, state) => {
    expect(computeLapse({ daysSinceLast, closedDays: 0, intervalDays: 10 })).toEqual({
      ratio: daysSinceLast / 10,
      state,
    });
  });

  it('leaves out the days of a long closure: nobody stayed away from a shop that was shut', () => {
    const lapse = computeLapse({ daysSinceLast: 35, closedDays: 21, intervalDays: 14 });
    expect(lapse).toEqual({ ratio: 1, state: 'on_rhythm' });
  });

  it('needs an interval and a past', () => {
    expect(() => computeLapse({ daysSinceLast: 5, closedDays: 0, intervalDays: 0 })).toThrow(/interval/);
    expect(() => computeLapse({ daysSinceLast: -1, closedDays: 0, intervalDays: 7 })).toThrow(/negative/);
    expect(() => computeLapse({ daysSinceLast: 5, closedDays: 6, intervalDays: 7 })).toThrow(/closed/);
  });
});

describe('what a person is worth in a month', () => {
  it('is her spend over the months in which she came', () => {
    expect(computeWorthPerMonthMinor({ spendMinor: 600_000, activeDays: 182 })).toBe(100_341);
  });

  it('does not multiply a single visit into thirty', () => {
    expect(computeWorthPerMonthMinor({ spendMinor: 12_000, activeDays: 0 })).toBe(12_175);
    expect(computeWorthPerMonthMinor({ spendMinor: 12_000, activeDays: 29 })).toBe(12_175);
  });

  it('is an integer, zero for no spend, and refuses time running backwards', () => {
    expect(computeWorthPerMonthMinor({ spendMinor: 0, activeDays: 400 })).toBe(0);
    expect(() => computeWorthPerMonthMinor({ spendMinor: 1, activeDays: -1 })).toThrow(/negative/);
  });
});
