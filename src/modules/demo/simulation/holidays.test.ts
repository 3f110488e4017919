import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { computeHolidays, HOLIDAY_YEARS } from './holidays.ts';

const ALMANAC = new URL('../../../../../shared/data/korea/', import.meta.url);
const PUBLIC_DAYS = new URL('kr_public_holidays_2018_2027.csv', ALMANAC);
const LUNAR_DAYS = new URL('kr_lunar_holidays_2000_2040.csv', ALMANAC);
const LAST_ALMANAC_YEAR = 2027;

describe('Korean public holidays', () => {
  it('contain the days listed in OP-85 for 2026', () => {
    const holidays = computeHolidays(2026);
    for (const day of [
      '01-01',
      '02-16',
      '02-18',
      '03-02',
      '05-01',
      '05-25',
      '06-03',
      '07-17',
      '08-17',
      '09-24',
      '10-05',
    ])
      expect(holidays.has(`2026-${day}`)).toBe(true);
    expect(holidays.get('2026-09-25')).toBe('closed');
    expect(holidays.get('2026-09-26')).toBe('quiet');
    expect(holidays.size).toBe(22);
  });

  it('know only the fixed days of a year whose movable feasts are not in the table', () => {
    expect([...computeHolidays(HOLIDAY_YEARS.last + 20).values()]).not.toContain('closed');
  });

  // Skipped where the reference data is not at hand.
  it.skipIf(!existsSync(PUBLIC_DAYS))('equal the official almanac, day by day', () => {
    for (let year = HOLIDAY_YEARS.first; year <= LAST_ALMANAC_YEAR; year++) {
      const official = readRows(PUBLIC_DAYS).flatMap(([day = '']) => (day.startsWith(`${year}-`) ? [day] : []));
      expect([...computeHolidays(year).keys()].sort()).toEqual(official);
    }
  });

  it.skipIf(!existsSync(LUNAR_DAYS))('have the movable feasts where the lunar calendar puts them', () => {
    for (const [year, seollal, buddha, chuseok] of readRows(LUNAR_DAYS)) {
      if (Number(year) < HOLIDAY_YEARS.first || Number(year) > HOLIDAY_YEARS.last) continue;
      const holidays = computeHolidays(Number(year));
      expect([holidays.get(seollal ?? ''), holidays.get(chuseok ?? '')]).toEqual(['closed', 'closed']);
      expect(holidays.has(buddha ?? '')).toBe(true);
    }
  });
});

function readRows(file: URL): string[][] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
}
