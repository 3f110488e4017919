import { z } from 'zod';
import { DATE_FORMATS } from './reader/dates.ts';

export const column = z.string().trim().min(1).max(1000);
const simpleSource = [
  z.strictObject({ column }),
  z.strictObject({ constant: z.string().min(1).max(1000) }),
  // Parts that are blank are left out, so that no separator stands alone.
  z.strictObject({ concat: z.array(column).min(2).max(8), separator: z.string().max(10).default(' ') }),
] as const;
export const fieldSource = z.union(simpleSource);
/** Only an amount can be a product: of two columns, one of them the quantity. */
export const amountSource = z.union([...simpleSource, z.strictObject({ multiply: z.tuple([column, column]) })]);

/** Where the value of one field comes from. */
export type FieldSource = z.infer<typeof amountSource>;

/** `DD/MM/YYYY HH:mm` is the style `DD/MM/YYYY`: a time may always follow. */
export const dateFormat = z.preprocess(
  (value) => (typeof value === 'string' ? value.replace(/[ T]+HH:mm.*$/, '') : value),
  z.enum(DATE_FORMATS),
);

const join = z.strictObject({
  /** Name of the other file, looked for beside the imported one. */
  file: z
    .string()
    .min(1)
    .max(255)
    .refine((name) => !/[/\\\0]/.test(name) && name !== '..', 'a file name without folders'),
  on: z.strictObject({ column, foreign: column }),
  take: z.array(column).min(1).max(200),
  encoding: z.string().optional(),
  delimiter: z.string().length(1).optional(),
  sheet: z.string().optional(),
});

/** No table has its names further down. */
export const MAX_HEADER_ROW = 1_000;
export const headerRow = z.number().int().min(1).max(MAX_HEADER_ROW);

export const common = {
  version: z.literal(1),
  delimiter: z.string().length(1).optional(),
  encoding: z.string().max(40).optional(),
  sheet: z.string().max(100).optional(),
  /** Line of the file with the column names, from 1, where they are not found by themselves. */
  headerRow: headerRow.optional(),
  dateFormat: dateFormat.default('ISO'),
  decimal: z.enum(['.', ',']).default('.'),
  joins: z.array(join).max(8).default([]),
  /** Columns kept beside the known fields, by the name they get. */
  customFields: z.record(z.string().min(1).max(100), column).optional(),
};
