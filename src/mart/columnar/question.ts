import type pg from 'pg';
import type { Context } from '../../platform/context.ts';
import { enqueue } from '../../platform/jobs.ts';
import { AppError } from '../../shared/errors.ts';
import { buildColumnar, type ColumnarContext } from './build.ts';
import { findLastQuestion, hasChangesSince } from './changes.ts';
import type { Engine, EngineAnswer, EngineValue } from './engine.ts';
import { columnarJob, columnarOptions } from './jobs.ts';
import { type Manifest, martFolder, readManifest } from './manifest.ts';
import { type QuestionLimits, withReader } from './reader.ts';

/** What a question needs of the process: the same as a build, because it may have to build first. */
export type QuestionContext = ColumnarContext;

/** A question to the columnar mart: SQL over the tables of `tables` and the views, with `$1`, `$2` … for `values`. */
export interface Question extends Partial<QuestionLimits> {
  workspaceId: string;
  sql: string;
  values?: readonly EngineValue[];
  maxRows?: number;
  /** Waits until everything that was committed before is in it, however long the build takes. */
  fresh?: boolean;
  /** Looks at what is published and builds nothing, unless there is nothing. */
  asPublished?: boolean;
}

const TIMEOUT_MS = 30_000;
const MEMORY_MB = 512;

/** A build that took no longer than this is waited for by a question; a longer one goes on beside it. */
const WORTH_WAITING_SECONDS = 0.5;

/** Somebody's question is noted at most this often. */
const NOTE_EVERY_MS = 3_600_000;

/**
 * Asks the columnar mart. Rows come with camelCase names; money and counts as numbers, days as YYYY-MM-DD, moments as ISO text
 * on the shop's clock. A mart that is missing, damaged or too far behind is brought up to date first; in a shop so large that
 * this takes more than a moment, the question is answered from what is there and the mart catches up beside it, in seconds.
 * @throws AppError too_large when it takes too long or too much memory
 */
export async function queryMart<Row>(context: QuestionContext, question: Question): Promise<Row[]> {
  const { columns, rows } = await askMart(context, question);
  const names = columns.map(({ name }) => name.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase()));
  return rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]])) as Row);
}

/** The same with the names as the SQL gives them, and their types. */
export function askMart(context: QuestionContext, question: Question): Promise<EngineAnswer> {
  const { sql, values, maxRows } = question;
  return withMart(context, question, (engine) => engine.ask(sql, values, maxRows));
}

/** Several questions on one state of the mart. */
export async function withMart<T>(
  context: QuestionContext,
  {
    workspaceId,
    timeoutMs = TIMEOUT_MS,
    memoryMb = MEMORY_MB,
    signal,
    tokenKey,
    fresh = false,
    asPublished = false,
  }: Pick<Question, 'workspaceId' | 'fresh' | 'asPublished'> & Partial<QuestionLimits>,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const folder = martFolder(context.config.home, workspaceId);
  if (!asPublished) await ensureMart(context, { workspaceId, folder, fresh });
  try {
    return await withReader(folder, { timeoutMs, memoryMb, signal, tokenKey }, work);
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'not_ready')) throw error;
    // It was damaged: what cannot be read is built anew, once.
    context.log.error({ workspaceId }, 'mart cannot be read and is built anew');
    await ensureMart(context, { workspaceId, folder, fresh });
    return withReader(folder, { timeoutMs, memoryMb, signal, tokenKey }, work);
  }
}

/** What a question needs to be there. Builds that nobody waits for are a job's. */
async function ensureMart(
  context: QuestionContext,
  { workspaceId, folder, fresh }: { workspaceId: string; folder: string; fresh: boolean },
): Promise<void> {
  const now = context.clock.now();
  const manifest = readManifest(folder);
  if (!manifest) {
    await buildColumnar(context, { workspaceId, orUnderWay: !fresh });
    return;
  }
  const state = await withClient(context, workspaceId, async (client) => ({
    isFollowed: await noteQuestion(client, { workspaceId, manifest, now }),
    hasChanged: await hasChangesSince(client, { workspaceId, manifest }),
  }));
  if (state.isFollowed && !state.hasChanged) return;
  if (!state.isFollowed || fresh || manifest.seconds <= WORTH_WAITING_SECONDS) {
    await buildColumnar(context, { workspaceId });
    return;
  }
  await enqueue(context.database.of(workspaceId), columnarJob, { workspaceId }, columnarOptions({ workspaceId }));
}

/** Whether the log of changes still knows this copy. Its last question is noted, which keeps it followed. */
async function noteQuestion(
  client: pg.PoolClient,
  { workspaceId, manifest, now }: { workspaceId: string; manifest: Manifest; now: Date },
): Promise<boolean> {
  const { copyId } = manifest;
  const askedAt = await findLastQuestion(client, { workspaceId, copyId });
  if (askedAt && Math.abs(now.getTime() - askedAt.getTime()) > NOTE_EVERY_MS) {
    await client.query('update mart.columnar_copy set asked_at = $3 where workspace_id = $1 and copy_id = $2', [
      workspaceId,
      copyId,
      now,
    ]);
  }
  return askedAt !== undefined;
}

async function withClient<T>(
  context: Pick<Context, 'database'>,
  workspaceId: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await context.database.connect(workspaceId);
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

/** What is published for a workspace: when it was built and how much it holds; undefined when nothing is. */
export function getMartState(
  context: Pick<Context, 'config'>,
  workspaceId: string,
): Pick<Manifest, 'builtAt' | 'seconds' | 'sizes'> | undefined {
  return readManifest(martFolder(context.config.home, workspaceId));
}
