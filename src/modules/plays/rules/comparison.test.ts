import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newcombeDifference, welchDifference, wilson, winsoriseTop } from './comparison.ts';

const counts = fc
  .integer({ min: 1, max: 5_000 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

describe("Wilson's interval (MT-31)", () => {
  it.each([
    [90, 900, 0.0821, 0.1213],
    [6, 100, 0.0278, 0.1248],
  ])('of %d in %d is the one of the brief', (successes, n, low, high) => {
    const interval = wilson({ successes, n });
    expect(interval?.[0]).toBeCloseTo(low, 4);
    expect(interval?.[1]).toBeCloseTo(high, 4);
  });

  it('always holds the observed share and never leaves 0 to 1', () => {
    fc.assert(
      fc.property(counts, ([successes, n]) => {
        const [low, high] = wilson({ successes, n }) ?? [Number.NaN, Number.NaN];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(successes / n);
        expect(high).toBeGreaterThanOrEqual(successes / n);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('does not exist for nobody (MT-02), and impossible counts are refused', () => {
    expect(wilson({ successes: 0, n: 0 })).toBeUndefined();
    expect(() => wilson({ successes: 3, n: 2 })).toThrow(/successes/);
    expect(() => wilson({ successes: -1, n: 2 })).toThrow(/successes/);
  });
});

describe('the difference of two conversion rates (MT-31)', () => {
  it("has Newcombe's interval of the brief", () => {
    const result = newcombeDifference({ x1: 90, n1: 900, x0: 6, n0: 100 });
    expect(result?.diff).toBeCloseTo(0.04, 12);
    expect(result?.ci[0]).toBeCloseTo(-0.0272, 4);
    expect(result?.ci[1]).toBeCloseTo(0.0786, 4);
    expect(result).toMatchObject({ n1: 900, n0: 100, confidence: 0.95 });
  });

  it("agrees with Newcombe's published example, 56/70 against 48/80: [0.0524, 0.3339]", () => {
    const result = newcombeDifference({ x1: 56, n1: 70, x0: 48, n0: 80 });
    expect(result?.ci[0]).toBeCloseTo(0.0524, 4);
    expect(result?.ci[1]).toBeCloseTo(0.3339, 4);
  });

  it('has the p-value of the χ² table: 3.841 is 5 %', () => {
    // χ² of 60/100 against 46/100 = 200·(60·54 − 40·46)² / (100·100·106·94) = 3.9342.
    const result = newcombeDifference({ x1: 60, n1: 100, x0: 46, n0: 100 });
    expect(result?.pValue).toBeCloseTo(0.04731, 4);
  });

  it('turns its sign when the arms are exchanged', () => {
    fc.assert(
      fc.property(counts, counts, ([x1, n1], [x0, n0]) => {
        const there = newcombeDifference({ x1, n1, x0, n0 });
        const back = newcombeDifference({ x1: x0, n1: n0, x0: x1, n0: n1 });
        expect(there?.ci[0]).toBeCloseTo(-(back?.ci[1] ?? Number.NaN), 12);
        expect(there?.ci[1]).toBeCloseTo(-(back?.ci[0] ?? Number.NaN), 12);
      }),
    );
  });

  it('does not exist when an arm is empty, and has no p-value when nobody converted', () => {
    expect(newcombeDifference({ x1: 3, n1: 40, x0: 0, n0: 0 })).toBeUndefined();
    const nobody = newcombeDifference({ x1: 0, n1: 40, x0: 0, n0: 40 });
    expect(nobody?.pValue).toBeUndefined();
    expect(nobody?.ci[0]).toBeLessThan(0);
    expect(nobody?.ci[1]).toBeGreaterThan(0);
  });
});

describe('the difference of two means (MT-32)', () => {
  const brief = { n1: 900, mean1: 5_200, sd1: 9_800, n0: 100, mean0: 4_100, sd0: 9_000 };

  it('has the standard error and the normal interval of the brief', () => {
    const result = welchDifference({ ...brief, criticalValue: 'z' });
    expect(result?.diff).toBe(1_100);
    expect(result?.se).toBeCloseTo(957.5, 1);
    expect(result?.ci.map(Math.round)).toEqual([-777, 2_977]);
  });

  it("is shown with Student's t and Welch's degrees of freedom, a little wider", () => {
    const normal = welchDifference({ ...brief, criticalValue: 'z' });
    const shown = welchDifference(brief);
    expect(shown?.criticalValue).toBe('t');
    expect(shown?.df).toBeCloseTo(126.56, 2);
    expect(shown?.ci[0]).toBeLessThan(normal?.ci[0] ?? Number.NaN);
    expect(shown?.ci[1]).toBeGreaterThan(normal?.ci[1] ?? Number.NaN);
  });

  it('equals the two-sample test of the textbook for equal arms', () => {
    const result = welchDifference({ n1: 10, mean1: 12, sd1: 2, n0: 10, mean0: 10, sd0: 2 });
    // t = 2 / (2·√0.2) = 2.2361 on 18 degrees of freedom; critical value 2.100922.
    expect(result?.df).toBeCloseTo(18, 10);
    expect(result?.ci[0]).toBeCloseTo(2 - 2.100922 * 2 * Math.sqrt(0.2), 5);
    expect(result?.pValue).toBeCloseTo(0.0382, 4);
  });

  it('does not exist below two people in an arm, and has no p-value when nothing varies', () => {
    expect(welchDifference({ ...brief, n0: 1 })).toBeUndefined();
    const flat = welchDifference({ n1: 50, mean1: 0, sd1: 0, n0: 50, mean0: 0, sd0: 0 });
    expect(flat).toMatchObject({ diff: 0, se: 0, ci: [0, 0] });
    expect(flat?.df).toBeUndefined();
    expect(flat?.pValue).toBeUndefined();
  });

  it('keeps degrees of freedom between the smaller arm less one and both arms less two', () => {
    const arm = fc.record({
      n: fc.integer({ min: 2, max: 100_000 }),
      sd: fc.double({ min: 0.01, max: 1e7, noNaN: true }),
    });
    fc.assert(
      fc.property(arm, arm, (a, b) => {
        const result = welchDifference({ n1: a.n, mean1: 0, sd1: a.sd, n0: b.n, mean0: 0, sd0: b.sd });
        const df = result?.df ?? Number.NaN;
        expect(df).toBeGreaterThanOrEqual((Math.min(a.n, b.n) - 1) * (1 - 1e-9));
        expect(df).toBeLessThanOrEqual((a.n + b.n - 2) * (1 + 1e-9));
      }),
    );
  });
});

describe('winsorising the largest spends (MT-32)', () => {
  it('brings the top hundredth down to the next largest and keeps the order', () => {
    const values = Array.from({ length: 200 }, (_, index) => 200 - index);
    const { values: trimmed, threshold } = winsoriseTop(values);
    expect(threshold).toBe(198);
    expect(trimmed.slice(0, 4)).toEqual([198, 198, 198, 197]);
    expect(trimmed.slice(3)).toEqual(values.slice(3));
    expect(values[0]).toBe(200);
  });

  it('changes nothing when the share is less than one person', () => {
    const values = [5, 0, 90_000, 0];
    expect(winsoriseTop(values).values).toEqual(values);
    expect(winsoriseTop(values, 0).values).toEqual(values);
    expect(winsoriseTop([]).threshold).toBeUndefined();
  });

  it('changes at most the share asked for and never raises a value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1_000, max: 1_000_000 }), { maxLength: 400 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (values, share) => {
          const trimmed = winsoriseTop(values, share).values;
          expect(trimmed.every((value, index) => value <= (values[index] ?? Number.NaN))).toBe(true);
          const changed = trimmed.filter((value, index) => value !== values[index]).length;
          expect(changed).toBeLessThanOrEqual(share * values.length);
        },
      ),
    );
  });
});
