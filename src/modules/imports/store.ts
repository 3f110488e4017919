import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import type { ImportKind } from './contract.ts';

export interface NewBatch {
  batchId: string;
  kind: ImportKind;
  fileName: string;
  source: string;
  dryRun: boolean;
  state: 'waiting' | 'running';
  bytesTotal: number | null;
  uploadId: string | null;
  joinUploadIds: string[];
  map: unknown;
  basis: string;
  createdBy: string | null;
  createdAt: Date;
}

export function insertBatch(db: Db, workspaceId: string, batch: NewBatch) {
  return db
    .insertInto('imports.batch')
    .values({
      workspaceId,
      ...batch,
      map: batch.map === undefined ? null : JSON.stringify(batch.map),
      beatAt: batch.state === 'running' ? sql<Date>`now()` : null,
    })
    .execute();
}

/** Takes a waiting batch, or one whose process died, to work on it; undefined when it is done or somebody else's. */
export function claimBatch(db: Db, workspaceId: string, batchId: string) {
  return db
    .updateTable('imports.batch')
    .set({ state: 'running', error: null, beatAt: sql<Date>`now()` })
    .where('workspaceId', '=', workspaceId)
    .where('batchId', '=', batchId)
    .where('uploadId', 'is not', null)
    .where('state', 'in', ['waiting', 'running'])
    .returningAll()
    .executeTakeFirst();
}

/** Puts a batch back that was stopped: its job takes it again. */
export function releaseBatch(db: Db, workspaceId: string, batchId: string) {
  return db
    .updateTable('imports.batch')
    .set({ state: 'waiting', rowsRead: 0, bytesRead: 0, beatAt: null })
    .where('workspaceId', '=', workspaceId)
    .where('batchId', '=', batchId)
    .where('state', '=', 'running')
    .execute();
}

export function updateProgress(
  db: Db,
  workspaceId: string,
  batchId: string,
  at: { rowsRead: number; bytesRead: number },
) {
  return db
    .updateTable('imports.batch')
    .set({ ...at, beatAt: sql<Date>`now()` })
    .where('workspaceId', '=', workspaceId)
    .where('batchId', '=', batchId)
    .where('state', '=', 'running')
    .execute();
}

export function finishBatch(
  db: Db,
  workspaceId: string,
  batchId: string,
  end: { rowsRead: number; bytesRead: number; result: unknown; errorFile: string | null; finishedAt: Date },
) {
  return db
    .updateTable('imports.batch')
    .set({ ...end, state: 'done', result: JSON.stringify(end.result) })
    .where('workspaceId', '=', workspaceId)
    .where('batchId', '=', batchId)
    .execute();
}

export function failBatch(db: Db, workspaceId: string, batchId: string, end: { error: unknown; finishedAt: Date }) {
  return db
    .updateTable('imports.batch')
    .set({ state: 'failed', error: JSON.stringify(end.error), finishedAt: end.finishedAt })
    .where('workspaceId', '=', workspaceId)
    .where('batchId', '=', batchId)
    .where('state', 'in', ['waiting', 'running'])
    .execute();
}

/** Marks what killed processes left: `running` without a beat for so long that nobody can be working on it. */
export function failSilentBatches(
  db: Db,
  workspaceId: string,
  silence: { seconds: number; error: unknown; finishedAt: Date },
) {
  return db
    .updateTable('imports.batch')
    .set({ state: 'failed', error: JSON.stringify(silence.error), finishedAt: silence.finishedAt })
    .where('workspaceId', '=', workspaceId)
    .where('state', '=', 'running')
    .where(sql<boolean>`beat_at < now() - make_interval(secs => ${silence.seconds})`)
    .execute();
}

export function findBatch(db: Db, workspaceId: string, batchId: string) {
  return db
    .selectFrom('imports.batch')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('batchId', '=', batchId)
    .executeTakeFirst();
}

export function listBatchRows(db: Db, workspaceId: string, limit: number) {
  return db
    .selectFrom('imports.batch')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .orderBy('createdAt', 'desc')
    .orderBy('batchId', 'desc')
    .limit(limit)
    .execute();
}

/** Dry runs of an uploaded file. */
export async function listDryRunsOf(db: Db, workspaceId: string, uploadId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('imports.batch')
    .select('batchId')
    .where('workspaceId', '=', workspaceId)
    .where('uploadId', '=', uploadId)
    .where('dryRun', '=', true)
    .execute();
  return rows.map(({ batchId }) => batchId);
}

/** Keeps what an undo took back and what it left. */
export function keepUndo(db: Db, workspaceId: string, batchId: string, undo: unknown) {
  return db
    .updateTable('imports.batch')
    .set({ undo: JSON.stringify(undo) })
    .where('workspaceId', '=', workspaceId)
    .where('batchId', '=', batchId)
    .execute();
}

