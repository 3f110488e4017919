import { basketCount, findPairs, listBaskets, listRules, mineItemsets, numberBaskets } from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { getItemNames } from '../menu/index.ts';

/** `insights basket`: what sells together (MT-80). Items by name. */
export interface BasketReport {
  transactions: number;
  itemsets: { total: number; byLength: Record<string, number> };
  rules: { total: number; byLength: Record<string, number> };
  top: {
    antecedent: string[];
    consequent: string[];
    count: number;
    support: number;
    confidence: number;
    lift: number;
    leverage: number;
    /** Null where the confidence is 1: it has no upper end. */
    conviction: number | null;
  }[];
  /** Pairs that chance and full baskets do not explain, at a false-discovery rate of 10 %. */
  pairs: { items: string[]; count: number; expected: number; lift: number; q: number }[];
  /** `pairs` when some sell together, `chance` when nothing does, `too_few` below what can be told. */
  verdict: 'pairs' | 'chance' | 'too_few';
  seconds: number;
}

const TOP_RULES = 20;
const TOP_PAIRS = 50;
/** Orders below which no pair can be told from chance: 20 baskets (MT-80) of a pair that one order in ten has. */
const MIN_TRANSACTIONS = 200;
/** The lowest share of baskets for pairs, whatever is asked for rules. */
const MIN_PAIR_BASKETS = 20;

/**
 * Sets of items bought together, the rules among them and the pairs that are no chance, over the orders of some days.
 * @throws AppError forbidden
 */
export async function reportBasket(
  db: Db,
  actor: Actor,
  input: { minSupport: number; minConfidence: number; maxLength: number; from: string; until: string },
): Promise<BasketReport> {
  actor.require('insights:read');
  const startedAt = performance.now();
  const { workspaceId } = actor;
  const { minSupport, minConfidence, maxLength, from, until } = input;
  const rows = await listBaskets(db, { workspaceId, from, until });
  const baskets = numberBaskets(rows.map(({ items }) => items));
  const n = basketCount(baskets);
  const names = await getItemNames(db, workspaceId, baskets.keys);
  const nameOf = (item: number) => names.get(baskets.keys[item] ?? '') ?? '';
  const itemsets = mineItemsets(baskets, { minCount: Math.max(1, Math.ceil(minSupport * n)), maxLength });
  const rules = listRules(itemsets, { n, minConfidence });
  const pairs = findPairs(baskets, mineItemsets(baskets, { minCount: MIN_PAIR_BASKETS, maxLength: 2 }));
  return {
    transactions: n,
    itemsets: { total: itemsets.length, byLength: countBy(itemsets.map(({ items }) => items.length)) },
    rules: { total: rules.length, byLength: countBy(rules.map(({ antecedent }) => antecedent.length + 1)) },
    top: rules.slice(0, TOP_RULES).map(({ antecedent, consequent, conviction, ...rule }) => ({
      ...rule,
      antecedent: antecedent.map(nameOf),
      consequent: [nameOf(consequent)],
      conviction: Number.isFinite(conviction) ? conviction : null,
    })),
    pairs: pairs.slice(0, TOP_PAIRS).map(({ items, count, expected, lift, q }) => ({
      items: items.map(nameOf),
      count,
      expected,
      lift,
      q,
    })),
    verdict: n < MIN_TRANSACTIONS ? 'too_few' : pairs.length > 0 ? 'pairs' : 'chance',
    seconds: Math.round(performance.now() - startedAt) / 1_000,
  };
}

function countBy(lengths: readonly number[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  return counts;
}
