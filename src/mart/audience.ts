import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { AppError } from '../shared/errors.ts';
import {
  CONSENTS_TO_EMAIL,
  DAYS_SINCE_LAST,
  HAS_COVERED_EMAIL,
  HAS_EMAIL,
  LAPSE_STATE,
  SHOWN_PHONE,
} from './fragments.ts';
import { rfmQuery } from './insight.ts';
import type { FoundPerson } from './people.ts';
import { compilePersonCondition, isPersonCondition, type PersonCondition } from './person-conditions.ts';

/** One fact about a person that a group asks for; the segments module owns its schema (`zRule`). */
export type AudienceCondition =
  | { fact: 'visits'; atLeast?: number | undefined; atMost?: number | undefined; withinDays?: number | undefined }
  | {
      fact: 'spend';
      atLeastMinor?: number | undefined;
      atMostMinor?: number | undefined;
      withinDays?: number | undefined;
    }
  | { fact: 'worthPerMonth'; atLeastMinor?: number | undefined; atMostMinor?: number | undefined }
  | { fact: 'lapse'; in: readonly string[] }
  | { fact: 'rfm'; in: readonly string[] }
  | { fact: 'lastVisit'; daysAgoAtLeast?: number | undefined; daysAgoAtMost?: number | undefined }
  | { fact: 'firstVisit'; daysAgoAtLeast?: number | undefined; daysAgoAtMost?: number | undefined }
  | { fact: 'ordered'; itemIds: readonly string[]; withinDays?: number | undefined; timesAtLeast?: number | undefined }
  | { fact: 'usualDaypart'; in: readonly string[] }
  | { fact: 'usualWeekday'; in: readonly number[] }
  | { fact: 'contactable'; channel: 'email' }
  | PersonCondition;

/** A group: conditions joined by all, any and not. */
export type AudienceRule =
  | AudienceCondition
  | { all: readonly AudienceRule[] }
  | { any: readonly AudienceRule[] }
  | { not: AudienceRule };

/** Where a group is looked at: the workspace, and its business day. */
export interface Scope {
  workspaceId: string;
  today: string;
}

/** What one condition asks of the row (`c` customer, `f` facts, `r` RFM), and the value it looks at. */
interface Compiled {
  condition: RawBuilder<boolean>;
  value: RawBuilder<unknown>;
}

/** A shared piece of SQL with `:today` filled in. */
export function piece(text: string, today: string): RawBuilder<unknown> {
  const parts = text.split(':today');
  return sql`${sql.join(
    parts.map((part, at) => (at === 0 ? sql.raw(part) : sql`${today}${sql.raw(part)}`)),
    sql``,
  )}`;
}

function between(
  value: RawBuilder<unknown>,
  low: number | string | undefined,
  high: number | string | undefined,
): RawBuilder<boolean> {
  const bounds = [
    ...(low === undefined ? [] : [sql`${value} >= ${low}`]),
    ...(high === undefined ? [] : [sql`${value} <= ${high}`]),
  ];
  return bounds.length === 0 ? sql`${value} is not null` : sql`(${sql.join(bounds, sql` and `)})`;
}

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

function isOneOf(
  value: RawBuilder<unknown>,
  list: readonly (string | number)[],
  type: 'text' | 'int',
): RawBuilder<boolean> {
  return sql`${value} = any(${[...list]}${sql.raw(`::${type}[]`)})`;
}

/** Sum over this person's orders of the last `days` business days, today included. */
function ofOrders(expression: string, days: number, { workspaceId, today }: Scope): RawBuilder<unknown> {
  return sql`(select ${sql.raw(expression)} from orders.sale_order o
    where o.workspace_id = ${workspaceId} and o.customer_id = c.customer_id
      and o.business_day > ${today}::date - ${days}::int and o.business_day <= ${today}::date)`;
}

function timesOrdered(
  rule: Extract<AudienceCondition, { fact: 'ordered' }>,
  { workspaceId, today }: Scope,
): RawBuilder<unknown> {
  const recent =
    rule.withinDays === undefined
      ? sql``
      : sql`and o.business_day > ${today}::date - ${rule.withinDays}::int and o.business_day <= ${today}::date`;
  return sql`(select count(distinct o.business_day)::int from orders.sale_order o
    join orders.order_line l on l.workspace_id = o.workspace_id and l.order_id = o.order_id
    where o.workspace_id = ${workspaceId} and o.customer_id = c.customer_id ${recent}
      and l.kind = 'sale' and l.quantity > 0 and l.item_id = any(${[...rule.itemIds]}::uuid[]))`;
}

