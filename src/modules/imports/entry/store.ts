import type { Db } from '../../../platform/db.ts';

/** Undefined when the key has been used. */
export function insertEntry(
  db: Db,
  workspaceId: string,
  entry: {
    entryId: string;
    entryKey: string;
    kind: string;
    createdBy: string | null;
    createdAt: Date;
  },
) {
  return db
    .insertInto('imports.entry')
    .values({ workspaceId, ...entry })
    .onConflict((oc) => oc.columns(['workspaceId', 'entryKey']).doNothing())
    .returning('entryId')
    .executeTakeFirst();
}

export function findEntryByKey(db: Db, workspaceId: string, entryKey: string) {
  return db
    .selectFrom('imports.entry')
    .select(['entryId', 'orderId'])
    .where('workspaceId', '=', workspaceId)
    .where('entryKey', '=', entryKey)
    .executeTakeFirst();
}

export function setOrderOfEntry(db: Db, workspaceId: string, entryId: string, orderId: string) {
  return db
    .updateTable('imports.entry')
    .set({ orderId })
    .where('workspaceId', '=', workspaceId)
    .where('entryId', '=', entryId)
    .execute();
}

export function findEntry(db: Db, workspaceId: string, entryId: string) {
  return db
    .selectFrom('imports.entry')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('entryId', '=', entryId)
    .executeTakeFirst();
}

/** Marks an entry as taken back; undefined when it is already, or too old. */
export function markEntryUndone(
  db: Db,
  workspaceId: string,
  entryId: string,
  when: { undoneAt: Date; notBefore: Date },
) {
  return db
    .updateTable('imports.entry')
    .set({ undoneAt: when.undoneAt })
    .where('workspaceId', '=', workspaceId)
    .where('entryId', '=', entryId)
    .where('undoneAt', 'is', null)
    .where('createdAt', '>=', when.notBefore)
    .returning(['entryId', 'orderId'])
    .executeTakeFirst();
}
