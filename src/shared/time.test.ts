import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  businessDayOf,
  daysBetween,
  formatDay,
  formatInstant,
  instantOfLocal,
  isNightKst,
  relativeDays,
  weekdayOf,
  zonedParts,
} from './time.ts';

const SEOUL = 'Asia/Seoul';
const LONDON = 'Europe/London';

describe('businessDayOf', () => {
  it.each([
    ['2026-11-22T01:30:00+09:00', SEOUL, 5, '2026-11-21'],
    ['2026-11-22T04:59:59+09:00', SEOUL, 5, '2026-11-21'],
    ['2026-11-22T05:00:00+09:00', SEOUL, 5, '2026-11-22'],
    ['2026-11-22T00:00:00+09:00', SEOUL, 0, '2026-11-22'],
    ['2026-11-21T23:59:59+09:00', SEOUL, 0, '2026-11-21'],
    ['2027-01-01T02:00:00+09:00', SEOUL, 5, '2026-12-31'],
    ['2026-03-29T03:30:00+01:00', LONDON, 5, '2026-03-28'],
    ['2026-03-29T05:00:00+01:00', LONDON, 5, '2026-03-29'],
    ['2026-10-25T04:59:00+00:00', LONDON, 5, '2026-10-24'],
  ])('%s in %s, day ending at %i, is %s', (instant, timeZone, dayEndsAtHour, day) => {
    expect(businessDayOf(new Date(instant), { timeZone, dayEndsAtHour })).toBe(day);
  });

  it('refuses an unknown time zone', () => {
    expect(() => businessDayOf(new Date(0), { timeZone: 'Mars/Base', dayEndsAtHour: 5 })).toThrow(/unknown time zone/);
  });
});

