import { z } from 'zod';
import { defineEndpoint, zId, zInstant } from '../../../shared/endpoint.ts';
import { zImportBasis, zImportKind } from '../kinds/contract.ts';
import { zMapUse } from './map-use.ts';
import { zBatchUndo, zImportResult, zUndoResult } from './result.ts';

/** Source of orders and customer numbers when nobody names one: all files of a shop that has one till. */
export const DEFAULT_SOURCE = 'file';

export const zBatch = z.object({
  batchId: zId,
  kind: zImportKind,
  fileName: z.string(),
  source: z.string(),
  dryRun: z.boolean(),
  basis: zImportBasis,
  /** Name of the account that imported; null for the command line. */
  createdBy: z.string().nullable(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'undone']),
  rowsRead: z.number().int(),
  bytesRead: z.number().int(),
  /** Null when the size is not known (standard input). */
  bytesTotal: z.number().int().nullable(),
  /** 0–1 of the file read; null while unknown. Storing follows after 1, so a screen shows "storing" until `done`. */
  progressRate: z.number().min(0).max(1).nullable(),
  /** Once `done` (and still there when `undone`); `errorFile` is then a name, the rows come from `getErrorFile`. */
  result: zImportResult.nullable(),
  /** Once `failed`: a sentence in both languages; nothing of the file was stored. */
  error: z.object({ code: z.string(), message: z.object({ ko: z.string(), en: z.string() }) }).nullable(),
  createdAt: zInstant,
  finishedAt: zInstant.nullable(),
  undoneAt: zInstant.nullable(),
  /** Once `undone`. */
  undo: zBatchUndo.nullable(),
});
export type Batch = z.infer<typeof zBatch>;

export const startImport = defineEndpoint({
  method: 'POST',
  path: '/api/imports',
  access: 'imports:run',
  summary: 'Imports an uploaded file in the background; with `dryRun` the same work is done and then taken back',
  body: zMapUse.extend({
    uploadId: zId,
    dryRun: z.boolean().default(false),
    /** Names the till or shop the file comes from, when there are several: order and customer numbers are its own. */
    source: z.string().trim().min(1).max(60).default(DEFAULT_SOURCE),
    basis: zImportBasis.default('unknown'),
  }),
  output: zBatch,
});

export const listBatches = defineEndpoint({
  method: 'GET',
  path: '/api/imports',
  access: 'imports:run',
  summary: 'Imports so far, newest first',
  query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
  output: z.object({ batches: z.array(zBatch) }),
});

export const getBatch = defineEndpoint({
  method: 'GET',
  path: '/api/imports/:batchId',
  access: 'imports:run',
  summary: 'One import: how far it is, and what it brought',
  params: z.object({ batchId: zId }),
  output: zBatch,
});

export const getErrorFile = defineEndpoint({
  method: 'GET',
  path: '/api/imports/:batchId/errors',
  access: 'imports:run',
  summary: 'The rows that could not be taken, as CSV in the shape of the input: a download, logged',
  params: z.object({ batchId: zId }),
  output: z.unknown(),
});

export const undoBatch = defineEndpoint({
  method: 'POST',
  path: '/api/imports/:batchId/undo',
  access: 'imports:run',
  summary:
    'Takes a batch back, whole; what something later depends on stays and is named. A conflict when it is undone already',
  params: z.object({ batchId: zId }),
  output: zUndoResult,
});
