import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

export interface NewFolder {
  folderId: string;
  name: string;
  kind: string;
  map: unknown;
  mapName: string;
  basis: string;
  createdBy: string | null;
  createdAt: Date;
}

/** Undefined when the shop has a folder of this name. */
export function insertFolder(db: Db, workspaceId: string, folder: NewFolder) {
  return db
    .insertInto('imports.folder')
    .values({ workspaceId, ...folder, map: folder.map === null ? null : JSON.stringify(folder.map) })
    .onConflict((oc) => oc.columns(['workspaceId', 'name']).doNothing())
    .returningAll()
    .executeTakeFirst();
}

export function listFolderRows(db: Db, workspaceId: string) {
  return db.selectFrom('imports.folder').selectAll().where('workspaceId', '=', workspaceId).orderBy('name').execute();
}

export function findFolder(db: Db, workspaceId: string, folderId: string) {
  return db
    .selectFrom('imports.folder')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('folderId', '=', folderId)
    .executeTakeFirst();
}

export function deleteFolder(db: Db, workspaceId: string, folderId: string) {
  return db
    .deleteFrom('imports.folder')
    .where('workspaceId', '=', workspaceId)
    .where('folderId', '=', folderId)
    .returning('folderId')
    .executeTakeFirst();
}

/** Notes the last file of a folder. */
export function noteTaken(
  db: Db,
  workspaceId: string,
  taken: { folderId: string; file: string; at: Date; error: unknown },
) {
  const { folderId, file, at, error } = taken;
  const isFailed = error !== null;
  return db
    .updateTable('imports.folder')
    .set({
      lastFile: file,
      lastTakenAt: at,
      lastError: isFailed ? JSON.stringify(error) : null,
      filesTaken: sql<number>`files_taken + ${isFailed ? 0 : 1}`,
      filesFailed: sql<number>`files_failed + ${isFailed ? 1 : 0}`,
    })
    .where('workspaceId', '=', workspaceId)
    .where('folderId', '=', folderId)
    .execute();
}

/** Notes why a folder takes nothing any more. */
export function noteStopped(db: Db, workspaceId: string, folderId: string, error: unknown) {
  return db
    .updateTable('imports.folder')
    .set({ lastError: JSON.stringify(error) })
    .where('workspaceId', '=', workspaceId)
    .where('folderId', '=', folderId)
    .execute();
}

/** Folders of every workspace: ids only, across the fence on purpose. */
export async function listFolderIds(outside: Db) {
  const { rows } = await sql<{
    workspaceId: string;
    folderId: string;
  }>`select * from imports.list_folder_ids()`.execute(outside);
  return rows;
}
