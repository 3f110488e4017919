import { Readable } from 'node:stream';
import type { Cell, Row } from 'exceljs';
import { AppError } from '../../../shared/errors.ts';
import { fileErrors } from './file-errors.ts';
import { findHeaderRow, readHeader } from './header.ts';
import { createFillDown, findMergedRuns } from './merged-cells.ts';
import type { ReasonKey, RowError } from './reasons.ts';
import { MAX_UNPACKED_BYTES, prepend } from './source.ts';
import { BATCH_ROWS, finishRows, type OpenTableOptions, type RawBatch, type Table } from './table.ts';
import { attribute, openingTags } from './xml-tags.ts';
import { type ArchiveFile, listZipEntries, storeFiles, unpackEntry, type ZipEntry } from './zip-entries.ts';

/** Bytes of a packed workbook held in memory; half a million lines are about 30 MB. */
const MAX_PACKED_BYTES = 128 * 1024 * 1024;
/** Unpacked bytes of the texts, which are held in memory while the sheet is read: at worst five times as much. */
const MAX_TEXTS_BYTES = 128 * 1024 * 1024;
/** Unpacked bytes of the list of sheets and of the formats: held in memory too, and small in every real workbook. */
const MAX_SMALL_PART_BYTES = 8 * 1024 * 1024;
/** Sheets that a table is looked for in. */
const MAX_SHEETS_LOOKED_AT = 20;
/** Rows of a sheet among which its header is looked for. */
const MAX_ROWS_ABOVE = 20;
/** The rows a sheet may have by its format; a file with more is made to harm. */
const MAX_ROWS = 1_048_576;

const MS_PER_DAY = 86_400_000;
/** Serial day number of 1970-01-01 in a workbook that counts from 1900. */
const SERIAL_OF_1970 = 25_569;
/** Days between the 1900 and the 1904 way of counting. */
const DAYS_1904 = 1462;

/**
 * Opens one sheet of a workbook. exceljs gets a small archive with only the parts it needs, in the order it needs them (number
 * formats and texts before the sheet): so it never waits on temporary files, and every part is bounded before it is unpacked.
 */
export async function openWorkbook(bytes: AsyncGenerator<Buffer>, options: OpenTableOptions): Promise<Table> {
  const zip = await collect(bytes);
  const { fits } = options;
  if (options.sheet !== undefined || !fits) return openSheet(zip, options);
  let best = await openSheet(zip, options).catch(remember);
  if ('header' in best && fits(best.header)) return best;
  const { sheets } = await asBroken(() => listSheets(zip));
  for (const { name: sheet } of sheets.slice(1, MAX_SHEETS_LOOKED_AT)) {
    const other = await openSheet(zip, { ...options, sheet }).catch(remember);
    if (!('header' in other)) continue;
    if (fits(other.header)) {
      if ('header' in best) await best.rows.return(undefined);
      return other;
    }
    // A cover that is no table at all gives way to any sheet that is one.
    if ('header' in best) await other.rows.return(undefined);
    else best = other;
  }
  if ('header' in best) return best;
  throw best.refusal;
}

/** A sheet that is no table is not the one that is looked for; anything else went wrong. */
function remember(refusal: unknown): { refusal: AppError } {
  if (refusal instanceof AppError) return { refusal };
  throw refusal;
}

async function openSheet(zip: Buffer, options: OpenTableOptions): Promise<Table> {
  const { files, sheets, sheet, is1904, merged } = await asBroken(() => chooseParts(zip, options.sheet));
  const batches = readSheet(files, { is1904, merged, headerRow: options.headerRow });
  const table: Omit<Table, 'header' | 'rows'> = { kind: 'xlsx', encoding: 'utf-8', delimiter: '', sheets, sheet };
  try {
    const first = await batches.next();
    if (first.done) throw fileErrors.empty();
    const header = readHeader(first.value.rows[0] ?? []);
    const second = await batches.next();
    if (second.done) throw fileErrors.onlyHeader();
    return { ...table, header, rows: finishRows(padRows(prepend([second.value], batches), header), header) };
  } catch (error) {
    await batches.return(undefined);
    throw error;
  }
}

