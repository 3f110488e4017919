import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay, zId, zInstant } from '../../shared/endpoint.ts';
import { zDoubtful } from './doubtful/contract.ts';
import { zImportBasis, zImportKind } from './kinds/contract.ts';
import { importMapSchema } from './map.ts';
import { headerRow } from './map-parts.ts';
import { DATE_FORMATS } from './reader/dates.ts';

export { findConsentMeaning } from './consent-words.ts';
export * from './doubtful/contract.ts';
export * from './entry/contract.ts';
export * from './folder/contract.ts';
export * from './kinds/contract.ts';
export {
  CONTACT_FIELDS,
  CUSTOMER_FIELDS,
  type CustomerField,
  EVENT_FIELDS,
  type FieldSource,
  findReservationState,
  type ImportMap,
  importMapSchema,
  listMissingFields,
  RESERVATION_FIELDS,
  RESERVATION_STATES,
  REVIEW_FIELDS,
  SALES_FIELDS,
  type SalesField,
} from './map.ts';
export { MAX_HEADER_ROW } from './map-parts.ts';
export { DATE_FORMATS, type DateFormat, parseDate } from './reader/dates.ts';

/** Rows shown on the map screen. */
export const SAMPLE_ROWS = 50;
/** Days after which a file that nobody imported is deleted: it holds personal data. */
export const UPLOAD_DAYS = 1;
/** Source of orders and customer numbers when nobody names one: all files of a shop that has one till. */
export const DEFAULT_SOURCE = 'file';

/** A file that has been sent up and waits to be imported. */
export const zUpload = z.object({
  uploadId: zId,
  fileName: z.string(),
  bytes: z.number().int(),
  expiresAt: zInstant,
});

export const createUpload = defineEndpoint({
  method: 'POST',
  path: '/api/imports/uploads',
  access: 'imports:run',
  summary:
    'Sends a file up (multipart/form-data, one part named `file`, at most 512 MB); kept for a day unless imported',
  output: zUpload,
});

export const removeUpload = defineEndpoint({
  method: 'DELETE',
  path: '/api/imports/uploads/:uploadId',
  access: 'imports:run',
  summary: 'Deletes an uploaded file',
  params: z.object({ uploadId: zId }),
  output: z.object({}),
});

/** How a file is to be read; absent parts are found out. */
export const zReadOptions = z.object({
  encoding: z.string().max(40).optional(),
  delimiter: z.string().length(1).optional(),
  sheet: z.string().max(100).optional(),
  /** Line of the file with the column names, from 1. */
  headerRow: headerRow.optional(),
});

/** What the reader makes of a file, and a proposal that a person checks before anything is used of it. */
export const zInspection = z.object({
  /** Name the file was sent up with. */
  fileName: z.string(),
  bytes: z.number().int(),
  format: z.enum(['csv', 'xlsx', 'vcard']),
  /** One basket a line or a row, read as one row an item: without prices, and mostly without days. */
  isBaskets: z.boolean(),
  /** `utf-8`, `cp949` …; the person can choose another. */
  encoding: z.string(),
  /** Empty for XLSX. */
  delimiter: z.string(),
  /** Sheets of a workbook; empty for CSV. */
  sheets: z.array(z.string()),
  /** The one that is read: the first that holds what is meant. Empty for CSV. */
  sheet: z.string(),
  /** Line of the file, from 1, that the column names were read from; null where the file has none. */
  headerRow: z.number().int().nullable(),
  /** Columns of the file, and after them those that joins bring. */
  header: z.array(z.string()),
  /** How many of the columns are the file's own. */
  ownColumns: z.number().int(),
  /** The first rows, as the file has them; resident registration numbers are masked (PV-12). */
  rows: z.array(z.array(z.string())),
  /** A file with the canonical header needs no map: this one is used. */
  canonicalMap: importMapSchema.nullable(),
  /** A saved map whose columns all stand in this file; the newest such. */
  savedMapId: zId.nullable(),
  /** What the header speaks for. */
  guessedKind: zImportKind,
  /** For the kind that was asked for, else for the guessed one. */
  suggestion: z.object({
    kind: zImportKind,
    /** Field → column of the file. */
    columns: z.record(z.string(), z.string()),
    timeColumn: z.string().optional(),
    /** Amount as a product where a file has price and quantity only. */
    multiply: z.tuple([z.string(), z.string()]).optional(),
    /** Styles that fit every date of the sample. `ambiguous`: several read it differently, so a person must choose. */
    dateFormats: z.object({ candidates: z.array(z.enum(DATE_FORMATS)), ambiguous: z.boolean() }),
    missing: z.array(z.string()),
    unmapped: z.array(z.string()),
  }),
  /** For every column with dates in the sample: the styles that fit it. The screen asks again when another date column is chosen. */
  dateFormatsByColumn: z.record(
    z.string(),
    z.object({ candidates: z.array(z.enum(DATE_FORMATS)), ambiguous: z.boolean() }),
  ),
});

