import type { z } from 'zod';
import {
  BasketNumbering,
  basketCount,
  countItems,
  findPairs,
  listItemSales,
  listRules,
  measureRule,
  readMenuChanges,
  runOffThread,
  SequenceCounter,
  streamBaskets,
  streamVisitItems,
} from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { minorUnitDigits } from '../../shared/money.ts';
import { addDays, businessDayOf } from '../../shared/time.ts';
import { getItemNames, listMarkedItems } from '../menu/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import type { DaypartKey } from './contract/kinds.ts';
import type { getPairs } from './contract/pages.ts';
import { findDaypart } from './rules/habits.ts';
import { intervalOfLift } from './rules/lift-interval.ts';
import {
  FROM_ORDERS,
  FROM_TOGETHER,
  sayCountedAsOne,
  sayLargeTables,
  sayPair,
  sayPairs,
  saySequence,
} from './rules/say-pairs.ts';
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
  pairs: { items: string[]; count: number; expected: number; lift: number; liftAtSize: number | null; q: number }[];
  /** Pairs with such a lift that meet because large tables order much. */
  ofLargeTables: number;
  /** Orders of two items or more. */
  together: number;
  /** Items that look like a new name of another: each pair is counted as one. */
  renamed: { name: string; before: string }[];
  /** `pairs` when some sell together, `chance` when nothing does, `too_few` below what can be told. */
  verdict: Verdict;
  seconds: number;
}
type Verdict = 'pairs' | 'chance' | 'too_few';

const TOP_RULES = 20;
/** Pairs told, and kept in a file: more than anybody reads, and no answer without an end. */
const MOST_PAIRS = 2_000;
const PAIRS_WINDOW_DAYS = 182;
/** An item that nobody has bought for so long is off the menu. */
const SOLD_LATELY_DAYS = 28;
const SAID_NAMES = 2;
const DAYS_PER_WEEK = 7;

const verdictOf = ({ n, together, pairs }: { n: number; together: number; pairs: number }): Verdict =>
  n < FROM_ORDERS || together < FROM_TOGETHER ? 'too_few' : pairs > 0 ? 'pairs' : 'chance';

/** Baskets of two items or more. */
const countTogether = ({ offsets }: { offsets: Uint32Array }): number =>
  offsets.reduce((sum, end, at) => sum + (at > 0 && end - (offsets[at - 1] as number) > 1 ? 1 : 0), 0);

