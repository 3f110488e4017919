import { describe, expect, it } from 'vitest';
import { addDays } from '../../../shared/time.ts';
import { computeProfit } from '../contract/result.ts';
import {
  adjustByPrePeriod,
  alwaysValidDeviations,
  assignVariant,
  comparePairs,
  computeClock,
  computeSubsidisedShare,
  coverageOf,
  describeNoControl,
  isOnDay,
  type MeasuredPerson,
  measureSwitchback,
  summariseArms,
} from './index.ts';

describe('variance taken out by spend before the play (CUPED)', () => {
  it('takes out all of it where spend before tells everything', () => {
    const people = [1, 2, 3].map((x) => ({ spendMinor: 10 * x, preSpendMinor: x }));
    expect(adjustByPrePeriod([people])).toMatchObject({ arms: [[20, 20, 20]], theta: 10, varianceReduction: 1 });
  });

  it('changes nothing where nobody spent before', () => {
    const people = [10, 30].map((spendMinor) => ({ spendMinor, preSpendMinor: 0 }));
    expect(adjustByPrePeriod([people])).toMatchObject({ arms: [[10, 30]], theta: 0, varianceReduction: 0 });
  });

  it('keeps the difference of arms that spent alike before, and mends that of arms that did not', () => {
    const arm = (spends: number[], befores: number[]) =>
      spends.map((spendMinor, at) => ({ spendMinor, preSpendMinor: befores[at] ?? 0 }));
    // The first arm spent 10 more before, at a slope of one: its lead of 10 is none.
    const { arms } = adjustByPrePeriod([arm([20, 30, 40], [20, 30, 40]), arm([10, 20, 30], [10, 20, 30])]);
    const mean = (values: number[] = []) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(arms[0]) - mean(arms[1])).toBeCloseTo(0);
  });
});

describe('a bound for any number of looks (MT-39)', () => {
  it('needs 3.04 standard errors at the planned end and more before it', () => {
    expect(alwaysValidDeviations({ clock: 1 })).toBeCloseTo(3.04, 2);
    expect(alwaysValidDeviations({ clock: 0.25 })).toBeCloseTo(3.26, 2);
    expect(alwaysValidDeviations({ clock: 0.05 })).toBeGreaterThan(alwaysValidDeviations({ clock: 0.25 }));
  });

  it('is the coverage of one look for the intervals that know only that', () => {
    expect(coverageOf(1.959964)).toBeCloseTo(0.95, 6);
  });

  it('runs by the variance that has come in, or by days where nothing was spent before', () => {
    expect(computeClock({ se: 50, plannedSe: 100, daysCounted: 1, measureDays: 28 })).toBe(0.25);
    expect(computeClock({ se: 50, plannedSe: undefined, daysCounted: 7, measureDays: 28 })).toBe(0.25);
    expect(computeClock({ se: 0, plannedSe: 100, daysCounted: 1, measureDays: 28 })).toBe(0.01);
  });

  it('holds in 95 % of random walks that are looked at after every step', () => {
    const [walks, steps] = [2_000, 100];
    // A fixed sequence: the same walks every time.
    let state = 20_261_122;
    const next = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return (state + 0.5) / 2 ** 32;
    };
    let missed = 0;
    for (let walk = 0; walk < walks; walk += 1) {
      let at = 0;
      let isOut = false;
      for (let step = 1; step <= steps; step += 1) {
        at += Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
        isOut ||= Math.abs(at) / Math.sqrt(step) > alwaysValidDeviations({ clock: step / steps });
      }
      if (isOut) missed += 1;
    }
    expect(missed / walks).toBeLessThanOrEqual(0.05);
    expect(missed).toBeGreaterThan(0);
  });
});

const arm = (n: number, spend: (at: number) => number): MeasuredPerson[] =>
  Array.from({ length: n }, (_person, at) => ({ converted: spend(at) > 0, spendMinor: spend(at), preSpendMinor: 0 }));