export const inspectUpload = defineEndpoint({
  method: 'POST',
  path: '/api/imports/uploads/:uploadId/inspect',
  access: 'imports:run',
  summary: 'Encoding, delimiter, sheets, header, first rows and a suggested map of an uploaded file',
  params: z.object({ uploadId: zId }),
  body: zReadOptions.extend({
    /** What the person says the file is about; guessed when absent. */
    kind: zImportKind.optional(),
    /** Other files whose columns are to be shown beside the file's own. */
    joins: importMapSchema.options[0].shape.joins,
    joinUploadIds: z.array(zId).max(8).default([]),
  }),
  output: zInspection,
});

/** Why rows were not taken: one entry a column and reason, the most frequent first. */
export const zRejectedReason = z.object({
  /** Empty when the whole line is meant. */
  column: z.string(),
  /** Key of the reason, e.g. `date_format`. */
  reason: z.string(),
  count: z.number().int(),
  /** The first few lines of the file that it is about, to look at without the error file. */
  lines: z.array(z.number().int()).default([]),
  /** The reason as a sentence. */
  message: z.object({ ko: z.string(), en: z.string() }),
});
export type RejectedReason = z.infer<typeof zRejectedReason>;

/** One thing that is wrong with a row, as in the error file. */
export const zRowProblem = z.object({
  line: z.number().int(),
  /** Empty when the whole line is meant. */
  column: z.string(),
  value: z.string(),
  /** Key of the reason, e.g. `date_format`. */
  reason: z.string(),
  /** The reason as a sentence in the caller's language. */
  message: z.string(),
});

/** What a row of a sales file becomes. */
export const zPreviewSale = z.object({
  line: z.number().int(),
  orderNo: z.string(),
  /** Local to the shop, or with an offset. */
  orderedAt: z.string(),
  businessDay: zDay,
  itemName: z.string(),
  category: z.string(),
  quantity: z.number(),
  amountMinor: zAmountMinor,
  kind: z.enum(['sale', 'refund', 'void', 'comp']),
  /** Name, number or phone of the file, whatever there is, masked; empty for an anonymous sale. */
  customer: z.string(),
  channel: z.string(),
});

/** What a row of a customers file becomes; name, phone and e-mail masked. */
export const zPreviewCustomer = z.object({
  line: z.number().int(),
  customerId: z.string(),
  name: z.string(),
  phone: z.string(),
  email: z.string(),
  marketingConsent: z.enum(['granted', 'refused', 'absent']),
  warnings: z.array(zRowProblem),
});

/** The map, and where the files are that it joins. */
const zMapUse = z.object({
  map: importMapSchema,
  /** Uploads of the files that the map joins, found by their names. */
  joinUploadIds: z.array(zId).max(8).default([]),
});

export const previewImport = defineEndpoint({
  method: 'POST',
  path: '/api/imports/uploads/:uploadId/preview',
  access: 'imports:run',
  summary: 'What the first rows become under a map, and which of them cannot be taken',
  params: z.object({ uploadId: zId }),
  body: zMapUse,
  output: z.object({
    sales: z.array(zPreviewSale),
    customers: z.array(zPreviewCustomer),
    /** Rows of the other kinds, field by field; persons masked. */
    rows: z.array(z.object({ line: z.number().int(), shown: z.record(z.string(), z.string()) })),
    rejected: z.array(zRowProblem),
    /** Columns that the map does not use: offered as custom fields, never dropped in silence. */
    unmappedColumns: z.array(z.string()),
  }),
});

