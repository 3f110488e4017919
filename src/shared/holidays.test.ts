import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { computeHolidays, holidayOn } from './holidays.ts';

const ALMANAC = new URL('../../../shared/data/korea/kr_public_holidays_2018_2027.csv', import.meta.url);

describe('Korean public holidays', () => {
  it('contain the days listed for 2026 and 2027 (OP-85)', () => {
    const days = (year: number) =>
      [...computeHolidays(year).keys()].sort((a, b) => (a < b ? -1 : 1)).map((day) => day.slice(5));
    expect(days(2026)).toEqual(
      '01-01 02-16 02-17 02-18 03-01 03-02 05-01 05-05 05-24 05-25 06-03 06-06 07-17 08-15 08-17 09-24 09-25 09-26 10-03 10-05 10-09 12-25'.split(
        ' ',
      ),
    );
    expect(days(2027)).toEqual(
      '01-01 02-06 02-07 02-08 02-09 03-01 05-01 05-03 05-05 05-13 06-06 07-17 07-19 08-15 08-16 09-14 09-15 09-16 10-03 10-04 10-09 10-11 12-25 12-27'.split(
        ' ',
      ),
    );
  });

  it('keep one key over the years and have names in both languages', () => {
    expect([holidayOn('2026-09-25')?.key, holidayOn('2025-10-06')?.key]).toEqual(['chuseok', 'chuseok']);
    expect(holidayOn('2026-10-05')).toMatchObject({ ko: '대체공휴일', en: 'Substitute holiday' });
    expect(holidayOn('2026-11-21')).toBeUndefined();
  });

  // Skipped where the reference data is not at hand.
  it.skipIf(!existsSync(ALMANAC))('equal the official almanac from 2018 on, day by day', () => {
    const official = readFileSync(ALMANAC, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.slice(0, 10));
    const ours = Array.from({ length: 10 }, (_, at) => [...computeHolidays(2018 + at).keys()]).flat();
    expect(ours.sort((a, b) => (a < b ? -1 : 1))).toEqual(official);
  });
});
