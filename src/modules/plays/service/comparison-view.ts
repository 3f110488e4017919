import type { ComparisonView } from '../contract/result.ts';
import type { ComparedGroup } from '../rules/index.ts';

/** A comparison as the screens know it. */
export function toComparison({
  key,
  against,
  summary,
  other,
  spend,
  cuped,
  conversion,
  direction,
}: ComparedGroup): ComparisonView {
  // Where nobody has spent anything yet, nought from nought to nought would be a claim.
  const known = spend !== null && spend.se > 0 ? spend : null;
  const shares = summary.conversions + other.conversions > 0 ? conversion : null;
  return {
    key,
    against,
    n: summary.n,
    nAgainst: other.n,
    mean: summary.mean,
    meanAgainst: other.mean,
    conversions: summary.conversions,
    spendLift: known?.diff ?? null,
    spendCi: pair(known?.ci),
    pAdjusted: known?.pAdjusted ?? null,
    cuped: toCuped(cuped),
    lift: shares?.diff ?? null,
    ci: pair(shares?.ci),
    direction,
  };
}

/** The estimate with spend before the play taken out; null where there is none. */
export function toCuped(cuped: ComparedGroup['cuped'] | undefined): ComparisonView['cuped'] {
  if (!cuped) return null;
  return { spendLift: cuped.diff, spendCi: [cuped.ci[0], cuped.ci[1]], varianceReduction: cuped.varianceReduction };
}

/** An interval as JSON knows it; null for none. */
export function pair(interval: readonly [number, number] | undefined): [number, number] | null {
  return interval === undefined ? null : [interval[0], interval[1]];
}
