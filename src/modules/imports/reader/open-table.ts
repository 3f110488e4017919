import { CONTACT_FIELDS } from '../kinds/fields.ts';
import { areTooFewBaskets, lookLikeBaskets, openBaskets, splitItems, takesItemsWhole } from './baskets.ts';
import { decodeText, judgeWholeFile } from './decode.ts';
import { fileErrors } from './file-errors.ts';
import { detectDelimiter, readHeader } from './header.ts';
import type { RowError } from './reasons.ts';
import { openBytes, prepend, type TableSource } from './source.ts';
import { createRecordSplitter, type SplitRecords } from './split-records.ts';
import { BATCH_ROWS, finishRows, type OpenTableOptions, type RawBatch, type Table } from './table.ts';
import { BEGINS_VCARD, readCards } from './vcard.ts';

/** Characters of the beginning in which the delimiter is looked for. */
const HEAD_LENGTH = 64 * 1024;

/**
 * Opens a table for streaming: CSV, TSV or text with a delimiter, XLSX, vCard, gzip of either, told apart by their bytes.
 * Memory stays flat whatever the size. The caller consumes `rows` or calls `rows.return()`.
 * @throws AppError invalid_input | not_found, on opening or while rows are read, with a sentence for the person.
 */
export async function openTable(source: TableSource, options: OpenTableOptions = {}): Promise<Table> {
  const { map } = options;
  const mayBeBaskets = options.mayBeBaskets && !(map && takesItemsWhole(map));
  const table = await openAsItIs(source, { ...options, mayBeBaskets });
  return mayBeBaskets && !table.isBaskets ? splitItems(table, map) : table;
}

async function openAsItIs(source: TableSource, options: OpenTableOptions): Promise<Table> {
  const { kind, bytes } = await openBytes(source, options.onBytes);
  if (kind === 'empty') throw fileErrors.empty();
  if (kind === 'cfb') {
    await bytes.return(undefined);
    throw fileErrors.encryptedWorkbook();
  }
  if (kind === 'zip') {
    const { openWorkbook } = await import('./xlsx.ts');
    return openWorkbook(bytes, options);
  }
  if (typeof source === 'string' && /\.xlsx(\.gz)?$/i.test(source)) {
    await bytes.return(undefined);
    throw fileErrors.brokenWorkbook();
  }
  return openText(source, bytes, options);
}

async function openText(source: TableSource, bytes: AsyncGenerator<Buffer>, options: OpenTableOptions): Promise<Table> {
  try {
    let encoding = options.encoding;
    // A file can be read twice, so the whole of it is judged; a stream is judged at its first non-ASCII bytes.
    if (encoding === undefined && typeof source === 'string') {
      encoding = await judgeWholeFile((await openBytes(source)).bytes);
    }
    const table: Table = { kind: 'csv', encoding: encoding ?? 'utf-8', delimiter: ',', header: [], rows: noRows() };
    const text = decodeText(bytes, encoding, (found) => {
      table.encoding = found;
    });
    const head = await readHead(text);
    if (head.text.trim() === '') throw fileErrors.empty();
    if (BEGINS_VCARD.test(head.text)) return await openCards(table, prepend([head.text], text));
    const hint = /^sep=(.)\r?\n/i.exec(head.text); // spreadsheet programs write their delimiter so
    const { headerRow = 1 } = options;
    const told = head.text
      .split('\n')
      .slice(headerRow - 1)
      .join('\n');
    table.delimiter =
      options.delimiter ?? hint?.[1] ?? detectDelimiter(told.trim() === '' ? head.text : told, head.isWhole);

    const batches = readBatches(prepend([head.text], text), table.delimiter, hint !== null);
    let first = await batches.next();
    if (first.done) throw fileErrors.empty();
    while ((first.value.lineNumbers[0] ?? 0) < headerRow) {
      first.value.rows.shift();
      shiftBatch(first.value);
      if (first.value.rows.length === 0) first = await batches.next();
      if (first.done) throw fileErrors.lineMissing(headerRow);
    }
    if (options.mayBeBaskets && options.headerRow === undefined && lookLikeBaskets(first.value.rows))
      return openBaskets(table, prepend([first.value], batches));
    if (options.mayBeBaskets && options.headerRow === undefined && areTooFewBaskets(first.value.rows))
      throw fileErrors.fewBaskets();
    table.headerLine = first.value.lineNumbers[0] ?? headerRow;
    table.header = readHeader(first.value.rows.shift() ?? []);
    shiftBatch(first.value);
    if (first.value.rows.length > 0) {
      table.rows = finishRows(prepend([first.value], batches), table.header);
      return table;
    }
    const second = await batches.next();
    if (second.done) throw fileErrors.onlyHeader();
    table.rows = finishRows(prepend([second.value], batches), table.header);
    return table;
  } catch (error) {
    await bytes.return(undefined);
    throw error;
  }
}

