import { lnGamma } from '../special-functions.ts';
import { type Baskets, basketCount, countItems, type Itemset } from './itemsets.ts';

/** What is bought with what: of baskets with all of `antecedent`, the share `confidence` also has `consequent` (MT-80). */
export interface Rule {
  antecedent: number[];
  consequent: number;
  /** Baskets with all of it. */
  count: number;
  support: number;
  confidence: number;
  lift: number;
  leverage: number;
  /** Infinity when the confidence is 1. */
  conviction: number;
}

/**
 * The figures of a rule from its four counts (MT-80).
 * Worked: n 1000, A 200, C 250, AC 120 → support .12, confidence .6, lift 2.4, leverage .07, conviction 1.875.
 */
export function measureRule(counts: { n: number; a: number; c: number; ac: number }) {
  const { n, a, c, ac } = counts;
  const support = ac / n;
  const confidence = ac / a;
  const shareOfC = c / n;
  return {
    support,
    confidence,
    lift: confidence / shareOfC,
    leverage: support - (a / n) * shareOfC,
    conviction: ac === a ? Infinity : (1 - shareOfC) / (1 - confidence),
  };
}

/** A key of a set: one number while it is exact, text beyond; a map of numbers is several times quicker. */
function createKey(itemsets: readonly Itemset[]): (items: readonly number[], without?: number) => number | string {
  const base = itemsets.reduce((most, { items }) => Math.max(most, items.at(-1) ?? 0), 0) + 2;
  const exactLength = Math.floor(Math.log(Number.MAX_SAFE_INTEGER) / Math.log(base));
  return (items, without) => {
    if (items.length - (without === undefined ? 0 : 1) > exactLength) {
      return items.filter((item) => item !== without).join(',');
    }
    let key = 0;
    for (const item of items) if (item !== without) key = key * base + item + 1;
    return key;
  };
}

/**
 * Rules with one item on the right out of frequent itemsets, by falling lift. Every part of a frequent set is frequent, so
 * all counts are at hand. Worked: Groceries at support .001, confidence .5 → 5,668 rules.
 */
export function listRules(
  itemsets: readonly Itemset[],
  { n, minConfidence }: { n: number; minConfidence: number },
): Rule[] {
  const key = createKey(itemsets);
  const countOf = new Map<number | string, number>();
  for (const { items, count } of itemsets) countOf.set(key(items), count);
  const rules: Rule[] = [];
  for (const { items, count } of itemsets) {
    if (items.length < 2) continue;
    for (const consequent of items) {
      const a = countOf.get(key(items, consequent)) ?? 0;
      if (count < minConfidence * a) continue;
      const antecedent = items.filter((item) => item !== consequent);
      const c = countOf.get(key([consequent])) ?? 0;
      rules.push({ antecedent, consequent, count, ...measureRule({ n, a, c, ac: count }) });
    }
  }
  return rules.sort((a, b) => b.lift - a.lift || b.count - a.count);
}

/** Two items and how they sell together. */
export interface Pair {
  items: [number, number];
  count: number;
  /** Baskets with both that chance alone would give among baskets of the same size and parties of the same size. */
  expected: number;
  lift: number;
  /** `count` ÷ `expected`: how much more than in any basket of that size. */
  liftAtSize: number;
  p: number;
  /** False-discovery rate at which it is found (Benjamini & Hochberg 1995). */
  q: number;
}

/** MT-80: fewer baskets than this tell nothing, whatever the lift. */
export const MIN_PAIR_COUNT = 20;
/** MT-80: less than this sells nothing more. */
export const MIN_PAIR_LIFT = 1.2;
/** MT-80: of the pairs named, one in ten may be chance. */
const FALSE_DISCOVERY_RATE = 0.1;

