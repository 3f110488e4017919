import type { Cell, Row } from 'exceljs';
import type { ReasonKey, RowError } from './reasons.ts';

const MS_PER_DAY = 86_400_000;
/** Serial day number of 1970-01-01 in a workbook that counts from 1900. */
const SERIAL_OF_1970 = 25_569;
/** Days between the 1900 and the 1904 way of counting. */
const DAYS_1904 = 1462;

/** The cells of one row as texts. */
export interface Cells {
  cells: string[];
  issue: RowError | undefined;
  /** Columns with a number that is no date. */
  figures: Set<number>;
}

/** Reads a row; cells without a value are blank texts. */
export function readCells(row: Row, line: number, is1904: boolean): Cells {
  const cells: string[] = [];
  const figures = new Set<number>();
  let issue: RowError | undefined;
  row.eachCell({ includeEmpty: false }, (cell, column) => {
    while (cells.length < column - 1) cells.push('');
    const read = readCell(cell, is1904);
    cells[column - 1] = read.text;
    if (read.isFigure) figures.add(column);
    if (read.reason) issue ??= { line, column: `#${column}`, value: read.text, reason: read.reason };
  });
  return { cells, issue, figures };
}

interface CellText {
  text: string;
  reason?: ReasonKey;
  isFigure?: boolean;
}

function readCell(cell: Cell, is1904: boolean): CellText {
  const value: unknown = cell.value;
  const isDate = isDateFormat(cell.numFmt);
  if (value === null || value === undefined) return { text: '' };
  if (typeof value !== 'object') return readPlain(value, isDate, is1904);
  // exceljs has already counted the serial number from 1900; taking that back keeps one conversion for all cells.
  if (value instanceof Date) {
    return { text: serialToText(value.getTime() / MS_PER_DAY + SERIAL_OF_1970, is1904) };
  }
  if ('error' in value) return { text: String(value.error), reason: 'cell_error' };
  if ('richText' in value && Array.isArray(value.richText)) {
    return { text: value.richText.map((part: { text?: string }) => part.text ?? '').join('') };
  }
  if ('formula' in value || 'sharedFormula' in value) {
    const result: unknown = 'result' in value ? value.result : undefined;
    if (result === undefined || result === null) {
      return { text: `=${'formula' in value ? String(value.formula) : ''}`, reason: 'formula_without_result' };
    }
    if (typeof result === 'number' && Number.isNaN(result)) return { text: '#N/A', reason: 'cell_error' };
    return readPlain(result, isDate, is1904);
  }
  return { text: 'text' in value ? String(value.text) : '' };
}

function readPlain(value: unknown, isDate: boolean, is1904: boolean): CellText {
  if (typeof value !== 'number') return { text: String(value) };
  return isDate ? { text: serialToText(value, is1904) } : { text: numberToText(value), isFigure: true };
}

/** Plain digits of a number as the spreadsheet shows it: 15 significant digits (so 0.1 + 0.2 is 0.3), no exponent. */
function numberToText(value: number): string {
  const text = String(Number(value.toPrecision(15)));
  if (!text.includes('e')) return text;
  return Math.abs(value) < 1 ? value.toFixed(20).replace(/\.?0+$/, '') : BigInt(Math.round(value)).toString();
}

/** A spreadsheet's day number as local ISO text: 'YYYY-MM-DDTHH:mm:ss', the date alone at midnight, the time alone below one day. */
function serialToText(serial: number, is1904: boolean): string {
  // A time of day alone has no day to count, whichever year the workbook counts from.
  const isTimeOnly = serial >= 0 && serial < 1;
  const days = serial - SERIAL_OF_1970 + (is1904 && !isTimeOnly ? DAYS_1904 : 0);
  const instant = new Date(Math.round(days * 86_400) * 1000);
  if (Number.isNaN(instant.getTime())) return String(serial);
  const text = instant.toISOString();
  if (isTimeOnly) return text.slice(11, 19);
  return text.slice(11, 19) === '00:00:00' ? text.slice(0, 10) : text.slice(0, 19);
}

/** Whether a number format shows a date or time: one of y m d h s outside of quotes, brackets and escapes. */
function isDateFormat(format: string | undefined): boolean {
  if (!format || format === 'General') return false;
  return /[ymdhs년월일시분초]/i.test(format.replace(/\[[^\]]*\]|"[^"]*"|\\.|_./g, ''));
}
