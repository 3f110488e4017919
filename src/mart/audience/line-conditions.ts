import { type RawBuilder, sql } from 'kysely';
import { countedSince } from '../wrong-clock.ts';
import { andAll, between, type Compiled, isOneOf, lastDays, ZONE } from './pieces.ts';
import type { BoughtCondition, Scope } from './rule.ts';

/** First and one-past-last hour of each daypart, as in customer_fact.sql; `night` runs over midnight. */
export const DAYPART_HOURS: Readonly<Record<string, readonly [number, number]>> = {
  morning: [5, 11],
  lunch: [11, 15],
  break: [15, 17],
  dinner: [17, 21],
  night: [21, 5],
};

function inDaypart(dayparts: readonly string[], workspaceId: string): RawBuilder<unknown> {
  const hour = sql`extract(hour from o.ordered_at at time zone ${ZONE(workspaceId)})::int`;
  const parts = dayparts.map((part) => {
    const [from, to] = DAYPART_HOURS[part] ?? [0, 0];
    return from < to
      ? sql`(h.hour >= ${from}::int and h.hour < ${to}::int)`
      : sql`(h.hour >= ${from}::int or h.hour < ${to}::int)`;
  });
  return sql`exists (select from (select ${hour} as hour) h where ${sql.join(parts, sql` or `)})`;
}

/**
 * How often and for how much she bought something. Times are business days with a line of it that was sold (kind `sale`,
 * quantity above zero); the amount adds what was refunded of it. What a wrong clock dated is left out. Walks the orders of the
 * one person `c`.
 */
function linesOf(
  expression: string,
  rule: Omit<BoughtCondition, 'fact'>,
  { workspaceId, today }: Scope,
): RawBuilder<unknown> {
  const { itemIds, categories, option, daypart, withinDays } = rule;
  return sql`(select ${sql.raw(expression)} from orders.sale_order o
    join orders.order_line l on l.workspace_id = o.workspace_id and l.order_id = o.order_id
    where o.workspace_id = ${workspaceId} and o.customer_id = c.customer_id ${andAll([
      sql`o.business_day >= ${countedSince(workspaceId)} and o.business_day <= ${today}::date`,
      lastDays(sql`o.business_day`, withinDays, today),
      itemIds && isOneOf(sql`l.item_id`, itemIds, 'uuid'),
      categories &&
        sql`l.item_id in (select i.item_id from menu.item i
          where i.workspace_id = ${workspaceId} and i.category = any(${[...categories]}::text[]))`,
      option !== undefined && sql`strpos(l.options, ${option}) > 0`,
      daypart && inDaypart(daypart, workspaceId),
    ])})`;
}

const TIMES = "count(distinct o.business_day) filter (where l.kind = 'sale' and l.quantity > 0)::int";
const AMOUNT = "coalesce(sum(l.amount_minor) filter (where l.kind in ('sale', 'refund')), 0)::bigint";

/** Bounds of times: none said means at least once, unless only the amount is asked for. */
export function timesBounds(rule: BoughtCondition): { atLeast: number | undefined; atMost: number | undefined } {
  const { timesAtLeast, timesAtMost, amountAtLeastMinor, amountAtMostMinor } = rule;
  const saysNothing = timesAtLeast === undefined && timesAtMost === undefined;
  const asksAmount = amountAtLeastMinor !== undefined || amountAtMostMinor !== undefined;
  return { atLeast: saysNothing && !asksAmount ? 1 : timesAtLeast, atMost: timesAtMost };
}

/** What stood on her receipts; the value is how often, or for how much where only that is asked; where both are, both. */
export function compileBought(rule: BoughtCondition, scope: Scope): Compiled {
  const { amountAtLeastMinor, amountAtMostMinor } = rule;
  const { atLeast, atMost } = timesBounds(rule);
  const asksTimes = atLeast !== undefined || atMost !== undefined;
  const asksAmount = amountAtLeastMinor !== undefined || amountAtMostMinor !== undefined;
  const times = linesOf(TIMES, rule, scope);
  if (!asksAmount) return { value: times, condition: between(times, atLeast, atMost) };
  const amount = linesOf(AMOUNT, rule, scope);
  const enough = between(amount, amountAtLeastMinor, amountAtMostMinor);
  if (!asksTimes) return { value: amount, condition: enough };
  const value = sql`jsonb_build_object('times', ${times}, 'amountMinor', ${amount})`;
  return { value, condition: sql`(${between(times, atLeast, atMost)} and ${enough})` };
}
