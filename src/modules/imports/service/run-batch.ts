import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Actor } from '../../../platform/actor.ts';
import type { Config } from '../../../platform/config.ts';
import type { Context } from '../../../platform/context.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { messageFor, toAppError } from '../../../platform/http/errors.ts';
import { AppError } from '../../../shared/errors.ts';
import { lockImports } from '../../customers/index.ts';
import { recordAccess } from '../../staff/index.ts';
import type { ImportResult } from '../contract.ts';
import { type StageConnection, withStageConnection } from '../stage/connection.ts';
import { failBatch, finishBatch, updateProgress } from '../store.ts';

/** How often progress is written: often enough for a bar that moves, rarely enough to cost nothing. */
const PROGRESS_MS = 500;

/** Folder of error files. */
export function importsFolder(config: Config): string {
  const folder = path.join(config.home, 'imports');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Error file of a batch; there is none when every row was taken. */
export function errorFileOf(config: Config, batchId: string): string {
  return path.join(importsFolder(config), `${batchId}-errors.csv`);
}

/** How far an import is. */
export interface ImportProgress {
  rows: number;
  bytesRead: number;
  bytesTotal: number | undefined;
}

/** Thrown to roll the transaction of a dry run back. */
class DryRunDone extends Error {
  readonly result: ImportResult;
  constructor(result: ImportResult) {
    super('dry run');
    this.result = result;
  }
}

/**
 * Does the work of one batch in one transaction on one connection: all of it is stored or nothing, also when the process is
 * killed. A dry run does the same work and takes it back. Progress is written from another connection.
 * @throws what `work` throws, after the batch is marked failed
 */
export async function runBatch(
  context: Context,
  actor: Actor,
  batch: {
    batchId: string;
    dryRun: boolean;
    bytesTotal: number | undefined;
    progress: () => { rows: number; bytesRead: number };
    onProgress?: ((progress: ImportProgress) => void) | undefined;
    signal?: AbortSignal | undefined;
    /** Whether the file is still what was read; asked before anything is kept. */
    isUnchanged?: (() => Promise<boolean>) | undefined;
    /** Comes back from the queue when it is stopped or the database goes away: then it is not marked failed. */
    isQueued?: boolean | undefined;
    work: (connection: StageConnection) => Promise<Omit<ImportResult, 'batchId' | 'seconds'>>;
    /** What goes with stored data and not with a dry run: events, notes. */
    afterwards: (db: Db, result: ImportResult) => Promise<void>;
  },
): Promise<ImportResult> {
  const startedAt = performance.now();
  const { workspaceId } = actor;
  const { batchId, dryRun } = batch;
  const outer = context.database.of(workspaceId);
  const ticker = startTicker(async () => {
    const { rows, bytesRead } = batch.progress();
    batch.onProgress?.({ rows, bytesRead, bytesTotal: batch.bytesTotal });
    await updateProgress(outer, workspaceId, batchId, { rowsRead: rows, bytesRead });
  });
  const finish = (db: Db, result: ImportResult) => {
    const { rows, bytesRead } = batch.progress();
    const errorFile = result.errorFile === null ? null : path.basename(result.errorFile);
    return finishBatch(db, workspaceId, batchId, {
      rowsRead: rows,
      bytesRead,
      result,
      errorFile,
      finishedAt: context.clock.now(),
    });
  };
  try {
    return await withStageConnection(context, workspaceId, async ({ db, client }) => {
      const statements = cancelOnAbort(context, client, batch.signal);
      try {
        return await inTransaction(db, async (db) => {
          await lockImports(db, workspaceId);
          const counts = await batch.work({ db, client });
          batch.signal?.throwIfAborted();
          if (batch.isUnchanged && !(await batch.isUnchanged())) throw fileChanged();
          const result = { batchId, ...counts, seconds: secondsSince(startedAt) };
          if (dryRun) throw new DryRunDone(result);
          await batch.afterwards(db, result);
          await recordAccess(
            db,
            actor,
            { action: 'import', subject: `batch ${batchId}`, result: `${result.accepted} rows` },
            context.clock.now(),
          );
          await ticker.stop();
          await finish(db, result);
          return result;
        });
      } catch (error) {
        if (!(error instanceof DryRunDone)) throw error;
        await ticker.stop();
        await finish(outer, error.result);
        return error.result;
      } finally {
        statements.release();
      }
    });
  } catch (thrown) {
    // Cancelled in the middle of a statement it is the database that complains; the reason is the signal's.
    const error = batch.signal?.aborted ? batch.signal.reason : thrown;
    await ticker.stop();
    await rm(errorFileOf(context.config, batchId), { force: true });
    if (!batch.isQueued || !isPassing(error, batch.signal)) {
      await failBatch(outer, workspaceId, batchId, { error: describeFailure(error), finishedAt: context.clock.now() });
    }
    throw error;
  }
}

const fileChanged = () =>
  new AppError('conflict', 'the file changed while it was read', {
    userMessage: {
      ko: '읽는 동안 파일이 바뀌었어요. 다 쓰인 뒤에 다시 가져와요.',
      en: 'The file changed while it was read. It is taken again once it is written to its end.',
    },
  });

/** Connections that ended, a server that stops or is full, transactions that met. */
const PASSING = /^(08...|57P0[123]|53300|40001|40P01|ECONNREFUSED|ECONNRESET|EPIPE)$/;

/** Whether trying again may help: the process is being stopped, or the database was away for a moment. */
export function isPassing(error: unknown, signal: AbortSignal | undefined): boolean {
  if (signal?.aborted) return true;
  const { code, message, cause } = error as { code?: string; message?: string; cause?: unknown };
  if (PASSING.test(code ?? '') || message?.startsWith('Connection terminated')) return true;
  return cause !== undefined && isPassing(cause, undefined);
}

/** A statement over a whole file runs for seconds; stopping must not wait for it. */
function cancelOnAbort(context: Context, client: StageConnection['client'], signal: AbortSignal | undefined) {
  const { processID } = client as unknown as { processID: number };
  const cancel = () => void context.database.pool.query('select pg_cancel_backend($1)', [processID]).catch(() => {});
  signal?.addEventListener('abort', cancel, { once: true });
  return { release: () => signal?.removeEventListener('abort', cancel) };
}

function secondsSince(startedAt: number): number {
  return Math.round(performance.now() - startedAt) / 1000;
}

/** What the person reads about a failed batch, in both languages. */
export function describeFailure(error: unknown) {
  const appError = toAppError(error);
  return { code: appError.code, message: { ko: messageFor(appError, 'ko'), en: messageFor(appError, 'en') } };
}

/** Runs `tick` again and again, never twice at once; a tick that fails is left to the next one. */
function startTicker(tick: () => Promise<void>) {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= tick()
      .catch(() => {})
      .finally(() => {
        running = undefined;
      });
  }, PROGRESS_MS);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
