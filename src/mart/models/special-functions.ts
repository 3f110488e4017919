/** Lanczos coefficients for g = 7, n = 9 (Godfrey 2001): ln Γ to about 15 digits. */
const LANCZOS = [
  0.999_999_999_999_809_93, 676.520_368_121_885_1, -1_259.139_216_722_402_8, 771.323_428_777_653_13,
  -176.615_029_162_140_59, 12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_571_6e-6,
  1.505_632_735_149_311_6e-7,
] as const;
const LANCZOS_G = 7;
const HALF_LN_2PI = Math.log(2 * Math.PI) / 2;

/** ln Γ(x) for x > 0. Worked: lnGamma(5) = ln 24 = 3.1780538. */
export function lnGamma(x: number): number {
  // Below one half the series loses digits: Γ(x) = Γ(x + 1) / x.
  if (x < 0.5) return lnGamma(x + 1) - Math.log(x);
  const y = x - 1;
  let sum: number = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i += 1) sum += (LANCZOS[i] ?? 0) / (y + i);
  const t = y + LANCZOS_G + 0.5;
  return HALF_LN_2PI + (y + 0.5) * Math.log(t) - t + Math.log(sum);
}

const MAX_TERMS = 100_000;
const PRECISION = 1e-14;

/**
 * Gauss's hypergeometric function ₂F₁(a, b; c; z) for 0 ≤ z < 1 by its series; past the terms allowed, the sum so far.
 * Worked: hypergeometric(1, 1, 2, 0.5) = 2 ln 2 = 1.3862944.
 */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 0; k < MAX_TERMS; k += 1) {
    term *= ((a + k) * (b + k) * z) / ((c + k) * (k + 1));
    sum += term;
    if (Math.abs(term) < PRECISION * Math.abs(sum)) break;
  }
  return sum;
}

/** ln(eᵃ + eᵇ) without overflow. */
export function lnSum(a: number, b: number): number {
  const high = a > b ? a : b;
  return high === -Infinity ? -Infinity : high + Math.log1p(Math.exp((a > b ? b : a) - high));
}

/** From here on the asymptotic series of both has ten digits. */
const SERIES_FROM = 8;

/** ψ(x), the slope of ln Γ, for x > 0. Worked: digamma(1) = −.5772157. */
export function digamma(x: number): number {
  if (x < SERIES_FROM) return digamma(x + 1) - 1 / x;
  const square = 1 / (x * x);
  return Math.log(x) - 1 / (2 * x) - square * (1 / 12 - square * (1 / 120 - square / 252));
}

/** ψ′(x), the slope of {@link digamma}, for x > 0. Worked: trigamma(1) = π² ÷ 6 = 1.6449341. */
export function trigamma(x: number): number {
  if (x < SERIES_FROM) return trigamma(x + 1) + 1 / (x * x);
  const square = 1 / (x * x);
  return 1 / x + square / 2 + (square / x) * (1 / 6 - square * (1 / 30 - square / 42));
}
