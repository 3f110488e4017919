import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../../../../platform/db.ts';
import { zGenericMap, zPlatform, zSigning } from '../contract.ts';

const zRow = z.object({
  connectionId: z.string(),
  platform: zPlatform,
  label: z.string(),
  source: z.string(),
  token: z.string(),
  secret: z.instanceof(Buffer).nullable(),
  previousToken: z.string().nullable(),
  previousSecret: z.instanceof(Buffer).nullable(),
  previousTokenUntil: z.date().nullable(),
  previousSecretUntil: z.date().nullable(),
  signing: zSigning,
  signatureHeader: z.string(),
  map: zGenericMap.nullable(),
  createdAt: z.date(),
});
export type ConnectionRow = z.infer<typeof zRow>;

/** Which connection an address is of; undefined when it is nobody's (any more). */
export async function findConnectionByToken(outside: Db, token: string, now: Date) {
  const { rows } = await sql<{ workspaceId: string; connectionId: string }>`
    select workspace_id, connection_id from sources.find_connection(${token}, ${now}::timestamptz)`.execute(outside);
  return rows[0];
}

export async function findConnectionRow(
  db: Db,
  workspaceId: string,
  connectionId: string,
): Promise<ConnectionRow | undefined> {
  const row = await db
    .selectFrom('sources.connection')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('connectionId', '=', connectionId)
    .executeTakeFirst();
  return row && zRow.parse(row);
}

export async function listConnectionRows(db: Db, workspaceId: string): Promise<ConnectionRow[]> {
  const rows = await db
    .selectFrom('sources.connection')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .orderBy('createdAt')
    .execute();
  return rows.map((row) => zRow.parse(row));
}

export function insertConnection(
  db: Db,
  row: {
    workspaceId: string;
    connectionId: string;
    platform: string;
    label: string;
    source: string;
    token: string;
    secret: Buffer | null;
    signing: string;
    signatureHeader: string;
    createdAt: Date;
    createdBy: string | null;
  },
) {
  return db.insertInto('sources.connection').values(row).execute();
}

export function updateConnectionRow(
  db: Db,
  workspaceId: string,
  connectionId: string,
  change: Partial<{
    label: string;
    map: string;
    token: string;
    secret: Buffer;
    previousToken: string | null;
    previousSecret: Buffer | null;
    previousTokenUntil: Date;
    previousSecretUntil: Date;
  }>,
) {
  return db
    .updateTable('sources.connection')
    .set(change)
    .where('workspaceId', '=', workspaceId)
    .where('connectionId', '=', connectionId)
    .execute();
}

export async function deleteConnection(db: Db, workspaceId: string, connectionId: string): Promise<boolean> {
  const done = await db
    .deleteFrom('sources.connection')
    .where('workspaceId', '=', workspaceId)
    .where('connectionId', '=', connectionId)
    .executeTakeFirst();
  return done.numDeletedRows > 0n;
}
