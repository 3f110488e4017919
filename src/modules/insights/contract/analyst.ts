import { z } from 'zod';
import { defineEndpoint, zInstant } from '../../../shared/endpoint.ts';

const zWords = z.object({ ko: z.string(), en: z.string() });

export const MAX_SQL_LENGTH = 20_000;
export const MAX_SQL_ROWS = 10_000;

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
        /** Empty for a view: its columns are those of its SQL. */
        columns: z.array(z.object({ name: z.string(), type: z.string(), text: zWords })),
        /** A departmental mart: grain, sources, day rule and known gaps, as its file says. */
        isView: z.boolean(),
      }),
    ),
  }),
});

const zValue: z.ZodType = z.unknown();

export const queryMartSql = defineEndpoint({
  method: 'POST',
  path: '/api/mart/query',
  access: 'insights:sql',
  summary: 'One SELECT over the columnar mart, limited in time, memory and rows; every one is logged (PV-53)',
  body: z.object({
    sql: z.string().trim().min(1).max(MAX_SQL_LENGTH),
    maxRows: z.number().int().min(1).max(MAX_SQL_ROWS).default(1_000),
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

export const downloadMartTable = defineEndpoint({
  method: 'GET',
  path: '/api/mart/parquet',
  access: 'insights:export',
  summary: 'One table of the mart as a Parquet file, with tokens in place of ids (PV-70); the reason is logged (PV-71)',
  query: z.object({ table: z.string().regex(/^[a-z_]{1,40}$/), reason: z.string().trim().min(2).max(300) }),
  output: z.undefined(),
});
