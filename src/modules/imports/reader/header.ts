import { looksLikeResidentNumber } from '../../../shared/resident-number.ts';
import { fileErrors, MAX_COLUMNS } from './file-errors.ts';
import { createRecordSplitter } from './split-records.ts';

/** Delimiters that are tried, in order of preference where two fit equally well. */
const DELIMITERS = [',', '\t', ';', '|'] as const;
/** Records compared when a delimiter is looked for. */
const SAMPLE_RECORDS = 20;

const LOOKS_LIKE_DATE = /^\d{2,4}[-./]\d{1,2}[-./]\d{1,4}([T ].*)?$/;
const LOOKS_LIKE_PHONE = /^\+?\d{2,4}-\d{3,4}-\d{4}$/;
const LOOKS_LIKE_EMAIL = /^\S+@\S+\.\S+$/;
const LOOKS_LIKE_NUMBER = /^[-+]?[\d,]*\.?\d+$/;

/**
 * Finds the delimiter of a table from its beginning: the one that cuts the first records into the same number of cells,
 * more cells winning over fewer. A comma when nothing cuts at all (a table of one column).
 */
export function detectDelimiter(head: string, isWhole: boolean): string {
  let best: string = ',';
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const counts = countCells(head, delimiter, isWhole);
    const expected = counts[0] ?? 0;
    if (expected < 2) continue;
    const agreeing = counts.filter((count) => count === expected).length / counts.length;
    // Agreement weighs most: a text column full of commas has many cells but never twice the same number.
    const score = agreeing * 10 + Math.log2(expected);
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

function countCells(head: string, delimiter: string, isWhole: boolean): number[] {
  const splitter = createRecordSplitter(delimiter);
  try {
    const { rows } = splitter.push(head);
    if (isWhole && rows.length < SAMPLE_RECORDS) rows.push(...splitter.end().rows);
    return rows.slice(0, SAMPLE_RECORDS).map((row) => row.length);
  } catch {
    return []; // an open quote is reported, with its line, when the table itself is read
  }
}

/**
 * Column names of the first record: trimmed, blank ones at the end dropped, blank ones inside named `#3` by their place.
 * @throws AppError invalid_input: too many columns, no header, a name twice.
 */
export function readHeader(record: readonly string[]): string[] {
  const header = nameColumns(record);
  if (header.length > MAX_COLUMNS) throw fileErrors.tooManyColumns(header.length);
  if (looksLikeData(record.map((name) => name.trim()))) throw fileErrors.headerMissing();
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const name of header) {
    if (seen.has(name)) repeated.add(name);
    seen.add(name);
  }
  if (repeated.size > 0) throw fileErrors.duplicateHeader([...repeated]);
  return header;
}

function nameColumns(record: readonly string[]): string[] {
  const names = record.map((name) => name.trim());
  const length = names.findLastIndex((name) => name !== '') + 1;
  return names.slice(0, length).map((name, index) => name || `#${index + 1}`);
}

/**
 * Where the header stands among the first rows of a sheet, as an index: below a title, a period or a shop's name. The first row
 * whose names `fits` what is looked for; else the first one that the lines beneath it fit; else the first that fills half of the
 * table's width. Without `fits` what stands above must be no part of the table, as it is left out: neither data nor a row that
 * fills the same columns. 0 when no row below looks like a header with rows of its own, or is data already.
 * Worked: [['기간', '11월'], ['메뉴', '금액', '비고'], ['국수', '7000', '']] → 1: a figure stands below 11월, but only after a
 * line that has none. [['메뉴', '단가'], ['음료', '시가'], ['국수', '7000']] → 0: a drink without a price is no header.
 */
export function findHeaderRow(
  rows: readonly (readonly string[])[],
  fits?: (header: readonly string[]) => boolean,
): number {
  const texts = rows.map((row) => row.map((cell) => cell.trim()));
  const widths = texts.map((row) => row.filter((cell) => cell !== '').length);
  const widest = Math.max(0, ...widths);
  if (widest < 2) return 0;
  const linesBelow = (at: number) => texts.slice(at + 1).filter((_, index) => (widths[at + 1 + index] ?? 0) > 0);
  const candidates = [...texts.entries()].filter(
    ([at, row]) => (widths[at] ?? 0) >= 2 && linesBelow(at).length > 0 && !looksLikeData(row),
  );
  const fitting = fits && candidates.find(([, row]) => fits(nameColumns(row)));
  if (fitting) return fitting[0];
  const data = texts.findIndex((row, at) => (widths[at] ?? 0) >= 2 && isData(row));
  const isFree = ([at, row]: [number, string[]]) =>
    (data === -1 || at <= data) && !texts.slice(0, at).some((above) => fillsColumnsOf(above, row));
  const free = candidates.filter(isFree);
  const found = free.find(([at, row]) => namesColumns(row, linesBelow(at)));
  if (found) return found[0];
  const first = widths.findIndex((width) => width >= 2 && width * 2 >= widest);
  return free.some(([at]) => at === first) ? first : 0;
}

/** Whether a row says figures, other than a word with a day or a period beside it, as stands above a table. */
function isData(row: readonly string[]): boolean {
  const [label = '', value = '', ...more] = row.filter((cell) => cell !== '');
  if (more.length > 0) return row.some(isFigure);
  return looksLikeData(row) && (isFigure(label) || !LOOKS_LIKE_DATE.test(value));
}

const fillsColumnsOf = (above: readonly string[], row: readonly string[]) =>
  row.every((cell, column) => cell === '' || (above[column] ?? '') !== '');

/**
 * Whether a row names the columns of the lines below it: it says in words what stands in figures beneath, the very next line has
 * figures there already, and most lines fill no column that it leaves without a name.
 */
function namesColumns(names: readonly string[], below: readonly (readonly string[])[]): boolean {
  const isFilled = (line: readonly string[], column: number) => (line[column] ?? '') !== '';
  const columns = [...names.keys()].filter((column) => isFilled(names, column));
  const figures = columns.filter((column) => {
    const cells = below.map((line) => line[column] ?? '').filter((cell) => cell !== '');
    return cells.length > 0 && cells.filter(isFigure).length * 2 >= cells.length;
  });
  const next = below[0] ?? [];
  const filled = figures.filter((column) => isFilled(next, column));
  if (filled.length === 0 || !filled.every((column) => isFigure(next[column] ?? ''))) return false;
  if (!filled.some((column) => !isFigure(names[column] ?? ''))) return false;
  const outside = below.filter((line) => line.some((cell, column) => cell !== '' && !isFilled(names, column)));
  return outside.length * 2 <= below.length;
}

function isFigure(text: string): boolean {
  return LOOKS_LIKE_NUMBER.test(text) || isValue(text);
}

/** A date, a phone number or an e-mail address is no column name; nor are numbers in half of the cells. */
function looksLikeData(names: readonly string[]): boolean {
  const filled = names.filter((name) => name !== '');
  if (filled.length === 0) return true;
  if (filled.some((name) => name.length < 100 && (isValue(name) || looksLikeResidentNumber(name)))) return true;
  return filled.filter((name) => LOOKS_LIKE_NUMBER.test(name)).length * 2 >= filled.length;
}

/** A date, a phone number or an e-mail address. */
export function isValue(text: string): boolean {
  return LOOKS_LIKE_DATE.test(text) || LOOKS_LIKE_PHONE.test(text) || LOOKS_LIKE_EMAIL.test(text);
}
