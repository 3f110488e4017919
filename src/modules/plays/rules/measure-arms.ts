import type { Interval } from '../../../shared/stats.ts';
import { newcombeDifference, welchDifference } from './comparison.ts';
import { MIN_ARM_SIZE, MIN_EXPECTED_BUYERS } from './verdict.ts';

/** What is measured of each person: whether something happened (0 or 1), or how much was spent. */
export interface Outcome {
  name: string;
  kind: 'binary' | 'amount';
}

/** Sums of one outcome in one arm, which a file of any length comes down to. */
export interface ArmSums {
  n: number;
  sum: number;
  /** Sum of squared distances from the mean (Welford 1962): no digits are lost with large amounts. */
  squares: number;
  mean: number;
}

/** The sums of nobody yet. */
export const emptySums = (): ArmSums => ({ n: 0, sum: 0, squares: 0, mean: 0 });

/** Adds one person's value. */
export function addValue(sums: ArmSums, value: number): void {
  sums.n += 1;
  sums.sum += value;
  const distance = value - sums.mean;
  sums.mean += distance / sums.n;
  sums.squares += distance * (value - sums.mean);
}

/** One arm against the control. `p` is two-sided; `pAdjusted` over all comparisons of the test (Holm 1979). */
export interface MeasuredOutcome {
  name: string;
  kind: Outcome['kind'];
  arm: string;
  control: { name: string; n: number; mean: number };
  treated: { n: number; mean: number };
  difference: number;
  se: number;
  ci: Interval;
  p: number | null;
  pAdjusted: number | null;
  /** `more` and `less` are effects; `unknown` could be chance, or stands on too few people. */
  verdict: 'more' | 'less' | 'unknown';
}

/** An effect is claimed below this chance of being none, after correction. */
const SIGNIFICANCE = 0.05;

/**
 * Compares each arm with the control, outcome by outcome: shares with Newcombe's interval (MT-31), amounts with Welch's
 * (MT-32), the standard error unpooled. With several arms or outcomes the verdict uses Holm's correction.
 * An arm below 30 people, or fewer than 5 who did anything, is `unknown`.
 * Worked: Hillstrom, visit 3,894/21,307 against 2,262/21,306 → +.076590, se .003386, [.069953, .083226], more.
 */
export function compareArms(input: {
  control: string;
  outcomes: readonly Outcome[];
  /** By arm, one sum an outcome in the order of `outcomes`. */
  arms: ReadonlyMap<string, readonly ArmSums[]>;
}): MeasuredOutcome[] {
  const { control, outcomes, arms } = input;
  const held = arms.get(control);
  const compared = outcomes.flatMap((outcome, at) =>
    [...arms].flatMap(([arm, sums]) => {
      const [treated, heldOut] = [sums[at], held?.[at]];
      if (arm === control || !treated || !heldOut) return [];
      const measured = compare({ outcome, treated, heldOut });
      return measured ? [{ ...measured, name: outcome.name, kind: outcome.kind, arm, control, treated, heldOut }] : [];
    }),
  );
  const adjusted = holm(compared.map(({ p }) => p ?? 1));
  return compared.map(({ treated, heldOut, ...row }, at) => ({
    name: row.name,
    kind: row.kind,
    arm: row.arm,
    control: { name: control, n: heldOut.n, mean: heldOut.mean },
    treated: { n: treated.n, mean: treated.mean },
    difference: row.difference,
    se: row.se,
    ci: row.ci,
    p: row.p,
    pAdjusted: row.p === null ? null : (adjusted[at] ?? 1),
    verdict: decideDirection({
      treated,
      heldOut,
      difference: row.difference,
      p: adjusted[at] ?? 1,
      isKnown: row.p !== null,
    }),
  }));
}

const spread = ({ squares, n }: ArmSums) => (n > 1 ? Math.sqrt(squares / (n - 1)) : 0);

function compare({ outcome, treated, heldOut }: { outcome: Outcome; treated: ArmSums; heldOut: ArmSums }) {
  const welch = welchDifference({
    n1: treated.n,
    mean1: treated.mean,
    sd1: spread(treated),
    n0: heldOut.n,
    mean0: heldOut.mean,
    sd0: spread(heldOut),
  });
  if (!welch) return undefined;
  if (outcome.kind === 'amount') return { difference: welch.diff, se: welch.se, ci: welch.ci, p: welch.pValue ?? null };
  const shares = newcombeDifference({
    x1: Math.round(treated.sum),
    n1: treated.n,
    x0: Math.round(heldOut.sum),
    n0: heldOut.n,
  });
  if (!shares) return undefined;
  const variance = (p: number, n: number) => (p * (1 - p)) / n;
  return {
    difference: shares.diff,
    se: Math.sqrt(variance(shares.p1, shares.n1) + variance(shares.p0, shares.n0)),
    ci: shares.ci,
    p: shares.pValue ?? null,
  };
}

function decideDirection(input: {
  treated: ArmSums;
  heldOut: ArmSums;
  difference: number;
  p: number;
  isKnown: boolean;
}) {
  const { treated, heldOut, difference, p, isKnown } = input;
  const smaller = Math.min(treated.n, heldOut.n);
  // Somebody who did nothing adds no spread: of a rare outcome the interval is guesswork.
  const isRare = treated.squares + heldOut.squares === 0 || smaller < MIN_ARM_SIZE;
  const isTooFew = Math.max(treated.sum, heldOut.sum) < MIN_EXPECTED_BUYERS && treated.mean <= 1 && heldOut.mean <= 1;
  if (!isKnown || isRare || isTooFew || p >= SIGNIFICANCE) return 'unknown';
  return difference > 0 ? 'more' : 'less';
}

/** Holm's step-down correction of p-values, in their order. Worked: .01, .04 → .02, .04. */
export function holm(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => (values[a] ?? 1) - (values[b] ?? 1));
  const adjusted = [...values];
  let highest = 0;
  for (const [rank, at] of order.entries()) {
    highest = Math.max(highest, Math.min(1, (values[at] ?? 1) * (values.length - rank)));
    adjusted[at] = highest;
  }
  return adjusted;
}
