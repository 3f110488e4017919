/** Numbers that look random and are the same in every run (Lehmer, Park & Miller 1988). */
export function createDraw(seed: number): () => number {
  let state = (seed * 7_919 + 1) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Draws a number of a weighted list by bisection of its running sums. */
function createChoice(weights: readonly number[], draw: () => number): () => number {
  const sums = new Float64Array(weights.length);
  let total = 0;
  for (const [at, weight] of weights.entries()) {
    total += weight;
    sums[at] = total;
  }
  return () => {
    const wanted = draw() * total;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Items that go together in a supermarket: each list is taken whole in part of the baskets. */
const BUNDLES = 400;

/**
 * Baskets with the skew of a supermarket: a few items in half of all baskets, thousands in a handful, ten items in a
 * mean basket and some of eighty, some items taken together.
 */
export function makeBaskets({ baskets, items, seed }: { baskets: number; items: number; seed: number }): string[][] {
  const draw = createDraw(seed);
  // Zipf's law with a blunted top: the first item in about half of the baskets.
  const choose = createChoice(
    Array.from({ length: items }, (_, rank) => 1 / (rank + 3) ** 1.05),
    draw,
  );
  const bundles = Array.from({ length: BUNDLES }, () => Array.from({ length: 2 + Math.floor(draw() * 4) }, choose));
  return Array.from({ length: baskets }, () => {
    const size = Math.min(80, 1 + Math.floor(-Math.log(1 - draw()) * 9));
    const basket = new Set<string>();
    while (basket.size < size) {
      if (draw() < 0.04)
        for (const item of bundles[Math.floor(draw() ** 2 * BUNDLES)] ?? []) basket.add(`item ${item}`);
      else basket.add(`item ${choose()}`);
    }
    return [...basket];
  });
}
