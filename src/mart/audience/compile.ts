import { type RawBuilder, sql } from 'kysely';
import { rfmQuery } from '../insight.ts';
import { compilePersonCondition, isPersonCondition } from '../person-conditions.ts';
import { compileContactCondition } from './contact-conditions.ts';
import { compileBought } from './line-conditions.ts';
import type { Compiled } from './pieces.ts';
import { type AudienceCondition, type AudienceRule, deepConditionsOf, type Scope } from './rule.ts';
import { compileVisitCondition } from './visit-conditions.ts';

/**
 * Both the yes-or-no of one condition and the figure behind it. Of somebody without facts a condition about visits is null,
 * which is as good as no; `not` makes a plain no of it. A wrapper here would keep the planner from using an index.
 */
export function compileCondition(rule: AudienceCondition, scope: Scope): Compiled {
  if (isPersonCondition(rule)) return compilePersonCondition(rule, scope.workspaceId);
  switch (rule.fact) {
    case 'ordered':
      return compileBought({ ...rule, fact: 'bought', timesAtLeast: rule.timesAtLeast ?? 1 }, scope);
    case 'bought':
      return compileBought(rule, scope);
    case 'group': {
      const condition = rule.rule
        ? sql<boolean>`coalesce(${compileRule(rule.rule, scope)}, false)`
        : sql<boolean>`false`;
      return { condition, value: condition };
    }
    case 'visits':
    case 'spend':
    case 'worthPerMonth':
    case 'lapse':
    case 'rfm':
    case 'lastVisit':
    case 'firstVisit':
    case 'usualDaypart':
    case 'usualWeekday':
    case 'usualHour':
      return compileVisitCondition(rule, scope);
    default:
      return compileContactCondition(rule, scope);
  }
}

/** A group as one SQL condition. An empty `all` is everybody, an empty `any` nobody. */
export function compileRule(rule: AudienceRule, scope: Scope): RawBuilder<boolean> {
  if ('all' in rule) return joined(rule.all, scope, sql` and `) ?? sql`true`;
  if ('any' in rule) return joined(rule.any, scope, sql` or `) ?? sql`false`;
  if ('not' in rule) {
    const part = compileRule(rule.not, scope);
    // Never null, and bare for the planner's sake: see compilePersonCondition.
    return 'fact' in rule.not && isPersonCondition(rule.not) ? sql`not ${part}` : sql`not coalesce(${part}, false)`;
  }
  return compileCondition(rule, scope).condition;
}

function joined(
  parts: readonly AudienceRule[],
  scope: Scope,
  word: RawBuilder<unknown>,
): RawBuilder<boolean> | undefined {
  if (parts.length === 0) return undefined;
  return sql`(${sql.join(
    parts.map((part) => compileRule(part, scope)),
    word,
  )})`;
}

/** Of people merged into one the one who is shown. */
export const SHOWN_PEOPLE = sql`(select * from customers.customer where merged_into is null)`;

const MODEL_FACTS: ReadonlySet<string> = new Set(['alive', 'futureValue', 'expectedNext']);

/**
 * Everybody with her facts (of `people`, with what `ofFacts` leaves of the facts); RFM and models are only joined for groups
 * that ask for them.
 */
export function everybody(
  rule: AudienceRule,
  { workspaceId, today }: Scope,
  people: RawBuilder<unknown> = SHOWN_PEOPLE,
  ofFacts: RawBuilder<unknown> = sql``,
): RawBuilder<unknown> {
  const facts = deepConditionsOf(rule).map(({ fact }) => fact);
  const rfm = facts.includes('rfm')
    ? sql`left join (${rfmQuery.asSql({ workspaceId, today })}) r on r.customer_id = c.customer_id`
    : sql``;
  const models = facts.some((fact) => MODEL_FACTS.has(fact))
    ? sql`left join mart.person_model pm on pm.workspace_id = ${workspaceId} and pm.customer_id = c.customer_id`
    : sql``;
  return sql`${people} c
    left join mart.customer_fact f on f.workspace_id = ${workspaceId} and f.customer_id = c.customer_id ${ofFacts}
    ${rfm} ${models}`;
}
