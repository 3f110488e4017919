import { expect, it } from 'vitest';
import { computeHolidays } from './holidays.ts';

it('shuts the shop on the day of a great feast, empties it around, and fills it on any other holiday', () => {
  const holidays = computeHolidays(2026);
  expect(['2026-09-25', '2026-09-26', '2026-02-16', '2026-12-25'].map((day) => holidays.get(day))).toEqual([
    'closed',
    'quiet',
    'quiet',
    'busy',
  ]);
});
