import { type Interval, mean, standardDeviation } from '../../../shared/stats.ts';
import { type ArmSummary, type PersonOutcome, summariseArms } from './arms.ts';
import { DEFAULT_CONFIDENCE, newcombeDifference, welchDifference } from './comparison.ts';
import { adjustByPrePeriod } from './cuped.ts';
import { holm } from './measure-arms.ts';
import { MIN_ARM_SIZE, MIN_EXPECTED_BUYERS } from './verdict.ts';

/** What is said of one comparison: `more` and `less` are effects, `unknown` could be chance or stands on too few people. */
export type Direction = 'more' | 'less' | 'unknown';

/** A person of a play with what she spent before it. */
export interface MeasuredPerson extends PersonOutcome {
  preSpendMinor: number;
}

/** One group against another, spend per head in minor units, shares 0–1. Null where a group is too small to compare. */
export interface Comparison {
  spend: {
    diff: number;
    se: number;
    df: number | undefined;
    ci: Interval;
    p: number | null;
    pAdjusted: number | null;
  } | null;
  /** The same with what people spent before taken out; decides nothing, it shows what a larger play could tell. */
  cuped: { diff: number; se: number; ci: Interval; varianceReduction: number } | null;
  conversion: { diff: number; ci: Interval } | null;
  direction: Direction;
}

/** A group of people compared with another: its summary and the comparison. */
export interface ComparedGroup extends Comparison {
  key: string;
  /** Key of the group it is compared with. */
  against: string;
  summary: ArmSummary;
  other: ArmSummary;
}

interface Pair {
  key: string;
  against: string;
  people: readonly MeasuredPerson[];
  others: readonly MeasuredPerson[];
}

const SIGNIFICANCE = 1 - DEFAULT_CONFIDENCE;

/**
 * Compares several pairs of groups with one chance of a false alarm for all of them together: p-values by Holm (1979),
 * intervals at 1 − α/m (Bonferroni), which is never narrower than Holm's. Spend is winsorised within each pair (MT-32), or at
 * the one threshold given, so that the arms of a play add up: B − A is what B shows less what A shows.
 * A group below 30 people, or with fewer than 5 buyers to expect, is `unknown`. One pair is not corrected at all.
 * Used for the arms of a play against its hold-out, for the arms among themselves, and for the effect by group (MT-30..32).
 * Worked: two arms with p .01 and .04 → .02 and .04, intervals at 97.5 %.
 */
export function comparePairs(
  pairs: readonly Pair[],
  { thresholdMinor }: { thresholdMinor?: number | undefined } = {},
): ComparedGroup[] {
  const confidence = 1 - SIGNIFICANCE / Math.max(1, pairs.length);
  const compared = pairs.map((pair) => ({
    pair,
    ...comparePair(pair, { confidence, givenThreshold: thresholdMinor }),
  }));
  const adjusted = holm(compared.map(({ spend }) => spend?.p ?? 1));
  return compared.map(({ pair, treated, holdout, spend, cuped, conversion }, at) => {
    const p = adjusted[at] ?? 1;
    return {
      key: pair.key,
      against: pair.against,
      summary: treated,
      other: holdout,
      spend: spend && { ...spend, pAdjusted: spend.p === null ? null : p },
      cuped,
      conversion,
      direction: decide({ treated, holdout, diff: spend?.diff ?? 0, p: spend?.p == null ? 1 : p }),
    };
  });
}

function comparePair(
  { people, others }: Pair,
  { confidence, givenThreshold }: { confidence: number; givenThreshold: number | undefined },
) {
  const {
    treated,
    holdout,
    thresholdMinor = Number.POSITIVE_INFINITY,
  } = summariseArms({ treated: people, holdout: others, thresholdMinor: givenThreshold });
  const welch = welchDifference({
    n1: treated.n,
    mean1: treated.mean,
    sd1: treated.sd,
    n0: holdout.n,
    mean0: holdout.mean,
    sd0: holdout.sd,
    confidence,
  });
  const shares = newcombeDifference({
    x1: treated.conversions,
    n1: treated.n,
    x0: holdout.conversions,
    n0: holdout.n,
    confidence,
  });
  return {
    treated,
    holdout,
    spend: welch
      ? { diff: welch.diff, se: welch.se, df: welch.df, ci: welch.ci, p: welch.pValue ?? null, pAdjusted: null }
      : null,
    cuped: compareAdjusted({ people, others, thresholdMinor, confidence }),
    conversion: shares ? { diff: shares.diff, ci: shares.ci } : null,
  };
}

/** Welch on spend with the spend before taken out; null below two people or when nothing was spent before. */
function compareAdjusted(input: {
  people: readonly MeasuredPerson[];
  others: readonly MeasuredPerson[];
  thresholdMinor: number;
  confidence: number;
}): Comparison['cuped'] {
  const tamed = (group: readonly MeasuredPerson[]) =>
    group.map(({ spendMinor, preSpendMinor }) => ({
      spendMinor: Math.min(spendMinor, input.thresholdMinor),
      preSpendMinor,
    }));
  const { arms, theta, varianceReduction } = adjustByPrePeriod([tamed(input.people), tamed(input.others)]);
  if (theta === 0) return null;
  const [one = [], other = []] = arms;
  const welch = welchDifference({
    n1: one.length,
    mean1: mean(one) ?? 0,
    sd1: standardDeviation(one) ?? 0,
    n0: other.length,
    mean0: mean(other) ?? 0,
    sd0: standardDeviation(other) ?? 0,
    confidence: input.confidence,
  });
  return welch ? { diff: welch.diff, se: welch.se, ci: welch.ci, varianceReduction } : null;
}

function decide({
  treated,
  holdout,
  diff,
  p,
}: {
  treated: ArmSummary;
  holdout: ArmSummary;
  diff: number;
  p: number;
}): Direction {
  const smaller = Math.min(treated.n, holdout.n);
  const buyers = (treated.conversions + holdout.conversions) / Math.max(1, treated.n + holdout.n);
  if (smaller < MIN_ARM_SIZE || smaller * buyers < MIN_EXPECTED_BUYERS || p >= SIGNIFICANCE) return 'unknown';
  return diff > 0 ? 'more' : 'less';
}
