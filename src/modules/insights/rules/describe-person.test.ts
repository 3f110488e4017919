import { describe, expect, it } from 'vitest';
import {
  decideRelation,
  describeLapseReason,
  describePerson,
  type PersonFacts,
  speakGap,
  speakInterval,
} from './describe-person.ts';

/** The person of the founding essays (FE-07). */
const guest: PersonFacts = {
  visits: 12,
  interval: { intervalDays: 14.4, source: 'own', n: 11 },
  lapse: 'watch',
  daysSinceLast: 35,
  closedDays: 0,
  usual: {
    n: 12,
    weekday: { value: 5, count: 8, share: 8 / 12 },
    hour: { value: 19, count: 9, share: 0.75 },
    daypart: { value: 'dinner', count: 10, share: 10 / 12 },
  },
  usualItems: [{ itemId: 'i', name: '마라탕', option: '2단계', visits: 9, share: 0.75, n: 12 }],
  isHere: true,
};

const newcomer: PersonFacts = {
  visits: 1,
  interval: { intervalDays: 20, source: 'shop', n: 0 },
  lapse: 'on_rhythm',
  daysSinceLast: 3,
  closedDays: 0,
  usual: { n: 1 },
  usualItems: [],
  isHere: false,
};

describe('the line about a person (FE-07)', () => {
  it('is the sentence of the brief, in Korean', () => {
    expect(describePerson(guest, 'ko').text).toBe('단골 · 보통 2주마다 금요일 저녁 · 마라탕 2단계 · 이번엔 5주 만');
  });

  it('says the same in English', () => {
    expect(describePerson(guest, 'en').text).toBe(
      'Regular · usually every 2 weeks on Fridays in the evening · has 마라탕 2단계 · this time after 5 weeks',
    );
  });

  it('comes in parts for the web to translate, each with its n (MT-02)', () => {
    expect(describePerson(guest, 'ko').parts).toEqual([
      { key: 'insights.person.relation.regular', params: { n: 12 }, joinsPrevious: false },
      { key: 'insights.person.every.week', params: { count: 2, n: 11 }, joinsPrevious: false },
      { key: 'insights.person.weekday.5', params: { count: 8, n: 12 }, joinsPrevious: true },
      { key: 'insights.person.daypart.dinner', params: { count: 10, n: 12 }, joinsPrevious: true },
      {
        key: 'insights.person.usual_item',
        params: { name: '마라탕 2단계', count: 9, n: 12 },
        joinsPrevious: false,
      },
      { key: 'insights.person.back_after.week', params: { count: 5, days: 35 }, joinsPrevious: false },
    ]);
    expect(describePerson(guest, 'en').parts).toEqual(describePerson(guest, 'ko').parts);
  });

  it('says of somebody who is not here that she is slipping, and how long it has been', () => {
    expect(describePerson({ ...guest, isHere: false }, 'ko').text).toBe(
      '뜸해진 단골 · 보통 2주마다 금요일 저녁 · 마라탕 2단계 · 5주째 안 오셨어요',
    );
    expect(describePerson({ ...guest, isHere: false, lapse: 'lapsed', daysSinceLast: 70 }, 'en').text).toBe(
      'Resting · usually every 2 weeks on Fridays in the evening · has 마라탕 2단계 · not seen for 2 months',
    );
  });

  it('names the item alone when no option of it is usual', () => {
    const plain = { itemId: 'i', name: '꿔바로우', option: null, visits: 9, share: 0.75, n: 12 };
    expect(describePerson({ ...guest, usualItems: [plain] }, 'ko').text).toContain(' · 꿔바로우 · ');
    expect(describePerson({ ...guest, usualItems: [plain] }, 'en').text).toContain(' · has 꿔바로우 · ');
  });

  it('says nothing of the gap while it is the usual one', () => {
    expect(describePerson({ ...guest, lapse: 'on_rhythm', daysSinceLast: 13 }, 'ko').text).toBe(
      '단골 · 보통 2주마다 금요일 저녁 · 마라탕 2단계',
    );
  });

  it('admits what it does not know of a newcomer', () => {
    expect(describePerson(newcomer, 'ko').text).toBe('첫 손님 · 주기는 아직 모릅니다');
    expect(describePerson(newcomer, 'en').text).toBe('First-time guest · rhythm not known yet');
  });

  it('says only that it does not know when there is no visit at all', () => {
    const stranger = { ...newcomer, visits: 0, interval: undefined, lapse: undefined, daysSinceLast: undefined };
    expect(describePerson({ ...stranger, usual: undefined }, 'ko').text).toBe('아직 모릅니다');
    expect(describePerson({ ...stranger, usual: undefined }, 'en').text).toBe('Not known yet');
  });

  it('keeps a known hour apart from an unknown rhythm', () => {
    const { text } = describePerson({ ...guest, interval: undefined, lapse: undefined }, 'ko');
    expect(text).toBe('단골 · 주기는 아직 모릅니다 · 금요일 저녁 · 마라탕 2단계');
    const onlyDaypart = { ...guest, interval: undefined, lapse: undefined, usual: { ...guest.usual, n: 12 } };
    delete onlyDaypart.usual.weekday;
    expect(describePerson(onlyDaypart, 'ko').text).toBe('단골 · 주기는 아직 모릅니다 · 저녁 · 마라탕 2단계');
  });
});

