import type { ImportMap } from '../map.ts';
import type { RowError } from './reasons.ts';

/** Rows handed on at once; large enough that the cost of an `await` for each batch does not show. */
export const BATCH_ROWS = 2000;
/** Some rows of a table in file order. `lineNumbers[i]` is the line of the file on which `rows[i]` begins. */
export interface RawBatch {
  firstLineNumber: number;
  rows: string[][];
  lineNumbers: number[];
  /** What the reader itself found wrong with a row, by index in `rows`; such a row must not be mapped. */
  issues?: Map<number, RowError>;
}

export interface Table {
  kind: 'csv' | 'xlsx' | 'vcard';
  /** Name of the encoding found or asked for; for XLSX always utf-8. */
  encoding: string;
  /** Empty for XLSX and vCard. */
  delimiter: string;
  /** Names of all sheets in workbook order, and the one that is read; XLSX only. */
  sheets?: string[];
  sheet?: string;
  header: string[];
  /** Line of the file with the column names, from 1; absent where the file has none. */
  headerLine?: number;
  /** A basket file, its items spread to rows of their own: it says nothing of prices, and mostly of days. */
  isBaskets?: boolean;
  /** What the file says and has no column for; complete once all rows are read. */
  leftOut?: Set<string>;
  /** At least one row, in order, once. Ending the iteration early closes the source. */
  rows: AsyncGenerator<RawBatch>;
}

export interface OpenTableOptions {
  /** Instead of detection, e.g. 'cp949' or 'latin1'. */
  encoding?: string | undefined;
  delimiter?: string | undefined;
  /** Sheet of a workbook by name; when absent the first whose header `fits`, else the first that is a table. */
  sheet?: string | undefined;
  fits?: ((header: readonly string[]) => boolean) | undefined;
  /** Line of the file with the column names, from 1, as somebody says; in a workbook found when absent, else the first. */
  headerRow?: number | undefined;
  /** Sales may come basket by basket: a file of such lines is recognised and read with one row an item. */
  mayBeBaskets?: boolean | undefined;
  /** How somebody has said the file is read, which a column of items is not taken apart against. */
  map?: ImportMap | undefined;
  /** Hears of every piece of the source that is read, in bytes. */
  onBytes?: ((bytes: number) => void) | undefined;
}

/** Gives issues, which are found before the header is known, the names of their columns. */
export async function* finishRows(batches: AsyncGenerator<RawBatch>, header: string[]): AsyncGenerator<RawBatch> {
  for await (const batch of batches) {
    for (const issue of batch.issues?.values() ?? []) {
      issue.column = header[Number(issue.column.slice(1)) - 1] ?? issue.column;
    }
    yield batch;
  }
}
