import { ASKED_CONSENTS, LAPSE_STATES, REACHABLE_BY } from '../../../../modules/customers/contract.ts';
import { DAYPART_KEYS, RFM_SEGMENTS } from '../../../../modules/insights/contract.ts';
import {
  AD_CHANNELS,
  BALANCE_UNITS,
  type Condition,
  HOUSEHOLD_KINDS,
  PLAY_PARTS,
} from '../../../../modules/segments/contract.ts';
import { newId } from '../../../../shared/ids.ts';
import type { Draft } from './tree.ts';

/** One thing a condition asks for: which key it fills, and how it is typed or picked. */
export type Input =
  | { kind: 'count' | 'money' | 'percent'; key: string }
  | {
      kind: 'choices' | 'choice';
      key: string;
      options: readonly (string | number)[];
      words: string;
      optional?: boolean;
    }
  | {
      kind: 'items' | 'categories' | 'plays' | 'tags' | 'sources' | 'group' | 'levels' | 'field' | 'text' | 'texts';
      key: string;
    };

const count = (...keys: string[]): Input[] => keys.map((key) => ({ kind: 'count', key }));
const money = (...keys: string[]): Input[] => keys.map((key) => ({ kind: 'money', key }));
const MONTHS = Array.from({ length: 12 }, (_unused, at) => at + 1);

/** What every condition asks for, in the order in which it is filled in. */
export const INPUTS: Readonly<Record<Condition['fact'], readonly Input[]>> = {
  visits: count('atLeast', 'atMost', 'withinDays'),
  spend: [...money('atLeastMinor', 'atMostMinor'), ...count('withinDays')],
  worthPerMonth: money('atLeastMinor', 'atMostMinor'),
  lapse: [{ kind: 'choices', key: 'in', options: LAPSE_STATES, words: 'people:state' }],
  rfm: [{ kind: 'choices', key: 'in', options: RFM_SEGMENTS, words: 'insights:rfm.segment' }],
  lastVisit: count('daysAgoAtMost', 'daysAgoAtLeast'),
  firstVisit: count('daysAgoAtMost', 'daysAgoAtLeast'),
  usualDaypart: [{ kind: 'choices', key: 'in', options: DAYPART_KEYS, words: 'groups:daypart' }],
  usualWeekday: [{ kind: 'choices', key: 'in', options: [1, 2, 3, 4, 5, 6, 7], words: 'groups:weekday' }],
  usualHour: count('withinHours'),
  ordered: [{ kind: 'items', key: 'itemIds' }, ...count('timesAtLeast', 'withinDays')],
  bought: [
    { kind: 'items', key: 'itemIds' },
    { kind: 'categories', key: 'categories' },
    ...count('timesAtLeast', 'timesAtMost', 'withinDays'),
    { kind: 'choices', key: 'daypart', options: DAYPART_KEYS, words: 'groups:daypart', optional: true },
    { kind: 'text', key: 'option' },
    ...money('amountAtLeastMinor', 'amountAtMostMinor'),
  ],
  alive: [
    { kind: 'percent', key: 'atLeast' },
    { kind: 'percent', key: 'atMost' },
  ],
  futureValue: money('atLeastMinor', 'atMostMinor'),
  expectedNext: count('daysAheadAtLeast', 'daysAheadAtMost'),
  contactable: [{ kind: 'choice', key: 'channel', options: AD_CHANNELS, words: 'groups:channel' }],
  sent: count('timesAtLeast', 'timesAtMost', 'withinDays'),
  happened: [{ kind: 'texts', key: 'kinds' }, ...count('timesAtLeast', 'timesAtMost', 'withinDays')],
  play: [
    { kind: 'choice', key: 'as', options: PLAY_PARTS, words: 'groups:playPart' },
    { kind: 'plays', key: 'playIds' },
    ...count('withinDays'),
  ],
  coupon: count('expiresWithinDays'),
  balance: [
    { kind: 'choice', key: 'unit', options: BALANCE_UNITS, words: 'groups:unit' },
    ...count('atLeast', 'atMost'),
  ],
  level: [{ kind: 'levels', key: 'in' }],
  birthday: [
    ...count('withinDays'),
    { kind: 'choices', key: 'months', options: MONTHS, words: 'groups:month', optional: true },
  ],
  household: [{ kind: 'choices', key: 'kinds', options: HOUSEHOLD_KINDS, words: 'groups:household', optional: true }],
  bucket: [...count('from', 'to', 'of'), { kind: 'text', key: 'salt' }],
  group: [{ kind: 'group', key: 'segmentId' }],
  tag: [{ kind: 'tags', key: 'in' }],
  field: [{ kind: 'field', key: 'key' }],
  reachable: [{ kind: 'choice', key: 'by', options: REACHABLE_BY, words: 'lists:reachable' }],
  consent: [{ kind: 'choice', key: 'kind', options: ASKED_CONSENTS, words: 'people:card.consentKind' }],
  source: [{ kind: 'sources', key: 'in' }],
};

/** Conditions in the order in which they are offered; `ordered` only stands in older rules. */
export const OFFERED: readonly { heading: string; facts: readonly Condition['fact'][] }[] = [
  { heading: 'visits', facts: ['visits', 'lastVisit', 'firstVisit', 'lapse', 'rfm'] },
  { heading: 'habits', facts: ['usualDaypart', 'usualWeekday', 'usualHour'] },
  { heading: 'money', facts: ['spend', 'worthPerMonth'] },
  { heading: 'items', facts: ['bought'] },
  { heading: 'person', facts: ['tag', 'field', 'birthday', 'household', 'source'] },
  { heading: 'contact', facts: ['contactable', 'reachable', 'consent', 'sent', 'happened'] },
  { heading: 'plays', facts: ['play', 'coupon'] },
  { heading: 'loyalty', facts: ['balance', 'level'] },
  { heading: 'models', facts: ['alive', 'futureValue', 'expectedNext'] },
  { heading: 'other', facts: ['group', 'bucket'] },
];

/** A new condition draws anew: with one draw for all, every “1 to 10 of 100” would be the same people. */
const newDraw = () => newId().slice(-8);

/** A condition as it begins: the most asked of its kind. */
export function beginningOf(fact: Condition['fact']): Draft {
  const begin: Partial<Record<Condition['fact'], Record<string, unknown>>> = {
    visits: { atLeast: 2 },
    spend: { atLeastMinor: 100_000, withinDays: 365 },
    lapse: { in: ['watch', 'lapsed'] },
    lastVisit: { daysAgoAtMost: 30 },
    firstVisit: { daysAgoAtMost: 60 },
    usualDaypart: { in: ['lunch'] },
    usualWeekday: { in: [6, 7] },
    usualHour: { withinHours: 2 },
    bought: { timesAtLeast: 1, withinDays: 90 },
    alive: { atMost: 0.3 },
    expectedNext: { daysAheadAtLeast: 0, daysAheadAtMost: 7 },
    contactable: { channel: 'email' },
    sent: { timesAtMost: 0, withinDays: 30 },
    play: { as: 'any' },
    coupon: { expiresWithinDays: 7 },
    balance: { unit: 'points', atLeast: 1_000 },
    birthday: { withinDays: 7 },
    bucket: { salt: newDraw(), of: 100, from: 1, to: 10 },
    reachable: { by: 'phone' },
    consent: { kind: 'ad_email' },
  };
  return { fact, ...begin[fact] };
}
