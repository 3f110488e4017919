import { type RawBuilder, sql } from 'kysely';
import { CLOSED_DAYS, DAYS_SINCE_LAST, LAPSE_STATE } from '../fragments.ts';
import { countedSince } from '../wrong-clock.ts';
import { between, type Compiled, isOneOf, piece } from './pieces.ts';
import type { Scope, VisitCondition } from './rule.ts';

/** A figure of somebody who never came is 0; where more than that is asked, the bare column can be looked up in an index. */
function orNothing(column: RawBuilder<unknown>, atLeast: number | undefined): RawBuilder<unknown> {
  return atLeast !== undefined && atLeast > 0 ? column : sql`coalesce(${column}, 0)`;
}

/** Days ago as bounds of the day itself, which an index knows. */
function wasDaysAgo(
  day: RawBuilder<unknown>,
  { daysAgoAtLeast, daysAgoAtMost }: { daysAgoAtLeast?: number | undefined; daysAgoAtMost?: number | undefined },
  today: string,
): RawBuilder<boolean> {
  const before = (days: number) => sql`${today}::date - ${days}::int`;
  const bounds = [
    ...(daysAgoAtLeast === undefined ? [] : [sql`${day} <= ${before(daysAgoAtLeast)}`]),
    ...(daysAgoAtMost === undefined ? [] : [sql`${day} >= ${before(daysAgoAtMost)}`]),
  ];
  return bounds.length === 0 ? sql`${day} is not null` : sql`(${sql.join(bounds, sql` and `)})`;
}

/** Sum over this person's orders of the last `days` business days, today included; none that a wrong clock dated. */
function ofOrders(expression: string, days: number, { workspaceId, today }: Scope): RawBuilder<unknown> {
  return sql`(select ${sql.raw(expression)} from orders.sale_order o
    where o.workspace_id = ${workspaceId} and o.customer_id = c.customer_id
      and o.business_day > ${today}::date - ${days}::int and o.business_day <= ${today}::date
      and o.business_day >= ${countedSince(workspaceId)})`;
}

const VISITS = 'count(distinct o.business_day) filter (where o.gross_minor > 0)::int';
const SPEND = 'coalesce(sum(o.gross_minor + o.refund_minor), 0)::bigint';

/** A condition about visits or money; of somebody without facts it is null, which is as good as no. */
export function compileVisitCondition(rule: VisitCondition, scope: Scope): Compiled {
  const { today } = scope;
  switch (rule.fact) {
    case 'visits': {
      const { withinDays, atLeast, atMost } = rule;
      if (withinDays !== undefined) {
        const value = ofOrders(VISITS, withinDays, scope);
        return { value, condition: between(value, atLeast, atMost) };
      }
      return {
        value: sql`coalesce(f.visits, 0)`,
        condition: between(orNothing(sql`f.visits`, atLeast), atLeast, atMost),
      };
    }
    case 'spend': {
      const { withinDays, atLeastMinor, atMostMinor } = rule;
      if (withinDays !== undefined) {
        const value = ofOrders(SPEND, withinDays, scope);
        return { value, condition: between(value, atLeastMinor, atMostMinor) };
      }
      return {
        value: sql`coalesce(f.net_minor, 0)`,
        condition: between(orNothing(sql`f.net_minor`, atLeastMinor), atLeastMinor, atMostMinor),
      };
    }
    case 'worthPerMonth': {
      const value = sql`f.worth_per_month_minor`;
      return { value, condition: between(value, rule.atLeastMinor, rule.atMostMinor) };
    }
    case 'lapse': {
      const state = piece(LAPSE_STATE, today);
      const closedDays = sql.raw(CLOSED_DAYS);
      // Only the explanation looks at the value: it says what was left out.
      const value = sql`(case when ${closedDays} > 0
        then jsonb_build_object('state', ${state}, 'closedDays', ${closedDays}) else to_jsonb(${state}) end)`;
      return { value, condition: isOneOf(state, rule.in, 'text') };
    }
    case 'rfm': {
      const value = sql`r.segment`;
      return { value, condition: isOneOf(value, rule.in, 'text') };
    }
    case 'lastVisit':
      return { value: piece(DAYS_SINCE_LAST, today), condition: wasDaysAgo(sql`f.last_visit_on`, rule, today) };
    case 'firstVisit':
      return {
        value: sql`(${today}::date - f.first_visit_on)`,
        condition: wasDaysAgo(sql`f.first_visit_on`, rule, today),
      };
    case 'usualDaypart': {
      const value = sql`f.usual_daypart`;
      return { value, condition: isOneOf(value, rule.in, 'text') };
    }
    case 'usualWeekday': {
      const value = sql`f.usual_weekday`;
      return { value, condition: isOneOf(value, rule.in, 'int') };
    }
    case 'usualHour': {
      const value = sql`f.usual_hour`;
      if (scope.hour === undefined) return { value, condition: sql`false` };
      return { value, condition: sql`((${value} - ${scope.hour}::int + 24) % 24 <= ${rule.withinHours}::int)` };
    }
  }
}
