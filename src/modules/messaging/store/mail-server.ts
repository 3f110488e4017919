import type { Db } from '../../../platform/db.ts';

export function findMailServer(db: Db, workspaceId: string) {
  return db.selectFrom('messaging.mailServer').selectAll().where('workspaceId', '=', workspaceId).executeTakeFirst();
}

export function upsertMailServer(
  db: Db,
  row: {
    workspaceId: string;
    host: string;
    port: number;
    secure: boolean;
    username: string;
    passwordSealed: Buffer | null;
    fromEmail: string;
    messagesPerSecond: number;
    priceMinor: number;
    updatedAt: Date;
  },
) {
  const { workspaceId: _, ...change } = row;
  return db
    .insertInto('messaging.mailServer')
    .values(row)
    .onConflict((oc) => oc.column('workspaceId').doUpdateSet({ ...change, lastError: '' }))
    .execute();
}

export function setMailServerError(db: Db, workspaceId: string, lastError: string) {
  return db
    .updateTable('messaging.mailServer')
    .set({ lastError })
    .where('workspaceId', '=', workspaceId)
    .where('lastError', '!=', lastError)
    .execute();
}

export function deleteMailServer(db: Db, workspaceId: string) {
  return db.deleteFrom('messaging.mailServer').where('workspaceId', '=', workspaceId).execute();
}

/** How far the mailbox was read, or why it could not be. */
export function updateMailbox(
  db: Db,
  workspaceId: string,
  change: { imapReadUntil?: number; imapValidity?: number; imapError: string },
) {
  return db.updateTable('messaging.mailServer').set(change).where('workspaceId', '=', workspaceId).execute();
}

/** Stores which mailbox is read; what went wrong with the one before is forgotten. */
export function setMailbox(
  db: Db,
  workspaceId: string,
  change: {
    imapHost: string;
    imapPort: number;
    imapSecure: boolean;
    imapUsername: string;
    imapPasswordSealed: Buffer | null;
    imapReadUntil?: number;
    imapValidity?: number;
  },
) {
  return db
    .updateTable('messaging.mailServer')
    .set({ ...change, imapError: '' })
    .where('workspaceId', '=', workspaceId)
    .execute();
}
