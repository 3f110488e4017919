import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATE_FORMATS, type DateFormat, detectDateFormats, parseDate } from './dates.ts';

describe('parseDate', () => {
  it.each<[DateFormat, string, string | undefined]>([
    ['ISO', '2026-11-21', '2026-11-21T00:00:00'],
    ['ISO', '2026-11-21 18:30', '2026-11-21T18:30:00'],
    ['ISO', '2026-11-21T18:30:05Z', '2026-11-21T18:30:05Z'],
    ['ISO', '2026-11-21T18:30:05.123+0900', '2026-11-21T18:30:05.123+09:00'],
    ['ISO', '2026-02-30', undefined],
    ['ISO', '2026.11.21', undefined],
    ['ISO', '2026-11-21T24:00:00', undefined],
    ['YYYY-MM-DD', '2026-1-2 오후 6:30', '2026-01-02T18:30:00'],
    ['YYYY.MM.DD', '2026.11.21 18:30', '2026-11-21T18:30:00'],
    ['YYYY.MM.DD', '2026. 11. 21. (토) 오전 12:05', '2026-11-21T00:05:00'],
    ['YYYY/MM/DD', '2026/11/21 6:30 PM', '2026-11-21T18:30:00'],
    ['DD/MM/YYYY', '03/04/2026 09:15', '2026-04-03T09:15:00'],
    ['MM/DD/YYYY', '03/04/2026 09:15', '2026-03-04T09:15:00'],
    ['MM/DD/YYYY', '21/11/2026', undefined],
    ['YY.MM.DD', '26.11.21', '2026-11-21T00:00:00'],
    ['YYYY년 M월 D일', '2026년 11월 21일 오후 6:30', '2026-11-21T18:30:00'],
    ['YYYY년 M월 D일', '2026년 2월 30일', undefined],
    ['YYYY년 M월 D일', '2026년 11월 21일 18시 30분', '2026-11-21T18:30:00'],
    ['YYYYMMDD', '20261121', '2026-11-21T00:00:00'],
    ['YYYYMMDD', '20261121 11:38:36', '2026-11-21T11:38:36'],
    ['YYYYMMDDHHmmss', '20261121183005', '2026-11-21T18:30:05'],
    ['serial', '46347.770833333336', '2026-11-21T18:30:00'],
    ['YYYY-MM-DD', '2026-11-21 오전 13:00', undefined],
    ['ISO', '', undefined],
  ])('reads %s of %s as %s', (format, text, expected) => {
    expect(parseDate(text, format)).toBe(expected);
  });

  it('never throws and only ever gives real dates', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}( \d{1,2}:\d{2})?$/));
    fc.assert(
      fc.property(text, fc.constantFrom(...DATE_FORMATS), (sample, format) => {
        const read = parseDate(sample, format);
        if (read === undefined) return;
        expect(new Date(`${read.slice(0, 19)}Z`).toISOString().slice(0, 19)).toBe(read.slice(0, 19));
      }),
    );
  });
});

describe('detectDateFormats', () => {
  it('takes shapes that begin with the whole year for one kind, however they are mixed', () => {
    const births = ['1952-12-01', '1952.12.01', '19521201', '1952년 12월 1일'];
    expect(detectDateFormats(births)).toEqual({ candidates: ['year-first'], ambiguous: false });
    expect(births.map((text) => parseDate(text, 'year-first')?.slice(0, 10))).toEqual(births.map(() => '1952-12-01'));
    expect(parseDate('01.12.1952', 'year-first')).toBeUndefined();
    expect(detectDateFormats(['19521201'])).toEqual({ candidates: ['YYYYMMDD'], ambiguous: false });
  });
  it('calls 03/04/2026 ambiguous until a sample settles it', () => {
    expect(detectDateFormats(['03/04/2026'])).toEqual({ candidates: ['DD/MM/YYYY', 'MM/DD/YYYY'], ambiguous: true });
    expect(detectDateFormats(['03/04/2026', ' ', '13/04/2026'])).toEqual({
      candidates: ['DD/MM/YYYY'],
      ambiguous: false,
    });
    expect(detectDateFormats(['03/03/2026'])).toMatchObject({ ambiguous: false });
  });

  it('finds nothing where samples contradict each other, are no dates, or are missing', () => {
    for (const samples of [['13/04/2026', '04/13/2026'], ['김밥'], ['', ' ']]) {
      expect(detectDateFormats(samples)).toEqual({ candidates: [], ambiguous: false });
    }
  });

  it('sees two-digit years as the ambiguity they are', () => {
    expect(detectDateFormats(['25.03.04']).candidates).toEqual(['YY.MM.DD', 'DD.MM.YY']);
  });
});