async function collect(bytes: AsyncGenerator<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of bytes) {
    size += part.length;
    if (size > MAX_PACKED_BYTES) throw fileErrors.workbookTooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts, size);
}

async function asBroken<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw cause instanceof AppError ? cause : fileErrors.brokenWorkbook(cause);
  }
}

async function listSheets(zip: Buffer) {
  const entries = listZipEntries(zip);
  if ([...entries.values()].some((entry) => entry.isEncrypted)) throw fileErrors.encryptedWorkbook();
  const workbook = await readText(zip, entries.get('xl/workbook.xml'));
  const relations = await readText(zip, entries.get('xl/_rels/workbook.xml.rels'));
  const targets = new Map(
    [...openingTags(relations, 'Relationship')].map((tag) => [attribute(tag, 'Id'), attribute(tag, 'Target')]),
  );
  const sheets = [...openingTags(workbook, 'sheet')].map((tag) => {
    const target = targets.get(attribute(tag, 'r:id')) ?? '';
    return { name: attribute(tag, 'name'), path: target.startsWith('/') ? target.slice(1) : `xl/${target}` };
  });
  return { entries, workbook, sheets };
}

async function chooseParts(zip: Buffer, sheetName: string | undefined) {
  const { entries, workbook, sheets } = await listSheets(zip);
  const names = sheets.map((sheet) => sheet.name);
  const sheet = sheetName === undefined ? sheets[0] : sheets.find(({ name }) => name === sheetName.trim());
  if (!sheet) throw sheets.length > 0 ? fileErrors.unknownSheet(names) : new Error('workbook without sheets');
  const date1904 = attribute(openingTags(workbook, 'workbookPr').next().value ?? '', 'date1904');

  const fixed = (name: string, text: string): ArchiveFile => {
    const content = Buffer.from(text);
    return { name, size: content.length, content: [content] };
  };
  const part = (name: string, path: string, limit: number): ArchiveFile | undefined => {
    const entry = entries.get(path);
    if (!entry) return undefined;
    if (entry.size > limit) throw fileErrors.workbookTooLarge();
    return { name, size: entry.size, content: unpackEntry(zip, entry) };
  };
  const body = part('xl/worksheets/sheet1.xml', sheet.path, MAX_UNPACKED_BYTES);
  if (!body) throw new Error('sheet is missing in the archive');
  const files: ArchiveFile[] = [
    fixed('xl/_rels/workbook.xml.rels', '<Relationships></Relationships>'),
    fixed('xl/workbook.xml', '<workbook><sheets></sheets></workbook>'),
    part('xl/styles.xml', 'xl/styles.xml', MAX_SMALL_PART_BYTES) ?? fixed('xl/styles.xml', '<styleSheet></styleSheet>'),
    part('xl/sharedStrings.xml', 'xl/sharedStrings.xml', MAX_TEXTS_BYTES) ??
      fixed('xl/sharedStrings.xml', '<sst></sst>'),
    body,
  ];
  const merged = await findMergedRuns(unpackEntry(zip, entries.get(sheet.path) as ZipEntry));
  return { files, merged, sheets: names, sheet: sheet.name, is1904: date1904 === '1' || date1904 === 'true' };
}

async function readText(zip: Buffer, entry: ZipEntry | undefined): Promise<string> {
  if (!entry) throw new Error('not a workbook');
  if (entry.size > MAX_SMALL_PART_BYTES) throw fileErrors.workbookTooLarge();
  const parts: Buffer[] = [];
  for await (const part of unpackEntry(zip, entry)) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

interface Reading {
  is1904: boolean;
  merged: Awaited<ReturnType<typeof findMergedRuns>>;
  /** Told rather than found. */
  headerRow: number | undefined;
}

/** Batches of a sheet; the first one holds the header row alone. */
async function* readSheet(files: ArchiveFile[], reading: Reading): AsyncGenerator<RawBatch> {
  // Loaded only here: exceljs takes 100 ms and 40 MB that a CSV import does not need.
  const { default: exceljs } = await import('exceljs');
  const input = Readable.from(storeFiles(files), { objectMode: false });
  const next = createGuardedNext(input);
  const reader = new exceljs.stream.xlsx.WorkbookReader(input, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  });
  try {
    yield* readRows(reader, next, reading);
  } catch (cause) {
    throw cause instanceof AppError ? cause : fileErrors.brokenWorkbook(cause);
  } finally {
    input.destroy();
  }
}

