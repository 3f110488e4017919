import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BIRTHDAY_CALENDARS, birthdayKeyOf, isRealBirthday, monthDayOf } from './birthday.ts';
import { birthdaysFrom, birthdaysOn, nextBirthday, solarDayOf } from './birthdays.ts';
import { addDays } from './time.ts';

const lunar = (month: number, day: number) => ({ calendar: 'lunar' as const, month, day });
const leap = (month: number, day: number) => ({ calendar: 'lunar_leap' as const, month, day });
const over = (birthday: Parameters<typeof solarDayOf>[0], years: number[]) =>
  years.map((year) => solarDayOf(birthday, year));

describe('birthdays (OP-72)', () => {
  it('by the moon fall on another solar day each year', () => {
    expect(over(lunar(8, 15), [2026, 2027, 2028])).toEqual(['2026-09-25', '2027-09-15', '2028-10-03']);
  });

  it('in a leap month are kept in the regular month of years that have none', () => {
    expect(solarDayOf(leap(6, 1), 2025)).toBe('2025-07-25');
    expect(over(leap(6, 1), [2026, 2027, 2028])).toEqual(['2026-07-14', '2027-07-04', '2028-07-22']);
    expect([solarDayOf(leap(5, 5), 2028), solarDayOf(lunar(5, 5), 2028)]).toEqual(['2028-06-27', '2028-05-28']);
  });

  it('on a 30th are kept on the 29th of a short month', () => {
    expect(over(lunar(2, 30), [2026, 2027, 2028])).toEqual(['2026-04-16', '2027-04-06', '2028-03-25']);
  });

  it('in the twelfth month may fall into the next solar year', () => {
    expect(over(lunar(12, 30), [2026, 2027])).toEqual(['2027-02-06', '2028-01-26']);
    expect(nextBirthday(lunar(12, 30), '2027-01-10')).toBe('2027-02-06');
  });

  it('end with the table, instead of being wrong', () => {
    expect(solarDayOf(lunar(11, 18), 2050)).toBe('2050-12-31');
    expect(solarDayOf(lunar(11, 19), 2050)).toBeUndefined();
  });

  it('on 29 February are kept on the 28th, and the next one is never in the past', () => {
    const leapDay = { calendar: 'solar' as const, month: 2, day: 29 };
    expect(over(leapDay, [2027, 2028])).toEqual(['2027-02-28', '2028-02-29']);
    expect(nextBirthday(leapDay, '2026-11-21')).toBe('2027-02-28');
    expect(nextBirthday(lunar(8, 15), '2026-11-21')).toBe('2027-09-15');
    expect(nextBirthday(lunar(8, 15), '2026-09-25')).toBe('2026-09-25');
  });

  it('are found from the day they are kept on, and only from it', () => {
    const zBirthday = fc.record({
      calendar: fc.constantFrom(...BIRTHDAY_CALENDARS),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 28 }),
    });
    const zLate = fc.record({
      calendar: fc.constantFrom('lunar' as const, 'lunar_leap' as const),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.constantFrom(29, 30),
    });
    fc.assert(
      fc.property(fc.oneof(zBirthday, zLate), fc.integer({ min: 2000, max: 2048 }), (birthday, year) => {
        const day = solarDayOf(birthday, year) ?? '';
        const wanted = { calendar: birthday.calendar, monthDay: monthDayOf(birthday) };
        expect(birthdaysOn(day)).toContainEqual(wanted);
        expect(birthdaysOn(addDays(day, 1))).not.toContainEqual(wanted);
      }),
    );
  });

  it('each come back within 385 days, which a group looks ahead', () => {
    const every = BIRTHDAY_CALENDARS.flatMap((calendar) =>
      Array.from({ length: 12 }, (_, at) => at + 1).flatMap((month) =>
        Array.from({ length: 30 }, (_, at) => ({ calendar, month, day: at + 1 })).filter(isRealBirthday),
      ),
    );
    // In 2007 a lunar new year comes 385 days after the last, the longest of this century so far.
    for (const today of ['2006-01-30', '2026-11-21']) {
      const kept = new Set(birthdaysFrom(today, 385).map(({ key }) => key));
      expect(every.filter((birthday) => !kept.has(birthdayKeyOf(birthday)))).toEqual([]);
    }
  });
});
