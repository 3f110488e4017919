import { describe, expect, it } from 'vitest';
import { generateShop, visitsOf } from '../../../../test/simulated/visits.ts';
import { median } from '../../../shared/stats.ts';
import { DateTester } from './date-test.ts';
import { LapseTester } from './lapse-test.ts';
import { foreseeVisit, intervalOfGaps, SpreadLearner } from './next-visit.ts';

const numberOf = (day: string) => Date.parse(day) / 86_400_000;
const gapsOf = (visits: readonly number[]) => visits.slice(1).map((day, at) => day - (visits[at] ?? 0));

describe('the next visit', () => {
  it('draws the interval to the shop (MT-14)', () => {
    expect(intervalOfGaps([14, 14, 14, 14, 14, 14, 14, 14, 14], 21)).toBe(15.75);
    expect(intervalOfGaps([14], 21)).toBe(21);
    expect(intervalOfGaps([14], null)).toBeUndefined();
  });

  it('is not known from few gaps', () => {
    const learner = new SpreadLearner({ until: 1_000, shopMedianDays: 7 });
    for (let person = 0; person < 30; person += 1) learner.add([0, 7, 14, 21, 28]);
    expect(learner.finish()).toBeUndefined();
  });

  it('is the next turn where everybody keeps the same days and one has missed hers', () => {
    const learner = new SpreadLearner({ until: 1_000, shopMedianDays: 7 });
    for (let person = 0; person < 60; person += 1) learner.add([0, 7, 14, 21, 28]);
    const spread = learner.finish();
    if (!spread) throw new Error('too few gaps');
    const said = (daysSinceLast: number) => foreseeVisit(spread, { intervalDays: 7, gaps: 4, daysSinceLast });
    expect(said(0)).toEqual({ expected: 7, half: [7, 7], most: [7, 7] });
    // Days are counted to a day: one may be a day late.
    expect(said(7)).toEqual({ expected: 8, half: [8, 8], most: [8, 8] });
    expect(said(8)).toEqual({ expected: 14, half: [14, 14], most: [13, 15] });
    expect(said(22)).toBeUndefined();
  });

  it('lies within the narrow range, also where that is less than a day', () => {
    const learner = new SpreadLearner({ until: 1_000, shopMedianDays: 7 });
    for (let person = 0; person < 200; person += 1) learner.add([0, 6, 14, 20, 28, 33, 42, 53]);
    const spread = learner.finish();
    if (!spread) throw new Error('too few gaps');
    let told = 0;
    for (let intervalDays = 2; intervalDays < 9; intervalDays += 0.01)
      for (let daysSinceLast = 0; daysSinceLast < 3 * intervalDays; daysSinceLast += 1) {
        const { expected, half } = foreseeVisit(spread, { intervalDays, gaps: 7, daysSinceLast }) ?? {};
        if (!expected || !half) continue;
        told += 1;
        const isWithin = expected >= half[0] && expected <= half[1];
        expect(isWithin, `${intervalDays} ${daysSinceLast}: ${expected} in ${half.join()}`).toBe(true);
      }
    expect(told).toBeGreaterThan(1_000);
  });

  it('is not known where gaps differ and none lasted as long', () => {
    const learner = new SpreadLearner({ until: 1_000, shopMedianDays: 7 });
    for (let person = 0; person < 60; person += 1) learner.add([0, 5, 12, 21, 26, 34, 39]);
    const spread = learner.finish();
    expect(spread && foreseeVisit(spread, { intervalDays: 7, gaps: 6, daysSinceLast: 14 })).toBeUndefined();
  });

  it('holds half and nine in ten of those who come again, in three simulated shops at three moments', () => {
    let [n, early, half, most] = [0, 0, 0, 0];
    const waited = { late: { n: 0, half: 0, most: 0 }, longer: { n: 0, half: 0, most: 0 } };
    for (const seed of [1, 2, 3]) {
      const visits = [...visitsOf(generateShop(seed)).values()];
      for (const asOf of ['2025-10-15', '2026-01-20', '2026-04-10']) {
        const until = numberOf(asOf);
        const known = visits.map((own) => own.filter((day) => day <= until)).filter((own) => own.length > 0);
        const shopMedianDays =
          median(known.map(gapsOf).flatMap((gaps) => (gaps.length < 2 ? [] : [median(gaps) ?? 0]))) ?? null;
        const learner = new SpreadLearner({ until, shopMedianDays });
        for (const own of known) learner.add(own);
        const spread = learner.finish();
        if (!spread) throw new Error('too few gaps');
        for (const own of visits) {
          const before = own.filter((day) => day <= until);
          const next = own.find((day) => day > until);
          const last = before.at(-1);
          if (before.length < 3 || next === undefined || last === undefined) continue;
          const gaps = gapsOf(before);
          const intervalDays = intervalOfGaps(gaps, shopMedianDays) ?? 0;
          const said = foreseeVisit(spread, { intervalDays, gaps: gaps.length, daysSinceLast: until - last });
          if (!said) continue;
          const gap = next - last;
          n += 1;
          if (gap < said.half[0]) early += 1;
          else if (gap <= said.half[1]) half += 1;
          if (gap >= said.most[0] && gap <= said.most[1]) most += 1;
          const ratio = (until - last) / intervalDays;
          for (const own of [ratio > 1.5 ? waited.late : [], ratio > 2 ? waited.longer : []].flat()) {
            own.n += 1;
            if (gap >= said.half[0] && gap <= said.half[1]) own.half += 1;
            if (gap >= said.most[0] && gap <= said.most[1]) own.most += 1;
          }
        }
      }
    }
    // Who is late already, and who has waited for two of her intervals: the same promise.
    for (const [who, own] of Object.entries(waited)) {
      expect(own.n, who).toBeGreaterThan(500);
      expect(own.half / own.n, who).toBeGreaterThan(0.45);
      expect(own.half / own.n, who).toBeLessThan(0.55);
      expect(own.most / own.n, who).toBeGreaterThan(0.87);
      expect(own.most / own.n, who).toBeLessThan(0.93);
    }
    expect(n).toBeGreaterThan(5_000);
    expect(early / n).toBeGreaterThan(0.22);
    expect(early / n).toBeLessThan(0.33);
    expect(half / n).toBeGreaterThan(0.45);
    expect(half / n).toBeLessThan(0.55);
    expect(most / n).toBeGreaterThan(0.87);
    expect(most / n).toBeLessThan(0.93);
  }, 60_000);

  it('promises no date for somebody who rests (MT-15)', () => {
    const learner = new SpreadLearner({ until: 2_000, shopMedianDays: 7 });
    for (let person = 0; person < 200; person += 1) learner.add([0, 6, 14, 20, 28, 33]);
    const spread = learner.finish();
    if (!spread) throw new Error('too few gaps');
    expect(foreseeVisit(spread, { intervalDays: 7, gaps: 5, daysSinceLast: 22 })).toBeUndefined();
    expect(foreseeVisit(spread, { intervalDays: 7, gaps: 5, daysSinceLast: 1 })?.expected).toBeGreaterThan(1);
  });
});

