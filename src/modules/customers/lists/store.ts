import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';
import { type Spell, withoutAct } from './undo-tag.ts';

const VIEW_COLUMNS = ['savedViewId', 'name', 'isShared', 'accountId', 'filter', 'sort', 'columns'] as const;

/** Saved lists that an account sees: its own and the shared ones. */
export function listViewRows(db: Db, workspaceId: string, accountId: string | null) {
  return db
    .selectFrom('customers.savedView')
    .select(VIEW_COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .where((eb) => eb.or([eb('isShared', '=', true), eb('accountId', '=', accountId)]))
    .orderBy(sql`name collate "ko-x-icu"`)
    .orderBy('savedViewId')
    .execute();
}
export type ViewRow = Awaited<ReturnType<typeof listViewRows>>[number];

export function insertView(
  db: Db,
  view: {
    workspaceId: string;
    savedViewId: string;
    name: string;
    isShared: boolean;
    accountId: string | null;
    filter: string;
    sort: string;
    columns: string;
    createdAt: Date;
    updatedAt: Date;
  },
) {
  return db.insertInto('customers.savedView').values(view).returning(VIEW_COLUMNS).executeTakeFirstOrThrow();
}

export function updateViewRow(
  db: Db,
  workspaceId: string,
  savedViewId: string,
  change: {
    name?: string;
    isShared?: boolean;
    filter?: string;
    sort?: string;
    columns?: string;
    updatedAt: Date;
  },
) {
  return db
    .updateTable('customers.savedView')
    .set(change)
    .where('workspaceId', '=', workspaceId)
    .where('savedViewId', '=', savedViewId)
    .returning(VIEW_COLUMNS)
    .executeTakeFirst();
}

export function deleteView(db: Db, workspaceId: string, savedViewId: string) {
  return db
    .deleteFrom('customers.savedView')
    .where('workspaceId', '=', workspaceId)
    .where('savedViewId', '=', savedViewId)
    .execute();
}

/** Where people are known from, each once, by hopping through the index from one to the next. */
export async function listSourceNames(db: Db, workspaceId: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ source: string }>`
    with recursive hop as (
      (select source from customers.customer where workspace_id = ${workspaceId} order by source limit 1)
      union all
      select (select c.source from customers.customer c where c.workspace_id = ${workspaceId} and c.source > hop.source
        order by c.source limit 1) from hop where hop.source is not null
    )
    select source from hop where source is not null limit ${limit}`.execute(db);
  return rows.map((row) => row.source);
}

/** The longest that the queries of this transaction may take. */
export async function limitTime(db: Db, ms: number): Promise<void> {
  await sql`select set_config('statement_timeout', ${String(ms)}, true)`.execute(db);
}

const CHANGE_COLUMNS = [
  'tagChangeId',
  'tagId',
  'action',
  'selection',
  'state',
  'done',
  'changed',
  'reached',
  'createdBy',
  'createdAt',
] as const;

export function insertTagChange(
  db: Db,
  change: {
    workspaceId: string;
    tagChangeId: string;
    tagId: string;
    action: string;
    selection: string;
    state: string;
    createdBy: string | null;
    createdAt: Date;
  },
) {
  return db.insertInto('customers.tagChange').values(change).returning(CHANGE_COLUMNS).executeTakeFirstOrThrow();
}

