import { stat } from 'node:fs/promises';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { emit } from '../../../platform/jobs.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { ordersChanged } from '../../orders/index.ts';
import { getWorkspace, setHasSales, type Workspace } from '../../workspace/index.ts';
import { DEFAULT_SOURCE, type ImportBasis, type ImportResult } from '../contract.ts';
import type { SalesLine } from '../sales-line.ts';
import { loadSales } from '../stage/load-sales.ts';
import { insertBatch } from '../store.ts';
import { type FileToRead, openSalesFile } from './read-file.ts';
import { errorFileOf, type ImportProgress, runBatch } from './run-batch.ts';

/** What every import is told. */
export interface ImportOptions {
  fileName: string;
  /** Till or shop the file comes from (OP-41). */
  sourceName?: string | undefined;
  dryRun?: boolean | undefined;
  /** Why the shop holds the people of the file (PV-16); `unknown` when nobody said. */
  basis?: ImportBasis | undefined;
  onProgress?: ((progress: ImportProgress) => void) | undefined;
  /** A batch that is noted already (an import in the background); else a new one. */
  batchId?: string | undefined;
}

/** A sales file says nothing about consent, so nobody in it has given one (PV-16). */
const NO_CONSENTS = { granted: 0, refused: 0, notTaken: 0 };

/** Lines handed to the stage at once when they come one by one. */
const LINES_AT_ONCE = 2_000;

/**
 * Imports a sales file: all of it or nothing. The same file twice changes nothing; rows that cannot be taken are in the
 * error file. Refused in a demo shop, which real sales are never mixed into.
 * @throws AppError forbidden | conflict (demo) | invalid_input | not_found (file)
 */
export async function importSales(
  context: Context,
  actor: Actor,
  input: FileToRead & ImportOptions,
): Promise<ImportResult> {
  actor.require('imports:run');
  const workspace = await getWorkspace(context.database.of(actor.workspaceId), actor.workspaceId);
  refuseDemo(workspace);
  const batch = await beginBatch(context, actor, { ...input, kind: 'sales' });
  const errorPath = errorFileOf(context.config, batch.batchId);
  let counts = { rows: 0, rejected: 0, bytesRead: 0 };
  return runBatch(context, actor, {
    ...batch,
    onProgress: input.onProgress,
    signal: input.signal,
    isQueued: input.batchId !== undefined,
    progress: () => counts,
    async work(connection) {
      const file = await openSalesFile(input, { currency: workspace.currency, errorPath, language: actor.locale });
      counts = file.counts;
      try {
        const loaded = await loadSales(connection, {
          ...batch,
          workspaceId: actor.workspaceId,
          shop: workspace,
          lines: file.batches,
          log: context.log,
        });
        const errorFile = (await file.closeErrors()) ?? null;
        return {
          rows: counts.rows,
          rejected: counts.rejected,
          ...loaded,
          errorFile,
          reasons: file.reasons(),
          warnings: [],
          columnsNotTaken: [],
          consents: NO_CONSENTS,
        };
      } catch (error) {
        await file.abandon();
        await file.closeErrors().catch(() => {});
        throw error;
      }
    },
    afterwards: (db, result) => noteSales(db, actor.workspaceId, result),
  });
}

/**
 * Imports sales lines that are made rather than read: the demo shop's own. Otherwise as `importSales`.
 * @throws AppError forbidden
 */
export async function importSalesLines(
  context: Context,
  actor: Actor,
  lines: AsyncIterable<SalesLine> | Iterable<SalesLine>,
  options: ImportOptions,
): Promise<ImportResult> {
  actor.require('imports:run');
  const workspace = await getWorkspace(context.database.of(actor.workspaceId), actor.workspaceId);
  const batch = await beginBatch(context, actor, { ...options, kind: 'sales', source: undefined });
  const counts = { rows: 0, bytesRead: 0 };
  return runBatch(context, actor, {
    ...batch,
    onProgress: options.onProgress,
    progress: () => counts,
    async work(connection) {
      const loaded = await loadSales(connection, {
        ...batch,
        workspaceId: actor.workspaceId,
        shop: workspace,
        lines: gather(lines, counts),
        log: context.log,
      });
      return {
        rows: counts.rows,
        rejected: 0,
        ...loaded,
        errorFile: null,
        reasons: [],
        warnings: [],
        columnsNotTaken: [],
        consents: NO_CONSENTS,
      };
    },
    afterwards: (db, result) => noteSales(db, actor.workspaceId, result),
  });
}

async function noteSales(db: Parameters<typeof emit>[0], workspaceId: string, result: ImportResult): Promise<void> {
  if (result.orders.created + result.orders.updated === 0) return;
  await setHasSales(db, workspaceId, true);
  await emit(db, ordersChanged, { workspaceId });
}

/** Real files never go into a demo shop: what is true and what is made up could not be told apart again. @throws AppError conflict */
export function refuseDemo(workspace: Workspace): void {
  if (workspace.kind !== 'demo') return;
  throw new AppError('conflict', 'a demo shop takes no files', {
    userMessage: {
      ko: '체험 가게에는 진짜 자료를 넣을 수 없어요. 내 가게로 바꾼 뒤 올려 주세요.',
      en: 'Real data cannot be put into the demo shop. Switch to your own shop and import it there.',
    },
  });
}

/** Notes a batch that begins, unless it is noted already. */
export async function beginBatch(
  context: Context,
  actor: Actor,
  input: Partial<Pick<FileToRead, 'source' | 'map'>> & ImportOptions & { kind: 'sales' | 'customers' },
): Promise<{ batchId: string; source: string; dryRun: boolean; bytesTotal: number | undefined }> {
  const { dryRun = false, sourceName: source = DEFAULT_SOURCE } = input;
  const bytesTotal = await sizeOf(input.source);
  if (input.batchId !== undefined) return { batchId: input.batchId, source, dryRun, bytesTotal };
  const batchId = newId();
  await insertBatch(context.database.of(actor.workspaceId), actor.workspaceId, {
    batchId,
    kind: input.kind,
    fileName: input.fileName,
    source,
    dryRun,
    state: 'running',
    bytesTotal: bytesTotal ?? null,
    uploadId: null,
    joinUploadIds: [],
    map: input.map,
    basis: input.basis ?? 'unknown',
    createdBy: actor.accountId,
    createdAt: context.clock.now(),
  });
  return { batchId, source, dryRun, bytesTotal };
}

async function sizeOf(source: FileToRead['source'] | undefined): Promise<number | undefined> {
  if (typeof source !== 'string') return undefined;
  // A file that is not there is refused by the reader, with its sentence.
  return stat(source).then(
    (found) => found.size,
    () => undefined,
  );
}

async function* gather(
  lines: AsyncIterable<SalesLine> | Iterable<SalesLine>,
  counts: { rows: number },
): AsyncGenerator<SalesLine[]> {
  let gathered: SalesLine[] = [];
  for await (const line of lines) {
    gathered.push(line);
    if (gathered.length < LINES_AT_ONCE) continue;
    counts.rows += gathered.length;
    yield gathered;
    gathered = [];
  }
  counts.rows += gathered.length;
  if (gathered.length > 0) yield gathered;
}
