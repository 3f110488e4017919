import { AppError } from '../../../shared/errors.ts';
import { type Interval, normalCdf, normalQuantile, studentCdf, studentQuantile } from '../../../shared/stats.ts';

/** Coverage of every interval shown, unless a rule asks for a wider one. */
export const DEFAULT_CONFIDENCE = 0.95;
/** MT-32: share of people whose spend is brought down to the next largest, so that one banquet does not decide a play. */
export const WINSORISED_SHARE = 0.01;

interface Successes {
  successes: number;
  n: number;
  confidence?: number;
}

/**
 * Wilson's interval for a share (0–1); stays inside 0–1 and is honest for few people, unlike p ± z·SE.
 * No people → undefined (MT-02). MT-31; worked: 90 of 900 → [0.0821, 0.1213].
 * @throws AppError invalid_input when successes are negative or more than n
 */
export function wilson({ successes, n, confidence = DEFAULT_CONFIDENCE }: Successes): Interval | undefined {
  if (!(successes >= 0 && successes <= n)) {
    throw new AppError('invalid_input', 'successes must lie between 0 and n');
  }
  if (n === 0) return undefined;
  const z = normalQuantile((1 + confidence) / 2);
  const share = successes / n;
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  // At 0 and at n the exact limit is 0 and 1; rounding would leave it a hair outside.
  return [successes === 0 ? 0 : centre - half, successes === n ? 1 : centre + half];
}

/** The difference of two shares, each with the number of people it stands on. Rates 0–1; ×100 gives points. */
export interface ConversionDifference {
  n1: number;
  n0: number;
  p1: number;
  p0: number;
  diff: number;
  ci: Interval;
  confidence: number;
  /** Two-sided, Pearson χ² without correction; undefined when all or none converted in both arms. */
  pValue: number | undefined;
}

interface TwoShares {
  x1: number;
  n1: number;
  x0: number;
  n0: number;
  confidence?: number;
}

/**
 * Difference p1 − p0 of two independent shares with Newcombe's interval, built from the two Wilson intervals; arm 1 is
 * treated, arm 0 held out. An empty arm → undefined (MT-02).
 * MT-31; worked: 90/900 against 6/100 → 0.04, [−0.0272, 0.0786].
 * @throws AppError invalid_input when a count is negative or more than its n
 */
export function newcombeDifference({
  x1,
  n1,
  x0,
  n0,
  confidence = DEFAULT_CONFIDENCE,
}: TwoShares): ConversionDifference | undefined {
  const treated = wilson({ successes: x1, n: n1, confidence });
  const heldOut = wilson({ successes: x0, n: n0, confidence });
  if (treated === undefined || heldOut === undefined) return undefined;
  const p1 = x1 / n1;
  const p0 = x0 / n0;
  const diff = p1 - p0;
  const pooled = (x1 + x0) / (n1 + n0);
  const pooledError = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0));
  return {
    n1,
    n0,
    p1,
    p0,
    diff,
    ci: [diff - Math.hypot(p1 - treated[0], heldOut[1] - p0), diff + Math.hypot(treated[1] - p1, p0 - heldOut[0])],
    confidence,
    pValue: pooledError === 0 ? undefined : 2 * normalCdf(-Math.abs(diff) / pooledError),
  };
}

/** The difference of two means, in the unit of the values, each with the number of people it stands on. */
export interface MeanDifference {
  n1: number;
  n0: number;
  mean1: number;
  mean0: number;
  diff: number;
  se: number;
  /** Welch–Satterthwaite degrees of freedom; undefined when no value differs from its arm's mean. */
  df: number | undefined;
  ci: Interval;
  confidence: number;
  criticalValue: 'z' | 't';
  /** Two-sided; undefined when no value differs from its arm's mean. */
  pValue: number | undefined;
}

interface TwoMeans {
  n1: number;
  mean1: number;
  sd1: number;
  n0: number;
  mean0: number;
  sd0: number;
  confidence?: number;
  criticalValue?: 'z' | 't';
}

/**
 * Difference of two means with Welch's standard error √(s1²/n1 + s0²/n0); arm 1 is treated, arm 0 held out.
 * `criticalValue` says how many standard errors the interval reaches to either side: 't' (default, what the product
 * shows) takes Student's t with Welch's degrees of freedom, which stays honest for a small hold-out; 'z' takes the
 * normal curve, as the worked number of the brief does. The two meet as both arms grow.
 * Fewer than two people in an arm → undefined. No variation at all (nobody bought) → `se` 0, no `df`, no `pValue`.
 * MT-32; worked with 'z': 900 at 5,200 ± 9,800 against 100 at 4,100 ± 9,000 → 1,100, SE 957.5, [−777, 2,977].
 */
export function welchDifference({
  n1,
  mean1,
  sd1,
  n0,
  mean0,
  sd0,
  confidence = DEFAULT_CONFIDENCE,
  criticalValue = 't',
}: TwoMeans): MeanDifference | undefined {
  if (n1 < 2 || n0 < 2) return undefined;
  const variance1 = sd1 ** 2 / n1;
  const variance0 = sd0 ** 2 / n0;
  const diff = mean1 - mean0;
  const se = Math.sqrt(variance1 + variance0);
  const base = { n1, n0, mean1, mean0, diff, se, confidence, criticalValue };
  if (se === 0) return { ...base, df: undefined, ci: [diff, diff], pValue: undefined };
  // Shares of the variance instead of the variances themselves: their squares cannot underflow.
  const share1 = variance1 / (variance1 + variance0);
  const df = 1 / (share1 ** 2 / (n1 - 1) + (1 - share1) ** 2 / (n0 - 1));
  const level = (1 + confidence) / 2;
  const reach = (criticalValue === 't' ? studentQuantile(level, df) : normalQuantile(level)) * se;
  const distance = -Math.abs(diff) / se;
  const tail = criticalValue === 't' ? studentCdf(distance, df) : normalCdf(distance);
  return { ...base, df, ci: [diff - reach, diff + reach], pValue: 2 * tail };
}

/**
 * Brings the largest `share` of the values down to the next largest one (one-sided winsorising, MT-32). Pass BOTH arms
 * in one array: a threshold taken per arm would cut the larger arm harder and bias the difference.
 * ⌊share·n⌋ values change, so below 1/share values nothing does. Order is kept; the input is not changed.
 * `threshold` is undefined for no values. O(n log n). Worked: 1…200 at 0.01 → 199 and 200 become 198.
 * @throws AppError invalid_input when share lies outside 0–1 (1 excluded)
 */
export function winsoriseTop(
  values: readonly number[],
  share: number = WINSORISED_SHARE,
): { values: number[]; threshold: number | undefined } {
  if (!(share >= 0 && share < 1))
    throw new AppError('invalid_input', 'winsorised share must be at least 0 and below 1');
  const ordered = Float64Array.from(values).sort();
  const threshold = ordered[ordered.length - 1 - Math.floor(share * ordered.length)];
  if (threshold === undefined) return { values: [], threshold };
  return { values: values.map((value) => Math.min(value, threshold)), threshold };
}
