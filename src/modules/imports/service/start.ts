import type { z } from 'zod';
import { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { inTransaction } from '../../../platform/db.ts';
import { enqueue, type Job } from '../../../platform/jobs.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { getWorkspace } from '../../workspace/index.ts';
import { type Batch, type startImport as startEndpoint, zImportBasis, zImportKind } from '../contract.ts';
import { importMapSchema } from '../map.ts';
import { claimBatch, failBatch, findBatch, insertBatch, releaseBatch } from '../store.ts';
import { findImporters, toBatch } from './batches.ts';
import { refuseDemo } from './import-file.ts';
import { importers } from './importers.ts';
import { describeFailure, isPassing } from './run-batch.ts';
import { forgetUploads, getUpload, openJoinUploads, uploadPath } from './uploads.ts';

/** Ten turns take some three hours; what has not come back by then is for a person to look at. */
const MAX_ATTEMPTS = 10;

/**
 * Notes a batch and queues its work, in one transaction.
 * @throws AppError forbidden | not_found (upload) | conflict (demo) | invalid_input (a joined file is missing)
 */
export async function startImport(
  context: Context,
  actor: Actor,
  input: z.output<(typeof startEndpoint)['body']>,
  job: Job<z.ZodType<{ workspaceId: string; batchId: string; locale: 'ko' | 'en' }>>,
): Promise<Batch> {
  actor.require('imports:run');
  const { workspaceId } = actor;
  const { uploadId, map, dryRun, source, basis, joinUploadIds } = input;
  return inTransaction(context.database.of(workspaceId), async (db) => {
    refuseDemo(await getWorkspace(db, workspaceId));
    const upload = await getUpload(db, workspaceId, uploadId);
    const openFile = await openJoinUploads(context, workspaceId, joinUploadIds);
    for (const join of map.joins) openFile(join.file);
    const batchId = newId();
    await insertBatch(db, workspaceId, {
      batchId,
      kind: map.kind,
      fileName: upload.fileName,
      source,
      dryRun,
      state: 'waiting',
      bytesTotal: upload.bytes,
      uploadId,
      joinUploadIds,
      map,
      basis,
      createdBy: actor.accountId,
      createdAt: context.clock.now(),
    });
    await enqueue(db, job, { workspaceId, batchId, locale: actor.locale }, { maxAttempts: MAX_ATTEMPTS });
    const row = await findBatch(db, workspaceId, batchId);
    if (!row) throw new AppError('internal', 'batch is gone');
    return toBatch(row, await findImporters(db, [row]));
  });
}

/**
 * Does a queued import. A batch that is done is left alone, so the job may come twice; one whose process was killed begins
 * again, and one that was stopped or lost the database waits for its next turn. What is wrong with the file is kept in the
 * batch and not tried again.
 * @throws what stopped it, so that the queue brings it back
 */
export async function runQueuedImport(
  context: Context,
  { workspaceId, batchId, locale }: { workspaceId: string; batchId: string; locale: 'ko' | 'en' },
  signal?: AbortSignal,
): Promise<void> {
  const db = context.database.of(workspaceId);
  const row = await claimBatch(db, workspaceId, batchId);
  if (!row?.uploadId) return;
  const actor = new Actor({ workspaceId, accountId: row.createdBy, locale, ip: '', rights: ['*'], clockOffsetDays: 0 });
  try {
    await importers[zImportKind.parse(row.kind)](context, actor, {
      source: uploadPath(context.config, row.uploadId),
      map: importMapSchema.parse(row.map),
      openFile: await openJoinUploads(context, workspaceId, row.joinUploadIds),
      fileName: row.fileName,
      sourceName: row.source,
      dryRun: row.dryRun,
      basis: zImportBasis.parse(row.basis),
      batchId,
      signal,
    });
  } catch (error) {
    if (isPassing(error, signal)) {
      await releaseBatch(db, workspaceId, batchId);
      throw error;
    }
    const failure = describeFailure(error);
    await failBatch(db, workspaceId, batchId, { error: failure, finishedAt: context.clock.now() });
    context.log.warn({ batchId, code: failure.code }, 'import failed');
    return;
  }
  if (!row.dryRun) await forgetUploads(context, workspaceId, [row.uploadId, ...row.joinUploadIds]);
}

const GIVEN_UP = {
  code: 'unavailable',
  message: {
    ko: '여러 번 다시 해 봤지만 가져오지 못했어요. 저장한 것은 없으니 파일을 다시 올려 주세요.',
    en: 'The import was tried several times and could not be finished. Nothing was stored; please upload the file again.',
  },
};

/** Ends a batch whose job will not come again. One that has ended already is left as it is. */
export async function giveUpImport(
  context: Context,
  { workspaceId, batchId }: { workspaceId: string; batchId: string },
): Promise<void> {
  const end = { error: GIVEN_UP, finishedAt: context.clock.now() };
  await failBatch(context.database.of(workspaceId), workspaceId, batchId, end);
}
