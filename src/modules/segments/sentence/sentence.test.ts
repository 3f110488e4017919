import { describe, expect, it } from 'vitest';
import { type Condition, type Rule, zCondition } from '../contract/rule.ts';
import { describeFact, describeRule, type Names } from './index.ts';

const NOODLES = '00000000-0000-7000-8000-000000000001';
const SOUP = '00000000-0000-7000-8000-000000000002';
const names: Names = {
  items: { [NOODLES]: '마라탕', [SOUP]: '꿔바로우' },
  tags: { [NOODLES]: 'VIP' },
  groups: { [NOODLES]: '쉬는 단골' },
  plays: { [NOODLES]: '월요일 쿠폰' },
  levels: { gold: '골드', silver: '실버' },
  fields: {
    spicy: {
      label: { ko: '맵기', en: 'Spiciness' },
      choices: { two: { ko: '2단계', en: 'level 2' } },
    },
  },
  currency: 'KRW',
  people: { ko: '손님', en: 'guests' },
};
const say = (rule: Rule) => describeRule(rule, names);

describe('a rule in one sentence', () => {
  it.each<[Rule, string, string]>([
    [{ all: [] }, '모든 손님', 'All guests'],
    [{ any: [] }, '아직 아무도 찾지 않아요', 'Nobody yet'],
    [
      {
        all: [{ fact: 'contactable', channel: 'sms' }, { not: { fact: 'contactable', channel: 'kakao' } }],
      },
      '문자로 홍보를 보낼 수 있고, 카카오톡으로 홍보를 보낼 수 없는 손님',
      'Guests who may be sent advertising texts and may not be sent advertising by KakaoTalk',
    ],
    [
      {
        all: [
          { fact: 'visits', atLeast: 5 },
          { fact: 'lapse', in: ['lapsed'] },
        ],
      },
      '5번 이상 오셨고, 쉬는 분인 손님',
      'Guests who visited at least 5 times and are resting',
    ],
    [
      {
        all: [
          { fact: 'bought', itemIds: [NOODLES], timesAtLeast: 3, withinDays: 90 },
          { fact: 'bought', categories: ['음료'], timesAtMost: 0 },
          { fact: 'usualHour', withinHours: 2 },
        ],
      },
      '최근 90일에 마라탕을 3번 이상 주문하셨고, ‘음료’ 분류를 주문하신 적이 없고, 주로 지금부터 2시간 안에 오시는 손님',
      'Guests who bought 마라탕 at least 3 times in the last 90 days, never bought ‘음료’ items and usually come within the next 2 hours',
    ],
    [
      { not: { fact: 'bought', itemIds: [NOODLES, SOUP], option: '2단계' } },
      '‘2단계’ 마라탕·꿔바로우를 주문하신 적이 없는 손님',
      'Guests who never bought 마라탕 or 꿔바로우 with “2단계”',
    ],
    [
      {
        all: [
          {
            any: [
              { fact: 'tag', in: [NOODLES] },
              { fact: 'spend', atLeastMinor: 300_000, withinDays: 365 },
            ],
          },
          { not: { fact: 'sent', withinDays: 30 } },
        ],
      },
      '(‘VIP’ 태그가 있거나, 최근 365일에 300,000원 이상 쓰신 분)이고, 최근 30일에 우리 메시지를 받으신 적이 없는 손님',
      'Guests who (have the tag “VIP” or spent at least ₩300,000 in the last 365 days) and were sent nothing in the last 30 days',
    ],
    [
      {
        any: [
          { fact: 'group', segmentId: NOODLES },
          { fact: 'group', segmentId: SOUP },
        ],
      },
      '‘쉬는 단골’ 그룹에 들어 있거나, ‘지워진 것’ 그룹에 들어 있는 손님',
      'Guests who are in the group “쉬는 단골” or are in the group “something removed”',
    ],
    [
      { all: [{ fact: 'birthday', withinDays: 7 }, { not: { fact: 'play', as: 'heldOut', playIds: [NOODLES] } }] },
      '생일이 오늘부터 7일 안이고, ‘월요일 쿠폰’ 실행안에서 비교하려고 남겨 둔 쪽에 뽑히지 않은 손님',
      'Guests who have a birthday within the next 7 days and were not held out of the play “월요일 쿠폰”',
    ],
    [
      {
        all: [
          { fact: 'balance', unit: 'stamps', atLeast: 8, atMost: 9 },
          { not: { fact: 'balance', unit: 'points' } },
          { not: { fact: 'level', in: ['gold', 'silver'] } },
        ],
      },
      '스탬프가 8개에서 9개이고, 쓸 수 있는 포인트가 없고, ‘골드·실버’ 등급이 아닌 손님',
      'Guests who have 8 to 9 stamps, do not have points to use and are not on the level “골드 or 실버”',
    ],
    [
      {
        all: [
          { fact: 'field', key: 'spicy', in: ['two'] },
          { fact: 'bucket', salt: '', of: 100, from: 1, to: 10 },
        ],
      },
      '맵기가 ‘2단계’이고, 무작위 100칸 가운데 1~10번 칸에 뽑힌 손님',
      'Guests who have “level 2” as Spiciness and are in random bucket 1 to 10 of 100',
    ],
    [
      {
        not: {
          all: [
            { fact: 'reachable', by: 'phone' },
            { fact: 'coupon', expiresWithinDays: 7 },
          ],
        },
      },
      '(전화번호가 있고, 7일 안에 끝나는 쿠폰이 있는 분)이 아닌 손님',
      'Guests who are not people who (have a phone number and have a coupon that ends within 7 days)',
    ],
  ])('%j', (rule, ko, en) => {
    expect(say(rule)).toEqual({ ko, en });
  });

  it('drops joints that join nothing and denials that cancel out', () => {
    const plain: Rule = { fact: 'visits', atLeast: 1 };
    const wrapped: Rule = { not: { all: [{ not: { any: [{ all: [plain] }] } }] } };
    expect(say(wrapped)).toEqual(say(plain));
    expect(say({ not: plain })).toEqual(say({ fact: 'visits', atMost: 0 }));
  });
});

