import type { ArmSums } from './measure-arms.ts';

/** Sums of one arm's outcome y together with what was known before, x: what a file of any length comes down to. */
export interface PairSums {
  n: number;
  meanX: number;
  meanY: number;
  /** Sums of squared distances from the mean, and of their products (Welford 1962). */
  sxx: number;
  sxy: number;
  syy: number;
}

/** The sums of nobody yet. */
export const emptyPair = (): PairSums => ({ n: 0, meanX: 0, meanY: 0, sxx: 0, sxy: 0, syy: 0 });

/** Adds one person. */
export function addPair(sums: PairSums, { x, y }: { x: number; y: number }): void {
  sums.n += 1;
  const [distanceX, distanceY] = [x - sums.meanX, y - sums.meanY];
  sums.meanX += distanceX / sums.n;
  sums.meanY += distanceY / sums.n;
  sums.sxx += distanceX * (x - sums.meanX);
  sums.sxy += distanceX * (y - sums.meanY);
  sums.syy += distanceY * (y - sums.meanY);
}

/**
 * Variance reduction by what was known before (CUPED: Deng, Xu, Kohavi & Walker 2013; MT-32) from sums alone: each person's
 * y − θ(x − X̄), θ pooled within arms, X̄ over everybody. The sums go where plain ones go. `varianceReduction` 0–1 is the
 * squared correlation within arms; nothing known before varies → unchanged, 0.
 * Worked: one arm of y 10, 20, 30 with x 1, 2, 3 → mean 20, squares 0, variance reduction 1.
 */
export function adjustSums(arms: ReadonlyMap<string, PairSums>): {
  arms: Map<string, ArmSums>;
  varianceReduction: number;
} {
  let [n, sumX, sxx, sxy, syy] = [0, 0, 0, 0, 0];
  for (const one of arms.values()) {
    n += one.n;
    sumX += one.n * one.meanX;
    sxx += one.sxx;
    sxy += one.sxy;
    syy += one.syy;
  }
  const theta = sxx === 0 ? 0 : sxy / sxx;
  const meanX = n === 0 ? 0 : sumX / n;
  return {
    arms: new Map(
      [...arms].map(([arm, one]) => {
        const mean = one.meanY - theta * (one.meanX - meanX);
        // Never below zero, which rounding could make of a spread that is taken out whole.
        const squares = Math.max(0, one.syy - 2 * theta * one.sxy + theta ** 2 * one.sxx);
        return [arm, { n: one.n, sum: mean * one.n, squares, mean }];
      }),
    ),
    varianceReduction: sxx === 0 || syy === 0 ? 0 : sxy ** 2 / (sxx * syy),
  };
}
