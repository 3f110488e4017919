import { Readable } from 'node:stream';
import type { Row } from 'exceljs';
import { AppError } from '../../../shared/errors.ts';
import { fileErrors } from './file-errors.ts';
import { findHeaderRow, readHeader } from './header.ts';
import { createFillDown, findMergedRuns } from './merged-cells.ts';
import { MAX_UNPACKED_BYTES, prepend } from './source.ts';
import { BATCH_ROWS, finishRows, type OpenTableOptions, type RawBatch, type Table } from './table.ts';
import { type Cells, readCells } from './xlsx-cells.ts';
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
/** Bytes of a sheet's beginning that is looked at when another sheet may be the one that is meant. */
const MAX_HEAD_BYTES = 1024 * 1024;
/** The rows a sheet may have by its format; a file with more is made to harm. */
const MAX_ROWS = 1_048_576;

/**
 * Opens one sheet of a workbook. exceljs gets a small archive with only the parts it needs, in the order it needs them (number
 * formats and texts before the sheet): so it never waits on temporary files, and every part is bounded before it is unpacked.
 */
export async function openWorkbook(bytes: AsyncGenerator<Buffer>, options: OpenTableOptions): Promise<Table> {
  const zip = await collect(bytes);
  const { fits } = options;
  if (options.sheet !== undefined || !fits) return openSheet(zip, options);
  const first = await openSheet(zip, options).catch(remember);
  if ('header' in first && fits(first.header)) return first;
  const rowsLookedAt = Math.max(MAX_ROWS_ABOVE, (options.headerRow ?? 0) + 1);
  const others = (await readHeads(zip, rowsLookedAt)).map(({ sheet, rows }) => ({
    sheet,
    header: headerOf(rows, options),
  }));
  // A cover that is no table at all gives way to any sheet that is one.
  const other =
    others.find(({ header }) => header && fits(header)) ??
    ('header' in first ? undefined : others.find(({ header }) => header));
  if (!other) {
    if ('header' in first) return first;
    throw first.refusal;
  }
  if ('header' in first) await first.rows.return(undefined);
  return openSheet(zip, { ...options, sheet: other.sheet });
}

