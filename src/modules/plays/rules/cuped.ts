import { mean } from '../../../shared/stats.ts';
import { WINSORISED_SHARE, winsoriseTop } from './comparison.ts';

/** Days before a play whose spend says most about the days after it: half a year, whole weeks, so that weekdays weigh alike. */
export const PRE_PERIOD_DAYS = 182;

/** Spend in the counting window and in the days before the play, minor units; 0 where nothing was bought. */
export interface SpendPair {
  spendMinor: number;
  preSpendMinor: number;
}

/** Spend of each arm with what its people spent before taken out. */
export interface Adjusted {
  /** Minor units, in the order given; same mean over everybody as before. */
  arms: number[][];
  /** Slope of spend on spend before, pooled within arms; 0 when nobody spent before. */
  theta: number;
  /** Correlation of the two within arms, −1…1; 0 when either does not vary. */
  correlation: number;
  /** Share of the variance that the adjustment takes away, 0–1: the square of the correlation. */
  varianceReduction: number;
}

/**
 * Variance reduction by spend before the play (CUPED: Deng, Xu, Kohavi & Walker 2013; MT-32): Y − θ(X − X̄), with θ pooled
 * within arms and X̄ over everybody. Spend before cannot be an effect of the play, so the difference of the adjusted
 * means estimates the same thing with a shorter interval. Both are winsorised over all arms together first. The plain
 * estimate stays beside it. Nobody, or nothing spent before → unchanged, θ 0.
 * Worked: one arm with spend 10, 20, 30 and before 1, 2, 3 → θ 10, all three 20, variance reduction 1.
 */
export function adjustByPrePeriod(
  arms: readonly (readonly SpendPair[])[],
  winsorisedShare: number = WINSORISED_SHARE,
): Adjusted {
  const everybody = arms.flat();
  const before = winsoriseTop(
    everybody.map((one) => one.preSpendMinor),
    winsorisedShare,
  ).values;
  const meanBefore = mean(before) ?? 0;
  let at = 0;
  const pairs = arms.map((arm) => arm.map((one) => ({ y: one.spendMinor, x: before[at++] ?? 0 })));
  let [sxx, sxy, syy] = [0, 0, 0];
  for (const arm of pairs) {
    const meanX = mean(arm.map((one) => one.x)) ?? 0;
    const meanY = mean(arm.map((one) => one.y)) ?? 0;
    for (const { x, y } of arm) {
      sxx += (x - meanX) ** 2;
      sxy += (x - meanX) * (y - meanY);
      syy += (y - meanY) ** 2;
    }
  }
  const theta = sxx === 0 ? 0 : sxy / sxx;
  const correlation = sxx === 0 || syy === 0 ? 0 : sxy / Math.sqrt(sxx * syy);
  return {
    arms: pairs.map((arm) => arm.map(({ x, y }) => y - theta * (x - meanBefore))),
    theta,
    correlation,
    varianceReduction: correlation ** 2,
  };
}
