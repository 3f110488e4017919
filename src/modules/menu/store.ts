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

export async function listItemRows(db: Db, workspaceId: string, page: { search: string; limit: number }) {
  const matches = db
    .selectFrom('menu.item')
    .where('workspaceId', '=', workspaceId)
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
  items: readonly (SoldItem & { itemId: string; describedAt: Date })[],
) {
  return db
    .insertInto('menu.item')
    .values(items.map((item) => ({ workspaceId, ...item })))
    .onConflict((oc) => oc.columns(['workspaceId', 'itemKey']).doNothing())
    .execute();
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