/** The column names among the first rows of a sheet; undefined where there is no table. */
function headerOf(head: readonly HeadRow[], { fits, headerRow }: OpenTableOptions): string[] | undefined {
  const at =
    headerRow === undefined
      ? findHeaderRow(
          head.map(({ cells }) => cells),
          fits,
        )
      : head.findIndex(({ line }) => line >= headerRow);
  if (at === -1 || !head.slice(at + 1).some(({ cells }) => cells.some((cell) => cell.trim() !== ''))) return undefined;
  try {
    return readHeader(head[at]?.cells ?? []);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** A sheet that is no table is not the one that is looked for; anything else went wrong. */
function remember(refusal: unknown): { refusal: AppError } {
  if (refusal instanceof AppError) return { refusal };
  throw refusal;
}

async function openSheet(zip: Buffer, options: OpenTableOptions): Promise<Table> {
  const { files, sheets, sheet, is1904, merged } = await asBroken(() => chooseParts(zip, options.sheet));
  const batches = readSheet(files, { is1904, merged, headerRow: options.headerRow, fits: options.fits });
  const table: Omit<Table, 'header' | 'rows'> = { kind: 'xlsx', encoding: 'utf-8', delimiter: '', sheets, sheet };
  try {
    const first = await batches.next();
    if (first.done)
      throw options.headerRow === undefined ? fileErrors.empty() : fileErrors.lineMissing(options.headerRow);
    const header = readHeader(first.value.rows[0] ?? []);
    const second = await batches.next();
    if (second.done) throw fileErrors.onlyHeader();
    const rows = finishRows(padRows(prepend([second.value], batches), header), header);
    return { ...table, header, headerLine: first.value.firstLineNumber, rows };
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
  const entry = entries.get(sheet.path);
  if (!entry) throw new Error('sheet is missing in the archive');
  if (entry.size > MAX_UNPACKED_BYTES) throw fileErrors.workbookTooLarge();
  const body = { name: 'xl/worksheets/sheet1.xml', size: entry.size, content: unpackEntry(zip, entry) };
  const merged = await findMergedRuns(unpackEntry(zip, entry));
  return {
    files: [...sharedParts(zip, entries), body],
    merged,
    sheets: names,
    sheet: sheet.name,
    is1904: countsFrom1904(workbook),
  };
}

function countsFrom1904(workbook: string): boolean {
  const date1904 = attribute(openingTags(workbook, 'workbookPr').next().value ?? '', 'date1904');
  return date1904 === '1' || date1904 === 'true';
}

/** What every sheet needs: the formats and the texts. */
function sharedParts(zip: Buffer, entries: ReadonlyMap<string, ZipEntry>): ArchiveFile[] {
  const fixed = (name: string, text: string): ArchiveFile => {
    const content = Buffer.from(text);
    return { name, size: content.length, content: [content] };
  };
  const part = (name: string, limit: number): ArchiveFile | undefined => {
    const entry = entries.get(name);
    if (!entry) return undefined;
    if (entry.size > limit) throw fileErrors.workbookTooLarge();
    return { name, size: entry.size, content: unpackEntry(zip, entry) };
  };
  return [
    fixed('xl/_rels/workbook.xml.rels', '<Relationships></Relationships>'),
    fixed('xl/workbook.xml', '<workbook><sheets></sheets></workbook>'),
    part('xl/styles.xml', MAX_SMALL_PART_BYTES) ?? fixed('xl/styles.xml', '<styleSheet></styleSheet>'),
    part('xl/sharedStrings.xml', MAX_TEXTS_BYTES) ?? fixed('xl/sharedStrings.xml', '<sst></sst>'),
  ];
}

const ROW_END = /<\/(?:\w+:)?row>/g;

/** The beginning of a sheet's part, up to the end of so many rows. */
async function readHead(sheet: AsyncIterable<Buffer>, rowCount: number): Promise<Buffer> {
  let text = '';
  for await (const chunk of sheet) {
    // Bytes as they are: a syllable may stand across two chunks.
    text += chunk.toString('latin1');
    const ends = [...text.matchAll(ROW_END)];
    const last = ends[rowCount - 1];
    if (last) return Buffer.from(text.slice(0, last.index + last[0].length), 'latin1');
    if (text.length > MAX_HEAD_BYTES) break;
  }
  return Buffer.from(text, 'latin1');
}

type MergedRuns = Awaited<ReturnType<typeof findMergedRuns>>;

interface HeadRow {
  line: number;
  cells: string[];
}

/**
 * The first rows of every sheet but the first, with what merged cells say. The texts, which may be most of a workbook, are read
 * once for all of them; of a sheet nothing behind its first rows is kept.
 */
async function readHeads(zip: Buffer, rowCount: number): Promise<{ sheet: string; rows: HeadRow[] }[]> {
  return asBroken(async () => {
    const { entries, workbook, sheets } = await listSheets(zip);
    const heads: { sheet: string; file: ArchiveFile; merged: MergedRuns }[] = [];
    let bytesLeft = MAX_UNPACKED_BYTES;
    for (const { name: sheet, path } of sheets.slice(1, MAX_SHEETS_LOOKED_AT)) {
      const entry = entries.get(path);
      if (!entry) continue; // a chart has a sheet of its own that is none
      const content = await readHead(unpackEntry(zip, entry), rowCount);
      const name = `xl/worksheets/sheet${heads.length + 1}.xml`;
      bytesLeft -= entry.size;
      const merged = bytesLeft < 0 ? new Map() : await findMergedRuns(unpackEntry(zip, entry));
      heads.push({ sheet, merged, file: { name, size: content.length, content: [content] } });
    }
    if (heads.length === 0) return [];
    const files = [...sharedParts(zip, entries), ...heads.map(({ file }) => file)];
    const is1904 = countsFrom1904(workbook);
    const found: { sheet: string; rows: HeadRow[] }[] = [];
    const { sheets: opened, nextOf, close } = await openReader(files);
    try {
      for (const { sheet, merged } of heads) {
        const next = await nextOf(opened);
        if (next.done) break;
        const rows: ReadRow[] = [];
        const rowsOfSheet = next.value[Symbol.asyncIterator]();
        for (let row = await nextOf(rowsOfSheet); !row.done; row = await nextOf(rowsOfSheet)) {
          const line = row.value.number || rows.length + 1;
          rows.push({ ...readCells(row.value, line, is1904), line });
        }
        found.push({ sheet, rows: fillHead(rows, merged) });
      }
    } finally {
      close();
    }
    return found;
  });
}

/** Rows as they are read later, with what merged cells above them say; the rows themselves stay as they are. */
function fillHead(rows: readonly ReadRow[], merged: MergedRuns): HeadRow[] {
  const { fill } = createFillDown(merged);
  return rows.map(({ line, cells, figures }) => {
    const filled = [...cells];
    fill(filled, line, (column) => figures.has(column));
    return { line, cells: filled };
  });
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
  merged: MergedRuns;
  /** Told rather than found. */
  headerRow: number | undefined;
  fits: OpenTableOptions['fits'];
}

/** Batches of a sheet; the first one holds the header row alone. */
async function* readSheet(files: ArchiveFile[], reading: Reading): AsyncGenerator<RawBatch> {
  const { sheets, nextOf, close } = await openReader(files);
  try {
    yield* readRows(sheets, nextOf, reading);
  } catch (cause) {
    throw cause instanceof AppError ? cause : fileErrors.brokenWorkbook(cause);
  } finally {
    close();
  }
}

async function openReader(files: ArchiveFile[]) {
  // Loaded only here: exceljs takes 100 ms and 40 MB that a CSV import does not need.
  const { default: exceljs } = await import('exceljs');
  const input = Readable.from(storeFiles(files), { objectMode: false });
  const nextOf = createGuardedNext(input);
  const reader: AsyncIterable<AsyncIterable<Row>> = new exceljs.stream.xlsx.WorkbookReader(input, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  });
  return { sheets: reader[Symbol.asyncIterator](), nextOf, close: () => input.destroy() };
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
  sheets: AsyncIterator<AsyncIterable<Row>>,
  nextOf: <T>(iterator: AsyncIterator<T>) => Promise<IteratorResult<T>>,
  { is1904, merged, headerRow, fits }: Reading,
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
    const at = findHeaderRow(
      fillHead(head, merged).map(({ cells }) => cells),
      fits,
    );
    const line = head[at]?.line ?? 0;
    for (const row of head.splice(0)) {
      const full = take(row, row.line < line);
      if (full) yield full;
    }
    return line;
  };
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

/** A row of a workbook ends at its last filled cell, which is no fault (a short line of a text file is one). */
async function* padRows(batches: AsyncGenerator<RawBatch>, header: string[]): AsyncGenerator<RawBatch> {
  for await (const batch of batches) {
    for (const row of batch.rows) while (row.length < header.length) row.push('');
    yield batch;
  }
}
