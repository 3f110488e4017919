import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import type { MEMBER_CAUSES } from './contract.ts';

const COLUMNS = ['segmentId', 'name', 'rule', 'updatedAt', 'members', 'evaluatedAt', 'evaluatedOn'] as const;

/** Groups that are there, by name. */
export function listSegmentRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('segments.segment')
    .select(COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .where('removedAt', 'is', null)
    .orderBy(sql`name collate "ko-x-icu"`)
    .orderBy('segmentId')
    .execute();
}
export type SegmentRow = Awaited<ReturnType<typeof listSegmentRows>>[number];

/** Whether a group asks for points, stamps or levels. */
export async function asksForHoldings(db: Db, workspaceId: string): Promise<boolean> {
  const { rows } = await sql<{ asks: boolean }>`select exists (
    select from segments.segment where workspace_id = ${workspaceId}::uuid and removed_at is null
      and jsonb_path_exists(rule, '$.** ? (@.fact == "balance" || @.fact == "level")')) as asks`.execute(db);
  return rows[0]?.asks === true;
}

export function findSegmentRow(db: Db, workspaceId: string, segmentId: string) {
  return db
    .selectFrom('segments.segment')
    .select(COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .where('segmentId', '=', segmentId)
    .where('removedAt', 'is', null)
    .executeTakeFirst();
}

/** The same, and nobody else evaluates or changes it until the transaction ends. */
export function lockSegmentRow(db: Db, workspaceId: string, segmentId: string) {
  return db
    .selectFrom('segments.segment')
    .select(COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .where('segmentId', '=', segmentId)
    .where('removedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst();
}

export function insertSegment(
  db: Db,
  segment: { workspaceId: string; segmentId: string; name: string; rule: string; createdAt: Date; updatedAt: Date },
) {
  return db.insertInto('segments.segment').values(segment).returning(COLUMNS).executeTakeFirstOrThrow();
}

export function updateSegmentRow(
  db: Db,
  workspaceId: string,
  segmentId: string,
  change: {
    name?: string;
    rule?: string;
    updatedAt?: Date;
    members?: number;
    evaluatedAt?: Date;
    evaluatedOn?: string;
  },
) {
  return db
    .updateTable('segments.segment')
    .set(change)
    .where('workspaceId', '=', workspaceId)
    .where('segmentId', '=', segmentId)
    .where('removedAt', 'is', null)
    .returning(COLUMNS)
    .executeTakeFirst();
}

/** What these groups remember is no longer what their rules say: they are evaluated anew, without a history of it. */
export function markStale(db: Db, workspaceId: string, segmentIds: readonly string[]) {
  return db
    .updateTable('segments.segment')
    .set({ members: null, evaluatedAt: null, evaluatedOn: null })
    .where('workspaceId', '=', workspaceId)
    .where('segmentId', 'in', [...segmentIds])
    .execute();
}

/** Takes a group away, or brings it back; undefined when it was not there, or not away. */
export function setRemoved(db: Db, workspaceId: string, segmentId: string, removedAt: Date | null) {
  return db
    .updateTable('segments.segment')
    .set({ removedAt })
    .where('workspaceId', '=', workspaceId)
    .where('segmentId', '=', segmentId)
    .where('removedAt', removedAt === null ? 'is not' : 'is', null)
    .returning(COLUMNS)
    .executeTakeFirst();
}

/** Deletes groups that were removed before an instant, with all they remember. */
export function deleteRemoved(db: Db, workspaceId: string, before: Date) {
  return db
    .deleteFrom('segments.segment')
    .where('workspaceId', '=', workspaceId)
    .where('removedAt', '<', before)
    .execute();
}

export async function insertMembers(
  db: Db,
  input: { workspaceId: string; segmentId: string; customerIds: readonly string[]; since: Date },
): Promise<void> {
  const { workspaceId, segmentId, customerIds, since } = input;
  if (customerIds.length === 0) return;
  await sql`insert into segments.member (workspace_id, segment_id, customer_id, since)
    select ${workspaceId}::uuid, ${segmentId}::uuid, unnest(${[...customerIds]}::uuid[]), ${since}::timestamptz
    on conflict do nothing`.execute(db);
}

export async function deleteMembers(
  db: Db,
  input: { workspaceId: string; segmentId: string; customerIds: readonly string[] },
): Promise<void> {
  if (input.customerIds.length === 0) return;
  await sql`delete from segments.member where workspace_id = ${input.workspaceId}::uuid
    and segment_id = ${input.segmentId}::uuid and customer_id = any(${[...input.customerIds]}::uuid[])
    and merged_from is distinct from customer_id`.execute(db);
}

export async function countMemberRows(db: Db, workspaceId: string, segmentId: string): Promise<number> {
  const row = await db
    .selectFrom('segments.member')
    .select(({ fn }) => fn.countAll<number>().as('members'))
    .where('workspaceId', '=', workspaceId)
    .where('segmentId', '=', segmentId)
    .where(({ eb, ref }) => eb('mergedFrom', 'is distinct from', ref('customerId')))
    .executeTakeFirstOrThrow();
  return row.members;
}

/** Something about her changed, time went by, her record is gone, or two records became one or two again. */
export type MemberCause = (typeof MEMBER_CAUSES)[number];

/** A coming or going as it is kept. */
export interface MemberEventRow {
  memberEventId: string;
  /** Null: her record is gone. */
  customerId: string | null;
  change: 'entered' | 'left';
  cause: MemberCause;
  at: Date;
  facts: string;
}

const EVENTS_A_STATEMENT = 2_000;

export async function insertMemberEvents(
  db: Db,
  { workspaceId, segmentId, events }: { workspaceId: string; segmentId: string; events: readonly MemberEventRow[] },
): Promise<void> {
  for (let from = 0; from < events.length; from += EVENTS_A_STATEMENT) {
    const rows = events.slice(from, from + EVENTS_A_STATEMENT).map((event) => ({ workspaceId, segmentId, ...event }));
    await db.insertInto('segments.memberEvent').values(rows).execute();
  }
}

/** History no longer names people whose records are gone, nor what was known of them. */
export async function forgetNames(
  db: Db,
  { workspaceId, customerIds }: { workspaceId: string; customerIds: readonly string[] },
): Promise<void> {
  if (customerIds.length === 0) return;
  await sql`update segments.member_event set customer_id = null, merged_from = null, facts = '[]'
    where workspace_id = ${workspaceId}::uuid and customer_id = any(${[...customerIds]}::uuid[])`.execute(db);
}

/** Adds comings and goings to a day, and says how many are in the group now. */
export function addToDay(
  db: Db,
  count: { workspaceId: string; segmentId: string; day: string; members: number; entered: number; departed: number },
) {
  return db
    .insertInto('segments.dayCount')
    .values(count)
    .onConflict((oc) =>
      oc.columns(['workspaceId', 'segmentId', 'day']).doUpdateSet((eb) => ({
        members: count.members,
        entered: eb('segments.dayCount.entered', '+', count.entered),
        departed: eb('segments.dayCount.departed', '+', count.departed),
      })),
    )
    .execute();
}

/** Counts of groups from a day on, oldest first; of one group when it is named. */
export function listDayCounts(
  db: Db,
  { workspaceId, segmentId, from }: { workspaceId: string; segmentId?: string; from: string },
) {
  return db
    .selectFrom('segments.dayCount')
    .select(['segmentId', 'day', 'members', 'entered', 'departed'])
    .where('workspaceId', '=', workspaceId)
    .where('day', '>=', from)
    .$if(segmentId !== undefined, (query) => query.where('segmentId', '=', segmentId ?? ''))
    .orderBy('day')
    .execute();
}

/** Comings and goings of a group, the latest first, after one of them. */
export async function listEventRows(
  db: Db,
  input: { workspaceId: string; segmentId: string; after: string | undefined; limit: number },
) {
  const { workspaceId, segmentId, after, limit } = input;
  const columns = ['memberEventId', 'customerId', 'change', 'cause', 'at', 'facts'] as const;
  let query = db
    .selectFrom('segments.memberEvent')
    .select(columns)
    .where('workspaceId', '=', workspaceId)
    .where('segmentId', '=', segmentId);
  if (after !== undefined) {
    const last = await query.where('memberEventId', '=', after).executeTakeFirst();
    if (!last) return [];
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('at', 'memberEventId'), '<', tuple(last.at, last.memberEventId)),
    );
  }
  return query.orderBy('at', 'desc').orderBy('memberEventId', 'desc').limit(limit).execute();
}

/** Takes a person out of all groups and their history; rows by table. */
export async function deletePerson(
  db: Db,
  { workspaceId, customerId }: { workspaceId: string; customerId: string },
): Promise<Record<string, number>> {
  const members = await db
    .deleteFrom('segments.member')
    .where('workspaceId', '=', workspaceId)
    .where((eb) => eb.or([eb('customerId', '=', customerId), eb('mergedFrom', '=', customerId)]))
    .executeTakeFirst();
  const events = await db
    .deleteFrom('segments.memberEvent')
    .where('workspaceId', '=', workspaceId)
    .where((eb) => eb.or([eb('customerId', '=', customerId), eb('mergedFrom', '=', customerId)]))
    .executeTakeFirst();
  return {
    'segments.member': Number(members.numDeletedRows),
    'segments.member_event': Number(events.numDeletedRows),
  };
}
