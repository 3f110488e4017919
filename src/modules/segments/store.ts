import type { Db } from '../../platform/db.ts';

const COLUMNS = ['segmentId', 'name', 'rule', 'updatedAt'] as const;

export function listSegmentRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('segments.segment')
    .select(COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .orderBy('name')
    .orderBy('segmentId')
    .execute();
}

export function findSegmentRow(db: Db, workspaceId: string, segmentId: string) {
  return db
    .selectFrom('segments.segment')
    .select(COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .where('segmentId', '=', segmentId)
    .executeTakeFirst();
}

export function insertSegment(
  db: Db,
  segment: { workspaceId: string; segmentId: string; name: string; rule: string; createdAt: Date; updatedAt: Date },
) {
  return db.insertInto('segments.segment').values(segment).returning(COLUMNS).executeTakeFirstOrThrow();
}

export function updateSegmentRow(
  db: Db,
  workspaceId: string,
  segmentId: string,
  change: { name?: string; rule?: string; updatedAt: Date },
) {
  return db
    .updateTable('segments.segment')
    .set(change)
    .where('workspaceId', '=', workspaceId)
    .where('segmentId', '=', segmentId)
    .returning(COLUMNS)
    .executeTakeFirst();
}

export function deleteSegment(db: Db, workspaceId: string, segmentId: string) {
  return db
    .deleteFrom('segments.segment')
    .where('workspaceId', '=', workspaceId)
    .where('segmentId', '=', segmentId)
    .returning('segmentId')
    .executeTakeFirst();
}