it('says what is known of a person about a condition, or that it is not known', () => {
  const bought = { fact: 'bought' as const, itemIds: [NOODLES], timesAtLeast: 3, withinDays: 90 };
  expect(describeFact({ condition: bought, value: 4 }, names)).toEqual({
    ko: '마라탕 4번 (최근 90일)',
    en: '마라탕 4 times (last 90 days)',
  });
  expect(describeFact({ condition: { fact: 'expectedNext' }, value: null }, names).ko).toBe(
    '다음에 오실 날 아직 몰라요',
  );
  expect(describeFact({ condition: { fact: 'lastVisit', daysAgoAtLeast: 3 }, value: 5 }, names)).toEqual({
    ko: '마지막 방문 5일 전',
    en: 'Last visit 5 days ago',
  });
  const lapse = { fact: 'lapse' as const, in: ['due' as const] };
  expect(describeFact({ condition: lapse, value: 'due' }, names).ko).toBe('상태: 조금 늦는 분');
  expect(describeFact({ condition: lapse, value: { state: 'due', closedDays: 21 } }, names)).toEqual({
    ko: '상태: 조금 늦는 분 (가게가 쉰 21일은 빼고)',
    en: 'State: a little late (not counting 21 days the shop was closed)',
  });
});

describe('every part of every condition', () => {
  /** Two values of each part by its name, or by fact and name where the name alone does not tell; all differ in words. */
  const SAMPLES: Record<string, readonly [unknown, unknown]> = {
    atLeast: [3, 4],
    atMost: [7, 8],
    'alive.atLeast': [0.3, 0.4],
    'alive.atMost': [0.7, 0.8],
    atLeastMinor: [3_000, 4_000],
    atMostMinor: [7_000, 8_000],
    amountAtLeastMinor: [3_000, 4_000],
    amountAtMostMinor: [7_000, 8_000],
    timesAtLeast: [3, 4],
    timesAtMost: [7, 8],
    daysAgoAtLeast: [3, 4],
    daysAgoAtMost: [7, 8],
    daysAheadAtLeast: [3, 4],
    daysAheadAtMost: [7, 8],
    withinDays: [30, 90],
    withinHours: [1, 2],
    expiresWithinDays: [3, 4],
    itemIds: [[NOODLES], [SOUP]],
    playIds: [[NOODLES], [SOUP]],
    'tag.in': [[NOODLES], [SOUP]],
    categories: [['음료'], ['면']],
    option: ['1단계', '2단계'],
    daypart: [['lunch'], ['dinner']],
    'usualDaypart.in': [['lunch'], ['dinner']],
    'usualWeekday.in': [[1], [2]],
    'lapse.in': [['due'], ['lapsed']],
    'rfm.in': [['loyal'], ['new']],
    'level.in': [['gold'], ['silver']],
    'field.in': [['two'], ['three']],
    'source.in': [['import'], ['tablet']],
    channel: ['email', 'sms'],
    'happened.kinds': [['web.page_viewed'], ['survey.answered']],
    'household.kinds': [['household'], ['company']],
    as: ['treated', 'heldOut'],
    unit: ['points', 'stamps'],
    months: [[1], [2]],
    of: [100, 200],
    from: [1, 2],
    to: [5, 6],
    'field.from': ['2026-01-01', '2026-02-01'],
    'field.to': ['2026-03-01', '2026-04-01'],
    segmentId: [NOODLES, SOUP],
    key: ['spicy', 'allergy'],
    by: ['email', 'phone'],
    kind: ['ad_email', 'ad_sms'],
  };
  /** Her own figure answers these: 4번 is at least 3. */
  const ANSWERED = /^(.*AtLeast|.*AtMost|atLeast|atMost|atLeastMinor|atMostMinor|amountAt.*Minor|from|to)$/;
  const parts = zCondition.options.flatMap((option) => {
    const { fact, ...shape } = option.shape;
    // What a draw is called is made up by a machine: it would be noise in a sentence.
    return Object.keys(shape).flatMap((key) => (key === 'salt' ? [] : { fact: fact.value, key }));
  });
  const sampleOf = (fact: string, key: string) => SAMPLES[`${fact}.${key}`] ?? SAMPLES[key];
  /** The condition with the least that it needs, and this part of it. */
  function build(fact: string, key: string, at: 0 | 1): Condition {
    const option = zCondition.options.find(({ shape }) => shape.fact.value === fact);
    const needed = Object.entries(option?.shape ?? {}).flatMap(([name, schema]) =>
      name === 'fact' || schema.isOptional() ? [] : [[name, sampleOf(fact, name)?.[0]]],
    );
    return zCondition.parse({ fact, ...Object.fromEntries(needed), [key]: sampleOf(fact, key)?.[at] });
  }

  it.each(parts)('$fact $key is heard in the sentence of a rule', ({ fact, key }) => {
    expect(sampleOf(fact, key), 'a new part needs two samples here and words of its own').toBeDefined();
    const [one, two] = [say(build(fact, key, 0)), say(build(fact, key, 1))];
    expect(one.ko).not.toBe(two.ko);
    expect(one.en).not.toBe(two.en);
  });

  it.each(parts.filter(({ fact, key }) => fact === 'field' || !ANSWERED.test(key)))(
    '$fact $key is heard in the reason of a member',
    ({ fact, key }) => {
      const [one, two] = ([0, 1] as const).map((at) =>
        describeFact({ condition: build(fact, key, at), value: null }, names),
      );
      expect(one?.ko).not.toBe(two?.ko);
      expect(one?.en).not.toBe(two?.en);
    },
  );
});

it('says of what was bought when, how often and for how much', () => {
  const evening = { fact: 'bought' as const, daypart: ['dinner' as const], timesAtMost: 0 };
  expect(describeFact({ condition: evening, value: 0 }, names)).toEqual({
    ko: '무엇이든 저녁에 0번',
    en: 'anything in the evening 0 times',
  });
  const both = { ...evening, timesAtMost: 3, amountAtLeastMinor: 20_000, withinDays: 90 };
  expect(describeFact({ condition: both, value: { times: 2, amountMinor: 24_000 } }, names)).toEqual({
    ko: '무엇이든 저녁에 2번, 24,000원 (최근 90일)',
    en: 'anything in the evening 2 times, ₩24,000 (last 90 days)',
  });
  const oneDay = { fact: 'birthday' as const, withinDays: 1 };
  expect(say(oneDay).en).toBe('Guests who have a birthday within the next day');
});
