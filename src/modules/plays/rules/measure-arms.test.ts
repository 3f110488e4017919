import { describe, expect, it } from 'vitest';
import { addPair, adjustSums, emptyPair } from './adjust-sums.ts';
import { adjustByPrePeriod } from './cuped.ts';
import { addValue, compareArms, emptySums, holm } from './measure-arms.ts';
import { addCell, emptyTally, judgeRandomness } from './randomness.ts';
import { beginTwinSearch, followTwins, listTwins } from './twin-columns.ts';

/** An arm in which `ones` of `n` did it. */
function shares(n: number, ones: number) {
  const sums = emptySums();
  for (let i = 0; i < n; i += 1) addValue(sums, i < ones ? 1 : 0);
  return [sums];
}
const visit = [{ name: 'visit', kind: 'binary' as const }];

describe('a test that was run elsewhere', () => {
  it('gives the published figures of Hillstrom’s visits', () => {
    const [row] = compareArms({
      control: 'none',
      outcomes: visit,
      arms: new Map([
        ['none', shares(21_306, 2_262)],
        ['mens', shares(21_307, 3_894)],
      ]),
    });
    expect(row?.difference).toBeCloseTo(0.07659, 6);
    expect(row?.se).toBeCloseTo(0.003386, 6);
    expect(row?.ci[0]).toBeCloseTo(0.069953, 5);
    expect(row?.ci[1]).toBeCloseTo(0.083226, 5);
    expect(row?.verdict).toBe('more');
  });

  it('claims nothing of few people or of nothing at all', () => {
    const arms = (held: number[], treated: number[]) =>
      new Map([
        ['none', shares(held[0] ?? 0, held[1] ?? 0)],
        ['new', shares(treated[0] ?? 0, treated[1] ?? 0)],
      ]);
    const verdictOf = (held: number[], treated: number[]) =>
      compareArms({ control: 'none', outcomes: visit, arms: arms(held, treated) })[0]?.verdict;
    expect(verdictOf([20, 0], [20, 20])).toBe('unknown');
    expect(verdictOf([5_000, 0], [5_000, 4])).toBe('unknown');
    expect(verdictOf([5_000, 0], [5_000, 0])).toBe('unknown');
    expect(verdictOf([5_000, 500], [5_000, 300])).toBe('less');
  });

  it('asks more of the best of many arms (Holm)', () => {
    expect(holm([0.01, 0.04])).toEqual([0.02, 0.04]);
    expect(holm([0.04, 0.01, 0.03])).toEqual([0.06, 0.03, 0.06]);
    const arms = new Map([['none', shares(1_000, 100)]]);
    for (let arm = 0; arm < 9; arm += 1) arms.set(`same ${arm}`, shares(1_000, 100));
    arms.set('lucky', shares(1_000, 128));
    const lucky = compareArms({ control: 'none', outcomes: visit, arms }).find(({ arm }) => arm === 'lucky');
    expect(lucky?.p).toBeLessThan(0.05);
    expect(lucky?.verdict).toBe('unknown');
  });
});

