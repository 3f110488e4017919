import { expect, it } from 'vitest';
import { dayAlone } from './day-alone.ts';

it('tells the day of a date without an hour, and of no other instant', () => {
  expect(dayAlone('2026-01-01T15:00:00.000Z', 'Asia/Seoul')).toBe('2026-01-02');
  expect(dayAlone('2026-01-01T15:00:01.000Z', 'Asia/Seoul')).toBeUndefined();
  expect(dayAlone('2026-01-01T15:00:00.000Z', 'Europe/London')).toBeUndefined();
});