/**
 * `next()` of an iterator that also fails when `input` does: exceljs does not hear errors of its input and would wait for ever.
 * No `Promise.race` against one long promise: that promise would hold on to every row.
 */
function createGuardedNext(input: Readable) {
  let failure: Error | undefined;
  let rejectCurrent: ((error: Error) => void) | undefined;
  input.once('error', (error) => {
    failure = error;
    rejectCurrent?.(error);
  });
  return <T>(iterator: AsyncIterator<T>): Promise<IteratorResult<T>> =>
    new Promise((resolve, reject) => {
      if (failure) return reject(failure);
      rejectCurrent = reject;
      iterator.next().then(resolve, reject);
    });
}

async function* readRows(
  reader: AsyncIterable<AsyncIterable<Row>>,
  nextOf: <T>(iterator: AsyncIterator<T>) => Promise<IteratorResult<T>>,
  { is1904, merged, headerRow }: Reading,
): AsyncGenerator<RawBatch> {
  const fillDown = createFillDown(merged);
  let batch: RawBatch = { firstLineNumber: 0, rows: [], lineNumbers: [] };
  let isHeader = true;
  let rowCount = 0;
  /** Puts a row into the batch; the batch when it is full. */
  const take = ({ cells, issue, figures, line }: ReadRow, isAbove: boolean): RawBatch | undefined => {
    fillDown.fill(cells, line, (column) => figures.has(column));
    if (isAbove) return undefined;
    if (isHeader) fillDown.setHeader(cells);
    if (!issue && cells.every((cell) => cell.trim() === '')) return undefined;
    if (batch.rows.length === 0) batch.firstLineNumber = line;
    if (issue) (batch.issues ??= new Map()).set(batch.rows.length, issue);
    batch.rows.push(cells);
    batch.lineNumbers.push(line);
    if (!isHeader && batch.rows.length < BATCH_ROWS) return undefined;
    const full = batch;
    isHeader = false;
    batch = { firstLineNumber: 0, rows: [], lineNumbers: [] };
    return full;
  };
  const head: ReadRow[] = [];
  let headerLine = headerRow;
  const takeHead = function* () {
    const line = head[findHeaderRow(head.map(({ cells }) => cells))]?.line ?? 0;
    for (const row of head.splice(0)) {
      const full = take(row, row.line < line);
      if (full) yield full;
    }
    return line;
  };
  const sheets = reader[Symbol.asyncIterator]();
  const sheet = await nextOf(sheets);
  if (sheet.done) return;
  const rows = sheet.value[Symbol.asyncIterator]();
  for (;;) {
    const next = await nextOf(rows);
    if (next.done) break;
    if (++rowCount > MAX_ROWS) throw fileErrors.workbookTooLarge();
    const line = next.value.number || rowCount;
    const row = { ...readCells(next.value, line, is1904), line };
    if (headerLine === undefined) {
      head.push(row);
      if (head.length === MAX_ROWS_ABOVE) headerLine = yield* takeHead();
      continue;
    }
    const full = take(row, line < headerLine);
    if (full) yield full;
  }
  yield* takeHead();
  if (batch.rows.length > 0) yield batch;
}

interface ReadRow extends Cells {
  line: number;
}

interface Cells {
  cells: string[];
  issue: RowError | undefined;
  /** Columns with a number that is no date. */
  figures: Set<number>;
}

function readCells(row: Row, line: number, is1904: boolean): Cells {
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

/** A row of a workbook ends at its last filled cell, which is no fault (a short line of a text file is one). */
async function* padRows(batches: AsyncGenerator<RawBatch>, header: string[]): AsyncGenerator<RawBatch> {
  for await (const batch of batches) {
    for (const row of batch.rows) while (row.length < header.length) row.push('');
    yield batch;
  }
}