async function openCards(table: Table, text: AsyncGenerator<string>): Promise<Table> {
  const leftOut = new Set<string>();
  const batches = readCards(text, leftOut);
  const first = await batches.next();
  if (first.done) throw fileErrors.empty();
  const header = [...CONTACT_FIELDS];
  return {
    ...table,
    kind: 'vcard',
    delimiter: '',
    header,
    leftOut,
    rows: finishRows(prepend([first.value], batches), header),
  };
}

async function* noRows(): AsyncGenerator<RawBatch> {}

/** Takes the header's line out of the first batch; its row is gone already. */
function shiftBatch(batch: RawBatch) {
  batch.lineNumbers.shift();
  batch.firstLineNumber = batch.lineNumbers[0] ?? batch.firstLineNumber;
  if (batch.issues) batch.issues = new Map([...batch.issues].map(([index, issue]) => [index - 1, issue]));
}

async function readHead(text: AsyncGenerator<string>): Promise<{ text: string; isWhole: boolean }> {
  let head = '';
  while (head.length < HEAD_LENGTH) {
    const next = await text.next();
    if (next.done) return { text: head, isWhole: true };
    head += next.value;
  }
  return { text: head, isWhole: false };
}

async function* readBatches(
  text: AsyncGenerator<string>,
  delimiter: string,
  isFirstLineHint: boolean,
): AsyncGenerator<RawBatch> {
  const splitter = createRecordSplitter(delimiter);
  let skip = isFirstLineHint ? 1 : 0;
  let mayBeBroken = false;
  const batchesOf = function* ({ rows, lineNumbers }: SplitRecords): Generator<RawBatch> {
    for (let start = skip; start < rows.length; start += BATCH_ROWS) {
      const batch: RawBatch = {
        firstLineNumber: lineNumbers[start] ?? 0,
        rows: rows.slice(start, start + BATCH_ROWS),
        lineNumbers: lineNumbers.slice(start, start + BATCH_ROWS),
      };
      if (mayBeBroken) markBrokenRows(batch);
      yield batch;
    }
    if (rows.length > 0) skip = 0;
  };
  for await (const piece of text) {
    // U+FFFD stands where the encoding knows no character; a search by piece is cheaper than one by cell.
    mayBeBroken ||= piece.includes('\uFFFD');
    yield* batchesOf(splitter.push(piece));
  }
  yield* batchesOf(splitter.end());
}

function markBrokenRows(batch: RawBatch) {
  for (const [index, row] of batch.rows.entries()) {
    const at = row.findIndex((cell) => cell.includes('\uFFFD'));
    if (at === -1) continue;
    batch.issues ??= new Map();
    const issue: RowError = {
      line: batch.lineNumbers[index] ?? 0,
      column: `#${at + 1}`,
      value: row[at] ?? '',
      reason: 'broken_characters',
    };
    batch.issues.set(index, issue);
  }
}
