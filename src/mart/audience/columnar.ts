import type { EngineValue } from '../columnar/engine.ts';
import { AD_CHANNELS, type AdChannel } from '../fragments.ts';
import type { CountedDays } from '../wrong-clock.ts';
import { DAYPART_HOURS, timesBounds } from './line-conditions.ts';
import type { AudienceCondition, AudienceRule, BoughtCondition, Scope } from './rule.ts';

/** A group as a question to the columnar mart. */
export interface ColumnarQuestion {
  /** The whole statement for what is to be selected of `p` and `f`, with more joins where needed. */
  select(columns: string, joins?: string): string;
  values: EngineValue[];
}

/** Consents `t`, each with the day `m.until` that a confirmation sent to her carries it (AD-15). */
export const CONSENTS_CONFIRMED = `person_consent t left join (
    select customer_id, confirms, max(confirms_until) as until from message where confirms_until is not null group by customer_id, confirms
  ) m on m.customer_id = t.customer_id and m.confirms = t.kind`;

/** Whether a consent `t` is held. */
export const IS_HELD = "t.state in ('granted', 'reconfirmed')";

/** Whether one of CONSENTS_CONFIRMED carries advertising on `day`: an address that it covers, and two years not over (AD-10, AD-15). */
export const carries = (day: string) => `t.covers_address and (t.stands_until >= ${day} or m.until >= ${day})`;

export type ColumnarScope = Scope & { counted?: CountedDays };

/** A condition the columnar mart keeps nothing of: only PostgreSQL can answer. */
class NotColumnar extends Error {}

/**
 * Turns a group into SQL over the columnar mart: each line or message condition is one sum over everybody, where PostgreSQL
 * walks through one person after the other. Undefined where the rule asks for what is not kept there (tags, own fields,
 * households, birthdays, models, RFM, points, levels, phone numbers). It names the same people as `compileRule`; a test holds the two together.
 * `counted`: outside of these days an order was dated by a wrong clock (src/mart/wrong-clock.ts).
 */
export function compileColumnar(rule: AudienceRule, scope: ColumnarScope): ColumnarQuestion | undefined {
  const writer = new Writer(scope);
  try {
    const condition = writer.rule(rule);
    return { select: (columns, joins = '') => writer.statement({ columns, joins, condition }), values: writer.values };
  } catch (error) {
    if (error instanceof NotColumnar) return undefined;
    throw error;
  }
}

function dayLiteral(day: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new RangeError('no ISO day');
  return `date '${day}'`;
}

type Bound = number | string | undefined;

/** Collects values and sums while a rule is written. */
class Writer {
  readonly values: EngineValue[] = [];
  readonly #scope: Scope;
  readonly #sums: string[] = [];
  readonly #today: string;
  /** Of rows of sales and lines: those that count. */
  readonly #counted: string;

