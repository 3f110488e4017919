import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeDetectableDifference, computeDetectableSpend, computeSampleSize } from './planning.ts';

describe('the sample size (MT-35)', () => {
  it('is 721 people in each arm for 6 % against 10 %, as in the brief', () => {
    expect(computeSampleSize({ baseRate: 0.06, targetRate: 0.1 })).toBe(721);
    expect(computeSampleSize({ baseRate: 0.06, targetRate: 0.1, alpha: 0.05, power: 0.8 })).toBe(721);
  });

  it('grows with a smaller effect, a stricter alpha and a higher power', () => {
    const usual = computeSampleSize({ baseRate: 0.06, targetRate: 0.1 });
    expect(computeSampleSize({ baseRate: 0.06, targetRate: 0.08 })).toBeGreaterThan(usual);
    expect(computeSampleSize({ baseRate: 0.06, targetRate: 0.1, alpha: 0.01 })).toBeGreaterThan(usual);
    expect(computeSampleSize({ baseRate: 0.06, targetRate: 0.1, power: 0.9 })).toBeGreaterThan(usual);
  });

  it('does not exist for equal rates or for rates that are none', () => {
    expect(() => computeSampleSize({ baseRate: 0.1, targetRate: 0.1 })).toThrow(/differ/);
    expect(() => computeSampleSize({ baseRate: 0.1, targetRate: 1.1 })).toThrow(/between 0 and 1/);
  });
});

describe('the smallest difference that can be seen (MT-35)', () => {
  it('is 4 points for two arms of 721 at 6 %', () => {
    expect(computeDetectableDifference({ n1: 721, n0: 721, baseRate: 0.06 })).toBeCloseTo(0.04, 4);
  });

  it('is ruled by the smaller arm: with 100 held out, 900 treated see no more than 100,000 nearly do', () => {
    const few = computeDetectableDifference({ n1: 900, n0: 100, baseRate: 0.06 }) ?? Number.NaN;
    const many = computeDetectableDifference({ n1: 100_000, n0: 100, baseRate: 0.06 }) ?? Number.NaN;
    const even = computeDetectableDifference({ n1: 500, n0: 500, baseRate: 0.06 }) ?? Number.NaN;
    expect(few).toBeCloseTo(0.0953, 4);
    expect(many).toBeGreaterThan(few * 0.7);
    expect(even).toBeLessThan(few);
  });

  it('does not exist for an empty arm or for arms too small to show anything', () => {
    expect(computeDetectableDifference({ n1: 0, n0: 50, baseRate: 0.1 })).toBeUndefined();
    expect(computeDetectableDifference({ n1: 50, n0: 0, baseRate: 0.1 })).toBeUndefined();
    expect(computeDetectableDifference({ n1: 1, n0: 1, baseRate: 0.1 })).toBeUndefined();
    expect(computeDetectableDifference({ n1: 50, n0: 50, baseRate: 1 })).toBeUndefined();
  });

  it('exists for a group of whom nobody ever comes', () => {
    const rise = computeDetectableDifference({ n1: 300, n0: 300, baseRate: 0 }) ?? Number.NaN;
    expect(rise).toBeGreaterThan(0);
    expect(rise).toBeLessThan(0.05);
  });

  it('is the sample size read backwards, whatever the rate', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.6, noNaN: true }),
        fc.double({ min: 0.01, max: 0.3, noNaN: true }),
        (baseRate, rise) => {
          const n = computeSampleSize({ baseRate, targetRate: baseRate + rise });
          const detectable = computeDetectableDifference({ n1: n, n0: n, baseRate });
          expect(detectable).toBeLessThanOrEqual(rise + 1e-9);
          expect(computeDetectableDifference({ n1: n - 1, n0: n - 1, baseRate }) ?? 1).toBeGreaterThan(rise - 1e-9);
        },
      ),
    );
  });
});

describe('the smallest rise of spend that can be seen (MT-32)', () => {
  it('is 3,962 a head for two arms of 100 whose spend varies by 10,000', () => {
    expect(Math.round(computeDetectableSpend({ n1: 100, n0: 100, sd: 10_000 }) ?? 0)).toBe(3_962);
  });

  it('halves with four times the people, and does not exist for nobody or for spend that never varies', () => {
    const few = computeDetectableSpend({ n1: 100, n0: 50, sd: 8_000 }) ?? Number.NaN;
    expect(computeDetectableSpend({ n1: 400, n0: 200, sd: 8_000 })).toBeCloseTo(few / 2, 6);
    expect(computeDetectableSpend({ n1: 0, n0: 50, sd: 8_000 })).toBeUndefined();
    expect(computeDetectableSpend({ n1: 50, n0: 50, sd: 0 })).toBeUndefined();
  });
});
