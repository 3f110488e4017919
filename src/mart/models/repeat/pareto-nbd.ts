import { hypergeometric, lnGamma, lnSum } from '../special-functions.ts';
import type { Grouped, History } from './history.ts';

/** Buying is Poisson with a gamma(r, α) rate over people; staying is exponential with a gamma(s, β) rate. */
export interface ParetoParameters {
  r: number;
  alpha: number;
  s: number;
  beta: number;
}

/**
 * Scales of buying and of leaving that differ by more tell of nobody's leaving, or of everybody's; the series that both
 * meet in needs ever more terms there.
 */
const MOST_SCALE_RATIO = 100;
/** Whether a search ran into the edge of what the model can tell. */
export const isParetoAtEdge = ({ alpha, beta }: ParetoParameters) =>
  Math.max(alpha, beta) > 0.9 * MOST_SCALE_RATIO * Math.min(alpha, beta);

/** ln of the integral over the moment of leaving between tx and T (Fader & Hardie 2005, note on deriving the Pareto/NBD). */
function lnLeft({ r, alpha, s, beta }: ParetoParameters, { x, tx, T }: History): number {
  const c = r + s + x + 1;
  const high = Math.max(alpha, beta);
  const gap = Math.abs(alpha - beta);
  // Euler's transformation leaves 1 and the other parameter: all terms positive, and the series short.
  const other = alpha >= beta ? s + 1 : r + x;
  const lnTerm = (time: number) => {
    const z = gap / (high + time);
    return (
      (1 - other) * Math.log1p(-z) + Math.log(hypergeometric(1, c - other, c, z)) - (c - 1) * Math.log(high + time)
    );
  };
  const from = lnTerm(tx);
  const to = lnTerm(T);
  return to >= from ? -Infinity : from + Math.log1p(-Math.exp(to - from));
}

/**
 * Log-likelihood of Pareto/NBD over all people (Schmittlein, Morrison & Colombo 1987).
 * −Infinity where the scales differ by more than a hundred times.
 * Worked: CDNOW at r .5532, α 10.5763, s .6063, β 11.6715 → −9594.98.
 */
export function paretoNbdLogLikelihood(parameters: ParetoParameters, data: Grouped): number {
  const { r, alpha, s, beta } = parameters;
  if (Math.max(alpha, beta) > MOST_SCALE_RATIO * Math.min(alpha, beta)) return -Infinity;
  const ofX = Float64Array.from(
    { length: data.maxX + 1 },
    (_, x) => lnGamma(r + x) - lnGamma(r) + r * Math.log(alpha) + s * Math.log(beta),
  );
  let sum = 0;
  for (let i = 0; i < data.size; i += 1) {
    const history = { x: data.x[i] as number, tx: data.tx[i] as number, T: data.T[i] as number };
    const { x, T } = history;
    const alive = -(r + x) * Math.log(alpha + T) - s * Math.log(beta + T);
    const gone = Math.log(s / (r + s + x)) + lnLeft(parameters, history);
    sum += (data.people[i] as number) * ((ofX[x] as number) + lnSum(alive, gone));
  }
  return sum;
}

/** Probability that somebody still buys here (Pareto/NBD). */
export function paretoNbdAlive(parameters: ParetoParameters, history: History): number {
  const { r, alpha, s, beta } = parameters;
  const { x, T } = history;
  const lnOdds =
    Math.log(s / (r + s + x)) + (r + x) * Math.log(alpha + T) + s * Math.log(beta + T) + lnLeft(parameters, history);
  return 1 / (1 + Math.exp(lnOdds));
}

/** Expected purchases in the next `t` (Schmittlein, Morrison & Colombo 1987, eq. 22). */
export function paretoNbdExpected(parameters: ParetoParameters, history: History, t: number): number {
  const { r, alpha, s, beta } = parameters;
  const { x, T } = history;
  const perTime = ((r + x) * (beta + T)) / (alpha + T);
  const stays =
    Math.abs(s - 1) < 1e-9
      ? Math.log((beta + T + t) / (beta + T))
      : (1 - ((beta + T) / (beta + T + t)) ** (s - 1)) / (s - 1);
  return perTime * stays * paretoNbdAlive(parameters, history);
}
