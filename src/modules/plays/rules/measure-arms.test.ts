import { describe, expect, it } from 'vitest';
import { addValue, compareArms, emptySums, holm } from './measure-arms.ts';

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