/** What an import brought: the answer of `import … --json`, and beside it why rows and consents were not taken. */
export const zImportResult = z.object({
  batchId: zId,
  /** Rows read, the header not counted. */
  rows: z.number().int(),
  accepted: z.number().int(),
  rejected: z.number().int(),
  /** Accepted rows that were there already. */
  duplicates: z.number().int(),
  customers: z.object({ created: z.number().int(), matched: z.number().int() }),
  /** `updated`: orders that were there and got lines or a customer. */
  orders: z.object({ created: z.number().int(), updated: z.number().int() }),
  items: z.object({ created: z.number().int() }),
  /** Where the rows are that could not be taken; null when all were. */
  errorFile: z.string().nullable(),
  seconds: z.number(),
  reasons: z.array(zRejectedReason).default([]),
  /** Cells that were left out of rows that were taken: an unreadable birth date. */
  warnings: z.array(zRejectedReason).default([]),
  /** Columns of the map that Dangol has no place for yet. */
  columnsNotTaken: z.array(z.string()).default([]),
  /** People whose word about promotion was taken; `notTaken`: said to have agreed, but without basis or moment (PV-16). */
  /** People made anew on whose number or address somebody of another name stands already: for a person to judge. */
  doubtful: z
    .object({
      count: z.number().int(),
      /** Made anew because the source has another number for them, although somebody of the same name stands there. */
      sameName: z.number().int().default(0),
      /** The first of them, masked; of a dry run only. */
      examples: z.array(zDoubtful),
    })
    .default({ count: 0, sameName: 0, examples: [] }),
  /** People who were there before and of whom the file told something new: a number, an address, a name. */
  peopleUpdated: z.number().int().default(0),
  consents: z
    .object({ granted: z.number().int(), refused: z.number().int(), notTaken: z.number().int() })
    .default({ granted: 0, refused: 0, notTaken: 0 }),
});
export type ImportResult = z.infer<typeof zImportResult>;

/** Why something of an undone batch stays: something that came later depends on it. */
export const KEPT_REASONS = [
  'customer_has_other_orders',
  'customer_has_consents',
  'customer_has_touchpoints',
  'customer_was_edited',
  'customer_in_play',
  'customer_was_messaged',
  'customer_has_points',
  'customer_was_merged',
  'item_used_elsewhere',
] as const;

const zSkippedLater = z
  .array(z.object({ batchId: zId, fileName: z.string(), lines: z.number().int(), people: z.number().int() }))
  .default([]);

export const zUndoResult = z.object({
  batchId: zId,
  undone: z.object({
    customers: z.number().int(),
    orders: z.number().int(),
    lines: z.number().int(),
    items: z.number().int(),
    touchpoints: z.number().int().default(0),
    /** Contact points, numbers and names that the batch gave to people who were there before it. */
    additions: z.number().int().default(0),
  }),
  kept: z.array(z.object({ id: zId, reason: z.enum(KEPT_REASONS) })),
  /** Later files that skipped lines or people which this batch had brought: imported again, they bring them back. */
  skippedLater: zSkippedLater,
});
export type UndoResult = z.infer<typeof zUndoResult>;

/** An undo as the batch remembers it: how many went, and how many were kept for which reason. */
export const zBatchUndo = z.object({
  undone: zUndoResult.shape.undone,
  kept: z.array(z.object({ reason: z.enum(KEPT_REASONS), count: z.number().int() })),
  skippedLater: zSkippedLater,
});
export type BatchUndo = z.infer<typeof zBatchUndo>;

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

export const zSavedMap = z.object({
  mapId: zId,
  name: z.string(),
  kind: zImportKind,
  map: importMapSchema,
  createdAt: zInstant,
});

const zMapName = z.string().trim().min(1).max(80);

export const listMaps = defineEndpoint({
  method: 'GET',
  path: '/api/import-maps',
  access: 'imports:run',
  summary: 'Saved maps by name',
  output: z.object({ maps: z.array(zSavedMap) }),
});

export const saveMap = defineEndpoint({
  method: 'POST',
  path: '/api/import-maps',
  access: 'imports:run',
  summary: 'Saves a map; one of the same kind and name is replaced',
  body: z.object({ name: zMapName, map: importMapSchema }),
  output: zSavedMap,
});

export const renameMap = defineEndpoint({
  method: 'PATCH',
  path: '/api/import-maps/:mapId',
  access: 'imports:run',
  summary: 'Gives a saved map another name',
  params: z.object({ mapId: zId }),
  body: z.object({ name: zMapName }),
  output: zSavedMap,
});

export const removeMap = defineEndpoint({
  method: 'DELETE',
  path: '/api/import-maps/:mapId',
  access: 'imports:run',
  summary: 'Removes a saved map; imports made with it stay',
  params: z.object({ mapId: zId }),
  output: z.object({}),
});
