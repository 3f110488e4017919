import { formatDay } from '../../../shared/time.ts';
import type { Condition } from '../contract/rule.ts';
import {
  AD_CHANNEL,
  consentName,
  count,
  daypartName,
  days,
  fieldLabel,
  fieldValue,
  HOUSEHOLDS,
  LAPSE,
  listed,
  money,
  month,
  type Names,
  named,
  percent,
  RFM,
  sourceName,
  weekdayName,
  whatBought,
} from './words.ts';

const join = (...parts: readonly string[]) => parts.filter((part) => part !== '').join(' ');
const within = (window: number | undefined) =>
  window === undefined ? '' : window === 1 ? 'today' : `in the last ${days(window)}`;
const times = (value: number) => (value === 1 ? 'once' : value === 2 ? 'twice' : `${count(value, 'en')} times`);

/** `at least 5`, `at most 4`, `2 to 4`; empty without bounds. */
function range<V>(low: V | undefined, high: V | undefined, write: (value: V) => string): string {
  if (low !== undefined && high !== undefined)
    return low === high ? `exactly ${write(low)}` : `${write(low)} to ${write(high)}`;
  if (low !== undefined) return `at least ${write(low)}`;
  return high === undefined ? '' : `at most ${write(high)}`;
}

/** A verb in the past or as it is, said or denied. */
const past = (isNot: boolean, said: string, bare: string, rest: string) => join(isNot ? `did not ${bare}` : said, rest);
const be = (isNot: boolean, rest: string) => join(isNot ? 'are not' : 'are', rest);
const have = (isNot: boolean, rest: string) => join(isNot ? 'do not have' : 'have', rest);

function often(
  bounds: { timesAtLeast?: number | undefined; timesAtMost?: number | undefined },
  isNot: boolean,
): { isNever: boolean; often: string } {
  const { timesAtLeast: low, timesAtMost: high } = bounds;
  if (high === 0 && (low ?? 0) === 0) return { isNever: !isNot, often: '' };
  if (high === undefined && (low ?? 1) === 1) return { isNever: isNot, often: '' };
  return { isNever: isNot, often: range(low, high, times) };
}

function bought(condition: Extract<Condition, { fact: 'bought' }>, names: Names, isNot: boolean): string {
  const { daypart, withinDays, amountAtLeastMinor: low, amountAtMostMinor: high } = condition;
  const when = daypart
    ? listed(
        daypart.map((part) => daypartName(part, 'en')),
        'en',
      )
    : '';
  const what = whatBought(condition, names, 'en');
  const asksAmount = low !== undefined || high !== undefined;
  const amount = range(low, high, (value) => money(value, names, 'en'));
  if (asksAmount && condition.timesAtLeast === undefined && condition.timesAtMost === undefined) {
    return past(isNot, 'spent', 'spend', join(amount, `on ${what}`, when, within(withinDays)));
  }
  const how = often(condition, isNot);
  const all = asksAmount ? `(${amount} in all)` : '';
  if (how.isNever && how.often === '') return join(`never bought ${what}`, all, when, within(withinDays));
  return past(how.isNever, 'bought', 'buy', join(what, how.often, all, when, within(withinDays)));
}

/** Days ago: `in the last 30 days`, `60 days ago or longer`. */
function ago({
  daysAgoAtLeast: low,
  daysAgoAtMost: high,
}: {
  daysAgoAtLeast?: number | undefined;
  daysAgoAtMost?: number | undefined;
}) {
  if (low !== undefined && high !== undefined) return `${low} to ${days(high)} ago`;
  if (high !== undefined) return `in the last ${days(high)}`;
  return low === undefined ? 'at any time' : `${days(low)} ago or longer`;
}