describe('whether chance decided who got it', () => {
  const drawn = (people: number, beforeOf: (at: number, isTreated: boolean) => string) => {
    const tally = emptyTally('before');
    for (let at = 0; at < people; at += 1) {
      const isTreated = at % 2 === 1;
      addCell(tally, { arm: isTreated ? 'new' : 'none', text: beforeOf(Math.floor(at / 2), isTreated) });
    }
    return tally;
  };

  it('is shown by arms that are alike, refuted by arms that are not, and open with few people', () => {
    const alike = drawn(20_000, (at) => String(at % 97));
    const words = drawn(20_000, (at) => ['Seoul', 'Busan', ''][at % 3] ?? '');
    const chosen = drawn(20_000, (at, isTreated) => String((at % 97) + (isTreated ? 10 : 0)));
    expect(judgeRandomness([alike, words, alike], 'none')).toMatchObject({ uneven: [], isShown: true });
    expect(judgeRandomness([alike, words], 'none').isShown).toBe(false);
    expect(judgeRandomness([alike, words, alike, chosen], 'none')).toMatchObject({
      uneven: ['before'],
      isShown: false,
    });
    const few = drawn(100, (at) => String(at % 7));
    expect(judgeRandomness([few, few, few], 'none')).toEqual({
      uneven: [],
      alike: [],
      unread: [],
      isShown: false,
      together: [],
    });
    // Chosen by what they had spent, with cells left empty or written out: neither hides it.
    const spend = (at: number, isTreated: boolean) => (at % 97) * 100 + (isTreated ? 1_000 : 0);
    const withBlanks = drawn(20_000, (at, isTreated) => (at % 50 === 0 ? '' : `${spend(at, isTreated)}원`));
    expect(judgeRandomness([alike, words, alike, withBlanks], 'none').uneven).toEqual(['before']);
    const mixed = drawn(20_000, (at, isTreated) => (at % 50 === 0 ? 'unknown' : String(spend(at, isTreated))));
    expect(judgeRandomness([alike, words, alike, mixed], 'none')).toMatchObject({ unread: ['before'], isShown: false });
    const same = drawn(20_000, () => '1');
    expect(judgeRandomness([same, same, same], 'none').isShown).toBe(false);
  });

  it('counts columns that say one thing once, and says which', () => {
    const names = ['zip', 'area', 'won', 'thousands', 'age'];
    const rows = Array.from({ length: 20_000 }, (_, at) => [
      String(at % 3),
      ['동', '서', '남'][at % 3] ?? '',
      at % 53 === 0 ? '' : `${((at % 97) * 1_000).toLocaleString('en')}원`,
      at % 53 === 0 ? '' : String(at % 97),
      String(at % 41),
    ]);
    const search = beginTwinSearch(names);
    const tallies = names.map(emptyTally);
    for (const [at, row] of rows.entries()) {
      followTwins(search, row);
      const arm = Math.floor(at / 97) % 2 === 0 ? 'none' : 'mail';
      for (const [column, tally] of tallies.entries()) addCell(tally, { arm, text: row[column] ?? '' });
    }
    const twins = listTwins(search);
    expect(twins).toEqual([
      ['zip', 'area'],
      ['won', 'thousands'],
    ]);
    expect(judgeRandomness(tallies.slice(0, 4), 'none').isShown).toBe(true);
    expect(judgeRandomness(tallies.slice(0, 4), 'none', twins)).toMatchObject({
      alike: ['zip', 'won'],
      together: twins,
      isShown: false,
    });
    expect(judgeRandomness(tallies, 'none', twins)).toMatchObject({ alike: ['zip', 'won', 'age'], isShown: true });
    // One row in which they part is enough; two columns of one value say nothing, alike or not.
    followTwins(search, ['0', '서', '1,000원', '2', '1']);
    expect(listTwins(search)).toEqual([]);
  });

  it('follows a file of 2,000 columns by each column, not by each pair of them', () => {
    const names = Array.from({ length: 2_000 }, (_, at) => `c${at}`);
    const search = beginTwinSearch(names);
    const kept = () => [search.levels, search.lines].map((groups) => groups.flat().length);
    expect(kept()).toEqual([2_000, 2_000]);
    // The last is the first in thousands; every other one has a course of its own.
    const valueOf = (row: number, at: number) =>
      at === 1_999 ? row * 7 * 1_000 : at === 0 ? row * 7 : (row * row * (at + 3)) % (1_009 + at);
    for (let row = 0; row < 60; row += 1) {
      followTwins(
        search,
        names.map((_, at) => String(valueOf(row, at))),
      );
      expect(Math.max(...kept())).toBeLessThanOrEqual(2_000);
    }
    expect(listTwins(search)).toEqual([['c0', 'c1999']]);
    expect(kept()).toEqual([0, 2]);
  });

  it('takes out what was known before from sums as from people (CUPED, MT-32)', () => {
    const people = [0, 1].map((arm) =>
      Array.from({ length: 40 }, (_, at) => ({
        preSpendMinor: (at * 37) % 100,
        spendMinor: ((at * 37) % 100) * 2 + ((at * 13) % 11) + arm * 5,
      })),
    );
    const expected = adjustByPrePeriod(people, 0);
    const sums = new Map(
      people.map((arm, index) => {
        const pair = emptyPair();
        for (const { preSpendMinor, spendMinor } of arm) addPair(pair, { x: preSpendMinor, y: spendMinor });
        return [String(index), pair];
      }),
    );
    const { arms, varianceReduction } = adjustSums(sums);
    expect(varianceReduction).toBeCloseTo(expected.varianceReduction, 10);
    for (const [index, values] of expected.arms.entries()) {
      const plain = emptySums();
      for (const value of values) addValue(plain, value);
      expect(arms.get(String(index))?.mean).toBeCloseTo(plain.mean, 8);
      expect(arms.get(String(index))?.squares).toBeCloseTo(plain.squares, 6);
    }
  });
});
