import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay, zId } from '../../../shared/endpoint.ts';
import { zImportKind } from '../kinds/contract.ts';
import { importMapSchema } from '../map.ts';
import { headerRow } from '../map-parts.ts';
import { DATE_FORMATS } from '../reader/dates.ts';
import { zMapUse } from './map-use.ts';

/** Rows shown on the map screen. */
export const SAMPLE_ROWS = 50;

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

/** What a row of a customers file becomes; name, phone, e-mail and address masked. */
export const zPreviewCustomer = z.object({
  line: z.number().int(),
  customerId: z.string(),
  name: z.string(),
  phone: z.string(),
  email: z.string(),
  marketingConsent: z.enum(['granted', 'refused', 'absent']),
  /** Every other field that the file fills, as it was read; addresses masked. */
  others: z.record(z.string(), z.string()),
  warnings: z.array(zRowProblem),
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
