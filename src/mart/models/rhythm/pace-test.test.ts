import { describe, expect, it } from 'vitest';
import { PaceTester } from './pace-test.ts';

/** Days of visits up to and including `to`, every so many. */
const every = (step: number, { from, to }: { from: number; to: number }) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);

describe('the pace people had, held against the weeks since', () => {
  const before = every(7, { from: 552, to: 902 });
  const test = (people: number, since: readonly number[]) => {
    const tester = new PaceTester({ until: 1_000, holdoutDays: 98 });
    for (let person = 0; person < people; person += 1) tester.add([...before, ...since]);
    return tester.finish();
  };

  it('has drifted where everybody who still comes, comes four times as seldom', () => {
    expect(test(100, [930, 958, 986, 998])).toEqual({ expected: 400, actual: 100, hasDrifted: true });
  });

  it('has not where they come as before', () => {
    const since = every(7, { from: 909, to: 1_000 });
    expect(test(100, since)).toEqual({ expected: 400, actual: 400, hasDrifted: false });
  });

  it('is not known of people who have left, of a few, and of who rested before', () => {
    expect(test(100, [])).toBeUndefined();
    expect(test(7, every(7, { from: 909, to: 1_000 }))).toBeUndefined();
    const tester = new PaceTester({ until: 1_000, holdoutDays: 98 });
    for (let person = 0; person < 100; person += 1) tester.add([700, 707, 714, 950, 999]);
    expect(tester.finish()).toBeUndefined();
  });
});