export function findTagChangeRow(db: Db, workspaceId: string, tagChangeId: string) {
  return db
    .selectFrom('customers.tagChange')
    .select(CHANGE_COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .where('tagChangeId', '=', tagChangeId)
    .executeTakeFirst();
}
export type TagChangeRow = NonNullable<Awaited<ReturnType<typeof findTagChangeRow>>>;

/** The same, and nobody else works on it until the transaction ends. */
export function lockTagChangeRow(db: Db, workspaceId: string, tagChangeId: string) {
  return db
    .selectFrom('customers.tagChange')
    .select(CHANGE_COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .where('tagChangeId', '=', tagChangeId)
    .forUpdate()
    .executeTakeFirst();
}

export function updateTagChangeRow(
  db: Db,
  workspaceId: string,
  tagChangeId: string,
  change: Partial<{
    state: string;
    done: number;
    changed: number;
    reached: string | null;
    finishedAt: Date;
    undoneAt: Date;
  }>,
) {
  return db
    .updateTable('customers.tagChange')
    .set(change)
    .where('workspaceId', '=', workspaceId)
    .where('tagChangeId', '=', tagChangeId)
    .returning(CHANGE_COLUMNS)
    .executeTakeFirst();
}

/** Takes back a portion of what one act changed; how many rows that were. */
export async function undoTagRows(
  db: Db,
  input: { workspaceId: string; tagId: string; tagChangeId: string; limit: number },
): Promise<number> {
  const { workspaceId, tagId, tagChangeId, limit } = input;
  const mention = JSON.stringify([[tagChangeId]]);
  const { rows } = await sql<{
    at: string;
    addedByChange: string | null;
    removedByChange: string | null;
    earlier: Spell[];
  }>`
    select ctid::text as at, added_by_change, removed_by_change, earlier_changes as earlier from customers.customer_tag
    where workspace_id = ${workspaceId}::uuid and tag_id = ${tagId}::uuid
      and (added_by_change = ${tagChangeId}::uuid or removed_by_change = ${tagChangeId}::uuid or earlier_changes @> ${mention}::jsonb)
    limit ${limit} for update`.execute(db);
  const after = rows.map(({ at, earlier, addedByChange, removedByChange }) => {
    const spells = withoutAct([...earlier, [addedByChange, removedByChange]], tagChangeId);
    return { at, last: spells?.at(-1), earlier: JSON.stringify(spells?.slice(0, -1) ?? []) };
  });
  const gone = after.filter(({ last }) => last === undefined).map(({ at }) => at);
  if (gone.length > 0)
    await sql`delete from customers.customer_tag
      where workspace_id = ${workspaceId}::uuid and ctid = any(${gone}::tid[])`.execute(db);
  const kept = after.filter(({ last }) => last !== undefined);
  if (kept.length > 0)
    await sql`update customers.customer_tag k
      set added_by_change = back.added, removed_by_change = back.removed, earlier_changes = back.earlier::jsonb
      from unnest(${kept.map(({ at }) => at)}::tid[], ${kept.map(({ last }) => last?.[0] ?? null)}::uuid[],
        ${kept.map(({ last }) => last?.[1] ?? null)}::uuid[], ${kept.map(({ earlier }) => earlier)}::text[])
        as back(at, added, removed, earlier)
      where k.workspace_id = ${workspaceId}::uuid and k.ctid = back.at`.execute(db);
  return rows.length;
}

/** Which of these ids are people of this shop. */
export async function listKnownIds(db: Db, workspaceId: string, customerIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ customerId: string }>`select customer_id from customers.customer
    where workspace_id = ${workspaceId}::uuid and customer_id = any(${[...customerIds]}::uuid[]) order by customer_id`.execute(
    db,
  );
  return rows.map((row) => row.customerId);
}

const EXPORT_COLUMNS = [
  'listExportId',
  'accountId',
  'filter',
  'sort',
  'columns',
  'format',
  'inClear',
  'reason',
  'people',
  'createdAt',
  'expiresAt',
] as const;

export function insertExport(
  db: Db,
  row: {
    workspaceId: string;
    listExportId: string;
    accountId: string | null;
    filter: string;
    sort: string;
    columns: string;
    format: string;
    inClear: boolean;
    reason: string;
    people: number;
    createdAt: Date;
    expiresAt: Date;
  },
) {
  return db.insertInto('customers.listExport').values(row).returning(EXPORT_COLUMNS).executeTakeFirstOrThrow();
}

export function findExportRow(db: Db, workspaceId: string, listExportId: string) {
  return db
    .selectFrom('customers.listExport')
    .select(EXPORT_COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .where('listExportId', '=', listExportId)
    .executeTakeFirst();
}
export type ExportRow = NonNullable<Awaited<ReturnType<typeof findExportRow>>>;

export function setExportDownloaded(db: Db, workspaceId: string, listExportId: string, downloadedAt: Date) {
  return db
    .updateTable('customers.listExport')
    .set({ downloadedAt })
    .where('workspaceId', '=', workspaceId)
    .where('listExportId', '=', listExportId)
    .execute();
}
