import { sql } from 'kysely';
import { type Db, PLANNED_ANEW } from '../../platform/db.ts';
import { SHOWN_PHONE } from '../fragments.ts';
import type { FoundPerson } from '../people.ts';
import { compileRule, everybody } from './compile.ts';
import type { Question } from './questions.ts';

/** Somebody whose stored membership is not what the rule says now. */
export interface MembershipChange {
  customerId: string;
  change: 'entered' | 'left';
  /** Of who left: her record is there, is shown as somebody else's now, or is gone altogether. */
  person: 'there' | 'merged' | 'gone';
}

/**
 * Compares who is stored in a group with whom its rule finds: of everybody, or of `customerIds` only, which looks at
 * nobody else. Empty when nothing has to change. Who was merged or told apart stays as she is until the mart has seen it:
 * by the old facts she would seem to leave, and come back a moment later.
 */
export async function findMembershipChanges(
  db: Db,
  {
    segmentId,
    rule,
    customerIds,
    ...scope
  }: Question & { segmentId: string; customerIds?: readonly string[] | undefined },
): Promise<MembershipChange[]> {
  const { workspaceId } = scope;
  const among = (column: string) =>
    customerIds === undefined ? sql`` : sql`and ${sql.raw(column)} = any(${[...customerIds]}::uuid[])`;
  const isSettled = (column: string) => sql`not exists (select from mart.awaited_person a
    where a.workspace_id = ${workspaceId}::uuid and a.customer_id = ${sql.raw(column)})`;
  const { rows } = await sql<MembershipChange>`${sql.raw(PLANNED_ANEW)}
    with found as materialized (
      select c.customer_id from ${everybody(rule, scope)}
      where c.workspace_id = ${workspaceId}::uuid ${among('c.customer_id')} and ${compileRule(rule, scope)}
        and ${isSettled('c.customer_id')}
    ),
    stored as materialized (
      select m.customer_id from segments.member m
      where m.workspace_id = ${workspaceId}::uuid and m.segment_id = ${segmentId}::uuid ${among('m.customer_id')}
        and m.merged_from is distinct from m.customer_id and ${isSettled('m.customer_id')}
    )
    select customer_id, 'entered' as change, 'there' as person from found
      where customer_id not in (select customer_id from stored)
    union all
    select s.customer_id, 'left', coalesce((
        select case when c.merged_into is null then 'there' else 'merged' end from customers.customer c
        where c.workspace_id = ${workspaceId}::uuid and c.customer_id = s.customer_id), 'gone')
      from stored s where s.customer_id not in (select customer_id from found)`.execute(db);
  return rows;
}

/** A member as she is listed, in clear: whoever asks masks and logs. */
export type ListedMember = FoundPerson & { since: Date; netMinor: number };

/** Members of a group, the latest first, a page at a time; `after` is the last one of the page before. */
export async function listMembersPage(
  db: Db,
  input: { workspaceId: string; segmentId: string; after: string | undefined; limit: number },
): Promise<ListedMember[]> {
  const { workspaceId, segmentId, after, limit } = input;
  const later = after
    ? sql`and (m.since, m.customer_id) < (select a.since, a.customer_id from segments.member a
        where a.workspace_id = ${workspaceId}::uuid and a.segment_id = ${segmentId}::uuid and a.customer_id = ${after}::uuid)`
    : sql``;
  const { rows } = await sql<ListedMember>`
    select c.customer_id, c.name, ${sql.raw(SHOWN_PHONE)} as phone, f.last_visit_on, coalesce(f.visits, 0) as visits,
      coalesce(f.net_minor, 0) as net_minor, m.since
    from segments.member m
    join customers.customer c on c.workspace_id = m.workspace_id and c.customer_id = m.customer_id
    left join mart.customer_fact f on f.workspace_id = m.workspace_id and f.customer_id = m.customer_id
    where m.workspace_id = ${workspaceId}::uuid and m.segment_id = ${segmentId}::uuid ${later}
      and m.merged_from is distinct from m.customer_id
    order by m.since desc, m.customer_id desc limit ${limit}`.execute(db);
  return rows;
}

/** Names of people, in clear: whoever asks masks and logs. */
export async function findPeopleNames(
  db: Db,
  { workspaceId, customerIds }: { workspaceId: string; customerIds: readonly string[] },
): Promise<Map<string, string>> {
  const { rows } = await sql<{ customerId: string; name: string }>`select customer_id, name from customers.customer
    where workspace_id = ${workspaceId}::uuid and customer_id = any(${[...customerIds]}::uuid[])`.execute(db);
  return new Map(rows.map(({ customerId, name }) => [customerId, name]));
}
