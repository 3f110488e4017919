import type { Db } from '../../../platform/db.ts';

/** Sources that ever told anything, by their keys. */
export function listSources(db: Db, workspaceId: string) {
  return db
    .selectFrom('touchpoints.source')
    .select(['source', 'label', 'way', 'phase', 'lastReceivedAt'])
    .where('workspaceId', '=', workspaceId)
    .orderBy('source')
    .execute();
}

/** What was not taken of a source, the latest first: the last 200. */
export function listRefusalRows(db: Db, workspaceId: string, source: string) {
  return db
    .selectFrom('touchpoints.refusal')
    .select(['refusalId as id', 'at', 'path', 'reason'])
    .where('workspaceId', '=', workspaceId)
    .where('source', '=', source)
    .orderBy('refusalId', 'desc')
    .execute();
}

export async function listMuted(db: Db, workspaceId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('touchpoints.mutedSource')
    .select('source')
    .where('workspaceId', '=', workspaceId)
    .execute();
  return new Set(rows.map(({ source }) => source));
}

export function insertMuted(
  db: Db,
  row: { workspaceId: string; source: string; mutedAt: Date; mutedBy: string | null },
) {
  return db
    .insertInto('touchpoints.mutedSource')
    .values(row)
    .onConflict((oc) => oc.columns(['workspaceId', 'source']).doNothing())
    .execute();
}

export function deleteMuted(db: Db, workspaceId: string, source: string) {
  return db
    .deleteFrom('touchpoints.mutedSource')
    .where('workspaceId', '=', workspaceId)
    .where('source', '=', source)
    .execute();
}
