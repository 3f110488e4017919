import type { z } from 'zod';
import {
  BasketNumbering,
  basketCount,
  countItems,
  findPairs,
  listRules,
  measureRule,
  runOffThread,
  SequenceCounter,
  streamBaskets,
  streamVisitItems,
} from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { addDays, businessDayOf } from '../../shared/time.ts';
import { getItemNames, listMarkedItems } from '../menu/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import type { DaypartKey } from './contract/kinds.ts';
import type { getPairs } from './contract/pages.ts';
import { findDaypart } from './rules/habits.ts';
import { intervalOfLift } from './rules/lift-interval.ts';
import { FROM_ORDERS, FROM_TOGETHER, sayPair, sayPairs, saySequence } from './rules/say-pairs.ts';
import { sayIn } from './rules/saying.ts';

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
  /** Orders of two items or more. */
  together: number;
  /** `pairs` when some sell together, `chance` when nothing does, `too_few` below what can be told. */
  verdict: Verdict;
  seconds: number;
}
type Verdict = 'pairs' | 'chance' | 'too_few';

const TOP_RULES = 20;
const TOP_PAIRS = 50;
const PAIRS_WINDOW_DAYS = 182;
const SEQUENCES_SHOWN = 20;
const DAYS_PER_WEEK = 7;

const verdictOf = ({ n, together, pairs }: { n: number; together: number; pairs: number }): Verdict =>
  n < FROM_ORDERS || together < FROM_TOGETHER ? 'too_few' : pairs > 0 ? 'pairs' : 'chance';

/** Baskets of two items or more. */
const countTogether = ({ offsets }: { offsets: Uint32Array }): number =>
  offsets.reduce((sum, end, at) => sum + (at > 0 && end - (offsets[at - 1] as number) > 1 ? 1 : 0), 0);

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
  const { timeZone } = await getWorkspace(db, workspaceId);
  const numbering = new BasketNumbering();
  for await (const { items } of streamBaskets(db, { workspaceId, from, until, timeZone })) numbering.add(items);
  const { keys, ...baskets } = numbering.finish();
  const n = basketCount(baskets);
  const names = await getItemNames(db, workspaceId, keys);
  const nameOf = (item: number) => names.get(keys[item] ?? '') ?? '';
  const minCount = Math.max(1, Math.ceil(minSupport * n));
  const itemsets = await runOffThread('mineItemsets', baskets, { minCount, maxLength });
  const rules = listRules(itemsets, { n, minConfidence });
  const pairs = await pairsOf(baskets);
  const together = countTogether(baskets);
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
    together,
    verdict: verdictOf({ n, together, pairs: pairs.length }),
    seconds: Math.round(performance.now() - startedAt) / 1_000,
  };
}

async function pairsOf(baskets: Omit<ReturnType<BasketNumbering['finish']>, 'keys'>) {
  const itemsets = await runOffThread('mineItemsets', baskets, { minCount: FROM_TOGETHER, maxLength: 2 });
  return findPairs(baskets, itemsets);
}

