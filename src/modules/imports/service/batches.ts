import { existsSync } from 'node:fs';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { listAccountNames, recordAccess } from '../../staff/index.ts';
import { type Batch, zBatch } from '../contract.ts';
import { failSilentBatches, findBatch, listBatchRows } from '../store.ts';
import { errorFileOf } from './run-batch.ts';

/** A process that works on a batch says so twice a second; after this long it is dead. */
const SILENT_SECONDS = 20;

const INTERRUPTED = {
  code: 'unavailable',
  message: {
    ko: '가져오는 중에 프로그램이 꺼졌어요. 저장한 것은 없으니 다시 넣어 주세요.',
    en: 'The program was stopped while it imported. Nothing was stored; please import again.',
  },
};

type BatchRow = NonNullable<Awaited<ReturnType<typeof findBatch>>>;

/** A row as the screens see it. `names`: account id → who that is. */
export function toBatch(row: BatchRow, names: ReadonlyMap<string, string>): Batch {
  const progressRate =
    row.state === 'done' || row.state === 'undone'
      ? 1
      : row.bytesTotal === null || row.bytesTotal === 0
        ? null
        : Math.min(1, row.bytesRead / row.bytesTotal);
  const result = row.result as Batch['result'];
  return zBatch.parse({
    ...row,
    progressRate,
    createdBy: row.createdBy === null ? null : (names.get(row.createdBy) ?? null),
    result: result && { ...result, errorFile: row.errorFile },
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    undoneAt: row.undoneAt?.toISOString() ?? null,
  });
}

/** Imports so far, newest first. @throws AppError forbidden */
export async function listBatches(db: Db, actor: Actor, limit: number, now: Date): Promise<Batch[]> {
  actor.require('imports:run');
  await failSilent(db, actor, now);
  const rows = await listBatchRows(db, actor.workspaceId, limit);
  const names = await findImporters(db, rows);
  return rows.map((row) => toBatch(row, names));
}

/** @throws AppError forbidden | not_found */
export async function getBatch(db: Db, actor: Actor, batchId: string, now: Date): Promise<Batch> {
  actor.require('imports:run');
  await failSilent(db, actor, now);
  const row = await findBatch(db, actor.workspaceId, batchId);
  if (!row) throw new AppError('not_found', 'no such batch');
  return toBatch(row, await findImporters(db, [row]));
}

/** Who imported these batches, by account id. */
export function findImporters(db: Db, rows: readonly { createdBy: string | null }[]): Promise<Map<string, string>> {
  return listAccountNames(db, [...new Set(rows.flatMap((row) => row.createdBy ?? []))]);
}

function failSilent(db: Db, actor: Actor, now: Date) {
  return failSilentBatches(db, actor.workspaceId, { seconds: SILENT_SECONDS, error: INTERRUPTED, finishedAt: now });
}

/** Path of the rows that could not be taken. It holds personal data, so the download is logged. @throws AppError forbidden | not_found */
export async function getErrorFilePath(
  context: Context,
  db: Db,
  actor: Actor,
  batchId: string,
  now: Date,
): Promise<{ path: string; fileName: string }> {
  actor.require('imports:run');
  const row = await findBatch(db, actor.workspaceId, batchId);
  const file = errorFileOf(context.config, batchId);
  if (!row?.errorFile || !existsSync(file)) throw new AppError('not_found', 'no error file');
  await recordAccess(db, actor, { action: 'export', subject: `rows not taken of batch ${batchId}` }, now);
  return { path: file, fileName: `${row.fileName.replace(/\.[^.]*$/, '')}-errors.csv` };
}
