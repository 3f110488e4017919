import { AppError } from './errors.ts';

/** A closed interval `[low, high]`, in the unit of the estimate it belongs to. */
export type Interval = readonly [low: number, high: number];

/** Above this many degrees of freedom Student's t and the normal curve differ by less than 1e-6. */
const NORMAL_FROM_DF = 1e6;
/** Below this point the power series of Φ keeps 13 digits; beyond it the continued fraction does, in few steps. */
const SERIES_UP_TO = 3;
const FRACTION_STEPS = 120;
/** Enough halvings to exhaust the 53 bits of a double from any bracket used here. */
const BISECTION_STEPS = 200;
const LENTZ_TINY = 1e-300;
const LENTZ_PRECISION = 1e-15;
/** Lentz needs about √max(a, b) steps; with df ≤ 1e6 that is below 1,000. */
const LENTZ_STEPS = 10_000;

function requireProbability(p: number, name: string): void {
  if (!(p > 0 && p < 1)) throw new AppError('invalid_input', `${name} must lie between 0 and 1, both excluded`);
}

/** Height of the standard normal curve. */
function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * Share of a standard normal population at or below `x` (Φ), to about 1e-15 absolute and 1e-12 relative in the lower tail.
 * Power series x + x³/3 + x⁵/15 + … near the middle, continued fraction of Mills' ratio in the tails.
 * Worked: normalCdf(1.96) = 0.9750021.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  const size = Math.abs(x);
  if (size < SERIES_UP_TO) {
    let term = x;
    let sum = x;
    for (let k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) {
      term *= (x * x) / k;
      sum += term;
    }
    return 0.5 + normalDensity(x) * sum;
  }
  let fraction = 0;
  for (let k = FRACTION_STEPS; k >= 1; k -= 1) fraction = k / (size + fraction);
  const tail = size === Infinity ? 0 : normalDensity(size) / (size + fraction);
  return x < 0 ? tail : 1 - tail;
}

/** Solves `cdf(x) = p` for a curve symmetric about 0; works in the lower tail, where nothing cancels. */
function invertSymmetricCdf(cdf: (x: number) => number, p: number): number {
  if (p === 0.5) return 0;
  if (p > 0.5) return -invertSymmetricCdf(cdf, 1 - p);
  let low = -1;
  while (cdf(low) > p) low *= 2;
  let high = 0;
  for (let step = 0; step < BISECTION_STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The value below which a share `p` of a standard normal population lies. Worked: normalQuantile(0.975) = 1.959964.
 * @throws AppError invalid_input when p is not strictly between 0 and 1
 */
export function normalQuantile(p: number): number {
  requireProbability(p, 'p');
  return invertSymmetricCdf(normalCdf, p);
}

/** Stirling's series after shifting the argument above 10, where it keeps 14 digits. `x` > 0. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  while (z < 10) {
    shift += Math.log(z);
    z += 1;
  }
  const inverse = 1 / z;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series - shift;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < LENTZ_TINY ? LENTZ_TINY : value;
}

/** Continued fraction of the incomplete beta function (DLMF 8.17.22), evaluated by the modified Lentz method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= LENTZ_STEPS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < LENTZ_PRECISION) break;
  }
  return value;
}

/** Regularised incomplete beta I_x(a, b); `rest` is 1 − x, passed in because subtracting would lose digits near 1. */
function incompleteBeta({ x, rest, a, b }: { x: number; rest: number; a: number; b: number }): number {
  if (x <= 0) return 0;
  if (rest <= 0) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(rest));
  // The fraction converges fast only on its own side of the mean; the other side is reached by symmetry.
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(rest, b, a)) / b;
}

/**
 * Share of Student's t with `df` degrees of freedom (any positive number, as Welch gives) at or below `t`.
 * Worked: studentCdf(2.228139, 10) = 0.975.
 * @throws AppError invalid_input when df is not positive
 */
export function studentCdf(t: number, df: number): number {
  if (!(df > 0)) throw new AppError('invalid_input', 'degrees of freedom must be positive');
  if (df > NORMAL_FROM_DF) return normalCdf(t);
  const square = t * t;
  const tail =
    square === Infinity
      ? 0
      : incompleteBeta({ x: df / (df + square), rest: square / (df + square), a: df / 2, b: 0.5 }) / 2;
  return t < 0 ? tail : 1 - tail;
}

/**
 * The value below which a share `p` of Student's t with `df` degrees of freedom lies.
 * Worked: studentQuantile(0.975, 10) = 2.228139.
 * @throws AppError invalid_input when p is not strictly between 0 and 1, or df is not positive
 */
export function studentQuantile(p: number, df: number): number {
  requireProbability(p, 'p');
  return invertSymmetricCdf((t) => studentCdf(t, df), p);
}

/** Arithmetic mean; undefined for no values (MT-02: nothing is not zero). */
export function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Sample standard deviation (divisor n − 1), two passes so that large amounts keep their digits; undefined below two values. */
export function standardDeviation(values: readonly number[]): number | undefined {
  const centre = mean(values);
  if (centre === undefined || values.length < 2) return undefined;
  let squares = 0;
  for (const value of values) squares += (value - centre) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * The value at `share` (0–1) of the ordered values, interpolated between neighbours (Hyndman–Fan type 7, as in
 * PostgreSQL's percentile_cont). Undefined for no values; the input is not changed. Worked: [1, 2, 3, 4] at 0.5 → 2.5.
 * @throws AppError invalid_input when share lies outside 0–1
 */
export function percentile(values: readonly number[], share: number): number | undefined {
  if (!(share >= 0 && share <= 1)) throw new AppError('invalid_input', 'share must lie between 0 and 1');
  const ordered = Float64Array.from(values).sort();
  const position = (ordered.length - 1) * share;
  const below = ordered[Math.floor(position)];
  const above = ordered[Math.ceil(position)];
  if (below === undefined || above === undefined) return undefined;
  return below + (above - below) * (position - Math.floor(position));
}

/** Middle value; the mean of the two middle ones for an even count; undefined for no values. */
export function median(values: readonly number[]): number | undefined {
  return percentile(values, 0.5);
}