/** One condition as a verb phrase about people. */
export function englishClause(condition: Condition, names: Names, isNot: boolean): string {
  const amount = (low: number | undefined, high: number | undefined) =>
    range(low, high, (value) => money(value, names, 'en'));
  switch (condition.fact) {
    case 'visits': {
      const { atLeast, atMost, withinDays } = condition;
      const how = often({ timesAtLeast: atLeast, timesAtMost: atMost }, isNot);
      if (how.often === '') return join(how.isNever ? 'did not visit' : 'visited', within(withinDays));
      return past(how.isNever, 'visited', 'visit', join(how.often, within(withinDays)));
    }
    case 'spend':
      return past(
        isNot,
        'spent',
        'spend',
        join(amount(condition.atLeastMinor, condition.atMostMinor), within(condition.withinDays)),
      );
    case 'worthPerMonth':
      return past(isNot, 'spent', 'spend', join(amount(condition.atLeastMinor, condition.atMostMinor), 'a month'));
    case 'lapse':
      return be(
        isNot,
        listed(
          condition.in.map((state) => LAPSE[state]?.en ?? state),
          'en',
        ),
      );
    case 'rfm':
      return be(
        isNot,
        `in “${listed(
          condition.in.map((segment) => RFM[segment]?.en ?? segment),
          'en',
        )}”`,
      );
    case 'lastVisit':
      return past(isNot, 'last visited', 'last visit', ago(condition));
    case 'firstVisit':
      return past(isNot, 'first visited', 'first visit', ago(condition));
    case 'ordered':
      return bought({ ...condition, fact: 'bought' }, names, isNot);
    case 'bought':
      return bought(condition, names, isNot);
    case 'usualDaypart':
      return join(
        isNot ? 'do not usually come' : 'usually come',
        listed(
          condition.in.map((part) => daypartName(part, 'en')),
          'en',
        ),
      );
    case 'usualWeekday':
      return join(
        isNot ? 'do not usually come' : 'usually come',
        'on',
        listed(
          condition.in.map((day) => weekdayName(day, 'en')),
          'en',
        ),
      );
    case 'usualHour':
      return join(
        isNot ? 'do not usually come' : 'usually come',
        condition.withinHours === 0
          ? 'at this hour'
          : `within the next ${condition.withinHours === 1 ? 'hour' : `${condition.withinHours} hours`}`,
      );
    case 'alive': {
      const bounds = range(condition.atLeast, condition.atMost, percent);
      return bounds === ''
        ? have(isNot, 'a computed chance of coming back')
        : have(isNot, `a chance of coming back of ${bounds}`);
    }
    case 'futureValue':
      return join(
        isNot ? 'are not expected to bring' : 'are expected to bring',
        amount(condition.atLeastMinor, condition.atMostMinor),
        'in the next 12 months',
      );
    case 'expectedNext': {
      const { daysAheadAtLeast: low, daysAheadAtMost: high } = condition;
      const day = (ahead: number) => (ahead < 0 ? `${days(-ahead)} ago` : ahead === 0 ? 'today' : `in ${days(ahead)}`);
      const when =
        low !== undefined && high !== undefined
          ? `between ${day(low)} and ${day(high)}`
          : high !== undefined
            ? `by ${day(high).replace('in ', '')}${high > 0 ? ' from now' : ''}`
            : low === undefined
              ? 'at some time'
              : `${day(low)} or later`;
      return be(isNot, `next expected ${when}`);
    }
    case 'contactable':
      return join(isNot ? 'may not be sent' : 'may be sent', AD_CHANNEL[condition.channel].en);
    case 'sent': {
      const how = often(condition, isNot);
      if (how.often === '')
        return join(how.isNever ? 'were sent nothing' : 'were sent a message', within(condition.withinDays));
      return join(
        how.isNever ? 'were not sent a message' : 'were sent a message',
        how.often,
        within(condition.withinDays),
      );
    }
    case 'happened': {
      const how = often(condition, isNot);
      const what = `“${listed(condition.kinds, 'en')}”`;
      if (how.often === '')
        return join(how.isNever ? 'have no record of' : 'have a record of', what, within(condition.withinDays));
      return have(how.isNever, join(what, how.often, within(condition.withinDays)));
    }
    case 'play': {
      const which = condition.playIds ? `the play “${named(condition.playIds, names.plays, 'en')}”` : 'a play';
      const when = within(condition.withinDays);
      if (condition.as === 'redeemed') return past(isNot, 'used', 'use', join(`the coupon of ${which}`, when));
      const part = { any: 'in', treated: 'written to in', heldOut: 'held out of' }[condition.as];
      return join(isNot ? 'were not' : 'were', part, which, when);
    }
    case 'coupon':
      return have(
        isNot,
        condition.expiresWithinDays === undefined
          ? 'a coupon that is still good'
          : `a coupon that ends within ${days(condition.expiresWithinDays)}`,
      );
    case 'balance': {
      const bounds = range(condition.atLeast, condition.atMost, (value) => count(value, 'en'));
      const isOne = (condition.atMost ?? condition.atLeast) === 1;
      const unit = isOne ? condition.unit.slice(0, -1) : condition.unit;
      return have(isNot, bounds === '' ? `${condition.unit} to use` : `${bounds} ${unit}`);
    }
    case 'level':
      return be(isNot, `on the level “${named(condition.in, names.levels, 'en')}”`);
    case 'birthday': {
      const { months, withinDays } = condition;
      const parts = [
        ...(months
          ? [
              `in ${listed(
                months.map((at) => month(at).en),
                'en',
              )}`,
            ]
          : []),
        ...(withinDays === undefined
          ? []
          : [withinDays === 0 ? 'today' : `within the next ${withinDays === 1 ? 'day' : days(withinDays)}`]),
      ];
      return have(isNot, join('a birthday', parts.length === 0 ? 'written down' : parts.join(', ')));
    }
    case 'household':
      return be(
        isNot,
        `in ${listed(
          (condition.kinds ?? ['household', 'company']).map((kind) => HOUSEHOLDS[kind]?.en ?? kind),
          'en',
        )}`,
      );
    case 'bucket': {
      const { from, to, of } = condition;
      return be(isNot, `in random bucket ${from === to ? from : `${from} to ${to}`} of ${of}`);
    }
    case 'group':
      return be(isNot, `in the group “${named([condition.segmentId], names.groups, 'en')}”`);
    case 'tag':
      return have(isNot, `the tag “${named(condition.in, names.tags, 'en')}”`);
    case 'field': {
      const label = fieldLabel(condition.key, names, 'en');
      if (condition.in) {
        const { key } = condition;
        return have(
          isNot,
          `“${listed(
            condition.in.map((value) => fieldValue(key, value, names, 'en')),
            'en',
          )}” as ${label}`,
        );
      }
      const day = (text: string) => formatDay(text, 'en', { year: true });
      const { from, to } = condition;
      if (from !== undefined && to !== undefined) return have(isNot, `${label} from ${day(from)} to ${day(to)}`);
      if (from !== undefined) return have(isNot, `${label} from ${day(from)} on`);
      if (to !== undefined) return have(isNot, `${label} by ${day(to)}`);
      return have(
        isNot,
        join(label, range(condition.atLeast, condition.atMost, (value) => count(value, 'en')) || 'written down'),
      );
    }
    case 'reachable':
      return have(isNot, condition.by === 'email' ? 'an e-mail address' : 'a phone number');
    case 'consent':
      return join(isNot ? 'have not agreed to' : 'have agreed to', consentName(condition.kind, 'en'));
    case 'source':
      return be(
        isNot,
        `known from “${listed(
          condition.in.map((source) => sourceName(source, 'en')),
          'en',
        )}”`,
      );
  }
}
