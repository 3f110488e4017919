import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  mean,
  median,
  normalCdf,
  normalQuantile,
  percentile,
  standardDeviation,
  studentCdf,
  studentQuantile,
} from './stats.ts';

describe('the normal curve', () => {
  it.each([
    [0, 0.5],
    [1, 0.8413447460685429],
    [1.96, 0.9750021048517795],
    [-1.959963984540054, 0.025],
    [2.999, 0.9986456634662729],
    [4, 0.9999683287581669],
  ])('holds below %d the share %d found in tables', (x, share) => {
    expect(normalCdf(x)).toBeCloseTo(share, 13);
  });

  it('keeps its digits far out in the tail, where a plain difference would give zero', () => {
    expect(normalCdf(-10) / 7.619853024160527e-24).toBeCloseTo(1, 10);
    expect(normalCdf(-5) / 2.866515718791939e-7).toBeCloseTo(1, 11);
    expect(normalCdf(-Infinity)).toBe(0);
    expect(normalCdf(Infinity)).toBe(1);
  });

  it('is continuous where the two ways of computing it meet', () => {
    expect(normalCdf(3 - 1e-9) / normalCdf(3)).toBeCloseTo(1, 10);
    expect(normalCdf(-3 + 1e-12) / normalCdf(-3)).toBeCloseTo(1, 9);
  });

  it.each([
    [0.5, 0],
    [0.8, 0.8416212335729143],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [1e-10, -6.361340902404056],
  ])('has its share %d below %d', (p, x) => {
    expect(normalQuantile(p)).toBeCloseTo(x, 10);
  });

  it('gives back the share it was asked for', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (p) => {
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
      }),
    );
  });

  it('refuses shares outside 0 and 1', () => {
    for (const p of [0, 1, -0.1, Number.NaN]) expect(() => normalQuantile(p)).toThrow(/between 0 and 1/);
  });
});

describe("Student's t", () => {
  it.each([
    [0.975, 1, 12.706204736174698],
    [0.975, 2, 4.302652729749464],
    [0.975, 5, 2.5705818356363146],
    [0.975, 10, 2.2281388519862744],
    [0.975, 30, 2.0422724563012373],
    [0.975, 120, 1.9799304050824413],
    [0.95, 7, 1.8945786050900073],
    [0.995, 4, 4.604094871349992],
    [0.9, 3, 1.637744353696211],
  ])('has the critical value of the printed table at p = %d with %d degrees of freedom', (p, df, t) => {
    expect(studentQuantile(p, df)).toBeCloseTo(t, 9);
    expect(studentCdf(t, df)).toBeCloseTo(p, 11);
  });

  it('has a closed form at one and two degrees of freedom', () => {
    for (const t of [-30, -2, -0.3, 0, 0.1, 1, 5, 1000]) {
      expect(studentCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12);
      expect(studentCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 12);
    }
  });

  it('takes broken degrees of freedom, and lies between its whole neighbours', () => {
    const between = studentQuantile(0.975, 120.4);
    expect(between).toBeLessThan(studentQuantile(0.975, 120));
    expect(between).toBeGreaterThan(studentQuantile(0.975, 121));
  });

  it('becomes the normal curve for very many degrees of freedom, without a jump at the switch', () => {
    expect(studentQuantile(0.975, 999_999)).toBeCloseTo(1.959966, 5);
    expect(Math.abs(studentQuantile(0.975, 999_999) - studentQuantile(0.975, 1_000_001))).toBeLessThan(3e-6);
    expect(studentQuantile(0.975, Infinity)).toBeCloseTo(1.959963984540054, 10);
  });

  it('rises with t, is symmetric, and gives back the share it was asked for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 5000, noNaN: true }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (df, p) => {
          const t = studentQuantile(p, df);
          expect(studentCdf(t, df)).toBeCloseTo(p, 9);
          expect(studentCdf(-t, df)).toBeCloseTo(1 - p, 9);
          expect(studentCdf(t + 0.1, df)).toBeGreaterThan(studentCdf(t, df));
        },
      ),
    );
  });

  it('refuses degrees of freedom that are not positive', () => {
    for (const df of [0, -1, Number.NaN]) expect(() => studentCdf(1, df)).toThrow(/degrees of freedom/);
  });
});

describe('summaries of values', () => {
  it('have the textbook mean, standard deviation and median', () => {
    const values = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(values)).toBe(5);
    expect(standardDeviation(values)).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(median(values)).toBe(4.5);
    expect(median([9, 1, 5])).toBe(5);
  });

  it('keep their digits when every value is large', () => {
    expect(standardDeviation([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toBeCloseTo(Math.sqrt(30), 9);
  });

  it('are absent, never zero, when there is nothing to summarise (MT-02)', () => {
    expect(mean([])).toBeUndefined();
    expect(median([])).toBeUndefined();
    expect(percentile([], 0.9)).toBeUndefined();
    expect(standardDeviation([5])).toBeUndefined();
  });

  it('interpolate percentiles between neighbours and leave the input as it was', () => {
    const values = [40, 15, 50, 20, 35];
    expect(percentile(values, 0.4)).toBeCloseTo(29, 12);
    expect(percentile(values, 0)).toBe(15);
    expect(percentile(values, 1)).toBe(50);
    expect(percentile([7], 0.3)).toBe(7);
    expect(values).toEqual([40, 15, 50, 20, 35]);
    expect(() => percentile(values, 1.1)).toThrow(/share/);
  });
});
