import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { HAS_EMAIL, mayBeSentAds, SHOWN_PHONE } from '../fragments.ts';
import type { FoundPerson } from '../people.ts';
import { compileCondition, compileRule, everybody } from './compile.ts';
import { piece } from './pieces.ts';
import { type AudienceCondition, type AudienceRule, conditionsOf, type Scope } from './rule.ts';

/** A group, where it is looked at. */
export type Question = Scope & { rule: AudienceRule };

/** Ids of the people of a group as it is now, in ascending order. */
export async function listAudience(db: Db, { rule, ...scope }: Question): Promise<string[]> {
  const { rows } = await sql<{ customerId: string }>`
    select c.customer_id from ${everybody(rule, scope)}
    where c.workspace_id = ${scope.workspaceId} and ${compileRule(rule, scope)} order by c.customer_id`.execute(db);
  return rows.map((row) => row.customerId);
}

/** How many are in a group, how many of them advertising may reach by channel, and why e-mail does not reach the others. */
export interface AudienceCount {
  count: number;
  email: number;
  sms: number;
  kakao: number;
  noAddress: number;
  noConsent: number;
  refused: number;
}

/** What the server runs for somebody who has gone is stopped there, too. */
const stoppedBy = (signal: AbortSignal | undefined) => ({
  signal,
  inflightQueryAbortStrategy: 'cancel query' as const,
});

/**
 * Counts a group. `noAddress`, `refused` (said no or took it back) and `noConsent` (never asked, not for this address, or not
 * confirmed within two years) exclude each other.
 * @throws when aborted
 */
export async function countAudience(
  db: Db,
  { rule, ...scope }: Question,
  signal?: AbortSignal,
): Promise<AudienceCount> {
  const { rows } = await sql<AudienceCount>`
    select count(*)::int as count, count(*) filter (where by_email)::int as email,
      count(*) filter (where by_sms)::int as sms, count(*) filter (where by_kakao)::int as kakao,
      count(*) filter (where not has_email)::int as no_address,
      count(*) filter (where has_email and not by_email and refused)::int as refused,
      count(*) filter (where has_email and not by_email and not refused)::int as no_consent
    from (
      select ${sql.raw(HAS_EMAIL)} as has_email, ${piece(mayBeSentAds('email'), scope.today)} as by_email,
        ${piece(mayBeSentAds('sms'), scope.today)} as by_sms, ${piece(mayBeSentAds('kakao'), scope.today)} as by_kakao,
        exists (select from privacy.consent k where k.workspace_id = c.workspace_id and k.customer_id = c.customer_id
          and k.kind in ('marketing_use', 'ad_email') and k.state in ('refused', 'withdrawn')) as refused
      from ${everybody(rule, scope)}
      where c.workspace_id = ${scope.workspaceId} and ${compileRule(rule, scope)}
    ) member`.execute(db, stoppedBy(signal));
  return rows[0] ?? { count: 0, email: 0, sms: 0, kakao: 0, noAddress: 0, noConsent: 0, refused: 0 };
}

/** A few people of a group, those who spent most first, in clear: whoever asks masks and logs. */
export async function previewAudience(
  db: Db,
  { rule, limit, ...scope }: Question & { limit: number },
  signal?: AbortSignal,
): Promise<FoundPerson[]> {
  const { rows } = await sql<FoundPerson>`
    select c.customer_id, c.name, ${sql.raw(SHOWN_PHONE)} as phone, f.last_visit_on, coalesce(f.visits, 0) as visits
    from ${everybody(rule, scope)}
    where c.workspace_id = ${scope.workspaceId} and ${compileRule(rule, scope)}
    order by f.net_minor desc nulls last, c.customer_id limit ${limit}`.execute(db, stoppedBy(signal));
  return rows;
}

/** One condition of a group, what it looks at for this person, and whether she meets it. */
export interface AudienceFact {
  condition: AudienceCondition;
  met: boolean;
  value: unknown;
}

/** Whether somebody is in a group, and every condition with her own value. */
export interface Explained {
  customerId: string;
  member: boolean;
  facts: AudienceFact[];
}

/** Why people are in a group or are not; those who are gone or merged are left out. In no particular order. */
export async function explainAudienceOf(
  db: Db,
  { rule, customerIds, ...scope }: Question & { customerIds: readonly string[] },
): Promise<Explained[]> {
  if (customerIds.length === 0) return [];
  const conditions = conditionsOf(rule);
  const columns = conditions.flatMap((condition, at) => {
    const compiled = compileCondition(condition, scope);
    return [
      sql`${compiled.condition} as ${sql.raw(`met${at}`)}`,
      sql`to_jsonb(${compiled.value}) as ${sql.raw(`value${at}`)}`,
    ];
  });
  const { rows } = await sql<Record<string, unknown> & { customerId: string }>`
    select c.customer_id, ${compileRule(rule, scope)} as member ${columns.length > 0 ? sql`, ${sql.join(columns)}` : sql``}
    from ${everybody(rule, scope)}
    where c.workspace_id = ${scope.workspaceId} and c.customer_id = any(${[...customerIds]}::uuid[])`.execute(db);
  return rows.map((row) => ({
    customerId: row.customerId,
    member: row['member'] === true,
    facts: conditions.map((condition, at) => ({
      condition,
      met: row[`met${at}`] === true,
      value: row[`value${at}`] ?? null,
    })),
  }));
}

/** Why somebody is in a group or is not: every condition with her own value. @throws AppError not_found */
export async function explainAudience(
  db: Db,
  { customerId, ...question }: Question & { customerId: string },
): Promise<{ member: boolean; facts: AudienceFact[] }> {
  const [explained] = await explainAudienceOf(db, { ...question, customerIds: [customerId] });
  if (!explained) throw new AppError('not_found', 'no such customer');
  return { member: explained.member, facts: explained.facts };
}
