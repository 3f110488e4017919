import { AppError } from '../../../shared/errors.ts';
import { normalQuantile } from '../../../shared/stats.ts';
import { addDays } from '../../../shared/time.ts';

/** Chance of calling a play a success that does nothing; the convention behind a 95 % interval. */
export const DEFAULT_ALPHA = 0.05;
/** Chance of seeing an effect that is really there; the field's convention. */
export const DEFAULT_POWER = 0.8;

/** Enough halvings of 0–1 to reach the last digit of a double. */
const BISECTION_STEPS = 60;

/**
 * Last business day that counts for a play: the day of the launch is the first of its `measureDays`, so that its result
 * can be read on the day after, `measureDays` days after the launch (MT-39).
 * Worked: launched on 2026-11-21 for 14 days → 2026-12-04, read from 2026-12-05 on.
 */
export function lastMeasuredDay(launchedOn: string, measureDays: number): string {
  return addDays(launchedOn, measureDays - 1);
}

/** How far a difference must stand from zero: z_{α/2}·(SE under no effect) + z_β·(SE under the effect). */
function requiredDistance({
  n1,
  n0,
  p1,
  p0,
  alpha,
  power,
}: {
  n1: number;
  n0: number;
  p1: number;
  p0: number;
  alpha: number;
  power: number;
}): number {
  const pooled = (n1 * p1 + n0 * p0) / (n1 + n0);
  return (
    normalQuantile(1 - alpha / 2) * Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0)) +
    normalQuantile(power) * Math.sqrt((p1 * (1 - p1)) / n1 + (p0 * (1 - p0)) / n0)
  );
}

/**
 * People needed in EACH arm to tell `targetRate` from `baseRate` (rates 0–1).
 * MT-35: (z_{α/2}√(2p̄q̄) + z_β√(p1q1 + p0q0))² / (p1 − p0)², rounded up; worked: 0.06 → 0.10 = 721.
 * @throws AppError invalid_input when a rate lies outside 0–1 or both are equal
 */
export function computeSampleSize({
  baseRate,
  targetRate,
  alpha = DEFAULT_ALPHA,
  power = DEFAULT_POWER,
}: {
  baseRate: number;
  targetRate: number;
  alpha?: number;
  power?: number;
}): number {
  for (const rate of [baseRate, targetRate]) {
    if (!(rate >= 0 && rate <= 1)) throw new AppError('invalid_input', 'a rate must lie between 0 and 1');
  }
  if (baseRate === targetRate) throw new AppError('invalid_input', 'base and target rate must differ');
  const distance = requiredDistance({ n1: 1, n0: 1, p1: targetRate, p0: baseRate, alpha, power });
  return Math.ceil((distance / (targetRate - baseRate)) ** 2);
}

/**
 * The smallest rise of the conversion rate (0–1; 0.04 = 4 points) that these two arms can show, arms of any sizes: the
 * number in "이 규모로는 +4%p 이상만 감지". Undefined when an arm is empty or no rise at all could be shown.
 * MT-35 turned around; worked: 721 against 721 at 0.06 → 0.040; 900 against 100 at 0.06 → 0.095.
 * @throws AppError invalid_input when baseRate lies outside 0–1
 */
export function computeDetectableDifference({
  n1,
  n0,
  baseRate,
  alpha = DEFAULT_ALPHA,
  power = DEFAULT_POWER,
}: {
  n1: number;
  n0: number;
  baseRate: number;
  alpha?: number;
  power?: number;
}): number | undefined {
  if (!(baseRate >= 0 && baseRate <= 1)) throw new AppError('invalid_input', 'a rate must lie between 0 and 1');
  if (n1 <= 0 || n0 <= 0) return undefined;
  const shows = (rise: number) => rise >= requiredDistance({ n1, n0, p1: baseRate + rise, p0: baseRate, alpha, power });
  let low = 0;
  let high = 1 - baseRate;
  if (high === 0 || !shows(high)) return undefined;
  for (let step = 0; step < BISECTION_STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (shows(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * The smallest rise of spend per head, minor units, that these two arms can show; `sd` is that of spend per head in such a
 * window without any play, winsorised as it will be read. Undefined where an arm is empty or everybody spends the same.
 * MT-32 turned around, as MT-35 is for shares: (z_{α/2} + z_β)·sd·√(1/n1 + 1/n0). Worked: 100 against 100, sd 10,000 → 3,962.
 */
export function computeDetectableSpend({
  n1,
  n0,
  sd,
  alpha = DEFAULT_ALPHA,
  power = DEFAULT_POWER,
}: {
  n1: number;
  n0: number;
  sd: number;
  alpha?: number;
  power?: number;
}): number | undefined {
  if (n1 <= 0 || n0 <= 0 || !(sd > 0)) return undefined;
  return (normalQuantile(1 - alpha / 2) + normalQuantile(power)) * sd * Math.sqrt(1 / n1 + 1 / n0);
}
