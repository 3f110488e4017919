import { normalQuantile } from '../../../shared/stats.ts';
import { digamma, trigamma } from '../special-functions.ts';
import type { BetaParameters } from './bg-nbd.ts';
import type { SpendParameters } from './gamma-gamma.ts';
import type { History } from './history.ts';
import type { ParetoParameters } from './pareto-nbd.ts';

/** Probabilities of 0, 1, 2 … visits in some time to come, of somebody who still buys here; they add to about 1. */
export type VisitChances = readonly number[];

/** What is left out at the far end, and the most visits that are looked at: twelve months of several a day. */
const LEFT_OUT = 1e-4;
const MOST_VISITS = 2_000;
/** Moments of leaving that stand for all of them (Pareto/NBD). */
const LEAVINGS = 12;

/** Chances of 0, 1, 2 … of a Poisson count over `t` whose rate is gamma(r, alpha): each from the one before it. */
function* negativeBinomial(r: number, alpha: number, t: number): Generator<number> {
  let ln = r * Math.log(alpha / (alpha + t));
  const lnNext = Math.log(t / (alpha + t));
  for (let n = 0; ; n += 1) {
    yield Math.exp(ln);
    ln += lnNext + Math.log((r + n) / (n + 1));
  }
}

/**
 * Visits of the next `t` of somebody who still buys here, after BG/NBD (Fader, Hardie & Lee 2005, eq. 8, with what is known of
 * her in place of what is known of everybody). `shift` 1 for MBG/NBD, whose first purchase had a dropout chance too.
 * Worked: r .243, α 4.414, a .793, b 2.426; x 2, T 38.86, t 39 → chances of 0, 1, 2: .237, .329, .198; mean 1.687 = 1.226 ÷ .7266.
 */
export function chancesOfBeta(
  { r, alpha, a, b }: BetaParameters,
  { x, T }: History,
  { t, shift }: { t: number; shift: 0 | 1 },
): VisitChances {
  const known = b + x + shift;
  const chances: number[] = [];
  let [stays, leaves, before, sum] = [1, 0, 0, 0];
  for (const chance of negativeBinomial(r + x, alpha + T, t)) {
    const n = chances.length;
    // She buys n times and stays; or she would have bought on, and left after the n-th.
    const here = stays * chance + leaves * Math.max(0, 1 - before);
    chances.push(here);
    sum += here;
    if (sum > 1 - LEFT_OUT || n >= MOST_VISITS) return chances;
    before += chance;
    leaves = (stays * a) / (a + known + n);
    stays *= (known + n) / (a + known + n);
  }
  return chances;
}

/** As {@link chancesOfBeta} after Pareto/NBD: over the moments at which she may leave, each with the visits until then. */
export function chancesOfPareto(
  { r, alpha, s, beta }: ParetoParameters,
  { x, T }: History,
  { t }: { t: number },
): VisitChances {
  const stays = ((beta + T) / (beta + T + t)) ** s;
  const chances: number[] = [];
  const add = (share: number, time: number) => {
    let sum = 0;
    let n = 0;
    for (const chance of negativeBinomial(r + x, alpha + T, time)) {
      chances[n] = (chances[n] ?? 0) + share * chance;
      sum += chance;
      if (sum > 1 - LEFT_OUT || n >= MOST_VISITS) return;
      n += 1;
    }
  };
  add(stays, t);
  for (let at = 0; at < LEAVINGS; at += 1) {
    const gone = ((at + 0.5) / LEAVINGS) * (1 - stays);
    add((1 - stays) / LEAVINGS, (beta + T) * ((1 - gone) ** (-1 / s) - 1));
  }
  return chances;
}

/**
 * Where a number of visits stands among the chances, 0–1, half of its own chance below it: what of many people is even from 0
 * to 1 where the chances are right. Worked: alive .8, chances .5 and .5; no visit → (.2 + .4) ÷ 2 = .3; one → .8.
 */
export function placeOf(visits: number, { alive, chances }: { alive: number; chances: VisitChances }): number {
  let below = visits > 0 ? 1 - alive : 0;
  for (let n = 0; n < Math.min(visits, chances.length); n += 1) below += alive * (chances[n] as number);
  const own = alive * (chances[visits] ?? 0) + (visits === 0 ? 1 - alive : 0);
  return Math.min(1, below + own / 2);
}

/** Numbers of visits that stand for all, and points of spend at each: together a smooth enough curve. */
const VISIT_STEPS = 24;
const SPEND_POINTS = Array.from({ length: 9 }, (_, at) => normalQuantile((at + 0.5) / 9));

/**
 * Spend of the coming visits as points with their weights, rising: the visits of somebody by her chances, times what they
 * bring. Of n visits gamma-gamma says v′·G(pn) ÷ G(px + q), whose logarithm is taken as normal with its own mean and
 * variance (Fader & Hardie 2013). Who does not come spends 0. Money in the unit of the parameters.
 */
export function spendToCome(
  { alive, chances }: { alive: number; chances: VisitChances },
  { spend: { p, q, v }, x, mean }: { spend: SpendParameters; x: number; mean: number },
): { value: number; weight: number }[] {
  const shape = p * x + q;
  const base = Math.log(v + x * mean) - digamma(shape);
  const none = 1 - alive + alive * (chances[0] ?? 0);
  const points = [{ value: 0, weight: none }];
  let [visits, weight] = [0, 0];
  for (let n = 1; n < chances.length; n += 1) {
    const chance = alive * (chances[n] as number);
    visits += n * chance;
    weight += chance;
    if (weight === 0 || (weight < alive / VISIT_STEPS && n + 1 < chances.length)) continue;
    const here = p * (visits / weight);
    const middle = base + digamma(here);
    const deviation = Math.sqrt(trigamma(here) + trigamma(shape));
    for (const z of SPEND_POINTS) {
      points.push({ value: Math.exp(middle + z * deviation), weight: weight / SPEND_POINTS.length });
    }
    [visits, weight] = [0, 0];
  }
  return points.sort((a, b) => a.value - b.value);
}

/** The value below which a share of the weight lies. Worked: 0 with .3, 10 with .7, at .2 → 0; at .5 → 10. */
export function quantileOf(points: readonly { value: number; weight: number }[], share: number): number {
  const all = points.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  for (const { value, weight } of points) {
    sum += weight;
    if (sum >= share * all) return value;
  }
  return points.at(-1)?.value ?? 0;
}
