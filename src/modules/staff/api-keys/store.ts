import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

export function insertApiKey(
  db: Db,
  key: {
    workspaceId: string;
    apiKeyId: string;
    kind: string;
    label: string;
    source: string;
    scopes: string[];
    prefix: string;
    keyHash: Buffer;
    createdBy: string | null;
    createdAt: Date;
    expiresAt: Date | null;
  },
) {
  return db.insertInto('staff.apiKey').values(key).returning(SHOWN).executeTakeFirstOrThrow();
}

const SHOWN = [
  'apiKeyId',
  'kind',
  'label',
  'source',
  'scopes',
  'prefix',
  'createdAt',
  'lastUsedAt',
  'expiresAt',
  'revokedAt',
] as const;

export function listApiKeyRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('staff.apiKey')
    .select(SHOWN)
    .where('workspaceId', '=', workspaceId)
    .orderBy('createdAt', 'desc')
    .orderBy('apiKeyId')
    .execute();
}

/** Undefined when there is none, or it was revoked before. */
export function markRevoked(db: Db, workspaceId: string, apiKeyId: string, revokedAt: Date) {
  return db
    .updateTable('staff.apiKey')
    .set({ revokedAt })
    .where('workspaceId', '=', workspaceId)
    .where('apiKeyId', '=', apiKeyId)
    .where('revokedAt', 'is', null)
    .returning(SHOWN)
    .executeTakeFirst();
}

export function touchApiKey(db: Db, workspaceId: string, apiKeyId: string, lastUsedAt: Date) {
  return db
    .updateTable('staff.apiKey')
    .set({ lastUsedAt })
    .where('workspaceId', '=', workspaceId)
    .where('apiKeyId', '=', apiKeyId)
    .execute();
}

/** A key that is not revoked, by its beginning, in whichever workspace. */
export async function findApiKey(outside: Db, prefix: string) {
  const { rows } = await sql<{
    workspaceId: string;
    apiKeyId: string;
    kind: string;
    label: string;
    source: string;
    scopes: string[];
    keyHash: Buffer;
    lastUsedAt: Date | null;
    expiresAt: Date | null;
  }>`select * from staff.find_api_key(${prefix})`.execute(outside);
  return rows[0];
}
