import type { Actor } from '../../platform/actor.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { newId } from '../../shared/ids.ts';
import { businessDayOf } from '../../shared/time.ts';
import { getWorkspace } from '../workspace/index.ts';
import { type Item, zAvailability } from './contract.ts';
import {
  deleteItemRows,
  findItemsByKey,
  insertItems,
  listItemIdsOfBatch,
  listItemNameRows,
  listItemRows,
  listMarkRows,
  type SoldItem,
  upsertItems,
} from './store.ts';

export type { SoldItem } from './store.ts';

/** Items by name, each with whether it can be had now. @throws AppError forbidden */
export async function listItems(
  db: Db,
  actor: Actor,
  page: { search: string; limit: number; marked: boolean; now: Date },
): Promise<{ items: Item[]; total: number }> {
  actor.require('orders:read');
  const { workspaceId } = actor;
  const today = businessDayOf(page.now, await getWorkspace(db, workspaceId));
  const marks = new Map((await listMarkRows(db, { workspaceId, today })).map((mark) => [mark.itemId, mark]));
  const { items, total } = await listItemRows(db, workspaceId, {
    ...page,
    onlyIds: page.marked ? [...marks.keys()] : null,
  });
  const shown = items.map((item) => ({
    ...item,
    code: item.code ?? '',
    availability: zAvailability.parse(marks.get(item.itemId)?.state ?? 'in_stock'),
    markedUntil: marks.get(item.itemId)?.untilDay ?? null,
  }));
  return { items: shown, total };
}

/** Ids of items by their key (the till's code, or the name where there is none); unknown ones are made. */
export async function getOrCreateItems(
  db: Db,
  input: { workspaceId: string; items: readonly SoldItem[]; soldAt: Date },
): Promise<Map<string, string>> {
  const { workspaceId, items, soldAt } = input;
  const byKey = new Map<string, SoldItem>();
  for (const item of items) if (!byKey.has(item.itemKey)) byKey.set(item.itemKey, item);
  const keys = [...byKey.keys()];
  const found = new Map((await findItemsByKey(db, workspaceId, keys)).map((row) => [row.itemKey, row.itemId]));
  // In one order everywhere: two tills that meet the same new items in different orders would wait for each other.
  const missing = [...byKey.values()]
    .filter((item) => !found.has(item.itemKey))
    .sort((a, b) => (a.itemKey < b.itemKey ? -1 : 1));
  if (missing.length === 0) return found;
  await insertItems(
    db,
    workspaceId,
    missing.map((item) => ({ ...item, itemId: newId() })),
    soldAt,
  );
  for (const row of await findItemsByKey(db, workspaceId, keys)) found.set(row.itemKey, row.itemId);
  return found;
}

/**
 * Takes back the items that a batch made, except those that `findUsed` names.
 * @returns how many went, and the ids that stay
 */
export async function removeItemsOfBatch(
  db: Db,
  input: { workspaceId: string; batchId: string; findUsed: (itemIds: readonly string[]) => Promise<readonly string[]> },
): Promise<{ removed: number; kept: string[] }> {
  const { workspaceId, batchId } = input;
  const itemIds = (await listItemIdsOfBatch(db, workspaceId, batchId)).map((row) => row.itemId);
  if (itemIds.length === 0) return { removed: 0, kept: [] };
  const used = new Set(await input.findUsed(itemIds));
  const removed = await deleteItemRows(
    db,
    workspaceId,
    itemIds.filter((itemId) => !used.has(itemId)),
  );
  return { removed, kept: [...used] };
}

/** Names of items by id; an id that is not there is absent. */
export async function getItemNames(
  db: Db,
  workspaceId: string,
  itemIds: readonly string[],
): Promise<Map<string, string>> {
  if (itemIds.length === 0) return new Map();
  return new Map((await listItemNameRows(db, workspaceId, itemIds)).map((row) => [row.itemId, row.name]));
}

/**
 * Makes items, or describes known ones anew. Of two with one key the last counts.
 * @returns by key, the item and whether anything changed @throws AppError forbidden
 */
export async function recordItems(
  db: Db,
  actor: Actor,
  input: { items: readonly SoldItem[]; now: Date },
): Promise<Map<string, { itemId: string; changed: boolean }>> {
  actor.require('items:write');
  const { workspaceId } = actor;
  const byKey = new Map(input.items.map((item) => [item.itemKey, { ...item, itemId: newId() }]));
  if (byKey.size === 0) return new Map();
  return inTransaction(db, async (db) => {
    const changed = new Set(
      (await upsertItems(db, workspaceId, [...byKey.values()], input.now)).map((row) => row.itemKey),
    );
    const known = await findItemsByKey(db, workspaceId, [...byKey.keys()]);
    return new Map(known.map(({ itemKey, itemId }) => [itemKey, { itemId, changed: changed.has(itemKey) }]));
  });
}
