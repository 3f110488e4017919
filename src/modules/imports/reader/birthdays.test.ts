import { describe, expect, it } from 'vitest';
import { readBirthday, readCalendar } from './birthdays.ts';

const read = (text: string, calendar?: 'lunar' | 'lunar_leap' | 'solar') =>
  readBirthday(text, { format: 'YYYY-MM-DD', calendar });

describe('birthdays of a file (OP-71, OP-72)', () => {
  it.each([
    ['1990-11-25', { birthDate: '1990-11-25' }],
    ['1960-05-05(음)', { birthDate: '1960-05-29', birthday: { calendar: 'lunar', month: 5, day: 5 } }],
    ['음 1960-05-05', { birthDate: '1960-05-29', birthday: { calendar: 'lunar', month: 5, day: 5 } }],
    ['5월 5일', { birthday: { calendar: 'solar', month: 5, day: 5 } }],
    ['음력 8/15', { birthday: { calendar: 'lunar', month: 8, day: 15 } }],
    ['음력 윤6월 1일', { birthday: { calendar: 'lunar_leap', month: 6, day: 1 } }],
    ['음 2.30', { birthday: { calendar: 'lunar', month: 2, day: 30 } }],
    ['0815', { birthday: { calendar: 'solar', month: 8, day: 15 } }],
    ['02-29', { birthday: { calendar: 'solar', month: 2, day: 29 } }],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('take the calendar of a column of its own', () => {
    expect(read('1960-05-05', 'lunar')).toEqual({
      birthDate: '1960-05-29',
      birthday: { calendar: 'lunar', month: 5, day: 5 },
    });
    expect(['음', '양력', '윤', 'lunar', '?'].map(readCalendar)).toEqual([
      'lunar',
      'solar',
      'lunar_leap',
      'lunar',
      undefined,
    ]);
  });

  it.each(['봄', '1945-03-99', '02-30', '1990-02-29', '13-01', '음 5-31', ''])('%s is none', (text) => {
    expect(read(text)).toBeUndefined();
  });
});
