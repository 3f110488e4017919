import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RFM_SEGMENTS } from '../contract/kinds.ts';
import { RFM_SEGMENT_NAMES, type RfmScore, rfmQuintiles, rfmSegment, scoreRfm } from './rfm.ts';

it.each(['ko', 'en'] as const)(
  'the segments are called the same on the screens and in the command line (%s)',
  (locale) => {
    const file = new URL(`../../../web/locales/${locale}/insights.json`, import.meta.url);
    const texts = JSON.parse(readFileSync(file, 'utf8')) as { rfm: { segment: Record<string, string> } };
    const names = Object.fromEntries(RFM_SEGMENTS.map((segment) => [segment, RFM_SEGMENT_NAMES[segment][locale]]));
    expect(names).toEqual(texts.rfm.segment);
  },
);

const SCORES: RfmScore[] = [1, 2, 3, 4, 5];
const range = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe('quintiles by average rank (MT-11)', () => {
  it('cut different values into equal fifths, in the order given', () => {
    expect(rfmQuintiles([10, 20, 30, 40, 50])).toEqual([1, 2, 3, 4, 5]);
    expect(rfmQuintiles([50, 10, 40, 20, 30])).toEqual([5, 1, 4, 2, 3]);
    const scores = rfmQuintiles(range(1_000));
    for (const score of SCORES) expect(scores.filter((value) => value === score)).toHaveLength(200);
  });

  it('give equal values the score of their average rank', () => {
    expect(rfmQuintiles([7, 7, 7, 7, 7])).toEqual([3, 3, 3, 3, 3]);
    // Ranks 1.5, 1.5, 3, 4.5, 4.5 of 5.
    expect(rfmQuintiles([1, 1, 2, 3, 3])).toEqual([2, 2, 3, 5, 5]);
  });

  it('follow ceil(5·rank/n) as written, equal values equal and higher values never lower', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 80 }), (values) => {
        const scores = rfmQuintiles(values);
        for (const [index, value] of values.entries()) {
          const below = values.filter((other) => other < value).length;
          const equal = values.filter((other) => other === value).length;
          expect(scores[index]).toBe(Math.ceil((5 * (below + (equal + 1) / 2)) / values.length));
        }
      }),
    );
  });

  it('are none for nobody, the top for a single person, and refuse what is no number', () => {
    expect(rfmQuintiles([])).toEqual([]);
    expect(rfmQuintiles([4])).toEqual([5]);
    expect(() => rfmQuintiles([1, Number.NaN])).toThrow(/number/);
  });
});

describe('the score of one measure (MT-11)', () => {
  it('uses quintiles from 100 different people on, fewer days being the better recency', () => {
    const recency = scoreRfm({ values: range(100), measure: 'recency' });
    expect(recency).toMatchObject({ method: 'quintiles', n: 100 });
    expect([recency.scores[0], recency.scores[99]]).toEqual([5, 1]);
    const monetary = scoreRfm({ values: range(100), measure: 'monetary' });
    expect([monetary.scores[0], monetary.scores[99]]).toEqual([1, 5]);
  });

  it('falls back to fixed thresholds below 100 people', () => {
    expect(scoreRfm({ values: [3, 20, 45, 90, 400], measure: 'recency' })).toEqual({
      scores: [5, 4, 3, 2, 1],
      method: 'thresholds',
      n: 5,
    });
    expect(scoreRfm({ values: [14, 15, 120, 121], measure: 'recency' }).scores).toEqual([5, 4, 2, 1]);
    expect(scoreRfm({ values: [1, 2, 3, 5, 6, 12], measure: 'frequency' }).scores).toEqual([1, 2, 3, 3, 4, 5]);
  });

  it('falls back when most people came once, where quintiles would call one visit a middling frequency', () => {
    const values = [...new Array<number>(60).fill(1), ...new Array<number>(60).fill(2), ...range(20)];
    const result = scoreRfm({ values, measure: 'frequency' });
    expect(result.method).toBe('thresholds');
    expect(result.scores[0]).toBe(1);
    expect(result.scores[60]).toBe(2);
  });

  it('measures spend against the median person, so that no currency is needed', () => {
    const won = [5_000, 10_000, 20_000, 40_000, 90_000];
    expect(scoreRfm({ values: won, measure: 'monetary' }).scores).toEqual([1, 2, 3, 4, 5]);
    expect(scoreRfm({ values: won.map((value) => value / 100), measure: 'monetary' }).scores).toEqual([1, 2, 3, 4, 5]);
  });

  it('scores people lowest who spent nothing, even when they are most', () => {
    expect(scoreRfm({ values: [0, 0, 0, 0, 9_000], measure: 'monetary' }).scores).toEqual([1, 1, 1, 1, 5]);
  });

  it('takes thresholds of the shop, and nobody', () => {
    const thresholds = {
      recencyDays: [1, 2, 3, 4],
      frequencyVisits: [5, 4, 3, 2],
      monetaryMedians: [4, 3, 2, 1],
    } as const;
    expect(scoreRfm({ values: [1, 4, 5], measure: 'recency', thresholds }).scores).toEqual([5, 2, 1]);
    expect(scoreRfm({ values: [], measure: 'monetary' })).toEqual({ scores: [], method: 'thresholds', n: 0 });
    expect(() => scoreRfm({ values: [Number.NaN], measure: 'recency' })).toThrow(/number/);
  });
});

describe('the segment map (MT-12)', () => {
  it('is the one of the brief in all 25 cells', () => {
    const brief: [string, number[], number[]][] = [
      ['hibernating', [1, 2], [1, 2]],
      ['at_risk', [1, 2], [3, 4]],
      ['cant_lose', [1, 2], [5]],
      ['about_to_sleep', [3], [1, 2]],
      ['need_attention', [3], [3]],
      ['loyal', [3, 4], [4, 5]],
      ['promising', [4], [1]],
      ['new', [5], [1]],
      ['potential_loyalist', [4, 5], [2, 3]],
      ['champions', [5], [4, 5]],
    ];
    for (const recency of SCORES) {
      for (const frequency of SCORES) {
        const owners = brief.filter(([, rs, fs]) => rs.includes(recency) && fs.includes(frequency));
        expect(owners).toHaveLength(1);
        expect(rfmSegment(recency, frequency)).toBe(owners[0]?.[0]);
      }
    }
  });

  it('uses every segment of the glossary and no other', () => {
    const used = new Set(SCORES.flatMap((recency) => SCORES.map((frequency) => rfmSegment(recency, frequency))));
    expect([...used].sort()).toEqual([...RFM_SEGMENTS].sort());
  });
});