/**
 * Both the yes-or-no of one condition and the figure behind it. Of somebody without facts a condition about visits is null,
 * which is as good as no; `not` makes a plain no of it. A wrapper here would keep the planner from using an index.
 */
function compileCondition(rule: AudienceCondition, scope: Scope): Compiled {
  const { today } = scope;
  if (isPersonCondition(rule)) return compilePersonCondition(rule, scope.workspaceId);
  switch (rule.fact) {
    case 'visits': {
      const { withinDays, atLeast, atMost } = rule;
      if (withinDays !== undefined) {
        const value = ofOrders(
          'count(distinct o.business_day) filter (where o.gross_minor > 0)::int',
          withinDays,
          scope,
        );
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
        const value = ofOrders('coalesce(sum(o.gross_minor + o.refund_minor), 0)::bigint', withinDays, scope);
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
      const value = piece(LAPSE_STATE, today);
      return { value, condition: isOneOf(value, rule.in, 'text') };
    }
    case 'rfm': {
      const value = sql`r.segment`;
      return { value, condition: isOneOf(value, rule.in, 'text') };
    }
    case 'lastVisit':
      return {
        value: piece(DAYS_SINCE_LAST, today),
        condition: wasDaysAgo(sql`f.last_visit_on`, rule, today),
      };
    case 'firstVisit':
      return {
        value: sql`(${today}::date - f.first_visit_on)`,
        condition: wasDaysAgo(sql`f.first_visit_on`, rule, today),
      };
    case 'ordered': {
      const value = timesOrdered(rule, scope);
      return { value, condition: between(value, rule.timesAtLeast ?? 1, undefined) };
    }
    case 'usualDaypart': {
      const value = sql`f.usual_daypart`;
      return { value, condition: isOneOf(value, rule.in, 'text') };
    }
    case 'usualWeekday': {
      const value = sql`f.usual_weekday`;
      return { value, condition: isOneOf(value, rule.in, 'int') };
    }
    case 'contactable': {
      const value = sql`(${sql.raw(HAS_COVERED_EMAIL)} and ${sql.raw(CONSENTS_TO_EMAIL)})`;
      return { value, condition: value as RawBuilder<boolean> };
    }
  }
}

/** A group as one SQL condition. An empty `all` is everybody, an empty `any` nobody. */
export function compileRule(rule: AudienceRule, scope: Scope): RawBuilder<boolean> {
  if ('all' in rule)
    return rule.all.length === 0
      ? sql`true`
      : sql`(${sql.join(
          rule.all.map((part) => compileRule(part, scope)),
          sql` and `,
        )})`;
  if ('any' in rule)
    return rule.any.length === 0
      ? sql`false`
      : sql`(${sql.join(
          rule.any.map((part) => compileRule(part, scope)),
          sql` or `,
        )})`;
  if ('not' in rule) {
    const part = compileRule(rule.not, scope);
    // Never null, and bare for the planner's sake: see compilePersonCondition.
    return 'fact' in rule.not && isPersonCondition(rule.not) ? sql`not ${part}` : sql`not coalesce(${part}, false)`;
  }
  return compileCondition(rule, scope).condition;
}

/** Every condition of a group, in the order in which it is written. */
function conditionsOf(rule: AudienceRule): AudienceCondition[] {
  if ('all' in rule) return rule.all.flatMap(conditionsOf);
  if ('any' in rule) return rule.any.flatMap(conditionsOf);
  if ('not' in rule) return conditionsOf(rule.not);
  return [rule];
}

/** Of people merged into one the one who is shown. */
export const SHOWN_PEOPLE = sql`(select * from customers.customer where merged_into is null)`;

/** Everybody with her facts; RFM is only computed for groups that ask for it. */
export function everybody(
  rule: AudienceRule,
  { workspaceId, today }: Scope,
  people: RawBuilder<unknown> = SHOWN_PEOPLE,
): RawBuilder<unknown> {
  const asksRfm = conditionsOf(rule).some((condition) => condition.fact === 'rfm');
  return sql`${people} c
    left join mart.customer_fact f on f.workspace_id = ${workspaceId} and f.customer_id = c.customer_id
    ${asksRfm ? sql`left join (${rfmQuery.asSql({ workspaceId, today })}) r on r.customer_id = c.customer_id` : sql``}`;
}

type Question = Scope & { rule: AudienceRule };

/** Ids of the people of a group as it is now, in ascending order. */
export async function listAudience(db: Db, { rule, ...scope }: Question): Promise<string[]> {
  const { rows } = await sql<{ customerId: string }>`
    select c.customer_id from ${everybody(rule, scope)}
    where c.workspace_id = ${scope.workspaceId} and ${compileRule(rule, scope)} order by c.customer_id`.execute(db);
  return rows.map((row) => row.customerId);
}

/** How many are in a group, how many of them advertising e-mail may reach, and why not the others. */
export interface AudienceCount {
  count: number;
  email: number;
  noAddress: number;
  noConsent: number;
  refused: number;
}

/** Counts a group. `noAddress`, `refused` (said no or took it back) and `noConsent` (never asked) exclude each other. */
export async function countAudience(db: Db, { rule, ...scope }: Question): Promise<AudienceCount> {
  const { rows } = await sql<AudienceCount>`
    select count(*)::int as count, count(*) filter (where has_email and consents)::int as email,
      count(*) filter (where not has_email)::int as no_address,
      count(*) filter (where has_email and not consents and refused)::int as refused,
      count(*) filter (where has_email and not consents and not refused)::int as no_consent
    from (
      -- What she agreed to before a source told this address does not speak of it.
      select ${sql.raw(HAS_EMAIL)} as has_email,
        (${sql.raw(HAS_COVERED_EMAIL)} and ${sql.raw(CONSENTS_TO_EMAIL)}) as consents,
        exists (select from privacy.consent k where k.workspace_id = c.workspace_id and k.customer_id = c.customer_id
          and k.kind in ('marketing_use', 'ad_email') and k.state in ('refused', 'withdrawn')) as refused
      from ${everybody(rule, scope)}
      where c.workspace_id = ${scope.workspaceId} and ${compileRule(rule, scope)}
    ) member`.execute(db);
  return rows[0] ?? { count: 0, email: 0, noAddress: 0, noConsent: 0, refused: 0 };
}

/** A few people of a group, those who spent most first, in clear: whoever asks masks and logs. */
export async function previewAudience(
  db: Db,
  { rule, limit, ...scope }: Question & { limit: number },
): Promise<FoundPerson[]> {
  const { rows } = await sql<FoundPerson>`
    select c.customer_id, c.name, ${sql.raw(SHOWN_PHONE)} as phone, f.last_visit_on, coalesce(f.visits, 0) as visits
    from ${everybody(rule, scope)}
    where c.workspace_id = ${scope.workspaceId} and ${compileRule(rule, scope)}
    order by f.net_minor desc nulls last, c.customer_id limit ${limit}`.execute(db);
  return rows;
}

/** One condition of a group, what it looks at for this person, and whether she meets it. */
export interface AudienceFact {
  condition: AudienceCondition;
  met: boolean;
  value: unknown;
}

/** Why somebody is in a group or is not: every condition with her own value. @throws AppError not_found */
export async function explainAudience(
  db: Db,
  { rule, customerId, ...scope }: Question & { customerId: string },
): Promise<{ member: boolean; facts: AudienceFact[] }> {
  const conditions = conditionsOf(rule);
  const columns = conditions.flatMap((condition, at) => {
    const compiled = compileCondition(condition, scope);
    return [
      sql`${compiled.condition} as ${sql.raw(`met${at}`)}`,
      sql`to_jsonb(${compiled.value}) as ${sql.raw(`value${at}`)}`,
    ];
  });
  const { rows } = await sql<Record<string, unknown>>`
    select ${compileRule(rule, scope)} as member ${columns.length > 0 ? sql`, ${sql.join(columns)}` : sql``}
    from ${everybody(rule, scope)}
    where c.workspace_id = ${scope.workspaceId} and c.customer_id = ${customerId}::uuid`.execute(db);
  const row = rows[0];
  if (!row) throw new AppError('not_found', 'no such customer');
  return {
    member: row['member'] === true,
    facts: conditions.map((condition, at) => ({
      condition,
      met: row[`met${at}`] === true,
      value: row[`value${at}`] ?? null,
    })),
  };
}