/**
 * Pairs that really sell together (MT-80), and pairs that meet only because large tables order much of everything. Both are
 * in at least 20 baskets, with a lift above 1.2, at a false-discovery rate of 10 % among all pairs of items sold often enough
 * to be tested at all. What divides them is the same test within parties of the same size and baskets of the same size, by
 * whichever explains more (Mantel & Haenszel 1959): `pairs` pass it, `ofLargeTables` pass Fisher's test over all baskets alone. By falling lift;
 * both empty when chance explains everything.
 */
export function findPairs(baskets: Baskets, itemsets: readonly Itemset[]): { pairs: Pair[]; ofLargeTables: Pair[] } {
  const n = basketCount(baskets);
  const counts = countItems(baskets);
  const expectedOf = stratify(baskets);
  // Which pairs are tested depends on how often each item sells, never on how often both do: else the correction lies.
  const testable = [...counts].filter((count) => count >= MIN_PAIR_COUNT).length;
  const tests = (testable * (testable - 1)) / 2;
  const tested = itemsets
    .filter(({ items, count }) => items.length === 2 && count >= MIN_PAIR_COUNT)
    .map(({ items, count }) => {
      const [first = 0, second = 0] = items;
      const [a, c] = [counts[first] ?? 0, counts[second] ?? 0];
      const expected = expectedOf(first, second);
      const { lift } = measureRule({ n, a, c, ac: count });
      const fisher = fisherGreater({ n, a, c, ac: count });
      const liftAtSize = expected > 0 ? count / expected : Infinity;
      return { items: [first, second] as [number, number], count, expected, lift, liftAtSize, fisher };
    });
  const isMore = ({ lift }: { lift: number }) => lift > MIN_PAIR_LIFT;
  // A sum of hypergeometric counts is a sum of independent chances, whose tail Poisson's bounds (Hoeffding 1956).
  const pairs = controlDiscovery(
    tested.map((pair) => ({ ...pair, p: Math.max(pair.fisher, poissonAtLeast(pair.count, pair.expected)) })),
    tests,
  ).filter((pair) => isMore(pair) && pair.liftAtSize > MIN_PAIR_LIFT);
  const found = new Set(pairs.map(({ items }) => items.join()));
  const ofLargeTables = controlDiscovery(
    tested.map((pair) => ({ ...pair, p: pair.fisher })),
    tests,
  ).filter((pair) => isMore(pair) && !found.has(pair.items.join()));
  const told = (list: typeof pairs): Pair[] =>
    list.map(({ fisher: _fisher, ...pair }) => pair).sort((x, y) => y.lift - x.lift);
  return { pairs: told(pairs), ofLargeTables: told(ofLargeTables) };
}

/**
 * Those found at a false-discovery rate of 10 % among so many tests, each with its rate, the least sure first (Benjamini &
 * Hochberg 1995). Worked: p .01, .04 and .5 among three tests → .01 with q .03 and .04 with q .06.
 */
export function controlDiscovery<T extends { p: number }>(tested: readonly T[], tests: number): (T & { q: number })[] {
  let q = 1;
  const rising = tested.toSorted((a, b) => a.p - b.p);
  return [...rising.entries()].toReversed().flatMap(([rank, one]) => {
    q = Math.min(q, (one.p * tests) / (rank + 1));
    return q <= FALSE_DISCOVERY_RATE ? [{ ...one, q }] : [];
  });
}

/** Baskets that are alike, and how many of them hold each item. `size` is null where they are of any size. */
interface Stratum {
  size: number | null;
  baskets: number;
  counts: Uint32Array;
}

/** Baskets with both that chance gives, by what explains more: parties of the same size, or baskets of the same size as well. */
function stratify(baskets: Baskets): (first: number, second: number) => number {
  const byParty = divide(baskets, () => null);
  // One item alone meets no other.
  const bySize = divide(baskets, (size) => size).filter(({ size }) => size !== null && size > 1);
  return (first, second) => Math.max(expectedIn(byParty, first, second), expectedIn(bySize, first, second));
}

