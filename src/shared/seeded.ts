/**
 * A small seeded generator (mulberry32, Tommy Ettinger, public domain): the same whole number gives the same numbers on every
 * machine. For simulations, benchmarks and tests; never for secrets. @returns a function that gives the next number in [0, 1)
 * Worked: seed 1 → 0.627…, 0.002…
 */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
