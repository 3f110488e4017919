import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStream, drawOnce, PURPOSE } from './random.ts';
import { computeErlangHazard } from './rhythm.ts';

const keys = fc.record({ seed: fc.nat(), who: fc.nat(20_000), when: fc.nat(30_000) });

describe('random numbers of the demo', () => {
  it('depend on their keys alone', () => {
    fc.assert(
      fc.property(keys, ({ seed, who, when }) => {
        const read = () => {
          const stream = createStream(seed, PURPOSE.basket, who, when);
          return [stream.next(), stream.integer(1, 9), stream.normal(0, 1), stream.poisson(3)];
        };
        expect(read()).toEqual(read());
        expect(drawOnce(seed, PURPOSE.visit, who, when)).toBe(drawOnce(seed, PURPOSE.visit, who, when));
      }),
    );
  });

  it('tell seeds beyond 32 bits apart', () => {
    expect(drawOnce(1, PURPOSE.visit, 1, 1)).not.toBe(drawOnce(1 + 2 ** 32, PURPOSE.visit, 1, 1));
  });

  it('spread evenly over people and days, and neighbours do not go together', () => {
    const count = 40_000;
    const draws = Array.from({ length: count }, (_, i) =>
      drawOnce(3, PURPOSE.visit, i % 200, 20_000 + Math.floor(i / 200)),
    );
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / count;
    const lagged = draws.slice(1).reduce((sum, draw, i) => sum + (draw - 0.5) * ((draws[i] ?? 0) - 0.5), 0) / count;
    expect(mean).toBeCloseTo(0.5, 2);
    expect(Math.abs(lagged * 12)).toBeLessThan(0.02);
  });

  it('have the moments their names promise', () => {
    const stream = createStream(5, PURPOSE.profile, 0, 0);
    const mean = (draw: () => number) =>
      Array.from({ length: 20_000 }, draw).reduce((sum, value) => sum + value, 0) / 20_000;
    expect(mean(() => stream.normal(10, 2))).toBeCloseTo(10, 0);
    expect(mean(() => stream.exponential(4)) / 4).toBeCloseTo(1, 1);
    expect(mean(() => stream.poisson(6)) / 6).toBeCloseTo(1, 1);
    expect(mean(() => stream.weightedIndex([1, 3]))).toBeCloseTo(0.75, 1);
  });
});

describe('the hazard of an interval', () => {
  it('is the plain exponential one for shape 1', () => {
    expect(computeErlangHazard(1, 2)).toBeCloseTo(2, 10);
  });

  it('starts at zero and only ever rises', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.double({ min: 0, max: 20, noNaN: true }), (shape, x) => {
        expect(computeErlangHazard(shape, 0)).toBe(0);
        expect(computeErlangHazard(shape, x + 0.01)).toBeGreaterThan(computeErlangHazard(shape, x));
      }),
    );
  });
});
