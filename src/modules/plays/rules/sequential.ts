import { AppError } from '../../../shared/errors.ts';
import { normalCdf } from '../../../shared/stats.ts';
import { DEFAULT_CONFIDENCE } from './comparison.ts';

/** A look in the first hundredth of a play is as wide as one at its hundredth. */
const FIRST_CLOCK = 0.01;
/** Beyond this many standard errors a tail probability has no digits left. */
const MOST_DEVIATIONS = 8;

/**
 * How many standard errors an interval must reach to either side to hold at EVERY look at once, however often and
 * whenever somebody looks (MT-39): Robbins' normal mixture, the boundary of the mixture SPRT
 * (Robbins 1970; Johari, Pekelis & Walsh 2015; Howard, Ramdas, McAuliffe & Sekhon 2021, eq. 14), tuned to be narrowest
 * at the planned end: √((1 + ρ/t)·ln((t + ρ)/(ρα²))), ρ = 1 / (2·ln(1/α) + ln(1 + 2·ln(1/α))).
 * `clock` t is how much of the variance planned for the whole play has come in: 1 at the planned end, and on beyond it.
 * Why it holds although one group of people is watched: looks at sums of the same people are correlated at least as
 * much as the Brownian motion the boundary is made for (Slepian 1962), see docs/decisions/0026-measurement.md.
 * Worked: α .05 → 3.03 at the planned end, 3.26 at a quarter of it; one look alone needs 1.96.
 * @throws AppError invalid_input when the confidence lies outside 0–1
 */
export function alwaysValidDeviations({
  clock,
  confidence = DEFAULT_CONFIDENCE,
}: {
  clock: number;
  confidence?: number;
}): number {
  if (!(confidence > 0 && confidence < 1)) throw new AppError('invalid_input', 'confidence must lie between 0 and 1');
  const alpha = 1 - confidence;
  const t = Math.max(clock, FIRST_CLOCK);
  const rho = 1 / (2 * Math.log(1 / alpha) + Math.log(1 + 2 * Math.log(1 / alpha)));
  return Math.sqrt((1 + rho / t) * Math.log((t + rho) / (rho * alpha ** 2)));
}

/**
 * Coverage (0–1) of one look that reaches as many standard errors: with it every interval of a single look, Newcombe's
 * and Student's too, becomes one that may be looked at any time. Worked: 1.959964 → .95; 3.03 → .9976.
 */
export function coverageOf(deviations: number): number {
  return 1 - 2 * normalCdf(-Math.min(deviations, MOST_DEVIATIONS));
}

/**
 * How much of the planned variance has come in (the clock of the bound): the square of the standard error so far over
 * that planned from the same people's spend before the play. Unknown before → share of the planned days that have
 * passed. At least one hundredth. Worked: se 50 of planned 100 → .25; 7 of 28 days → .25.
 */
export function computeClock(input: {
  se: number;
  plannedSe: number | undefined;
  daysCounted: number;
  measureDays: number;
}): number {
  const clock =
    input.plannedSe !== undefined && input.plannedSe > 0
      ? (input.se / input.plannedSe) ** 2
      : input.daysCounted / input.measureDays;
  return Math.max(FIRST_CLOCK, clock);
}
