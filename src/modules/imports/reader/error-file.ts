import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { redactResidentNumbers } from '../../../shared/resident-number.ts';
import { describeNote, describeReason, type RowError } from './reasons.ts';

/** Columns added to the input's own; no map uses them, so the corrected file can be imported as it is. */
export const ERROR_COLUMNS = ['error_line', 'error_column', 'error_value', 'error_reason'] as const;

/** Thirteen bare digits are more often a bar code than a resident number. */
const BARE_BAR_CODE = /^\d{13}$/;
const LOOKS_LIKE_NUMBER = /^[-+]?[\d,]*\.?\d+(e[-+]?\d+)?%?$/i;
const LOOKS_LIKE_PHONE = /^\+[\d\s()-]+$/;

/** A file of rows that were not taken, or not whole, in the shape of the input: to be corrected and imported again. */
export interface ErrorFile {
  /** Waits when the disk is slower than the import. A note: the row was taken, without this cell. */
  write(cells: readonly string[], error: RowError, options?: { isNote?: boolean }): Promise<void>;
  /** Rows written so far. */
  readonly count: number;
  /** Completes the file; undefined, and no file, when no row was written. */
  close(): Promise<string | undefined>;
}

/**
 * Opens an error file at `path` (mode 600: it holds personal data), created with its first row: UTF-8 with byte order mark, so that
 * spreadsheets read Korean. Cells that a spreadsheet would run as a formula get an apostrophe (CSV injection); resident numbers
 * are masked (PV-12).
 */
export function writeErrorFile(options: { path: string; header: readonly string[]; language: 'ko' | 'en' }): ErrorFile {
  const { path, header, language } = options;
  let stream: ReturnType<typeof createWriteStream> | undefined;
  let failure: unknown;
  let count = 0;
  const open = () => {
    const opened = createWriteStream(path, { mode: 0o600 });
    opened.on('error', (error) => {
      failure = error;
    });
    opened.write(`\uFEFF${toCsvLine([...header, ...ERROR_COLUMNS])}`);
    return opened;
  };
  return {
    get count() {
      return count;
    },
    async write(cells, error, { isNote = false } = {}) {
      stream ??= open();
      if (failure) throw failure;
      count++;
      const isResident = error.reason === 'resident_number';
      const shown = (cell: string) => (BARE_BAR_CODE.test(cell) && !isResident ? cell : redactResidentNumbers(cell));
      const own = cells.map(shown);
      while (own.length < header.length) own.push('');
      const added = [
        String(error.line),
        error.column,
        shown(error.value),
        (isNote ? describeNote : describeReason)(error, language),
      ];
      if (!stream.write(toCsvLine([...own.slice(0, header.length), ...added]))) {
        // An error while waiting rejects here as well.
        await once(stream, 'drain');
      }
    },
    async close() {
      if (!stream) return undefined;
      if (failure) throw failure;
      stream.end();
      await finished(stream);
      return path;
    },
  };
}

function toCsvLine(cells: string[]): string {
  return `${cells.map(toCsvCell).join(',')}\r\n`;
}

/** One CSV cell: quoted where needed; text that a spreadsheet would take for a formula begins with an apostrophe. */
export function toCsvCell(text: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(text) && !LOOKS_LIKE_NUMBER.test(text) && !LOOKS_LIKE_PHONE.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
