import { mean, standardDeviation } from '../../../shared/stats.ts';
import { WINSORISED_SHARE, winsoriseTop } from './comparison.ts';

/** Most of the buyers who may be brought down; beyond it winsorising would decide the play, not tame it. */
const MOST_BUYERS = 0.1;
/** Keeps two people of two hundred two, where the division would make them 1.9999. */
const ROUNDING = 1e-9;

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
 * (MT-32). As many people as the share of everybody assigned are brought down, but never more than one buyer in ten:
 * where fewer than one in a hundred bought, all spend would come down to zero. `thresholdMinor` is the largest spend that
 * still counts in full; undefined when nobody bought. Given one, it is used as it is. Worked: 10 buyers of 10,000 among 2,000 people → 10,000.
 */
export function summariseArms({
  treated,
  holdout,
  winsorisedShare = WINSORISED_SHARE,
  thresholdMinor,
}: {
  treated: readonly PersonOutcome[];
  holdout: readonly PersonOutcome[];
  winsorisedShare?: number;
  thresholdMinor?: number | undefined;
}): { treated: ArmSummary; holdout: ArmSummary; thresholdMinor: number | undefined } {
  const people = [...treated, ...holdout];
  const spends = people.map((person) => person.spendMinor).filter((spendMinor) => spendMinor > 0);
  const share = Math.min((winsorisedShare * people.length) / Math.max(1, spends.length) + ROUNDING, MOST_BUYERS);
  const threshold = thresholdMinor ?? winsoriseTop(spends, share).threshold;
  return {
    treated: summarise(treated, threshold),
    holdout: summarise(holdout, threshold),
    thresholdMinor: threshold,
  };
}

function summarise(people: readonly PersonOutcome[], thresholdMinor = Number.POSITIVE_INFINITY): ArmSummary {
  const spends = people.map(({ spendMinor }) => Math.min(spendMinor, thresholdMinor));
  return {
    n: people.length,
    conversions: people.filter((person) => person.converted).length,
    mean: mean(spends) ?? 0,
    sd: standardDeviation(spends) ?? 0,
  };
}