describe('dates told ninety days ago', () => {
  const test = (until: number, people: number[][]) => {
    const tester = new DateTester({ until, shopMedianDays: null });
    for (const days of people) tester.add(days);
    return tester.finish();
  };

  it('are held against who came since, and who has not come is not called late', () => {
    const weekly = Array.from({ length: 143 }, (_, at) => at * 7);
    const people = Array.from({ length: 200 }, () => weekly);
    expect(test(1_000, people)).toMatchObject({ told: 200, came: 200, half: 200, days: 90 });
    const gone = weekly.filter((day) => day <= 910);
    expect(test(1_000, [...people, gone])).toMatchObject({ told: 201, came: 200, early: 0, late: 0 });
    // Of people who were late nothing is said, so they are not counted where it is said how many come early.
    const waits = [...gone.slice(0, -2), 898, 911];
    expect(test(1_000, [...people, waits])).toMatchObject({ came: 201, early: 1, onRhythm: { came: 200, early: 0 } });
    expect(test(1_000, [weekly])).toBeUndefined();
  });

  it('held half of those who came in the demo shop, and three in ten or so came before (MT-14)', () => {
    const visits = [...visitsOf(generateShop(42, { startOn: '2025-05-21' })).values()];
    const shopMedianDays = median(visits.map(gapsOf).flatMap((gaps) => (gaps.length < 2 ? [] : [median(gaps) ?? 0])));
    const tester = new DateTester({ until: numberOf('2026-11-20'), shopMedianDays: shopMedianDays ?? null });
    for (const own of visits) tester.add(own);
    const { told = 0, came = 1, early = 0, half = 0, late = 0, most = 0 } = tester.finish() ?? {};
    expect(came).toBeGreaterThan(600);
    expect(told).toBeGreaterThan(came);
    expect(early + half + late).toBe(came);
    expect(half / came).toBeGreaterThan(0.45);
    // Who comes back after half a year is not here yet: of those who are, a little more than half.
    expect(half / came).toBeLessThan(0.62);
    expect(early / came).toBeGreaterThan(0.2);
    expect(early / came).toBeLessThan(0.35);
    expect(most / came).toBeGreaterThan(0.87);
  });
});

it('the lapse rule is held against who came back (MT-15, MT-20)', () => {
  const test = (until: number, people: number[][]) => {
    const tester = new LapseTester({ until, shopMedianDays: null });
    for (const days of people) tester.add(days);
    return tester.finish();
  };
  const weekly = [0, 7, 14];
  expect(test(120, [[...weekly, 100]])).toEqual({ lapsed: 0, cameBack: 0, days: 90 });
  expect(test(130, [[...weekly, 100], weekly, [0, 7], []])).toEqual({ lapsed: 2, cameBack: 1, days: 90 });
});
