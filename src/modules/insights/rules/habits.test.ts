import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeUsualHour, computeUsualItems, computeUsualOption, DAYPARTS, findDaypart } from './habits.ts';

const FRIDAY = 5;
const at = (weekday: number, ...hours: number[]) => hours.map((hour) => ({ weekday, hour }));

describe('dayparts', () => {
  it('cover every hour of the clock exactly once', () => {
    for (let hour = 0; hour < 24; hour += 1) {
      const holding = DAYPARTS.filter((part) => findDaypart(hour, [part]) !== undefined);
      expect(holding).toHaveLength(1);
    }
  });

  it('put half past one at night into the night, not into the morning', () => {
    expect(findDaypart(1)).toBe('night');
    expect(findDaypart(23)).toBe('night');
    expect(findDaypart(12)).toBe('lunch');
    expect(findDaypart(18)).toBe('dinner');
  });

  it('may leave a gap when the shop says so', () => {
    expect(findDaypart(3, [{ key: 'lunch', fromHour: 11, toHour: 14 }])).toBeUndefined();
  });
});

describe('when a person usually comes', () => {
  it('names weekday, hour and daypart, each with its share and all with n (MT-02)', () => {
    expect(computeUsualHour([...at(FRIDAY, 18, 19, 19), ...at(1, 12)])).toEqual({
      n: 4,
      weekday: { value: FRIDAY, count: 3, share: 0.75 },
      hour: { value: 19, count: 3, share: 0.75 },
      daypart: { value: 'dinner', count: 3, share: 0.75 },
    });
  });

  it('says nothing below three visits', () => {
    expect(computeUsualHour(at(FRIDAY, 19, 19))).toEqual({ n: 2 });
    expect(computeUsualHour([])).toEqual({ n: 0 });
  });

  it('says nothing of a weekday that holds less than two fifths of the visits', () => {
    const scattered = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => at(weekday, 19));
    const usual = computeUsualHour(scattered);
    expect(usual.weekday).toBeUndefined();
    expect(usual.hour).toEqual({ value: 19, count: 7, share: 1 });
  });

  it('does not choose between two days that are equally usual', () => {
    const usual = computeUsualHour([...at(2, 12, 19), ...at(FRIDAY, 12, 19)]);
    expect(usual.weekday).toBeUndefined();
    expect(usual.daypart).toBeUndefined();
  });

  it('sees one habit on both sides of midnight', () => {
    expect(computeUsualHour(at(6, 23, 0, 23, 0, 1)).hour).toEqual({ value: 0, count: 5, share: 1 });
    expect(computeUsualHour(at(6, 22, 23, 0)).hour?.value).toBe(23);
  });

  it('takes the middle of the stretch, not its edge', () => {
    expect(computeUsualHour(at(3, 18, 18, 18)).hour?.value).toBe(18);
    expect(computeUsualHour(at(3, 12, 13, 14)).hour?.value).toBe(13);
  });

  it('never counts more visits than there are, and turns with the clock', () => {
    const visit = fc.record({ weekday: fc.integer({ min: 1, max: 7 }), hour: fc.integer({ min: 0, max: 23 }) });
    fc.assert(
      fc.property(fc.array(visit, { maxLength: 40 }), fc.integer({ min: 1, max: 23 }), (visits, turn) => {
        const usual = computeUsualHour(visits);
        for (const part of [usual.weekday, usual.hour, usual.daypart]) {
          if (part === undefined) continue;
          expect(part.count).toBeLessThanOrEqual(usual.n);
          expect(part.share).toBeGreaterThanOrEqual(0.4);
          expect(part.share).toBe(part.count / usual.n);
        }
        const turned = computeUsualHour(visits.map((v) => ({ ...v, hour: (v.hour + turn) % 24 })));
        expect(turned.hour?.count).toBe(usual.hour?.count);
      }),
    );
  });

  it('refuses hours and days that are on no clock', () => {
    expect(() => computeUsualHour([{ weekday: 0, hour: 12 }])).toThrow(/weekday/);
    expect(() => computeUsualHour([{ weekday: 1, hour: 24 }])).toThrow(/hour/);
  });
});

describe('what a person usually has', () => {
  const item = (name: string, visits: number) => ({ itemId: name, name, option: null, visits });

  it('is what she had in at least three of ten visits, the most frequent first', () => {
    const usual = computeUsualItems([item('볶음밥', 2), item('콜라', 3), item('마라탕', 7)], 10);
    expect(usual.map(({ name, share, n }) => [name, share, n])).toEqual([
      ['마라탕', 0.7, 10],
      ['콜라', 0.3, 10],
    ]);
  });

  it('is nothing below three visits, and nothing she had only once', () => {
    expect(computeUsualItems([item('마라탕', 2)], 2)).toEqual([]);
    expect(computeUsualItems([item('마라탕', 1)], 3)).toEqual([]);
    expect(computeUsualItems([], 0)).toEqual([]);
  });

  it('is at most three items, equals in the order of their names', () => {
    const usual = computeUsualItems([item('d', 5), item('b', 5), item('c', 5), item('a', 5)], 5);
    expect(usual.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });
});

describe('how an item is usually had', () => {
  it('is the options of three lines in five, and not of fewer', () => {
    expect(computeUsualOption(['2단계', '2단계', '3단계', '2단계', ''])).toBe('2단계');
    expect(computeUsualOption(['2단계', '2단계', '2단계', '3단계', '', ''])).toBeNull();
  });

  it('needs three lines, and is never "no options"', () => {
    expect(computeUsualOption(['2단계', '2단계'])).toBeNull();
    expect(computeUsualOption(['2단계', '2단계', '2단계'])).toBe('2단계');
    expect(computeUsualOption(['', '', '', '', '2단계'])).toBeNull();
    expect(computeUsualOption([])).toBeNull();
  });
});
