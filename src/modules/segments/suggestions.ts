import type { Rule } from './contract.ts';

/** A ready-made group: data, so that a first list needs no building of rules. */
export interface Suggestion {
  key: string;
  name: { ko: string; en: string };
  rule: Rule;
}

/** Visits from which we call somebody a regular (단골), as in the insights rules. */
const REGULAR_VISITS = 5;

export const SUGGESTIONS: readonly Suggestion[] = [
  {
    key: 'resting_regulars',
    name: { ko: '쉬는 단골', en: 'Resting regulars' },
    rule: {
      all: [
        { fact: 'visits', atLeast: REGULAR_VISITS },
        { fact: 'lapse', in: ['lapsed'] },
      ],
    },
  },
  {
    key: 'slipping_regulars',
    name: { ko: '뜸해진 단골', en: 'Regulars slipping away' },
    rule: {
      all: [
        { fact: 'visits', atLeast: REGULAR_VISITS },
        { fact: 'lapse', in: ['watch'] },
      ],
    },
  },
  {
    key: 'resting',
    name: { ko: '뜸해졌거나 쉬는 손님', en: 'Slipping away or resting' },
    rule: {
      all: [
        { fact: 'visits', atLeast: 3 },
        { fact: 'lapse', in: ['watch', 'lapsed'] },
      ],
    },
  },
  {
    key: 'regulars',
    name: { ko: '꾸준한 단골', en: 'Steady regulars' },
    rule: {
      all: [
        { fact: 'visits', atLeast: REGULAR_VISITS },
        { fact: 'lapse', in: ['on_rhythm', 'due'] },
      ],
    },
  },
  {
    key: 'second_visit',
    name: { ko: '한 번 오시고 두 번째를 기다리는 분', en: 'Came once in the last two months' },
    rule: {
      all: [
        { fact: 'visits', atLeast: 1, atMost: 1 },
        { fact: 'firstVisit', daysAgoAtLeast: 14, daysAgoAtMost: 60 },
      ],
    },
  },
  {
    key: 'lunch',
    name: { ko: '점심에 오시는 분', en: 'Lunch guests' },
    rule: { all: [{ fact: 'usualDaypart', in: ['lunch'] }] },
  },
];