/** The id that an item goes by now, and which names stopped in the half year up to `until` while another began in their place. */
async function readNames(db: Db, { workspaceId, currency }: { workspaceId: string; currency: string }, until: string) {
  const unit = 10 ** minorUnitDigits(currency);
  const { heirs, alarms, names } = await readMenuChanges(db, { workspaceId, until, unit });
  return {
    today: (itemId: string) => heirs.get(itemId) ?? itemId,
    renamed: alarms.flatMap(({ itemId, renamedTo }) =>
      renamedTo === null ? [] : [{ name: names.get(renamedTo) ?? '', before: names.get(itemId) ?? '' }],
    ),
  };
}

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
  const workspace = await getWorkspace(db, workspaceId);
  const { timeZone } = workspace;
  const { today, renamed } = await readNames(db, workspace, until);
  const numbering = new BasketNumbering();
  for await (const { items, covers } of streamBaskets(db, { workspaceId, from, until, timeZone }))
    numbering.add(items.map(today), covers ?? 0);
  const { keys, ...baskets } = numbering.finish();
  const n = basketCount(baskets);
  const names = await getItemNames(db, workspaceId, keys);
  const nameOf = (item: number) => names.get(keys[item] ?? '') ?? '';
  const minCount = Math.max(1, Math.ceil(minSupport * n));
  const itemsets = await runOffThread('mineItemsets', baskets, { minCount, maxLength });
  const rules = listRules(itemsets, { n, minConfidence });
  const { pairs, ofLargeTables } = await pairsOf(baskets);
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
    pairs: pairs.slice(0, MOST_PAIRS).map(({ items, count, expected, lift, liftAtSize, q }) => ({
      items: items.map(nameOf),
      count,
      expected,
      lift,
      liftAtSize: Number.isFinite(liftAtSize) ? liftAtSize : null,
      q,
    })),
    together,
    ofLargeTables: ofLargeTables.length,
    renamed,
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
  const { today, renamed } = await readNames(db, workspace, until);
  for await (const basket of streamBaskets(db, { workspaceId, from, until, timeZone })) {
    const { hour } = basket;
    const [items, covers] = [basket.items.map(today), basket.covers ?? 0];
    parts.get('all')?.add(items, covers);
    const part = findDaypart(hour);
    if (!part) continue;
    const own = parts.get(part) ?? new BasketNumbering();
    own.add(items, covers);
    parts.set(part, own);
  }
  const groups = await Promise.all(
    [...parts].map(async ([daypart, numbering]) => {
      const { keys, ...baskets } = numbering.finish();
      const [{ pairs, ofLargeTables }, counts] = [await pairsOf(baskets), countItems(baskets)];
      const together = countTogether(baskets);
      return { daypart, keys, counts, n: basketCount(baskets), together, pairs, ofLargeTables };
    }),
  );
  const lately = { workspaceId, from: addDays(until, 1 - SOLD_LATELY_DAYS), until, leaveOut: [] };
  const sold = new Set((await listItemSales(db, lately)).map(({ itemId }) => itemId));
  // A shop that has not sold anything lately has not taken everything off its menu.
  const sequences = (await findSequences(db, { workspaceId, from, until, today })).filter(
    ({ next }) => sold.size === 0 || sold.has(next),
  );
  const ids = new Set([
    ...groups.flatMap(({ keys }) => keys),
    ...sequences.slice(0, MOST_PAIRS).flatMap(({ first, next }) => [first, next]),
  ]);
  const names = await getItemNames(db, workspaceId, [...ids]);
  const marked = await listMarkedItems(db, { workspaceId, today: until, state: 'sold_out', itemIds: [...ids] });
  const soldOut = new Set(marked.map(({ itemId }) => itemId));
  const rows = groups.flatMap(({ daypart, keys, counts, n, pairs }) =>
    pairs.slice(0, MOST_PAIRS).map(({ items: [x, y], count, expected, liftAtSize, q }) => {
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
        liftAtSize: Number.isFinite(liftAtSize) ? liftAtSize : null,
        q,
        ...measured,
        liftCi: intervalOfLift(rule.lift, count),
        conviction: Number.isFinite(conviction) ? conviction : null,
        sentence: sayIn(locale, sayPair({ a: nameA, b: nameB, lift: rule.lift, count, n, isFound: true, liftAtSize })),
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
  const [largest] = all?.ofLargeTables ?? [];
  const nameOf = (item: number) => names.get(all?.keys[item] ?? '') ?? '';
  const large =
    all && largest && verdict !== 'too_few'
      ? [
          sayLargeTables(all.ofLargeTables.length, {
            a: nameOf(largest.items[0]),
            b: nameOf(largest.items[1]),
            lift: largest.lift,
          }),
        ]
      : [];
  return {
    sentences: [
      sayPairs({ pairs: found, n, together, verdict }),
      ...large,
      ...renamed.slice(0, SAID_NAMES).map(sayCountedAsOne),
    ].map((saying) => sayIn(locale, saying)),
    windowDays: PAIRS_WINDOW_DAYS,
    n,
    verdict,
    found: groups.map(({ daypart, pairs }) => ({ daypart, pairs: pairs.length })),
    sequencesFound: sequences.length,
    pairs: rows,
    sequences: sequences.slice(0, MOST_PAIRS).map(({ first, next, ...sequence }) => {
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

/** What people have next, by item id, the furthest above usual first (MT-81). `today`: the id an item goes by now. */
async function findSequences(
  db: Db,
  { today, ...span }: { workspaceId: string; from: string; until: string; today: (itemId: string) => string },
) {
  const counter = new SequenceCounter();
  for await (const { days, items } of streamVisitItems(db, span)) {
    counter.add(days.map((day, at) => ({ day, items: (items[at] ?? '').split(',').map(today) })));
  }
  const { keys, sequences } = counter.finish();
  return sequences.map((sequence) => ({
    ...sequence,
    first: keys[sequence.first] ?? '',
    next: keys[sequence.next] ?? '',
  }));
}