describe('several arms against one hold-out', () => {
  const holdout = arm(200, (at) => (at % 4 === 0 ? 10_000 + (at % 7) * 500 : 0));
  const better = arm(200, (at) => (at % 4 < 2 ? 10_000 + (at % 7) * 500 : 0));
  const alike = arm(200, (at) => (at % 4 === 1 ? 10_000 + (at % 7) * 500 : 0));

  it('names the arm that is better, and not the one that is like those held out', () => {
    const [a, b] = comparePairs([
      { key: 'a', against: 'holdout', people: better, others: holdout },
      { key: 'b', against: 'holdout', people: alike, others: holdout },
    ]);
    expect(a).toMatchObject({ direction: 'more' });
    expect(b).toMatchObject({ direction: 'unknown' });
  });

  it('widens intervals and raises p with every further arm (Holm)', () => {
    const one = comparePairs([{ key: 'a', against: 'holdout', people: better, others: holdout }]);
    const five = comparePairs(
      ['a', 'b', 'c', 'd', 'e'].map((key) => ({ key, against: 'holdout', people: better, others: holdout })),
    );
    const width = (ci: readonly [number, number] = [0, 0]) => ci[1] - ci[0];
    expect(width(five[0]?.spend?.ci)).toBeGreaterThan(width(one[0]?.spend?.ci));
    expect(five[0]?.spend?.pAdjusted).toBeCloseTo((one[0]?.spend?.pAdjusted ?? 0) * 5, 10);
  });

  it('adds up: what one arm shows less what another shows is what they show among themselves', () => {
    const rich = arm(200, (at) => (at % 4 < 2 ? 10_000 + at * at : 0));
    const { thresholdMinor } = summariseArms({ treated: [...better, ...rich], holdout });
    const [a, b, between] = comparePairs(
      [
        { key: 'a', against: 'holdout', people: better, others: holdout },
        { key: 'b', against: 'holdout', people: rich, others: holdout },
        { key: 'b', against: 'a', people: rich, others: better },
      ],
      { thresholdMinor },
    );
    expect(between?.spend?.diff).toBeCloseTo((b?.spend?.diff ?? 0) - (a?.spend?.diff ?? 0), 6);
  });

  it('says nothing about fewer than thirty people, whatever they did', () => {
    const few = arm(20, () => 50_000);
    expect(comparePairs([{ key: 'a', against: 'holdout', people: few, others: holdout }])[0]?.direction).toBe(
      'unknown',
    );
  });

  it('gives each of three arms a third, the same people at any time', () => {
    const draw = (customerId: string) => assignVariant({ playId: 'p', playSeed: 's', customerId, count: 3 });
    const drawn = Array.from({ length: 3_000 }, (_person, at) => draw(`c${at}`));
    for (const key of ['a', 'b', 'c']) {
      expect(drawn.filter((one) => one === key).length / drawn.length).toBeCloseTo(1 / 3, 1);
    }
    expect(draw('c17')).toBe(drawn[17]);
  });
});

describe('coupons and money', () => {
  it('subsidised 60 % of 90 redeemers when 36 came for it (MT-36)', () => {
    const found = computeSubsidisedShare({ redeemers: 90, treated: 900, lift: 0.04, liftCi: [-0.0272, 0.0786] });
    expect(found?.share).toBeCloseTo(0.6, 10);
    expect(found?.ci[0]).toBeCloseTo(0.214, 3);
    expect(found?.ci[1]).toBe(1);
    expect(computeSubsidisedShare({ redeemers: 0, treated: 900, lift: 0.04, liftCi: [0, 0] })).toBeUndefined();
  });

  it('counts message, discount and food once each (MT-33, MT-34)', () => {
    const profit = computeProfit({
      incrementalRevenueMinor: 990_000,
      incrementalCiMinor: [-699_300, 2_679_300],
      messages: 900,
      messagePriceMinor: 39,
      vatRate: 0,
      redemptions: 90,
      discountMinor: 2_000,
      foodCostRate: 0.35,
      fixedCostMinor: 0,
    });
    expect(profit).toMatchObject({ costMinor: 215_100, foodMinor: 409_500, profitMinor: 545_400 });
    expect(profit.roi).toBeCloseTo(2.54, 2);
  });

  it('claims no profit where nobody was held out', () => {
    const nothing = { incrementalRevenueMinor: null, incrementalCiMinor: null, messages: 10, messagePriceMinor: 10 };
    const rest = { vatRate: 0.1, redemptions: 0, discountMinor: 0, foodCostRate: 0.35, fixedCostMinor: 5_000 };
    expect(computeProfit({ ...nothing, ...rest })).toMatchObject({ costMinor: 5_110, profitMinor: null, roi: null });
    expect(describeNoControl(10).text).toEqual({
      ko: '비교할 분들이 없어서 효과라고 말할 수 없어요',
      en: 'no control, so no effect can be claimed',
    });
  });
});

describe('days drawn on and off', () => {
  const startOn = '2026-11-02';
  const days = Array.from({ length: 28 }, (_day, at) => addDays(startOn, at));
  const isOn = (day: string) => isOnDay({ seed: 's', startOn, day });

  it('has each weekday on in one week of two', () => {
    expect(days.filter(isOn)).toHaveLength(14);
    for (const day of days.slice(0, 7)) expect(isOn(day)).toBe(!isOn(addDays(day, 7)));
    expect(isOn('2026-11-01')).toBe(false);
  });

  it('finds what days with it sold more, and nothing where they are alike', () => {
    const sales = (rise: number) =>
      new Map(days.map((day, at) => [day, 1_000_000 + (at % 7) * 50_000 + (at % 3) * 2_000 + (isOn(day) ? rise : 0)]));
    const measure = (rise: number) =>
      measureSwitchback({ seed: 's', startOn, until: days[27] ?? '', byDay: sales(rise) });
    expect(measure(100_000)).toMatchObject({ pairs: 14, direction: 'more' });
    expect(measure(0)).toMatchObject({ direction: 'unknown' });
  });

  it('leaves out pairs with a closed day, and says nothing of a week', () => {
    const sales = new Map(days.slice(0, 8).map((day) => [day, 1_000_000]));
    expect(measureSwitchback({ seed: 's', startOn, until: days[7] ?? '', byDay: sales })).toBeUndefined();
  });
});
