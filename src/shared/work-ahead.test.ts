import { expect, it } from 'vitest';
import { cutInto, workAhead } from './work-ahead.ts';

it('cuts a list into pieces, the last one shorter', () => {
  expect(cutInto([1, 2, 3], 2)).toEqual([[1, 2], [3]]);
  expect(cutInto([], 2)).toEqual([]);
});

it('begins the next piece while one is worked on, and no third', async () => {
  let [under, most] = [0, 0];
  const done: number[] = [];
  await workAhead([10, 11, 12, 13, 14], async (piece, at) => {
    under += 1;
    most = Math.max(most, under);
    await Promise.resolve();
    expect(piece).toBe(10 + at);
    done.push(piece);
    under -= 1;
  });
  expect(most).toBe(2);
  expect(done).toEqual([10, 11, 12, 13, 14]);
});

it('begins nothing after a failure and fails only when nothing is under way', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const failing = workAhead([0, 1, 2, 3], async (piece) => {
    begun.push(piece);
    if (piece === 0) throw new Error('the first');
    await new Promise((resolve) => setImmediate(resolve));
    ended.push(piece);
  });
  await expect(failing).rejects.toThrow('the first');
  expect(ended).toEqual([1]);
  expect(begun).toEqual([0, 1]);
});
