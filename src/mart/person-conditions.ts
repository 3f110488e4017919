import { type RawBuilder, sql } from 'kysely';

/** What is asked of the person herself, not of her visits; the customers module owns its schema (`zPersonConditions`). */
export type PersonCondition =
  | { fact: 'tag'; in: readonly string[] }
  | {
      fact: 'field';
      key: string;
      /** Text, key of a choice, `yes` or `no`. */
      in?: readonly string[] | undefined;
      atLeast?: number | undefined;
      atMost?: number | undefined;
      /** ISO days, included. */
      from?: string | undefined;
      to?: string | undefined;
    }
  | { fact: 'reachable'; by: 'phone' | 'email' }
  | { fact: 'consent'; kind: string }
  | { fact: 'source'; in: readonly string[] };

const PERSON_FACTS: ReadonlySet<string> = new Set<PersonCondition['fact']>([
  'tag',
  'field',
  'reachable',
  'consent',
  'source',
]);

/** Whether a condition is about the person herself. */
export function isPersonCondition(condition: { fact: string }): condition is PersonCondition {
  return PERSON_FACTS.has(condition.fact);
}

/** A value counts as the card shows it: what came with a merged person only where there is none of her own. */
const SHOWN_VALUE = sql`(v.merged_from is null or not exists (
  select from customers.field_value o where o.workspace_id = v.workspace_id and o.customer_id = v.customer_id
    and o.field_key = v.field_key and o.merged_from is null))`;

function valueBounds(rule: Extract<PersonCondition, { fact: 'field' }>): RawBuilder<unknown> {
  const bounds = [
    ...(rule.in === undefined ? [] : [sql`v.value = any(${[...rule.in]}::text[])`]),
    ...(rule.atLeast === undefined ? [] : [sql`v.number_value >= ${rule.atLeast}::float8`]),
    ...(rule.atMost === undefined ? [] : [sql`v.number_value <= ${rule.atMost}::float8`]),
    ...(rule.from === undefined ? [] : [sql`v.value >= ${rule.from}::text`]),
    ...(rule.to === undefined ? [] : [sql`v.value <= ${rule.to}::text`]),
  ];
  return bounds.length === 0 ? sql`` : sql`and ${sql.join(bounds, sql` and `)}`;
}

/**
 * What a condition asks of the customer `c`, and the value it looks at. Plain `exists`, so that the planner may begin
 * with the few who have a tag or a value instead of walking through everybody.
 */
export function compilePersonCondition(
  rule: PersonCondition,
  workspaceId: string,
): { condition: RawBuilder<boolean>; value: RawBuilder<unknown> } {
  const ofPerson = sql`workspace_id = ${workspaceId}::uuid`;
  switch (rule.fact) {
    case 'tag': {
      const tagged = sql`from customers.customer_tag k where k.${ofPerson} and k.customer_id = c.customer_id
        and k.tag_id = any(${[...rule.in]}::uuid[]) and k.removed_by_change is null`;
      return {
        condition: sql`exists (select ${tagged})`,
        value: sql`(select array_agg(distinct k.tag_id) ${tagged})`,
      };
    }
    case 'field': {
      const told = sql`from customers.field_value v where v.${ofPerson} and v.customer_id = c.customer_id
        and v.field_key = ${rule.key}`;
      return {
        condition: sql`exists (select ${told} ${valueBounds(rule)} and ${SHOWN_VALUE})`,
        value: sql`(select v.value ${told} and ${SHOWN_VALUE} limit 1)`,
      };
    }
    case 'reachable': {
      const kinds = rule.by === 'email' ? sql`p.kind = 'email'` : sql`p.kind not in ('email', 'card')`;
      const condition = sql<boolean>`exists (select from customers.contact_point p where p.${ofPerson}
        and p.customer_id = c.customer_id and ${kinds} and p.invalid_since is null)`;
      return { condition, value: condition };
    }
    case 'consent': {
      const said = sql`from privacy.consent k where k.${ofPerson} and k.customer_id = c.customer_id and k.kind = ${rule.kind}`;
      return {
        condition: sql`exists (select ${said} and k.state in ('granted', 'reconfirmed'))`,
        value: sql`(select k.state ${said})`,
      };
    }
    case 'source':
      return { condition: sql`c.source = any(${[...rule.in]}::text[])`, value: sql`c.source` };
  }
}
