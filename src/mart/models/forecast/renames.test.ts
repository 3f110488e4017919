import { expect, it } from 'vitest';
import { lastHeirs } from './renames.ts';

it('follows names to the last one, and a circle of names to no end', () => {
  const chain = lastHeirs(
    new Map([
      ['A', 'B'],
      ['B', 'C'],
      ['X', 'Y'],
    ]),
  );
  expect([...chain]).toEqual([
    ['A', 'C'],
    ['B', 'C'],
    ['X', 'Y'],
  ]);
  const circle = lastHeirs(
    new Map([
      ['A', 'B'],
      ['B', 'A'],
    ]),
  );
  expect([...circle]).toEqual([
    ['A', 'B'],
    ['B', 'A'],
  ]);
});