  constructor(scope: ColumnarScope) {
    this.#scope = scope;
    // Written out: a value that no condition asks for could not be bound.
    this.#today = dayLiteral(scope.today);
    const { from, to } = scope.counted ?? {};
    this.#counted = [
      from === undefined ? '' : ` and t.business_day >= ${dayLiteral(from)}`,
      to === undefined ? '' : ` and t.business_day <= ${dayLiteral(to)}`,
    ].join('');
  }

  value(value: EngineValue): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  list(values: readonly (string | number)[], type: 'varchar' | 'uuid'): string {
    return `(select unnest(${this.value(values.map(String))}::${type}[]))`;
  }

  statement({ columns, joins, condition }: { columns: string; joins: string; condition: string }): string {
    const sums = this.#sums.map((sum, at) => `s${at} as (${sum})`).join(', ');
    const found = this.#sums.map((_sum, at) => `left join s${at} on s${at}.customer_id = p.customer_id`).join(' ');
    return `${sums === '' ? '' : `with ${sums}`} select ${columns} from person p
      left join person_fact f on f.customer_id = p.customer_id ${found} ${joins} where ${condition}`;
  }

  rule(rule: AudienceRule): string {
    if ('all' in rule)
      return rule.all.length === 0 ? 'true' : `(${rule.all.map((part) => this.rule(part)).join(' and ')})`;
    if ('any' in rule)
      return rule.any.length === 0 ? 'false' : `(${rule.any.map((part) => this.rule(part)).join(' or ')})`;
    if ('not' in rule) return `not coalesce(${this.rule(rule.not)}, false)`;
    return this.condition(rule);
  }

  between(value: string, low: Bound, high: Bound): string {
    const bounds = [
      ...(low === undefined ? [] : [`${value} >= ${this.value(low)}`]),
      ...(high === undefined ? [] : [`${value} <= ${this.value(high)}`]),
    ];
    return bounds.length === 0 ? `${value} is not null` : `(${bounds.join(' and ')})`;
  }

  lastDays(day: string, days: number | undefined): string {
    return days === undefined ? '' : ` and ${day} > ${this.#today} - ${days}::int and ${day} <= ${this.#today}`;
  }

  /** A sum by person; the column of it that `expression` is, 0 for whom nothing was found. */
  sum(expression: string, from: string): string {
    this.#sums.push(`select t.customer_id, ${expression} as n from ${from} group by t.customer_id`);
    return `coalesce(s${this.#sums.length - 1}.n, 0)`;
  }

  condition(rule: AudienceCondition): string {
    switch (rule.fact) {
      case 'visits': {
        const { atLeast, atMost, withinDays } = rule;
        if (withinDays === undefined) return this.between('coalesce(f.visits, 0)', atLeast, atMost);
        const days = this.sum(
          'count(distinct case when t.gross_minor > 0 then t.business_day end)',
          `sale t where t.customer_id is not null${this.#counted}${this.lastDays('t.business_day', withinDays)}`,
        );
        return this.between(days, atLeast, atMost);
      }
      case 'spend': {
        const { atLeastMinor, atMostMinor, withinDays } = rule;
        if (withinDays === undefined) return this.between('coalesce(f.net_minor, 0)', atLeastMinor, atMostMinor);
        const net = this.sum(
          'sum(t.net_minor)',
          `sale t where t.customer_id is not null${this.#counted}${this.lastDays('t.business_day', withinDays)}`,
        );
        return this.between(net, atLeastMinor, atMostMinor);
      }
      case 'worthPerMonth':
        return this.between('f.worth_per_month_minor', rule.atLeastMinor, rule.atMostMinor);
      case 'lapse': {
        const ratio = `((${this.#today} - f.last_visit_on - f.closed_days_since) / f.interval_days)`;
        const state = `(case when f.own_interval_days is null then null when ${ratio} <= 1.5 then 'on_rhythm'
          when ${ratio} <= 2 then 'due' when ${ratio} <= 3 then 'watch' else 'lapsed' end)`;
        return `${state} in ${this.list(rule.in, 'varchar')}`;
      }
      case 'lastVisit':
        return this.daysAgo('f.last_visit_on', rule);
      case 'firstVisit':
        return this.daysAgo('f.first_visit_on', rule);
      case 'usualDaypart':
        return `f.usual_daypart in ${this.list(rule.in, 'varchar')}`;
      case 'usualWeekday':
        return `f.usual_weekday::varchar in ${this.list(rule.in, 'varchar')}`;
      case 'usualHour':
        if (this.#scope.hour === undefined) return 'false';
        return `((f.usual_hour - ${this.#scope.hour} + 24) % 24 <= ${rule.withinHours})`;
      case 'ordered':
        return this.bought({ ...rule, fact: 'bought', timesAtLeast: rule.timesAtLeast ?? 1 });
      case 'bought':
        return this.bought(rule);
      case 'sent':
        return this.times(
          rule,
          `message t where t.customer_id is not null and t.sent_on is not null${this.lastDays('t.sent_on', rule.withinDays)}`,
        );
      case 'happened':
        return this.times(
          rule,
          // What was told wrong counts as its correction says (OP-89).
          `touchpoint t where t.customer_id is not null and t.kind in ${this.list(rule.kinds, 'varchar')}${this.lastDays('t.business_day', rule.withinDays)}
            and t.touchpoint_id not in (select corrects from touchpoint where corrects is not null)`,
        );
      case 'play':
        return this.play(rule);
      case 'coupon': {
        const { expiresWithinDays } = rule;
        const soon =
          expiresWithinDays === undefined ? '' : ` and t.valid_until <= ${this.#today} + ${expiresWithinDays}::int`;
        const good = this.sum(
          'count(*)',
          `coupon t where t.status = 'issued' and t.valid_until >= ${this.#today}${soon}`,
        );
        return `${good} > 0`;
      }
      case 'contactable':
        return this.mayBeSentAds(rule.channel);
      case 'consent':
        return `${this.consents([rule.kind])} > 0`;
      case 'reachable':
        if (rule.by === 'phone') throw new NotColumnar(rule.fact);
        return 'p.has_email';
      case 'source':
        return `p.source in ${this.list(rule.in, 'varchar')}`;
      case 'bucket': {
        const hash = `('0x' || substr(md5(p.customer_id::varchar || ':' || ${this.value(rule.salt)}::varchar), 1, 8))::bigint`;
        return `(${hash} % ${rule.of} + 1 between ${rule.from} and ${rule.to})`;
      }
      case 'group':
        return rule.rule ? `coalesce(${this.rule(rule.rule)}, false)` : 'false';
      default:
        throw new NotColumnar(rule.fact);
    }
  }

  mayBeSentAds(channel: AdChannel): string {
    const { consent } = AD_CHANNELS[channel];
    const reached = this.sum(
      'count(*)',
      `${CONSENTS_CONFIRMED} where t.kind = '${consent}' and ${IS_HELD} and ${carries(this.#today)}`,
    );
    return `(${this.consents(['marketing_use'])} > 0 and ${reached} > 0)`;
  }

  consents(kinds: readonly string[]): string {
    return this.sum('count(*)', `person_consent t where t.kind in ${this.list(kinds, 'varchar')} and ${IS_HELD}`);
  }

  daysAgo(
    day: string,
    { daysAgoAtLeast, daysAgoAtMost }: { daysAgoAtLeast?: number | undefined; daysAgoAtMost?: number | undefined },
  ): string {
    const bounds = [
      ...(daysAgoAtLeast === undefined ? [] : [`${day} <= ${this.#today} - ${daysAgoAtLeast}::int`]),
      ...(daysAgoAtMost === undefined ? [] : [`${day} >= ${this.#today} - ${daysAgoAtMost}::int`]),
    ];
    return bounds.length === 0 ? `${day} is not null` : `(${bounds.join(' and ')})`;
  }

  times(
    { timesAtLeast, timesAtMost }: { timesAtLeast?: number | undefined; timesAtMost?: number | undefined },
    from: string,
  ): string {
    const isBare = timesAtLeast === undefined && timesAtMost === undefined;
    return this.between(this.sum('count(*)', from), isBare ? 1 : timesAtLeast, timesAtMost);
  }

  play({ as, playIds, withinDays }: Extract<AudienceCondition, { fact: 'play' }>): string {
    const which = playIds === undefined ? '' : ` and t.play_id in ${this.list(playIds, 'uuid')}`;
    if (as === 'redeemed') {
      const days = this.lastDays('t.redeemed_on', withinDays);
      return `${this.sum('count(*)', `coupon t where t.status = 'redeemed'${which}${days}`)} > 0`;
    }
    const arm = { any: '', treated: " and t.arm <> 'holdout'", heldOut: " and t.arm = 'holdout'" }[as];
    return `${this.sum('count(*)', `assignment t where true${arm}${which}${this.lastDays('t.launched_on', withinDays)}`)} > 0`;
  }

  bought(rule: BoughtCondition): string {
    const { itemIds, categories, option, daypart, withinDays, amountAtLeastMinor, amountAtMostMinor } = rule;
    const hours = (daypart ?? []).map((part) => {
      const [from, to] = DAYPART_HOURS[part] ?? [0, 0];
      return `(o.hour >= ${from} ${from < to ? 'and' : 'or'} o.hour < ${to})`;
    });
    const lines = [
      `line t${daypart ? ' join sale o on o.order_id = t.order_id' : ''} where t.customer_id is not null`,
      this.#counted,
      this.lastDays('t.business_day', withinDays),
      itemIds ? ` and t.item_id in ${this.list(itemIds, 'uuid')}` : '',
      categories
        ? ` and t.item_id in (select i.item_id from item i where i.category in ${this.list(categories, 'varchar')})`
        : '',
      option === undefined ? '' : ` and strpos(t.options, ${this.value(option)}) > 0`,
      daypart ? ` and (${hours.join(' or ')})` : '',
    ].join('');
    const { atLeast, atMost } = timesBounds(rule);
    const parts: string[] = [];
    if (atLeast !== undefined || atMost !== undefined) {
      const sold = "t.kind = 'sale' and t.quantity > 0";
      // Whether at all is known without telling days apart, which is most of the work.
      const asksOnlyWhether = (atLeast ?? 0) <= 1 && (atMost ?? 0) === 0;
      const times = asksOnlyWhether
        ? this.sum('count(*)', `${lines} and ${sold}`)
        : this.sum('count(distinct t.business_day)', `${lines} and ${sold}`);
      parts.push(this.between(times, atLeast, atMost));
    }
    if (amountAtLeastMinor !== undefined || amountAtMostMinor !== undefined) {
      const amount = "coalesce(sum(case when t.kind in ('sale', 'refund') then t.amount_minor end), 0)";
      parts.push(this.between(this.sum(amount, lines), amountAtLeastMinor, amountAtMostMinor));
    }
    return `(${parts.join(' and ')})`;
  }
}
