/**
 * Small deterministic random numbers for the demo. Two well-known public-domain algorithms, written out here so that a
 * seed gives the same shop on every machine and in every version of Node:
 * the 32-bit finaliser of MurmurHash3 (Austin Appleby, public domain) mixes keys, and
 * xoshiro128** 1.1 (David Blackman and Sebastiano Vigna, 2018, public domain) makes streams from a mixed key.
 *
 * Everything is *keyed*: a number belongs to (seed, who, day, purpose) and not to the order in which it was asked for.
 * That is what makes "advanced in pieces" equal "advanced at once", and one person's offer invisible to everybody else.
 */

/** The purposes a number can be drawn for; one value each, so that two questions never share their randomness. */
export const PURPOSE = {
  arrivals: 1,
  profile: 2,
  visit: 3,
  basket: 4,
  anonymousCount: 5,
  anonymousBasket: 6,
  unsubscribe: 7,
  duplicate: 8,
  happenings: 9,
} as const;

const UINT32 = 4_294_967_296;
/** 2^32 divided by the golden ratio: the usual odd step that spreads consecutive keys. */
const GOLDEN_STEP = 0x9e3779b9;

function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Mixes a seed and three keys to one 32-bit number.
 * Any integers; a seed beyond 32 bits keeps its upper half.
 */
function computeKey(seed: number, purpose: number, who: number, when: number): number {
  let h = mix(seed + GOLDEN_STEP);
  h = mix(h ^ mix(Math.floor(seed / UINT32) + purpose * GOLDEN_STEP));
  h = mix(h ^ (who + GOLDEN_STEP));
  return mix(h + Math.imul(when + 1, GOLDEN_STEP));
}

/** One number in [0, 1) for these keys; the same keys always give the same number. */
export function drawOnce(seed: number, purpose: number, who: number, when: number): number {
  return computeKey(seed, purpose, who, when) / UINT32;
}

/** A stream of random numbers; every call moves it one step. */
export interface Stream {
  /** Uniform in [0, 1). */
  next(): number;
  /** True with this probability (0–1). */
  chance(rate: number): boolean;
  /** Integer from `low` to `high`, both possible. */
  integer(low: number, high: number): number;
  /** One of the list, each equally likely. The list is never empty. */
  pick<T>(list: readonly T[]): T;
  /** Index into `weights`, in proportion to them. Weights ≥ 0, not all zero. */
  weightedIndex(weights: readonly number[]): number;
  /** Normal with this mean and standard deviation (Box–Muller). */
  normal(mean: number, deviation: number): number;
  /** Exponential with this mean. */
  exponential(mean: number): number;
  /** Poisson count with this mean (Knuth's product method; meant for means below about 200). */
  poisson(mean: number): number;
}

/** The stream that belongs to a seed and three keys. */
export function createStream(seed: number, purpose: number, who: number, when: number): Stream {
  const key = computeKey(seed, purpose, who, when);
  let a = mix(key + GOLDEN_STEP);
  let b = mix(a + GOLDEN_STEP);
  let c = mix(b + GOLDEN_STEP);
  let d = mix(c + GOLDEN_STEP) | 1;

  function next(): number {
    const scaled = Math.imul(b, 5);
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result / UINT32;
  }

  const stream: Stream = {
    next,
    chance: (rate) => next() < rate,
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick(list) {
      const value = list[Math.floor(next() * list.length)];
      if (value === undefined) throw new RangeError('pick needs a list that is not empty');
      return value;
    },
    weightedIndex(weights) {
      let total = 0;
      for (const weight of weights) total += weight;
      let left = next() * total;
      for (let i = 0; i < weights.length; i++) {
        left -= weights[i] ?? 0;
        if (left < 0) return i;
      }
      return weights.length - 1;
    },
    normal(mean, deviation) {
      const radius = Math.sqrt(-2 * Math.log(1 - next()));
      return mean + deviation * radius * Math.cos(2 * Math.PI * next());
    },
    exponential: (mean) => -mean * Math.log(1 - next()),
    poisson(mean) {
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = next(); product > limit; product *= next()) count += 1;
      return count;
    },
  };
  return stream;
}
