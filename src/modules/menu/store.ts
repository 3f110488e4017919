import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';

/** What a sale says of an item. */
export interface SoldItem {
  itemKey: string;
  code: string | null;
  name: string;
  category: string;
  priceMinor: number | null;
  costMinor: number | null;
}

export async function listItemRows(
  db: Db,
  workspaceId: string,
  page: { search: string; limit: number; onlyIds: readonly string[] | null },
) {
  const matches = db
    .selectFrom('menu.item')
    .where('workspaceId', '=', workspaceId)
    .$if(page.onlyIds !== null, (query) => query.where('itemId', '=', sql<string>`any(${page.onlyIds}::uuid[])`))
    .$if(page.search !== '', (query) => {
      const pattern = `%${page.search.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
      return query.where((eb) =>
        eb.or([eb('name', 'ilike', pattern), eb('code', 'ilike', pattern), eb('category', 'ilike', pattern)]),
      );
    });
  const [items, { total }] = await Promise.all([
    matches
      .select(['itemId', 'name', 'code', 'category', 'priceMinor', 'costMinor'])
      .orderBy(sql`name collate "ko-x-icu"`)
      .orderBy('itemId')
      .limit(page.limit)
      .execute(),
    matches.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  return { items, total };
}

export function findItemsByKey(db: Db, workspaceId: string, itemKeys: readonly string[]) {
  return db
    .selectFrom('menu.item')
    .select(['itemKey', 'itemId'])
    .where('workspaceId', '=', workspaceId)
    .where('itemKey', '=', sql<string>`any(${itemKeys}::text[])`)
    .execute();
}

/** Makes the items that are not there; one that another writer made meanwhile is left as it is. */
export function insertItems(
  db: Db,
  workspaceId: string,
  items: readonly (SoldItem & { itemId: string })[],
  describedAt: Date,
) {
  return sql`
    insert into menu.item (workspace_id, item_id, item_key, code, name, category, price_minor, cost_minor, described_at)
    select ${workspaceId}::uuid, new.*, ${describedAt}::timestamptz from ${asRows(items)} as new
    on conflict (workspace_id, item_key) do nothing`.execute(db);
}

/** One parameter a column: a delivery may name more items than a statement takes values. */
function asRows(items: readonly (SoldItem & { itemId: string })[]) {
  const column = <K extends keyof (typeof items)[number]>(key: K) => items.map((item) => item[key]);
  return sql`unnest(
    ${column('itemId')}::uuid[], ${column('itemKey')}::text[], ${column('code')}::text[], ${column('name')}::text[],
    ${column('category')}::text[], ${column('priceMinor')}::bigint[], ${column('costMinor')}::bigint[])`;
}

export function listItemIdsOfBatch(db: Db, workspaceId: string, batchId: string) {
  return db
    .selectFrom('menu.item')
    .select('itemId')
    .where('workspaceId', '=', workspaceId)
    .where('createdByBatch', '=', batchId)
    .execute();
}

export async function deleteItemRows(db: Db, workspaceId: string, itemIds: readonly string[]): Promise<number> {
  await db
    .deleteFrom('menu.itemMark')
    .where('workspaceId', '=', workspaceId)
    .where('itemId', '=', sql<string>`any(${itemIds}::uuid[])`)
    .execute();
  const result = await db
    .deleteFrom('menu.item')
    .where('workspaceId', '=', workspaceId)
    .where('itemId', '=', sql<string>`any(${itemIds}::uuid[])`)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

export function listItemNameRows(db: Db, workspaceId: string, itemIds: readonly string[]) {
  return db
    .selectFrom('menu.item')
    .select(['itemId', 'name'])
    .where('workspaceId', '=', workspaceId)
    .where('itemId', '=', sql<string>`any(${itemIds}::uuid[])`)
    .execute();
}

/**
 * Makes items or describes them anew, by key, in one statement. A description older than the one that stands changes
 * nothing. @returns for each key its item, and whether anything changed
 */
export async function upsertItems(
  db: Db,
  workspaceId: string,
  items: readonly (SoldItem & { itemId: string })[],
  describedAt: Date,
) {
  const { rows } = await sql<{ itemKey: string; itemId: string }>`
    insert into menu.item as i (workspace_id, item_id, item_key, code, name, category, price_minor, cost_minor, described_at)
    select ${workspaceId}::uuid, new.*, ${describedAt}::timestamptz from ${asRows(items)} as new
    order by 3
    on conflict (workspace_id, item_key) do update set
      name = excluded.name,
      category = case when excluded.category = '' then i.category else excluded.category end,
      price_minor = coalesce(excluded.price_minor, i.price_minor),
      cost_minor = coalesce(excluded.cost_minor, i.cost_minor),
      described_at = excluded.described_at
    where (i.described_at is null or i.described_at <= excluded.described_at)
      and (i.name, i.category, i.price_minor, i.cost_minor) is distinct from
        (excluded.name, case when excluded.category = '' then i.category else excluded.category end,
          coalesce(excluded.price_minor, i.price_minor), coalesce(excluded.cost_minor, i.cost_minor))
    returning item_key, item_id`.execute(db);
  return rows;
}

/** The item of a name, the one sold most lately described when several share it. */
export async function findItemByName(db: Db, workspaceId: string, name: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('menu.item')
    .select('itemId')
    .where('workspaceId', '=', workspaceId)
    .where('name', '=', name)
    .orderBy('describedAt', (order) => order.desc().nullsLast())
    .limit(1)
    .executeTakeFirst();
  return row?.itemId;
}

/** What some items are called and cost. */
export function listItemsByIds(db: Db, workspaceId: string, itemIds: readonly string[]) {
  return db
    .selectFrom('menu.item')
    .select(['itemId', 'name', 'code', 'priceMinor'])
    .where('workspaceId', '=', workspaceId)
    .where(sql<boolean>`item_id = any(${[...itemIds]}::uuid[])`)
    .execute();
}

/** Those of the items that are there, held to the end of the transaction, so that two sayings of one come one after the other. */
export async function lockItems(db: Db, workspaceId: string, itemIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('menu.item')
    .select('itemId')
    .where('workspaceId', '=', workspaceId)
    .where('itemId', '=', sql<string>`any(${itemIds}::uuid[])`)
    .orderBy('itemId')
    .forUpdate()
    .execute();
  return rows.map(({ itemId }) => itemId);
}

/** Marks that hold on a business day, by the item's name. */
export function listMarkRows(
  db: Db,
  { workspaceId, today, itemIds }: { workspaceId: string; today: string; itemIds?: readonly string[] | undefined },
) {
  return db
    .selectFrom('menu.itemMark as m')
    .innerJoin('menu.item as i', (join) =>
      join.onRef('i.workspaceId', '=', 'm.workspaceId').onRef('i.itemId', '=', 'm.itemId'),
    )
    .select(['m.itemId', 'm.state', 'm.untilDay', 'm.markedBy', 'i.name', 'i.category'])
    .where('m.workspaceId', '=', workspaceId)
    .where('m.endedAt', 'is', null)
    .where((eb) => eb.or([eb('m.untilDay', 'is', null), eb('m.untilDay', '>=', today)]))
    .$if(itemIds !== undefined, (query) => query.where('m.itemId', '=', sql<string>`any(${itemIds}::uuid[])`))
    .orderBy(sql`i.name collate "ko-x-icu"`)
    .orderBy('m.itemId')
    .execute();
}

/** Ends what was said of items, also what the end of its day has ended already. */
export async function endMarks(
  db: Db,
  { workspaceId, itemIds, now }: { workspaceId: string; itemIds: readonly string[]; now: Date },
): Promise<void> {
  await db
    .updateTable('menu.itemMark')
    .set({ endedAt: now })
    .where('workspaceId', '=', workspaceId)
    .where('itemId', '=', sql<string>`any(${itemIds}::uuid[])`)
    .where('endedAt', 'is', null)
    .execute();
}

export async function insertMarks(
  db: Db,
  marks: readonly {
    workspaceId: string;
    markId: string;
    itemId: string;
    state: string;
    markedAt: Date;
    markedBy: string | null;
    untilDay: string | null;
  }[],
): Promise<void> {
  if (marks.length > 0) await db.insertInto('menu.itemMark').values(marks).execute();
}