function countBy(lengths: readonly number[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  return counts;
}

/**
 * Pairs of the last half year, over the whole day and by daypart, each as a sentence that does not oversell, with what a
 * trial of it needs (half the tables get the set); and what people have next (MT-80, MT-81). @throws AppError forbidden
 */
export async function getPairsPage(db: Db, actor: Actor, now: Date): Promise<z.output<typeof getPairs.output>> {
  actor.require('insights:read');
  const { workspaceId, locale } = actor;
  const workspace = await getWorkspace(db, workspaceId);
  const until = businessDayOf(now, workspace);
  const from = addDays(until, 1 - PAIRS_WINDOW_DAYS);
  const parts = new Map<DaypartKey | 'all', BasketNumbering>([['all', new BasketNumbering()]]);
  const { timeZone } = workspace;
  for await (const { items, hour } of streamBaskets(db, { workspaceId, from, until, timeZone })) {
    parts.get('all')?.add(items);
    const part = findDaypart(hour);
    if (!part) continue;
    const own = parts.get(part) ?? new BasketNumbering();
    own.add(items);
    parts.set(part, own);
  }
  const groups = await Promise.all(
    [...parts].map(async ([daypart, numbering]) => {
      const { keys, ...baskets } = numbering.finish();
      const [pairs, counts] = [await pairsOf(baskets), countItems(baskets)];
      return { daypart, keys, counts, n: basketCount(baskets), together: countTogether(baskets), pairs };
    }),
  );
  const sequences = await findSequences(db, { workspaceId, from, until });
  const ids = new Set([
    ...groups.flatMap(({ keys }) => keys),
    ...sequences.slice(0, SEQUENCES_SHOWN).flatMap(({ first, next }) => [first, next]),
  ]);
  const names = await getItemNames(db, workspaceId, [...ids]);
  const marked = await listMarkedItems(db, { workspaceId, today: until, state: 'sold_out', itemIds: [...ids] });
  const soldOut = new Set(marked.map(({ itemId }) => itemId));
  const rows = groups.flatMap(({ daypart, keys, counts, n, pairs }) =>
    pairs.slice(0, TOP_PAIRS).map(({ items: [x, y], count, expected, q }) => {
      // The rarer one is offered to whoever takes the commoner one: there are more tables to ask.
      const [a, b] = (counts[x] ?? 0) >= (counts[y] ?? 0) ? [x, y] : [y, x];
      const itemIds = [keys[a] ?? '', keys[b] ?? ''] as [string, string];
      const [nameA = '', nameB = ''] = itemIds.map((id) => names.get(id) ?? '');
      const rule = measureRule({ n, a: counts[a] ?? 0, c: counts[b] ?? 0, ac: count });
      const { conviction, ...measured } = rule;
      return {
        daypart,
        itemIds,
        names: [nameA, nameB] as [string, string],
        n,
        count,
        expected,
        q,
        ...measured,
        liftCi: intervalOfLift(rule.lift, count),
        conviction: Number.isFinite(conviction) ? conviction : null,
        sentence: sayIn(locale, sayPair({ a: nameA, b: nameB, lift: rule.lift, count, n, isFound: true })),
        trial: {
          withItemId: itemIds[0],
          offeredItemId: itemIds[1],
          attachRate: rule.confidence,
          tablesAWeek: ((counts[a] ?? 0) * DAYS_PER_WEEK) / PAIRS_WINDOW_DAYS,
          isSoldOut: itemIds.some((id) => soldOut.has(id)),
        },
      };
    }),
  );
  const all = groups.find(({ daypart }) => daypart === 'all');
  const n = all?.n ?? 0;
  const found = all?.pairs.length ?? 0;
  const together = all?.together ?? 0;
  const verdict = verdictOf({ n, together, pairs: found });
  return {
    sentences: [sayIn(locale, sayPairs({ pairs: found, n, together, verdict }))],
    windowDays: PAIRS_WINDOW_DAYS,
    n,
    verdict,
    found: groups.map(({ daypart, pairs }) => ({ daypart, pairs: pairs.length })),
    sequencesFound: sequences.length,
    pairs: rows,
    sequences: sequences.slice(0, SEQUENCES_SHOWN).map(({ first, next, ...sequence }) => {
      const [firstName, nextName] = [names.get(first) ?? '', names.get(next) ?? ''];
      const { people, rate, usualRate } = sequence;
      return {
        itemIds: [first, next] as [string, string],
        names: [firstName, nextName] as [string, string],
        ...sequence,
        lift: Number.isFinite(sequence.lift) ? sequence.lift : null,
        sentence: sayIn(locale, saySequence({ first: firstName, next: nextName, rate, usualRate, people })),
      };
    }),
    metrics: ['lift', 'pairSupport', 'pairConfidence', 'falseDiscovery', 'sequence'],
  };
}

/** What people have next, by item id, the furthest above usual first (MT-81). */
async function findSequences(db: Db, span: { workspaceId: string; from: string; until: string }) {
  const counter = new SequenceCounter();
  for await (const { days, items } of streamVisitItems(db, span)) {
    counter.add(days.map((day, at) => ({ day, items: (items[at] ?? '').split(',') })));
  }
  const { keys, sequences } = counter.finish();
  return sequences.map((sequence) => ({
    ...sequence,
    first: keys[sequence.first] ?? '',
    next: keys[sequence.next] ?? '',
  }));
}