/** `done` → `undone`; undefined when it is in another state. */
export function markUndone(db: Db, workspaceId: string, batchId: string, undoneAt: Date) {
  return (
    db
      .updateTable('imports.batch')
      .set({ state: 'undone', undoneAt, errorFile: null })
      .where('workspaceId', '=', workspaceId)
      .where('batchId', '=', batchId)
      .where('state', '=', 'done')
      .where('dryRun', '=', false)
      // No row of it was taken: nothing is there to be taken back.
      .where(sql<boolean>`coalesce((result->>'accepted')::int, 1) > 0`)
      .returning('batchId')
      .executeTakeFirst()
  );
}

/** Keeps what the orders module noted in its temporary table. */
export function insertChangedOrders(db: Db, workspaceId: string, batchId: string) {
  return sql`insert into imports.batch_order (workspace_id, batch_id, order_id, customer_attached)
    select ${workspaceId}::uuid, ${batchId}::uuid, order_id, customer_attached from changed_order`.execute(db);
}

export function listChangedOrders(db: Db, workspaceId: string, batchId: string) {
  return db
    .selectFrom('imports.batchOrder')
    .select(['orderId', 'customerAttached'])
    .where('workspaceId', '=', workspaceId)
    .where('batchId', '=', batchId)
    .execute();
}

export function deleteChangedOrders(db: Db, workspaceId: string, batchId: string) {
  return db
    .deleteFrom('imports.batchOrder')
    .where('workspaceId', '=', workspaceId)
    .where('batchId', '=', batchId)
    .execute();
}

/** Notes of which earlier batches a file told again what was there already. */
export async function insertOverlaps(
  db: Db,
  workspaceId: string,
  batchId: string,
  met: readonly { batchId: string; lines?: number; people?: number }[],
): Promise<void> {
  if (met.length === 0) return;
  const values = met.map(({ batchId: metBatchId, lines = 0, people = 0 }) => ({
    workspaceId,
    metBatchId,
    batchId,
    lines,
    people,
  }));
  await db
    .insertInto('imports.batchOverlap')
    .values(values)
    .onConflict((oc) =>
      oc.columns(['workspaceId', 'metBatchId', 'batchId']).doUpdateSet({
        lines: sql`batch_overlap.lines + excluded.lines`,
        people: sql`batch_overlap.people + excluded.people`,
      }),
    )
    .execute();
}

/** Batches that still stand and skipped something because this one had brought it, the oldest first. */
export function listOverlaps(db: Db, workspaceId: string, metBatchId: string) {
  return db
    .selectFrom('imports.batchOverlap as o')
    .innerJoin('imports.batch as b', (join) =>
      join.onRef('b.workspaceId', '=', 'o.workspaceId').onRef('b.batchId', '=', 'o.batchId'),
    )
    .select(['o.batchId', 'b.fileName', 'o.lines', 'o.people'])
    .where('o.workspaceId', '=', workspaceId)
    .where('o.metBatchId', '=', metBatchId)
    .where('b.state', '=', 'done')
    .orderBy('b.createdAt')
    .orderBy('b.batchId')
    .execute();
}

export function insertUpload(
  db: Db,
  workspaceId: string,
  upload: {
    uploadId: string;
    fileName: string;
    bytes: number;
    createdBy: string | null;
    createdAt: Date;
    expiresAt: Date;
  },
) {
  return db
    .insertInto('imports.upload')
    .values({ workspaceId, ...upload })
    .execute();
}

export function findUpload(db: Db, workspaceId: string, uploadId: string) {
  return db
    .selectFrom('imports.upload')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('uploadId', '=', uploadId)
    .executeTakeFirst();
}

export function deleteUploadRow(db: Db, workspaceId: string, uploadId: string) {
  return db
    .deleteFrom('imports.upload')
    .where('workspaceId', '=', workspaceId)
    .where('uploadId', '=', uploadId)
    .returning('uploadId')
    .executeTakeFirst();
}

/** Uploads of every workspace that nobody imported in time: ids only, across the fence on purpose. */
export async function listExpiredUploads(outside: Db, before: Date) {
  const { rows } = await sql<{ workspaceId: string; uploadId: string }>`
    select * from imports.list_expired_uploads(${before})`.execute(outside);
  return rows;
}

export function listMapRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('imports.map')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .orderBy('name')
    .orderBy('mapId')
    .execute();
}

export function upsertMap(
  db: Db,
  workspaceId: string,
  map: { mapId: string; name: string; kind: string; map: unknown; createdAt: Date },
) {
  const json = JSON.stringify(map.map);
  return db
    .insertInto('imports.map')
    .values({ workspaceId, ...map, map: json })
    .onConflict((oc) =>
      oc.columns(['workspaceId', 'kind', 'name']).doUpdateSet({ map: json, createdAt: map.createdAt }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function updateMapName(db: Db, workspaceId: string, mapId: string, name: string) {
  return db
    .updateTable('imports.map')
    .set({ name })
    .where('workspaceId', '=', workspaceId)
    .where('mapId', '=', mapId)
    .returningAll()
    .executeTakeFirst();
}

export function deleteMap(db: Db, workspaceId: string, mapId: string) {
  return db
    .deleteFrom('imports.map')
    .where('workspaceId', '=', workspaceId)
    .where('mapId', '=', mapId)
    .returning('mapId')
    .executeTakeFirst();
}
