import { describe, expect, it } from 'vitest';
import { findClosures, findDoubtfulStart, findFirstCounted, findSalesEnd, openClock } from './closures.ts';

const days = (from: number, to: number, step = 1) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);

it('a closure is two weeks without an order, also one that still lasts; the day asked about is not over', () => {
  expect(findClosures([...days(1, 20), 58], 60)).toEqual([{ from: 21, to: 57 }]);
  expect(findClosures([...days(1, 20), 58], 90)).toEqual([
    { from: 21, to: 57 },
    { from: 59, to: 89 },
  ]);
  expect(findClosures([...days(1, 20), 34], 34)).toEqual([]);
  expect(findClosures([...days(1, 20), 35], 35)).toEqual([{ from: 21, to: 34 }]);
});

it('a shop that sells once a fortnight is not closed in between, and a few days tell nothing', () => {
  const fortnightly = days(0, 280, 14);
  expect(findClosures(fortnightly, 280 + 42)).toEqual([]);
  expect(findClosures(fortnightly, 280 + 43)).toEqual([{ from: 281, to: 322 }]);
  expect(findClosures([1, 2, 3, 40], 90)).toEqual([]);
  expect(findClosures([], 90)).toEqual([]);
});

it('the clock of the shop stands still meanwhile', () => {
  const clock = openClock([{ from: 3, to: 39 }]);
  expect([2, 3, 20, 39, 40, 41].map(clock)).toEqual([2, 3, 3, 3, 3, 4]);
});

it('sales years before all others were dated by a wrong clock, and a past of some months is one (MT-01)', () => {
  expect(findFirstCounted([1, 2, ...days(9_000, 9_010)])).toBe(9_000);
  // Set back twice, and each time by years.
  expect(findFirstCounted([1, 4_000, ...days(9_000, 9_010)])).toBe(9_000);
  expect(findFirstCounted([...days(1, 100), 9_000])).toBeUndefined();
  expect(findFirstCounted([...days(1, 61), ...days(9_000, 9_100)])).toBeUndefined();
  // The first sale after a log of long ago says nothing of the log.
  expect(findFirstCounted([...days(1, 10), 9_000])).toBeUndefined();
  expect(findFirstCounted([1, 1 + 5 * 365])).toBeUndefined();
  expect(findFirstCounted([1])).toBeUndefined();
  expect(findFirstCounted([])).toBeUndefined();
});

it('days half a year before all others are in doubt, and a past of some months is not', () => {
  expect(findDoubtfulStart([1, 2, ...days(400, 410)])).toBe(400);
  expect(findDoubtfulStart([1, 2, ...days(180, 190)])).toBeUndefined();
  expect(findDoubtfulStart([...days(1, 100), 400])).toBeUndefined();
  expect(findDoubtfulStart([...days(1, 61), ...days(400, 600)])).toBeUndefined();
});

describe('the end of sales', () => {
  const month = Array.from({ length: 30 }, (_, at) => at + 1);

  it('is told after three days without any, and is a closure after fourteen', () => {
    expect(findSalesEnd(month, 34)).toBeUndefined();
    expect(findSalesEnd(month, 35)).toEqual({ last: 30, isClosure: false });
    expect(findSalesEnd(month, 46)).toEqual({ last: 30, isClosure: true });
    expect(findSalesEnd([], 46)).toBeUndefined();
  });

  it('waits for two of the usual gaps of a stall that sells once a week', () => {
    const weekly = Array.from({ length: 20 }, (_, at) => at * 7);
    expect(findSalesEnd(weekly, 133 + 15)).toBeUndefined();
    expect(findSalesEnd(weekly, 133 + 16)).toEqual({ last: 133, isClosure: false });
  });
});
