import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

const COLUMNS = ['tagId', 'name', 'packKey', 'archivedAt'] as const;

/** Tags by name, hidden ones last. */
export function listTagRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('customers.tag')
    .select(COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .orderBy(sql`archived_at is not null`)
    .orderBy(sql`name collate "ko-x-icu"`)
    .execute();
}
export type TagRow = Awaited<ReturnType<typeof listTagRows>>[number];

export function findTagRow(db: Db, workspaceId: string, tagId: string) {
  return db
    .selectFrom('customers.tag')
    .select(COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .where('tagId', '=', tagId)
    .executeTakeFirst();
}

interface NewTag {
  tagId: string;
  name: string;
  packKey: string | null;
}

/**
 * Makes tags that are not there yet; a name somebody made by hand becomes the pack's when a pack brings it. A tag that an import
 * made is nobody's but its own until anything else than an import names it.
 */
export async function upsertTags(
  db: Db,
  input: { workspaceId: string; tags: readonly NewTag[]; accountId: string | null; batchId?: string | null; at: Date },
): Promise<TagRow[]> {
  const { rows } = await sql<TagRow>`
    insert into customers.tag as held (workspace_id, tag_id, name, pack_key, created_by, created_at, made_by_batch)
    select ${input.workspaceId}::uuid, t.tag_id, t.name, t.pack_key, ${input.accountId}::uuid, ${input.at}::timestamptz,
      ${input.batchId ?? null}::uuid
    from unnest(${input.tags.map((tag) => tag.tagId)}::uuid[], ${input.tags.map((tag) => tag.name)}::text[],
      ${input.tags.map((tag) => tag.packKey)}::text[]) as t(tag_id, name, pack_key)
    on conflict (workspace_id, (lower(name))) do update set
      archived_at = null, pack_key = coalesce(held.pack_key, excluded.pack_key),
      made_by_batch = case when excluded.made_by_batch is not null then held.made_by_batch end
    returning tag_id, name, pack_key, archived_at`.execute(db);
  return rows;
}

export function updateTagRow(
  db: Db,
  workspaceId: string,
  tagId: string,
  change: { name?: string; archivedAt?: Date | null; madeByBatch?: null },
) {
  return db
    .updateTable('customers.tag')
    .set(change)
    .where('workspaceId', '=', workspaceId)
    .where('tagId', '=', tagId)
    .returning(COLUMNS)
    .executeTakeFirst();
}

export function setTagsArchived(db: Db, workspaceId: string, tagIds: readonly string[], archivedAt: Date | null) {
  return db
    .updateTable('customers.tag')
    .set({ archivedAt })
    .where('workspaceId', '=', workspaceId)
    .where(sql<boolean>`tag_id = any(${[...tagIds]}::uuid[])`)
    .execute();
}

/** A tag on a person, to be written. */
export interface NewCustomerTag {
  customerId: string;
  /** Whom a source told it of, where she is merged into the person by now. */
  mergedFrom?: string | null;
  tagId: string;
}

/**
 * Hangs tags on people; who has one already keeps it as it is, and one that came with somebody merged into her is not her own. `changeId` names the act that can be undone.
 * Returns how many were hung.
 */
export async function insertCustomerTags(
  db: Db,
  input: {
    workspaceId: string;
    tags: readonly NewCustomerTag[];
    source: string;
    changeId: string | null;
    batchId: string | null;
    at: Date;
  },
): Promise<number> {
  const result = await sql`
    insert into customers.customer_tag as held
      (workspace_id, tag_id, customer_id, merged_from, source, added_by_change, set_by_batch, added_at)
    select ${input.workspaceId}::uuid, t.tag_id, t.customer_id, t.merged_from, ${input.source}, ${input.changeId}::uuid, ${input.batchId}::uuid,
      ${input.at}::timestamptz
    from unnest(${input.tags.map((tag) => tag.tagId)}::uuid[], ${input.tags.map((tag) => tag.customerId)}::uuid[],
      ${input.tags.map((tag) => tag.mergedFrom ?? null)}::uuid[]) as t(tag_id, customer_id, merged_from)
    where not exists (select from customers.customer_tag k where k.workspace_id = ${input.workspaceId}::uuid
      and k.tag_id = t.tag_id and k.customer_id = t.customer_id
      and k.merged_from is not distinct from t.merged_from and k.removed_by_change is null)
    on conflict (workspace_id, tag_id, customer_id, merged_from) do update set
      source = excluded.source, added_by_change = excluded.added_by_change, set_by_batch = excluded.set_by_batch,
      added_at = excluded.added_at, removed_by_change = null,
      earlier_changes = held.earlier_changes || jsonb_build_array(jsonb_build_array(held.added_by_change, held.removed_by_change))
      where held.removed_by_change is not null`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}

/** Takes tags off people so that it can be undone; returns how many were taken off. */
export async function removeCustomerTags(
  db: Db,
  input: { workspaceId: string; tagId: string; customerIds: readonly string[]; changeId: string },
): Promise<number> {
  const { rows } = await sql<{ people: number }>`
    with gone as (
      update customers.customer_tag set removed_by_change = ${input.changeId}::uuid
      where workspace_id = ${input.workspaceId}::uuid and tag_id = ${input.tagId}::uuid
        and customer_id = any(${[...input.customerIds]}::uuid[]) and removed_by_change is null
      returning customer_id)
    select count(distinct customer_id)::int as people from gone`.execute(db);
  return rows[0]?.people ?? 0;
}

/** Takes tags off one person for good. */
export function deleteCustomerTags(db: Db, workspaceId: string, customerId: string, tagIds: readonly string[]) {
  return db
    .deleteFrom('customers.customerTag')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .where(sql<boolean>`tag_id = any(${[...tagIds]}::uuid[])`)
    .execute();
}

/** Takes back the tags a file hung. */
export async function deleteTagsOfBatch(db: Db, workspaceId: string, batchId: string): Promise<number> {
  const result = await db
    .deleteFrom('customers.customerTag')
    .where('workspaceId', '=', workspaceId)
    .where('setByBatch', '=', batchId)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** Tags that an import made, nobody took up and nobody has any more. */
export async function listTagsLeftByBatch(db: Db, workspaceId: string, batchId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('customers.tag as t')
    .select('t.tagId')
    .where('t.workspaceId', '=', workspaceId)
    .where('t.madeByBatch', '=', batchId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('customers.customerTag as k')
            .select('k.tagId')
            .where('k.workspaceId', '=', workspaceId)
            .whereRef('k.tagId', '=', 't.tagId'),
        ),
      ),
    )
    .execute();
  return rows.map(({ tagId }) => tagId);
}