describe('the relation to the shop', () => {
  it.each([
    [0, undefined, 'unknown'],
    [1, 'on_rhythm', 'first'],
    [1, undefined, 'first'],
    [1, 'lapsed', 'resting'],
    [2, 'on_rhythm', 'returning'],
    [4, 'watch', 'returning'],
    [4, 'lapsed', 'resting'],
    [5, 'on_rhythm', 'regular'],
    [5, 'due', 'regular'],
    [5, 'watch', 'slipping_regular'],
    [50, 'lapsed', 'resting'],
  ] as const)('of somebody with %d visits who is %s is %s', (visits, lapse, relation) => {
    expect(decideRelation({ visits, lapse, isHere: false })).toBe(relation);
  });

  it('never calls a guest at the counter resting', () => {
    expect(decideRelation({ visits: 50, lapse: 'lapsed', isHere: true })).toBe('regular');
    expect(decideRelation({ visits: 1, lapse: 'lapsed', isHere: true })).toBe('first');
  });
});

describe('time as people say it', () => {
  const intervalText = (days: number) =>
    describePerson(
      { ...guest, usual: undefined, interval: { intervalDays: days, source: 'own', n: 5 } },
      'ko',
    ).text.split(' · ')[1];

  it.each([
    [1, '거의 매일'],
    [3, '보통 3일마다'],
    [5.4, '보통 5일마다'],
    [6, '보통 매주'],
    [7, '보통 매주'],
    [10.4, '보통 매주'],
    [14, '보통 2주마다'],
    [21, '보통 3주마다'],
    [24.4, '보통 3주마다'],
    [28, '보통 매달'],
    [45, '보통 매달'],
    [61, '보통 2달마다'],
    [365, '보통 12달마다'],
  ])('calls an interval of %d days %s', (days, words) => {
    expect(intervalText(days)).toBe(words);
  });

  it.each([
    [1, 'day', 1],
    [13, 'day', 13],
    [14, 'week', 2],
    [35, 'week', 5],
    [59, 'week', 8],
    [60, 'month', 2],
    [729, 'month', 24],
    [730, 'year', 2],
  ] as const)('calls a gap of %d days by the %s: %d', (days, unit, count) => {
    expect(speakGap(days)).toEqual({ unit, count });
  });

  it('never speaks of zero', () => {
    expect(speakInterval(0.2)).toEqual({ unit: 'day', count: 1 });
  });
});

describe('the reason in the list of the resting (MT-15)', () => {
  it('can be checked by a cashier, in both languages', () => {
    const facts = { interval: { intervalDays: 14.2, source: 'own', n: 8 } as const, daysSinceLast: 35, closedDays: 0 };
    expect(describeLapseReason(facts, 'ko')).toEqual({
      key: 'insights.lapse_reason.own',
      params: { intervalDays: 14, days: 35, closedDays: 0, n: 8 },
      text: '보통 14일마다 오시는데 35일째 안 오셨어요',
    });
    expect(describeLapseReason(facts, 'en').text).toBe('Usually comes every 14 days; not seen for 35 days');
  });

  it('says which days are not counted because the shop was closed', () => {
    const facts = { interval: { intervalDays: 14.2, source: 'own', n: 8 } as const, daysSinceLast: 56, closedDays: 21 };
    expect(describeLapseReason(facts, 'ko')).toEqual({
      key: 'insights.lapse_reason.own',
      params: { intervalDays: 14, days: 35, closedDays: 21, n: 8 },
      text: '보통 14일마다 오시는데 35일째 안 오셨어요 (가게가 쉰 21일은 빼고)',
    });
    expect(describeLapseReason(facts, 'en').text).toBe(
      'Usually comes every 14 days; not seen for 35 days (not counting 21 days the shop was closed)',
    );
    const person = { ...guest, daysSinceLast: 56, closedDays: 21 };
    expect(describePerson(person, 'ko').text).toBe(
      '단골 · 보통 2주마다 금요일 저녁 · 마라탕 2단계 · 이번엔 5주 만 (가게가 쉰 21일은 빼고)',
    );
    expect(describePerson(person, 'ko').parts.at(-1)).toEqual({
      key: 'insights.person.closed',
      params: { days: 21 },
      joinsPrevious: true,
    });
  });

  it("says that the interval is other people's when she has none of her own", () => {
    const facts = { interval: { intervalDays: 21, source: 'shop', n: 1 } as const, daysSinceLast: 90, closedDays: 0 };
    expect(describeLapseReason(facts, 'ko').text).toBe('다른 손님은 보통 21일마다 오시는데 90일째 안 오셨어요');
    expect(describeLapseReason(facts, 'en').text).toBe('Guests here usually come every 21 days; not seen for 90 days');
  });

  it('has its own word for every day', () => {
    const facts = { interval: { intervalDays: 1.2, source: 'own', n: 40 } as const, daysSinceLast: 5, closedDays: 0 };
    expect(describeLapseReason(facts, 'ko').text).toBe('거의 매일 오시는데 5일째 안 오셨어요');
    expect(describeLapseReason(facts, 'en').text).toBe('Comes almost every day; not seen for 5 days');
  });
});