function divide({ offsets, items, itemCount, covers }: Baskets, sizeOf: (size: number) => number | null): Stratum[] {
  const strata = new Map<string, Stratum>();
  for (let basket = 0; basket + 1 < offsets.length; basket += 1) {
    const [from, end] = [offsets[basket] ?? 0, offsets[basket + 1] ?? 0];
    const size = sizeOf(end - from);
    const key = `${size} ${covers[basket] ?? 0}`;
    const own = strata.get(key) ?? { size, baskets: 0, counts: new Uint32Array(itemCount) };
    strata.set(key, own);
    own.baskets += 1;
    for (let at = from; at < end; at += 1) {
      const item = items[at] ?? 0;
      own.counts[item] = (own.counts[item] ?? 0) + 1;
    }
  }
  return [...strata.values()];
}

/**
 * Σ a × c ÷ n over strata of any size. Where baskets have s items each, these are dealt out: with one of the two in it a
 * basket has s − 1 places left, out of all places less those of the commoner one.
 * Worked: 100 baskets, 40 with A and 20 with B → 40 × 20 ÷ 100 = 8; each of two items → 40 × 20 × 1 ÷ (2 × 100 − 40) = 5.
 */
function expectedIn(strata: readonly Stratum[], first: number, second: number): number {
  let expected = 0;
  for (const { size, baskets, counts } of strata) {
    const [a, c] = [counts[first] ?? 0, counts[second] ?? 0];
    if (a === 0 || c === 0) continue;
    const among = size === null ? (a * c) / baskets : (a * c * (size - 1)) / (size * baskets - Math.max(a, c));
    expected += Math.min(a, c, among);
  }
  return expected;
}

const lnFactorial = (n: number) => lnGamma(n + 1);
const lnChoose = (n: number, k: number) => lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);

/**
 * Fisher's exact test, one-sided: how often `ac` baskets or more would hold both by chance, the margins as they are.
 * Worked: n 10, a 5, c 5, ac 5 → 1/252 = .003968.
 */
export function fisherGreater({ n, a, c, ac }: { n: number; a: number; c: number; ac: number }): number {
  const most = Math.min(a, c);
  const least = Math.max(0, a + c - n);
  if (ac <= least) return 1;
  // Summed from the tail's thick end away from the middle: terms beyond it underflow to nothing, and would hide the rest.
  const isUpper = ac > (a * c) / n;
  const from = isUpper ? ac : ac - 1;
  const step = isUpper ? 1 : -1;
  let term = Math.exp(lnChoose(c, from) + lnChoose(n - c, a - from) - lnChoose(n, a));
  let sum = 0;
  for (let k = from; k >= least && k <= most; k += step) {
    sum += term;
    term *= isUpper
      ? ((c - k) * (a - k)) / ((k + 1) * (n - c - a + k + 1))
      : (k * (n - c - a + k)) / ((c - k + 1) * (a - k + 1));
    if (term < sum * 1e-16) break;
  }
  return Math.max(0, Math.min(1, isUpper ? sum : 1 - sum));
}

/** P(X ≥ count) for a Poisson mean. Worked: count 3, mean 1 → .0803014. */
export function poissonAtLeast(count: number, mean: number): number {
  if (count <= 0) return 1;
  if (mean <= 0) return 0;
  if (count <= mean) return 1 - poissonBelow(count, mean);
  let term = Math.exp(count * Math.log(mean) - mean - lnFactorial(count));
  let sum = 0;
  for (let k = count; ; k += 1) {
    sum += term;
    term *= mean / (k + 1);
    if (term < sum * 1e-16 || term === 0) break;
  }
  return Math.min(1, sum);
}

function poissonBelow(count: number, mean: number): number {
  let sum = 0;
  for (let k = 0; k < count; k += 1) sum += Math.exp(k * Math.log(mean) - mean - lnFactorial(k));
  return Math.min(1, sum);
}
