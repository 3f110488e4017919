import { stat } from 'node:fs/promises';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { countUpdatedByBatch, readFields } from '../../customers/index.ts';
import { getWorkspace, type Workspace } from '../../workspace/index.ts';
import { DEFAULT_SOURCE, type ImportBasis, type ImportKind, type ImportResult } from '../contract.ts';
import { findDoubtful } from '../doubtful/service.ts';
import { insertBatch } from '../store.ts';
import { type KindOfImport, withAllCounts } from './import-kind.ts';
import { type FileToRead, openFileOfKind } from './read-file.ts';
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
  /** Asked once everything is read: false takes all of it back, because the file changed meanwhile. */
  isUnchanged?: (() => Promise<boolean>) | undefined;
  /** Nobody sees the refusal of a file that cannot be read (a watched folder): it is noted as failed. */
  isUnattended?: boolean | undefined;
  /** A batch that is noted already (an import in the background); else a new one. */
  batchId?: string | undefined;
}

/**
 * Imports a file of one kind: all of it or nothing. Rows that cannot be taken are in the error file. Refused in a demo shop,
 * which real data is never mixed into.
 * @throws AppError forbidden | conflict (demo) | invalid_input | not_found (file)
 */
export type ImportFile = (context: Context, actor: Actor, input: FileToRead & ImportOptions) => Promise<ImportResult>;

/** The import of one kind of file. */
export function importerOf<K extends ImportKind, Line extends { lineNumber: number }>(
  kind: KindOfImport<K, Line>,
): ImportFile {
  return async (context, actor, input) => {
    actor.require('imports:run');
    const shop = await getWorkspace(context.database.of(actor.workspaceId), actor.workspaceId);
    refuseDemo(shop);
    const fields = await readFields(context.database.of(actor.workspaceId), actor.workspaceId);
    const batch = await beginBatch(context, actor, { ...input, kind: kind.kind });
    if (input.isUnattended) await batch.note();
    const errorPath = errorFileOf(context.config, batch.batchId);
    let counts = { rows: 0, rejected: 0, bytesRead: 0 };
    return runBatch(context, actor, {
      ...batch,
      onProgress: input.onProgress,
      isUnchanged: input.isUnchanged,
      signal: input.signal,
      isQueued: input.batchId !== undefined,
      progress: () => counts,
      async work(connection) {
        const now = context.clock.now();
        const file = await openFileOfKind(kind, input, { shop, fields, errorPath, language: actor.locale, now });
        counts = file.counts;
        try {
          if (!input.isUnattended) await batch.note();
          const loaded = await kind.load(connection, {
            batchId: batch.batchId,
            source: batch.source,
            shop,
            basis: input.basis ?? 'unknown',
            lines: file.batches,
            cellsOf: file.cellsOf,
            reject: file.reject,
            noteRow: file.noteRow,
            now,
            log: context.log,
            secretKey: context.secrets.key,
            accountId: actor.accountId,
          });
          return {
            rows: counts.rows,
            rejected: counts.rejected,
            ...withAllCounts(loaded),
            // A year of sales is imported in seconds; who needs a look there is said by the dry run.
            doubtful:
              kind.kind === 'sales' && !batch.dryRun
                ? { count: 0, sameName: 0, examples: [] }
                : await findDoubtful(connection.db, {
                    workspaceId: shop.workspaceId,
                    ...batch,
                    // Looked at on the screen that asked for it; a command line has the examples.
                    keepIn: input.batchId === undefined ? undefined : { config: context.config, now },
                  }),
            peopleUpdated: await countUpdatedByBatch(connection.db, shop.workspaceId, batch.batchId),
            errorFile: (await file.closeErrors()) ?? null,
            reasons: file.reasons(),
            warnings: file.warnings(),
            columnsNotTaken: file.columnsNotTaken(),
          };
        } catch (error) {
          await file.abandon();
          await file.closeErrors().catch(() => {});
          throw error;
        }
      },
      afterwards: async (db, result) => kind.afterwards?.(db, actor.workspaceId, result),
    });
  };
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

/**
 * A batch that begins; `note` writes it down, unless it is noted already. Whoever sees the refusal of a file that cannot be read
 * has it noted once it is open: there is nothing to look back at otherwise.
 */
export async function beginBatch(
  context: Context,
  actor: Actor,
  input: Partial<Pick<FileToRead, 'source' | 'map'>> & ImportOptions & { kind: ImportKind },
): Promise<{
  batchId: string;
  source: string;
  dryRun: boolean;
  bytesTotal: number | undefined;
  note: () => Promise<unknown>;
}> {
  const { dryRun = false, sourceName: source = DEFAULT_SOURCE } = input;
  const bytesTotal = await sizeOf(input.source);
  if (input.batchId !== undefined)
    return { batchId: input.batchId, source, dryRun, bytesTotal, note: () => Promise.resolve() };
  const batchId = newId();
  const createdAt = context.clock.now();
  const note = () =>
    insertBatch(context.database.of(actor.workspaceId), actor.workspaceId, {
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
      createdAt,
    });
  return { batchId, source, dryRun, bytesTotal, note };
}

async function sizeOf(source: FileToRead['source'] | undefined): Promise<number | undefined> {
  if (typeof source !== 'string') return undefined;
  // A file that is not there is refused by the reader, with its sentence.
  return stat(source).then(
    (found) => found.size,
    () => undefined,
  );
}
