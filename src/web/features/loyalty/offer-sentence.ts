import type { TFunction } from 'i18next';
import type { Offer } from '../../../modules/loyalty/contract/offers.ts';
import type { createFormat } from '../../lib/format.ts';

/** What is said of a coupon: what it gives, when, and how often. */
export type SaidOffer = Pick<Offer, 'kind' | 'value' | 'itemName' | 'conditions' | 'budgetMinor' | 'totalLimit'>;

/** 2023-01-01 was a Sunday. */
const A_SUNDAY = Date.UTC(2023, 0, 1);
const DAY_MS = 86_400_000;
const WORKDAYS = [1, 2, 3, 4, 5];
const WEEKEND = [0, 6];
const EVERY_DAY = 7;
const MINUTES_AN_HOUR = 60;

/** 0 Sunday … 6 Saturday, in the language: `수`, `Wed`. */
export const weekdayName = (weekday: number, locale: string) =>
  new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(A_SUNDAY + weekday * DAY_MS);

/** A minute of the day on the clock, `14:30`; the day's end is `24:00`. */
export const clockOf = (minute: number) =>
  [Math.floor(minute / MINUTES_AN_HOUR), minute % MINUTES_AN_HOUR]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');

const isSame = (some: readonly number[], all: readonly number[]) =>
  some.length === all.length && all.every((one) => some.includes(one));

/**
 * A coupon's conditions in one sentence (OP-54): `화·수요일에 15,000원 이상이고 국수가 있으면 10% 깎아 드리고, 한 분이 1번까지
 * 쓸 수 있어요.` What asks for nothing is not said.
 */
export function sayOffer(
  offer: SaidOffer,
  { t, format }: { t: TFunction<'loyalty'>; format: ReturnType<typeof createFormat> },
) {
  const { kind, value, itemName, conditions, budgetMinor, totalLimit } = offer;
  const { weekdays, dayparts, minSpendMinor, itemNames, perPersonLimit, maxDiscountMinor, stacks } = conditions;
  const say = (key: string, words: Record<string, unknown> = {}) => t(`loyalty:coupons.say.${key}`, words);
  const days = weekdays.length === EVERY_DAY ? [] : [...weekdays].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
  const hours = dayparts.map(({ fromMinute, toMinute }) =>
    say(fromMinute < toMinute ? 'hours' : 'hoursNight', { from: clockOf(fromMinute), to: clockOf(toMinute) }),
  );
  const when = [
    days.length > 0 &&
      (isSame(days, WORKDAYS)
        ? say('workdays')
        : isSame(days, WEEKEND)
          ? say('weekend')
          : say('days', { days: days.map((day) => weekdayName(day, format.locale)).join('·') })),
    hours.length > 0 && hours.join(', '),
  ].filter((part) => typeof part === 'string');
  const limits = [
    perPersonLimit !== null && say('person', { count: perPersonLimit }),
    totalLimit !== null && say('total', { count: totalLimit }),
    budgetMinor !== null && kind !== 'item' && say('budget', { amount: format.money(budgetMinor) }),
  ].filter((part) => typeof part === 'string');
  const most =
    kind === 'percent' && maxDiscountMinor !== null && say('most', { amount: format.money(maxDiscountMinor) });
  const [only, ...others] = itemNames;
  return say('whole', {
    at: when.length > 0 ? say('at', { when: when.join(' ') }) : '',
    spend:
      minSpendMinor > 0
        ? say(itemNames.length > 0 ? 'spendAnd' : 'spend', { amount: format.money(minSpendMinor) })
        : '',
    item:
      only === undefined
        ? ''
        : others.length === 0
          ? say('item', { item: only })
          : say('items', { items: itemNames.join(', ') }),
    beside: stacks ? say('beside') : '',
    gives: say(`${limits.length > 0 ? 'givesAnd' : 'gives'}.${kind}`, {
      amount: format.money(value),
      count: value,
      item: itemName || t('loyalty:coupons.someItem'),
      most: most || '',
    }),
    limits: limits.length > 0 ? say('limits', { limits: limits.join(', ') }) : '',
  })
    .replace(/\s+/g, ' ')
    .replace(/ ([.,;])/g, '$1')
    .trim();
}
