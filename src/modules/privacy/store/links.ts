import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

export function findJoinLink(db: Db, workspaceId: string) {
  return db
    .selectFrom('privacy.joinLink')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('closedAt', 'is', null)
    .executeTakeFirst();
}

export function insertJoinLink(
  db: Db,
  row: { workspaceId: string; joinLinkId: string; token: string; createdAt: Date },
) {
  return db.insertInto('privacy.joinLink').values(row).execute();
}

export function closeJoinLinks(db: Db, workspaceId: string, closedAt: Date) {
  return db
    .updateTable('privacy.joinLink')
    .set({ closedAt })
    .where('workspaceId', '=', workspaceId)
    .where('closedAt', 'is', null)
    .execute();
}

/** The shop behind an open form; undefined for a token that nobody has. */
export async function findWorkspaceOfJoin(outside: Db, token: string): Promise<string | undefined> {
  const { rows } = await sql<{ workspaceId: string | null }>`
    select privacy.find_workspace_of_join(${token}) as workspace_id`.execute(outside);
  return rows[0]?.workspaceId ?? undefined;
}

export interface SelfLinkRow {
  workspaceId: string;
  selfLinkId: string;
  customerId: string;
  tokenHash: Buffer;
  codeHash: Buffer;
  createdBy: string | null;
  createdAt: Date;
  expiresAt: Date;
}

/** A new link shuts the ones before: only one leads to a person at a time. */
export async function replaceSelfLink(db: Db, row: SelfLinkRow): Promise<void> {
  await db
    .deleteFrom('privacy.selfLink')
    .where('workspaceId', '=', row.workspaceId)
    .where('customerId', '=', row.customerId)
    .execute();
  await db.insertInto('privacy.selfLink').values(row).execute();
}

export async function findSelfLinkOf(outside: Db, tokenHash: Buffer) {
  const { rows } = await sql<{ workspaceId: string; selfLinkId: string }>`
    select * from privacy.find_workspace_of_self_link(${tokenHash}::bytea)`.execute(outside);
  return rows[0];
}

export function findSelfLink(db: Db, workspaceId: string, selfLinkId: string) {
  return db
    .selectFrom('privacy.selfLink')
    .select(['openedAt', 'expiresAt', 'wrongCodes'])
    .where('workspaceId', '=', workspaceId)
    .where('selfLinkId', '=', selfLinkId)
    .executeTakeFirst();
}

/** Locked, so that many wrong codes at the same moment are counted one after the other. */
export function lockSelfLink(db: Db, workspaceId: string, selfLinkId: string) {
  return db
    .selectFrom('privacy.selfLink')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('selfLinkId', '=', selfLinkId)
    .forUpdate()
    .executeTakeFirst();
}

export function updateSelfLink(
  db: Db,
  key: { workspaceId: string; selfLinkId: string },
  change: { wrongCodes: number } | { sessionHash: Buffer; openedAt: Date; sessionExpiresAt: Date },
) {
  return db
    .updateTable('privacy.selfLink')
    .set(change)
    .where('workspaceId', '=', key.workspaceId)
    .where('selfLinkId', '=', key.selfLinkId)
    .execute();
}
