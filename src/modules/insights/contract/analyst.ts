import { z } from 'zod';
import { defineEndpoint, zInstant } from '../../../shared/endpoint.ts';

const zWords = z.object({ ko: z.string(), en: z.string() });

/** What a question in SQL may be and take; the page says so and the server holds to it. */
export const SQL_LIMITS = { letters: 20_000, rows: 10_000, usualRows: 1_000, seconds: 20, memoryMb: 256 } as const;

export const listMartTables = defineEndpoint({
  method: 'GET',
  path: '/api/mart/tables',
  access: 'insights:sql',
  summary: 'Tables and columns of the columnar mart, in words, for whoever writes SQL over it',
  output: z.object({
    tables: z.array(
      z.object({
        name: z.string(),
        text: zWords,
        columns: z.array(z.object({ name: z.string(), type: z.string(), text: zWords })),
        /** Of a departmental mart: grain, sources, day rule and known gaps, as its SQL says; null for a table. */
        head: z.string().nullable(),
      }),
    ),
  }),
});

const zSql = z.string().trim().min(1).max(SQL_LIMITS.letters);

const zValue: z.ZodType = z.unknown();

export const queryMartSql = defineEndpoint({
  method: 'POST',
  path: '/api/mart/query',
  access: 'insights:sql',
  summary: 'One SELECT over the columnar mart, limited in time, memory and rows; every one is logged (PV-53)',
  body: z.object({
    sql: zSql,
    maxRows: z.number().int().min(1).max(SQL_LIMITS.rows).default(SQL_LIMITS.usualRows),
  }),
  output: z.object({
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    rows: z.array(z.array(zValue)),
    /** There is more than `maxRows`. */
    isCut: z.boolean(),
    tookMs: z.number(),
    /** When the mart was last built. */
    asOf: zInstant.nullable(),
  }),
});

const zReason = z.string().trim().min(2).max(300);

export const exportMartSql = defineEndpoint({
  method: 'POST',
  path: '/api/mart/query/csv',
  access: 'insights:export',
  summary:
    'The answer of one SELECT over the columnar mart as CSV: tokens in place of ids, rare values grouped (PV-70); reason and SQL are logged (PV-56, PV-71)',
  body: z.object({ sql: zSql, reason: zReason }),
  output: z.object({
    /** The file's text, RFC 4180. */
    csv: z.string(),
    rows: z.number().int(),
    /** There are more rows than a file may hold. */
    isCut: z.boolean(),
  }),
});

export const downloadMartTable = defineEndpoint({
  method: 'GET',
  path: '/api/mart/parquet',
  access: 'insights:export',
  summary: 'One table of the mart as a Parquet file, with tokens in place of ids (PV-70); the reason is logged (PV-71)',
  query: z.object({ table: z.string().regex(/^[a-z_]{1,40}$/), reason: zReason }),
  output: z.undefined(),
});

export const downloadMart = defineEndpoint({
  method: 'GET',
  path: '/api/mart/parquet.zip',
  access: 'insights:export',
  summary:
    'The whole mart as Parquet files in one ZIP, with the SQL of the departmental marts; tokens in place of ids (PV-70), reason logged (PV-71)',
  query: z.object({ reason: zReason }),
  output: z.undefined(),
});
