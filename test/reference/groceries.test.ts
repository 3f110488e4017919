import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { basketCount, findPairs, listRules, mineItemsets, numberBaskets } from '../../src/mart/index.ts';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data/groceries/groceries_basket.csv.gz');
const hasData = existsSync(DATA);
if (!hasData) console.info('skipped: the Groceries data set is not beside the project');

const byLength = (lengths: number[]) =>
  [...Map.groupBy(lengths, (length) => length)].sort(([a], [b]) => a - b).map(([, all]) => all.length);

describe.skipIf(!hasData)('Groceries, 9,835 baskets of 169 items', () => {
  const baskets = numberBaskets(
    hasData
      ? gunzipSync(readFileSync(DATA))
          .toString()
          .trim()
          .split('\n')
          .map((line) =>
            line
              .split(',')
              .map((item) => item.trim())
              .filter(Boolean),
          )
      : [],
  );
  const n = basketCount(baskets);
  const mine = (support: number) => mineItemsets(baskets, { minCount: Math.ceil(support * n), maxLength: 10 });

  it('has 5,668 rules at support .001 and confidence .5, the highest lift 18.99565', () => {
    expect([n, baskets.itemCount]).toEqual([9_835, 169]);
    const rules = listRules(mine(0.001), { n, minConfidence: 0.5 });
    expect(rules).toHaveLength(5_668);
    expect(byLength(rules.map(({ antecedent }) => antecedent.length + 1))).toEqual([11, 1_461, 3_211, 939, 46]);
    const [best] = rules;
    expect(best?.antecedent.map((item) => baskets.keys[item]).sort()).toEqual(['Instant food products', 'soda']);
    expect(baskets.keys[best?.consequent ?? 0]).toBe('hamburger meat');
    expect(best?.lift).toBeCloseTo(18.99565, 5);
  });

  it('has 463 rules at support .006 and confidence .25, and 333 itemsets at .01', () => {
    const rules = listRules(mine(0.006), { n, minConfidence: 0.25 });
    expect(byLength(rules.map(({ antecedent }) => antecedent.length + 1))).toEqual([150, 297, 16]);
    expect(byLength(mine(0.01).map(({ items }) => items.length))).toEqual([88, 213, 32]);
  });

  it('has pairs that are no chance', () => {
    const [best] = findPairs(baskets, mineItemsets(baskets, { minCount: 20, maxLength: 2 })).pairs;
    expect(best?.items.map((item) => baskets.keys[item]).sort()).toEqual(['Instant food products', 'hamburger meat']);
  });
});
