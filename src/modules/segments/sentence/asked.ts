import { formatDay } from '../../../shared/time.ts';
import type { Condition } from '../contract/rule.ts';
import {
  count,
  daypartName,
  days,
  fieldValue,
  HOUSEHOLDS,
  LAPSE,
  type Locale,
  listed,
  month,
  type Names,
  named,
  RFM,
  sourceName,
  weekdayName,
} from './words.ts';

/**
 * What a condition asks for beside its noun and beside bounds that a person's own figure answers: its window, its draw, its
 * months, and the choices that were open where nothing of her is known. Worked: visits within 90 days → `최근 90일`.
 */
export function askedOf(condition: Condition, names: Names, locale: Locale): string[] {
  const say = (ko: string, en: string) => (locale === 'ko' ? ko : en);
  const choices = <V>(values: readonly V[] | undefined, write: (value: V) => string) =>
    values === undefined ? [] : [listed(values.map(write), locale)];
  const window =
    'withinDays' in condition && condition.withinDays !== undefined && condition.fact !== 'birthday'
      ? [say(`최근 ${condition.withinDays}일`, `last ${days(condition.withinDays)}`)]
      : [];
  switch (condition.fact) {
    case 'lapse':
      return choices(condition.in, (state) => LAPSE[state]?.[locale] ?? state);
    case 'rfm':
      return choices(condition.in, (segment) => RFM[segment]?.[locale] ?? segment);
    case 'usualDaypart':
      return choices(condition.in, (part) => daypartName(part, locale));
    case 'usualWeekday':
      return choices(condition.in, (weekday) => weekdayName(weekday, locale));
    case 'usualHour': {
      const { withinHours } = condition;
      return [
        withinHours === 0
          ? say('지금', 'now')
          : say(
              `지금부터 ${withinHours}시간 안`,
              `within ${withinHours} ${withinHours === 1 ? 'hour' : 'hours'} from now`,
            ),
      ];
    }
    case 'coupon': {
      const { expiresWithinDays } = condition;
      if (expiresWithinDays === undefined) return [];
      return [say(`${expiresWithinDays}일 안에 끝나는 것`, `ending within ${days(expiresWithinDays)}`)];
    }
    case 'level':
      return [named(condition.in, names.levels, locale)];
    case 'birthday': {
      const { months, withinDays } = condition;
      return [
        ...choices(months, (at) => month(at)[locale]),
        ...(withinDays === undefined
          ? []
          : [withinDays === 0 ? say('오늘', 'today') : say(`${withinDays}일 안`, `within ${days(withinDays)}`)]),
      ];
    }
    case 'household':
      return choices(condition.kinds, (kind) => HOUSEHOLDS[kind]?.[locale] ?? kind);
    case 'tag':
      return [named(condition.in, names.tags, locale)];
    case 'field':
      return askedField(condition, names, locale);
    case 'source':
      return choices(condition.in, (source) => sourceName(source, locale));
    default:
      return window;
  }
}

/** What was asked of an own field; history keeps this and not her value. */
function askedField(condition: Extract<Condition, { fact: 'field' }>, names: Names, locale: Locale): string[] {
  const { key, from, to, atLeast, atMost } = condition;
  const day = (text: string) => formatDay(text, locale, { year: true });
  const number = (value: number) => count(value, locale);
  const bound = (ko: string, en: string) => (locale === 'ko' ? ko : en);
  return [
    ...(condition.in
      ? [
          listed(
            condition.in.map((value) => fieldValue(key, value, names, locale)),
            locale,
          ),
        ]
      : []),
    ...(from === undefined ? [] : [bound(`${day(from)}부터`, `from ${day(from)}`)]),
    ...(to === undefined ? [] : [bound(`${day(to)}까지`, `to ${day(to)}`)]),
    ...(atLeast === undefined ? [] : [bound(`${number(atLeast)} 이상`, `at least ${number(atLeast)}`)]),
    ...(atMost === undefined ? [] : [bound(`많아야 ${number(atMost)}`, `at most ${number(atMost)}`)]),
  ];
}
