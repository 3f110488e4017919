import { hypergeometric, lnGamma, lnSum } from '../special-functions.ts';
import type { Grouped, History } from './history.ts';

/**
 * Buying while alive is Poisson with a rate that is gamma(r, α) over people; after each purchase one drops out with a
 * probability that is beta(a, b) over people. Time in the unit of the histories.
 */
export interface BetaParameters {
  r: number;
  alpha: number;
  a: number;
  b: number;
}

/** Terms that depend on x alone, made once per x and evaluation. */
function tableByX(maxX: number, of: (x: number) => number): Float64Array {
  return Float64Array.from({ length: maxX + 1 }, (_, x) => of(x));
}

/** Σ people · (ofX + ln((α + T)^−(r + x) + gone · (α + tx)^−(r + x))), what both models come down to. */
function sumOverPeople(
  data: Grouped,
  { r, alpha, ofX, lnGone }: { r: number; alpha: number; ofX: Float64Array; lnGone: Float64Array },
): number {
  const lnTimes = data.times.map((time) => Math.log(alpha + time));
  let sum = 0;
  for (let i = 0; i < data.size; i += 1) {
    const x = data.x[i] as number;
    const alive = -(r + x) * (lnTimes[data.TAt[i] as number] as number);
    const gone = (lnGone[x] as number) - (r + x) * (lnTimes[data.txAt[i] as number] as number);
    sum += (data.people[i] as number) * ((ofX[x] as number) + lnSum(alive, gone));
  }
  return sum;
}

/**
 * Log-likelihood of BG/NBD over all people (Fader, Hardie & Lee 2005, eq. 6).
 * Worked: CDNOW at r .2426, α 4.4136, a .7929, b 2.4259 → −9582.43.
 */
export function bgNbdLogLikelihood({ r, alpha, a, b }: BetaParameters, data: Grouped): number {
  const ofX = tableByX(
    data.maxX,
    (x) =>
      lnGamma(r + x) -
      lnGamma(r) +
      r * Math.log(alpha) +
      lnGamma(a + b) +
      lnGamma(b + x) -
      lnGamma(b) -
      lnGamma(a + b + x),
  );
  // Nobody is gone before her first repeat.
  const lnGone = tableByX(data.maxX, (x) => (x === 0 ? -Infinity : Math.log(a / (b + x - 1))));
  return sumOverPeople(data, { r, alpha, ofX, lnGone });
}

/**
 * Log-likelihood of MBG/NBD: as BG/NBD, but one may drop out after the first purchase too, so a single visit is no proof of life
 * (Batislam, Denizel & Filiztekin 2007). Worked: CDNOW at .525, 6.183, .891, 1.614 is its maximum.
 */
export function mbgNbdLogLikelihood({ r, alpha, a, b }: BetaParameters, data: Grouped): number {
  const ofX = tableByX(
    data.maxX,
    (x) =>
      lnGamma(r + x) -
      lnGamma(r) +
      r * Math.log(alpha) +
      lnGamma(a + b) +
      lnGamma(b + x + 1) -
      lnGamma(b) -
      lnGamma(a + b + x + 1),
  );
  const lnGone = tableByX(data.maxX, (x) => Math.log(a / (b + x)));
  return sumOverPeople(data, { r, alpha, ofX, lnGone });
}

const odds = ({ r, alpha }: BetaParameters, { x, tx, T }: History) => ((alpha + T) / (alpha + tx)) ** (r + x);

/**
 * Probability that somebody still buys here (MT-16, BG/NBD). Without a repeat it is 1 by the model's construction.
 * Worked: r .243, α 4.414, a .793, b 2.426; x 2, tx 30.43, T 38.86 → .7266; x 0 → 1; (5, 10, 38.86) → .0248.
 */
export function bgNbdAlive(parameters: BetaParameters, history: History): number {
  if (history.x === 0) return 1;
  const { a, b } = parameters;
  return 1 / (1 + (a / (b + history.x - 1)) * odds(parameters, history));
}

/** As {@link bgNbdAlive} for MBG/NBD. Worked: same parameters, (0, 0, 38.86) → .6373; (2, 30.43, 38.86) → .7744. */
export function mbgNbdAlive(parameters: BetaParameters, history: History): number {
  const { a, b } = parameters;
  return 1 / (1 + (a / (b + history.x)) * odds(parameters, history));
}

/**
 * Expected purchases in the next `t` (Fader, Hardie & Lee 2005, eq. 10). `a` of exactly 1 has its limit beside it.
 * Worked: .243, 4.414, .793, 2.426; x 2, tx 30.43, T 38.86, t 39 → 1.226.
 */
export function bgNbdExpected(parameters: BetaParameters, history: History, t: number): number {
  return expected(parameters, history, { t, shift: -1, alive: bgNbdAlive(parameters, history) });
}

/** As {@link bgNbdExpected} for MBG/NBD. */
export function mbgNbdExpected(parameters: BetaParameters, history: History, t: number): number {
  return expected(parameters, history, { t, shift: 0, alive: mbgNbdAlive(parameters, history) });
}

/** Both models differ by the one dropout chance that the first purchase has: `shift` −1 without, 0 with it. */
function expected(
  { r, alpha, a: givenA, b }: BetaParameters,
  { x, T }: History,
  at: { t: number; shift: number; alive: number },
): number {
  const { t, shift, alive } = at;
  const a = Math.abs(givenA - 1) < 1e-6 ? 1 + 1e-6 : givenA;
  const c = a + b + x + shift;
  const h = hypergeometric(r + x, b + x + shift + 1, c, t / (alpha + T + t));
  return (c / (a - 1)) * (1 - ((alpha + T) / (alpha + T + t)) ** (r + x) * h) * alive;
}
