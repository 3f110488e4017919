import { mean, standardDeviation } from '../../../shared/stats.ts';
import { WINSORISED_SHARE, winsoriseTop } from './comparison.ts';

/** What one assigned person did in the counting window; every assigned person has a row, most of them with zeros (MT-30). */
export interface PersonOutcome {
  converted: boolean;
  /** Net of refunds, in the currency's minor unit; 0 for no order. */
  spendMinor: number;
}

/** One arm in four numbers. `mean` and `sd` are spend per head in minor units, 0 when there is nobody to average. */
export interface ArmSummary {
  n: number;
  conversions: number;
  mean: number;
  sd: number;
}

/**
 * Reduces both arms to what `decideVerdict` needs, as assigned (MT-30), after winsorising spend over both arms together
 * (MT-32). `thresholdMinor` is the largest spend that still counts in full; undefined when nobody was assigned.
 */
export function summariseArms({
  treated,
  holdout,
  winsorisedShare = WINSORISED_SHARE,
}: {
  treated: readonly PersonOutcome[];
  holdout: readonly PersonOutcome[];
  winsorisedShare?: number;
}): { treated: ArmSummary; holdout: ArmSummary; thresholdMinor: number | undefined } {
  const { values, threshold } = winsoriseTop(
    [...treated, ...holdout].map((person) => person.spendMinor),
    winsorisedShare,
  );
  return {
    treated: summarise(treated, values.slice(0, treated.length)),
    holdout: summarise(holdout, values.slice(treated.length)),
    thresholdMinor: threshold,
  };
}

function summarise(people: readonly PersonOutcome[], spends: readonly number[]): ArmSummary {
  return {
    n: people.length,
    conversions: people.filter((person) => person.converted).length,
    mean: mean(spends) ?? 0,
    sd: standardDeviation(spends) ?? 0,
  };
}
