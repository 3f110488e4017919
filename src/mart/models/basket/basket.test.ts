import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDraw } from '../../../../bench/models-data.ts';
import { basketsOf, generateShop, PLANTED_PAIR } from '../../../../test/simulated/visits.ts';
import { findPairs, fisherGreater, listRules, measureRule, poissonAtLeast } from './association.ts';
import { BasketNumbering, basketCount, mineItemsets, numberBaskets } from './itemsets.ts';

const byText = (a: string, b: string) => a.localeCompare(b);
const zBaskets = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 5 }), {
  minLength: 1,
  maxLength: 40,
});

describe('itemsets', () => {
  it('are those that counting every set by hand finds, with the same counts', () => {
    fc.assert(
      fc.property(zBaskets, fc.integer({ min: 1, max: 6 }), (lists, minCount) => {
        const baskets = numberBaskets(lists);
        const mined = new Map(
          mineItemsets(baskets, { minCount, maxLength: 6 }).map(({ items, count }) => [
            items
              .map((item) => baskets.keys[item] ?? '')
              .sort(byText)
              .join(''),
            count,
          ]),
        );
        const counted = new Map<string, number>();
        for (const list of lists) {
          const items = [...new Set(list)].sort();
          for (let mask = 1; mask < 1 << items.length; mask += 1) {
            const key = items.filter((_, at) => mask & (1 << at)).join('');
            counted.set(key, (counted.get(key) ?? 0) + 1);
          }
        }
        expect(mined).toEqual(new Map([...counted].filter(([, count]) => count >= minCount)));
      }),
    );
  });

  it('stop at the length asked for', () => {
    const baskets = numberBaskets([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
    const lengths = mineItemsets(baskets, { minCount: 2, maxLength: 2 }).map(({ items }) => items.length);
    expect(lengths.sort((a, b) => a - b)).toEqual([1, 1, 1, 2, 2, 2]);
  });
});

describe('rules (MT-80)', () => {
  it('equal the worked numbers', () => {
    const rule = measureRule({ n: 1000, a: 200, c: 250, ac: 120 });
    expect(rule.support).toBeCloseTo(0.12, 12);
    expect(rule.confidence).toBeCloseTo(0.6, 12);
    expect(rule.lift).toBeCloseTo(2.4, 12);
    expect(rule.leverage).toBeCloseTo(0.07, 12);
    expect(rule.conviction).toBeCloseTo(1.875, 12);
  });

  it('never break their own promise of confidence', () => {
    fc.assert(
      fc.property(zBaskets, (lists) => {
        const baskets = numberBaskets(lists);
        const rules = listRules(mineItemsets(baskets, { minCount: 1, maxLength: 4 }), {
          n: basketCount(baskets),
          minConfidence: 0.5,
        });
        for (const rule of rules) expect(rule.confidence).toBeGreaterThanOrEqual(0.5);
      }),
    );
  });

  it('have exact tails', () => {
    expect(fisherGreater({ n: 10, a: 5, c: 5, ac: 5 })).toBeCloseTo(1 / 252, 12);
    expect(fisherGreater({ n: 10, a: 5, c: 5, ac: 0 })).toBeCloseTo(1, 12);
    // Far fewer than chance gives: the first term is too small for a number, the answer is not.
    expect(fisherGreater({ n: 100_000, a: 20_000, c: 20_000, ac: 2_000 })).toBe(1);
    expect(fisherGreater({ n: 20, a: 10, c: 8, ac: 3 })).toBeCloseTo(0.915_098_833_055, 10);
    expect(poissonAtLeast(3, 1)).toBeCloseTo(0.080_301_397, 8);
  });
});

describe('pairs that are no chance', () => {
  const SHOPS = 50;
  /** At 10 % false discovery five of fifty are expected; nine is what chance allows with 95 %. */
  const MOST_FALSE_ALARMS = 9;

  function shuffledShop(seed: number, planted: boolean) {
    const draw = createDraw(seed);
    return numberBaskets(
      Array.from({ length: 2_000 }, () => {
        // Parties of very different sizes, whose baskets make unrelated items meet.
        const size = 1 + Math.floor(-Math.log(1 - draw()) * 3);
        const basket = Array.from({ length: size }, () => `item ${Math.floor(draw() ** 2 * 45)}`);
        if (planted && draw() < 0.03) basket.push('item 40', 'item 41');
        return basket;
      }),
    );
  }
  const pairsOf = (shop: ReturnType<typeof shuffledShop>) =>
    findPairs(shop, mineItemsets(shop, { minCount: 20, maxLength: 2 })).pairs;

  it('are found in at most 9 of 50 shops whose baskets are random (10 % false discovery)', () => {
    const alarms = Array.from({ length: SHOPS }, (_, seed) => pairsOf(shuffledShop(seed + 1, false)).length > 0);
    expect(alarms.filter(Boolean).length).toBeLessThanOrEqual(MOST_FALSE_ALARMS);
  });

  it('are found where one was planted', () => {
    const shop = shuffledShop(1, true);
    const names = pairsOf(shop).map(({ items }) => items.map((item) => shop.keys[item] ?? '').sort(byText));
    expect(names[0]).toEqual(['item 40', 'item 41']);
  });

  it('are no pairs of large tables: twice as many people order twice as much of everything (MT-80)', () => {
    const draw = createDraw(5);
    const numbering = new BasketNumbering();
    for (let table = 0; table < 6_000; table += 1) {
      const covers = draw() < 0.7 ? 1 : 4;
      const items = Array.from({ length: 20 }, (_, at) => `item ${at}`).filter(() => draw() < 0.05 * covers);
      numbering.add(items, covers);
    }
    const shop = numbering.finish();
    const { pairs, ofLargeTables } = findPairs(shop, mineItemsets(shop, { minCount: 20, maxLength: 2 }));
    expect(pairs).toEqual([]);
    expect(ofLargeTables.length).toBeGreaterThan(50);
    for (const { lift, liftAtSize } of ofLargeTables) expect(lift).toBeGreaterThan(liftAtSize);
  });

  it('have the planted dish and beer first in a generated shop, and nothing near them', () => {
    const shop = numberBaskets(basketsOf(generateShop(1)));
    const [planted, ...others] = pairsOf(shop);
    expect(planted?.items.map((item) => shop.keys[item]).sort()).toEqual([
      PLANTED_PAIR.itemCode,
      PLANTED_PAIR.companionCode,
    ]);
    expect(planted?.lift).toBeGreaterThan(4);
    // The rest is how a table orders, a main dish and one to share: nothing that would lead somebody astray.
    expect(Math.max(...others.map(({ lift }) => lift))).toBeLessThan(2.5);
  });
});