describe('instantOfLocal', () => {
  it.each([
    ['2026-11-21T18:30:00', SEOUL, '2026-11-21T09:30:00.000Z'],
    ['2026-11-21 18:30', SEOUL, '2026-11-21T09:30:00.000Z'],
    ['2026-11-21', SEOUL, '2026-11-20T15:00:00.000Z'],
    ['2026-11-21T18:30:00.25', SEOUL, '2026-11-21T09:30:00.250Z'],
    ['2010-12-01T08:26:00', LONDON, '2010-12-01T08:26:00.000Z'],
    ['2011-07-01T08:26:00', LONDON, '2011-07-01T07:26:00.000Z'],
    ['2026-06-01T12:00:00', 'America/New_York', '2026-06-01T16:00:00.000Z'],
  ])('%s in %s is %s', (local, timeZone, instant) => {
    expect(instantOfLocal(local, timeZone).toISOString()).toBe(instant);
  });

  it('reads a time inside the London spring gap with the offset before the change', () => {
    expect(instantOfLocal('2026-03-29T00:59:59', LONDON).toISOString()).toBe('2026-03-29T00:59:59.000Z');
    expect(instantOfLocal('2026-03-29T01:00:00', LONDON).toISOString()).toBe('2026-03-29T01:00:00.000Z');
    expect(instantOfLocal('2026-03-29T01:30:00', LONDON).toISOString()).toBe('2026-03-29T01:30:00.000Z');
    expect(zonedParts(instantOfLocal('2026-03-29T01:30:00', LONDON), LONDON)).toMatchObject({ hour: 2, minute: 30 });
    expect(instantOfLocal('2026-03-29T02:00:00', LONDON).toISOString()).toBe('2026-03-29T01:00:00.000Z');
  });

  it('takes the first of the two instants in the London autumn overlap', () => {
    expect(instantOfLocal('2026-10-25T00:59:59', LONDON).toISOString()).toBe('2026-10-24T23:59:59.000Z');
    expect(instantOfLocal('2026-10-25T01:30:00', LONDON).toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(instantOfLocal('2026-10-25T02:00:00', LONDON).toISOString()).toBe('2026-10-25T02:00:00.000Z');
  });

  it.each([
    '',
    '21/11/2026',
    '2026-02-30T10:00:00',
    '2026-13-01',
    '2026-11-21T24:00:00',
    '2026-11-21T18:60',
    '2026-11-21T18:30:00Z',
  ])('refuses %j', (local) => {
    expect(() => instantOfLocal(local, SEOUL)).toThrow();
  });

  it('is the inverse of zonedParts outside the overlap', () => {
    const zone = fc.constantFrom(SEOUL, LONDON, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu');
    const seconds = fc.integer({ min: 0, max: 2_000_000_000 });
    fc.assert(
      fc.property(seconds, zone, (second, timeZone) => {
        const instant = new Date(second * 1000);
        const p = zonedParts(instant, timeZone);
        const two = (value: number) => String(value).padStart(2, '0');
        const local = `${p.year}-${two(p.month)}-${two(p.day)}T${two(p.hour)}:${two(p.minute)}:${two(p.second)}`;
        const back = instantOfLocal(local, timeZone).getTime();
        expect(zonedParts(new Date(back), timeZone)).toEqual(p);
        expect(back).toBeLessThanOrEqual(instant.getTime());
        expect(instant.getTime() - back).toBeLessThanOrEqual(3_600_000);
      }),
      { numRuns: 500 },
    );
  });
});

describe('days', () => {
  it('adds days over months, years and leap days', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });

  it('adds months and stays inside the month', () => {
    expect(addMonths('2024-11-22', 24)).toBe('2026-11-22');
    expect(addMonths('2026-08-31', 6)).toBe('2027-02-28');
    expect(addMonths('2028-02-29', -12)).toBe('2027-02-28');
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-15');
  });

  it('counts the days between two days', () => {
    expect(daysBetween('2026-11-21', '2026-11-21')).toBe(0);
    expect(daysBetween('2026-11-21', '2026-12-05')).toBe(14);
    expect(daysBetween('2026-12-05', '2026-11-21')).toBe(-14);
  });

  it('knows weekdays, also before 1970', () => {
    expect(weekdayOf('2026-11-21')).toBe(6);
    expect(weekdayOf('2026-11-22')).toBe(0);
    expect(weekdayOf('1950-06-25')).toBe(0);
  });

  it.each(['2026-02-30', '2026-1-1', '', 'today'])('refuses %j as a day', (day) => {
    expect(() => addDays(day, 1)).toThrow();
  });
});

describe('words for days and instants', () => {
  it('writes a day and an instant in both languages', () => {
    expect(formatDay('2026-11-21', 'ko')).toBe('11월 21일 (토)');
    expect(formatDay('2026-11-21', 'en')).toBe('Sat 21 Nov');
    expect(formatDay('2026-11-21', 'ko', { year: true })).toBe('2026년 11월 21일 (토)');
    expect(formatDay('2026-11-21', 'en', { year: true })).toBe('Sat 21 Nov 2026');
    const instant = new Date('2026-11-21T09:05:00Z');
    expect(formatInstant(instant, { timeZone: SEOUL, locale: 'ko' })).toBe('11월 21일 (토) 18:05');
    expect(formatInstant(instant, { timeZone: LONDON, locale: 'en', year: true })).toBe('Sat 21 Nov 2026 09:05');
  });

  it.each([
    [0, '오늘', 'today'],
    [1, '어제', 'yesterday'],
    [-1, '내일', 'tomorrow'],
    [3, '3일 전', '3 days ago'],
    [-3, '3일 뒤', 'in 3 days'],
    [13, '13일 전', '13 days ago'],
    [14, '2주 전', '2 weeks ago'],
    [59, '8주 전', '8 weeks ago'],
    [60, '8주 전', '8 weeks ago'],
    [61, '2개월 전', '2 months ago'],
    [400, '13개월 전', '13 months ago'],
    [730, '23개월 전', '23 months ago'],
    [731, '2년 전', '2 years ago'],
    [-40, '5주 뒤', 'in 5 weeks'],
  ])('says %i days as %s and %s', (days, ko, en) => {
    expect(relativeDays(days, 'ko')).toBe(ko);
    expect(relativeDays(days, 'en')).toBe(en);
  });
});

describe('isNightKst (AD-12)', () => {
  it.each([
    ['2026-11-21T20:59:59+09:00', false],
    ['2026-11-21T20:59:59.999+09:00', false],
    ['2026-11-21T21:00:00+09:00', true],
    ['2026-11-22T00:00:00+09:00', true],
    ['2026-11-22T07:59:59+09:00', true],
    ['2026-11-22T08:00:00+09:00', false],
  ])('%s is night: %s', (instant, night) => {
    expect(isNightKst(new Date(instant), 21, 8)).toBe(night);
  });

  it('takes a window inside one day as it stands', () => {
    expect(isNightKst(new Date('2026-11-21T09:00:00+09:00'), 9, 20)).toBe(true);
    expect(isNightKst(new Date('2026-11-21T20:00:00+09:00'), 9, 20)).toBe(false);
  });
});
