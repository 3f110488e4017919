import { describe, expect, it } from 'vitest';
import { addDays, weekdayOf } from '../../../shared/time.ts';
import { countOpenDays, findClosedDays, findOpenWeekdays, judgeSource } from './rules.ts';

const range = (from: string, days: number, step = 1) =>
  Array.from({ length: Math.ceil(days / step) }, (_, nth) => addDays(from, nth * step));
const everyDay = new Set([0, 1, 2, 3, 4, 5, 6]);
const withoutMonday = new Set([0, 2, 3, 4, 5, 6]);
// 1 October 2026 is a Thursday.
const daily = range('2026-10-01', 20);
const judge = (activeDays: string[], today: string, openWeekdays: ReadonlySet<number> = everyDay, isMuted = false) =>
  judgeSource({ activeDays, today, open: { weekdays: openWeekdays, closed: new Set() }, isMuted });

const none: ReadonlySet<string> = new Set();

describe('findOpenWeekdays', () => {
  it('leaves out the weekday on which the shop rests', () => {
    const open = range('2026-10-01', 28).filter((day) => weekdayOf(day) !== 1);
    expect(new Set(findOpenWeekdays(open))).toEqual(withoutMonday);
  });
  it('takes every day for open while little is known', () => {
    expect(findOpenWeekdays(['2026-10-01', '2026-10-05']).size).toBe(7);
    expect(findOpenWeekdays([]).size).toBe(7);
  });
});

describe('countOpenDays', () => {
  it('counts from the day after up to the day itself', () => {
    expect(countOpenDays('2026-10-03', '2026-10-06', { weekdays: everyDay, closed: none })).toBe(3);
    expect(countOpenDays('2026-10-03', '2026-10-06', { weekdays: withoutMonday, closed: none })).toBe(2);
    expect(countOpenDays('2026-10-06', '2026-10-03', { weekdays: everyDay, closed: none })).toBe(0);
  });
});

describe('a closure', () => {
  it('makes no source late that brings something every open day', () => {
    const sold = ['2026-09-20', '2026-09-21', '2026-09-22', '2026-09-23', '2026-09-24', '2026-09-29'];
    const closed = findClosedDays(sold);
    expect([...closed]).toEqual(['2026-09-25', '2026-09-26', '2026-09-27', '2026-09-28']);
    const booking = judgeSource({
      activeDays: sold.slice(0, 5),
      today: '2026-09-29',
      open: { weekdays: everyDay, closed },
      isMuted: false,
    });
    expect(booking).toMatchObject({ state: 'ok', gapDays: 1 });
    expect(findClosedDays([]).size).toBe(0);
  });
});

describe('judgeSource', () => {
  it('is late after two full days of a daily source, and silent after three', () => {
    expect(judge(daily, '2026-10-20').state).toBe('ok');
    expect(judge(daily, '2026-10-22')).toEqual({ state: 'ok', lastOn: '2026-10-20', usualGapDays: 1, gapDays: 2 });
    expect(judge(daily, '2026-10-23').state).toBe('late');
    expect(judge(daily, '2026-10-24').state).toBe('silent');
  });
  it('does not count the shop’s day off', () => {
    const open = daily.filter((day) => weekdayOf(day) !== 1);
    // Sunday 18th, then Monday off: Wednesday is the second open day.
    const upToSunday = open.filter((day) => day <= '2026-10-18');
    expect(judge(upToSunday, '2026-10-21', withoutMonday)).toMatchObject({ state: 'ok', gapDays: 2 });
    expect(judge(upToSunday, '2026-10-21', everyDay)).toMatchObject({ state: 'late', gapDays: 3 });
  });
  it('goes by the source’s own rhythm', () => {
    const weekly = range('2026-08-06', 70, 7);
    expect(judge(weekly, '2026-10-20')).toMatchObject({ state: 'ok', usualGapDays: 7 });
    expect(judge(weekly, '2026-10-26').state).toBe('late');
    expect(judge(weekly, '2026-11-02').state).toBe('silent');
  });
  it('forgives a source that has been away before', () => {
    const patchy = [...range('2026-09-01', 6), ...range('2026-09-13', 6), ...range('2026-09-25', 6)];
    expect(judge(patchy, '2026-10-07')).toMatchObject({ state: 'ok', gapDays: 7, usualGapDays: 1 });
    expect(judge(patchy, '2026-10-08').state).toBe('late');
    expect(judge(patchy, '2026-10-11').state).toBe('silent');
    const often = range('2026-09-01', 40, 2).concat(range('2026-10-15', 2));
    expect(judge(often, '2026-10-18').state).toBe('ok');
  });
  it('says nothing of a source it hardly knows, and nothing of one that is muted', () => {
    expect(judge(['2026-10-01', '2026-10-02'], '2026-11-01')).toEqual({
      state: 'new',
      lastOn: '2026-10-02',
      usualGapDays: null,
      gapDays: 30,
    });
    expect(judge([], '2026-11-01')).toEqual({ state: 'new', lastOn: null, usualGapDays: null, gapDays: null });
    expect(judge(daily, '2026-11-20', everyDay, true).state).toBe('muted');
  });
});
