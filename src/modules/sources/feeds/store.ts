import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

const COLUMNS = [
  'feedId',
  'url',
  'label',
  'kind',
  'source',
  'everyMinutes',
  'etag',
  'lastModified',
  'fetchedAt',
  'nextFetchAt',
  'error',
  'items',
] as const;

export function listFeedRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('sources.feed')
    .select(COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .orderBy('createdAt')
    .execute();
}

export function findFeedRow(db: Db, workspaceId: string, feedId: string) {
  return db
    .selectFrom('sources.feed')
    .select(COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .where('feedId', '=', feedId)
    .executeTakeFirst();
}

/** False when the address is followed already. */
export async function insertFeed(
  db: Db,
  row: {
    workspaceId: string;
    feedId: string;
    url: string;
    label: string;
    kind: string;
    source: string;
    everyMinutes: number;
    nextFetchAt: Date;
    createdAt: Date;
  },
): Promise<boolean> {
  const stored = await db
    .insertInto('sources.feed')
    .values(row)
    .onConflict((oc) => oc.columns(['workspaceId', 'url']).doNothing())
    .returning('feedId')
    .executeTakeFirst();
  return stored !== undefined;
}

export async function deleteFeed(db: Db, workspaceId: string, feedId: string): Promise<boolean> {
  const done = await db
    .deleteFrom('sources.feed')
    .where('workspaceId', '=', workspaceId)
    .where('feedId', '=', feedId)
    .executeTakeFirst();
  return done.numDeletedRows > 0n;
}

export async function updateFeed(
  db: Db,
  workspaceId: string,
  feedId: string,
  change: {
    fetchedAt: Date;
    nextFetchAt: Date;
    error: string | null;
    etag?: string | null;
    lastModified?: string | null;
    newItems: number;
  },
): Promise<void> {
  const { newItems, ...values } = change;
  await db
    .updateTable('sources.feed')
    .set((eb) => ({ ...values, items: eb('items', '+', newItems) }))
    .where('workspaceId', '=', workspaceId)
    .where('feedId', '=', feedId)
    .execute();
}

/** Feeds of every workspace that are to be looked at. */
export async function listDueFeeds(outside: Db, now: Date) {
  const { rows } = await sql<{ workspaceId: string; feedId: string }>`
    select workspace_id, feed_id from sources.list_due_feeds(${now}::timestamptz)`.execute(outside);
  return rows;
}
