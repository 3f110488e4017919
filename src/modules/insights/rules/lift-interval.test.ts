import { expect, it } from 'vitest';
import { intervalOfLift } from './lift-interval.ts';

it('gives the interval of a lift by the Poisson limits of its count (MT-80)', () => {
  const [low, high] = intervalOfLift(10, 10);
  expect(low).toBeCloseTo(4.795, 1);
  expect(high).toBeCloseTo(18.39, 1);
  // Many baskets: close to lift · (1 ± 1.96 / √count).
  expect(intervalOfLift(2, 10_000)[0]).toBeCloseTo(2 * (1 - 0.0196), 2);
  expect(intervalOfLift(0, 0)).toEqual([0, 0]);
});
