import type { PackKey } from '../workspace/index.ts';
import type { Rule } from './contract/rule.ts';

/** A ready-made group: data, so that a first list needs no building of rules. */
export interface Suggestion {
  key: string;
  name: { ko: string; en: string };
  rule: Rule;
}

/** Visits from which we call somebody a regular (단골), as in the insights rules. */
const REGULAR_VISITS = 5;
const REGULAR: Rule = { fact: 'visits', atLeast: REGULAR_VISITS };
/** Nobody wants to hear from a shop twice within two weeks. */
const NOT_WRITTEN_TO_LATELY: Rule = { fact: 'sent', withinDays: 14, timesAtMost: 0 };

const all = (key: string, ko: string, en: string, ...parts: Rule[]): Suggestion => ({
  key,
  name: { ko, en },
  rule: { all: parts },
});

/** What every kind of shop asks. */
const COMMON: readonly Suggestion[] = [
  all('resting_regulars', '쉬는 단골', 'Resting regulars', REGULAR, { fact: 'lapse', in: ['lapsed'] }),
  all('slipping_regulars', '뜸해진 단골', 'Regulars slipping away', REGULAR, { fact: 'lapse', in: ['watch'] }),
  all(
    'resting',
    '뜸해졌거나 쉬는 손님',
    'Slipping away or resting',
    { fact: 'visits', atLeast: 3 },
    { fact: 'lapse', in: ['watch', 'lapsed'] },
  ),
  all('regulars', '꾸준한 단골', 'Steady regulars', REGULAR, { fact: 'lapse', in: ['on_rhythm', 'due'] }),
  all(
    'second_visit',
    '한 번 오시고 두 번째를 기다리는 분',
    'Came once in the last two months',
    { fact: 'visits', atLeast: 1, atMost: 1 },
    { fact: 'firstVisit', daysAgoAtLeast: 14, daysAgoAtMost: 60 },
  ),
  all('birthday_soon', '곧 생일인 단골', 'Regulars with a birthday soon', REGULAR, { fact: 'birthday', withinDays: 7 }),
  all('coupon_ending', '쿠폰이 곧 끝나는 분', 'Coupons about to end', { fact: 'coupon', expiresWithinDays: 7 }),
  all(
    'not_written_lately',
    '요즘 연락드리지 않은 단골',
    'Regulars not written to lately',
    REGULAR,
    { fact: 'contactable', channel: 'email' },
    NOT_WRITTEN_TO_LATELY,
  ),
];

const LUNCH = all('lunch', '점심에 오시는 분', 'Lunch guests', { fact: 'usualDaypart', in: ['lunch'] });

const OF_PACK: Readonly<Record<PackKey, readonly Suggestion[]>> = {
  restaurant: [
    LUNCH,
    all(
      'soon_here',
      '곧 오실 시간인 단골',
      'Regulars whose hour is near',
      REGULAR,
      { fact: 'usualHour', withinHours: 2 },
      { fact: 'lapse', in: ['on_rhythm', 'due'] },
    ),
    all(
      'lunch_never_dinner',
      '점심만 오시는 단골',
      'Regulars who never had dinner here',
      REGULAR,
      { fact: 'usualDaypart', in: ['lunch'] },
      { not: { fact: 'bought', daypart: ['dinner'] } },
    ),
    all('companies', '함께 오는 회사 손님', 'Guests of a company', { fact: 'household', kinds: ['company'] }),
  ],
  delivery: [
    all('weekly_orders', '한 달에 네 번 이상 주문하는 분', 'Four orders or more a month', {
      fact: 'visits',
      atLeast: 4,
      withinDays: 30,
    }),
    all('late_orders', '밤에 주문하는 분', 'Late orderers', { fact: 'usualDaypart', in: ['night'] }),
    all(
      'silent_orders',
      '두 달째 조용한 주문 고객',
      'Silent for two months',
      { fact: 'visits', atLeast: 3 },
      { fact: 'lastVisit', daysAgoAtLeast: 60 },
    ),
  ],
  cafe: [
    all('morning_regulars', '아침 단골', 'Morning regulars', REGULAR, { fact: 'usualDaypart', in: ['morning'] }),
    all(
      'slow_hours',
      '한가한 오후에 오시는 분',
      'Guests of the quiet afternoon',
      { fact: 'visits', atLeast: 3 },
      { fact: 'usualDaypart', in: ['break'] },
    ),
    all('every_week', '매주 오시는 분', 'Here every week', { fact: 'visits', atLeast: 4, withinDays: 30 }),
  ],
  salon: [
    all(
      'cycle_due',
      '다시 하실 때가 된 분',
      'Due again',
      { fact: 'visits', atLeast: 2 },
      { fact: 'lapse', in: ['due'] },
    ),
    all(
      'six_weeks',
      '6주 넘게 안 오신 분',
      'Not here for six weeks',
      { fact: 'visits', atLeast: 2 },
      { fact: 'lastVisit', daysAgoAtLeast: 42, daysAgoAtMost: 120 },
    ),
    all(
      'first_after_care',
      '처음 오신 지 이틀이 지난 분',
      'First visit two days ago',
      { fact: 'visits', atLeast: 1, atMost: 1 },
      { fact: 'lastVisit', daysAgoAtLeast: 2, daysAgoAtMost: 4 },
    ),
  ],
  workshop: [
    all('care_day', '찾아가신 지 반년이 된 분', 'Half a year after handing over', {
      fact: 'lastVisit',
      daysAgoAtLeast: 175,
      daysAgoAtMost: 200,
    }),
    all('sole_change', '1년 전에 맞추신 분', 'Made a year ago', {
      fact: 'lastVisit',
      daysAgoAtLeast: 350,
      daysAgoAtMost: 540,
    }),
    all('second_pair', '두 켤레 이상 맞추신 분', 'Two or more made', { fact: 'visits', atLeast: 2 }),
  ],
  retail: [
    all('big_spenders', '올해 많이 사신 분', 'Spent most this year', {
      fact: 'spend',
      atLeastMinor: 300_000,
      withinDays: 365,
    }),
    all(
      'once_long_ago',
      '한 번 사고 안 오신 분',
      'Bought once, long ago',
      { fact: 'visits', atLeast: 1, atMost: 1 },
      { fact: 'lastVisit', daysAgoAtLeast: 90 },
    ),
    all('weekend', '주말에 오시는 분', 'Weekend customers', { fact: 'usualWeekday', in: [6, 7] }),
  ],
  general: [
    LUNCH,
    all('this_month', '이번 달에 두 번 이상 오신 분', 'Here twice this month', {
      fact: 'visits',
      atLeast: 2,
      withinDays: 30,
    }),
    all('weekend', '주말에 오시는 분', 'Weekend guests', { fact: 'usualWeekday', in: [6, 7] }),
  ],
};

/** Ready-made groups of a kind of shop: those every shop asks, then its own. */
export function suggestionsFor(pack: PackKey): readonly Suggestion[] {
  return [...COMMON, ...OF_PACK[pack]];
}