/** Takes tags away that nobody has, and leaves the import's others to the next import that hung them, else to the shop. */
export async function deleteTagsOfUndone(
  db: Db,
  { workspaceId, batchId, tagIds }: { workspaceId: string; batchId: string; tagIds: readonly string[] },
): Promise<void> {
  await sql`delete from customers.tag
    where workspace_id = ${workspaceId}::uuid and tag_id = any(${[...tagIds]}::uuid[])`.execute(db);
  await sql`update customers.tag t set made_by_batch = (
      select k.set_by_batch from customers.customer_tag k
      where k.workspace_id = t.workspace_id and k.tag_id = t.tag_id and k.set_by_batch is not null order by k.added_at limit 1)
    where t.workspace_id = ${workspaceId}::uuid and t.made_by_batch = ${batchId}::uuid`.execute(db);
}

/** Tags in use of some people, by name. */
export async function listTagsOf(db: Db, workspaceId: string, customerIds: readonly string[]) {
  const { rows } = await sql<{ customerId: string; tagId: string; name: string }>`
    select k.customer_id, t.tag_id, t.name
    from (select distinct customer_id, tag_id from customers.customer_tag
      where workspace_id = ${workspaceId} and customer_id = any(${[...customerIds]}::uuid[]) and removed_by_change is null) k
    join customers.tag t on t.workspace_id = ${workspaceId} and t.tag_id = k.tag_id and t.archived_at is null
    order by k.customer_id, t.name collate "ko-x-icu"`.execute(db);
  return rows;
}
