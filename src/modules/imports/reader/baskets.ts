import { createHash } from 'node:crypto';
import { type ImportMap, listAmountColumns, listOwnColumns } from '../map.ts';
import { hasAmountColumn } from '../suggest-map.ts';
import { findCellCountError } from './field-readers.ts';
import { isValue } from './header.ts';
import { prepend } from './source.ts';
import type { RawBatch, Table } from './table.ts';

/** The column of a table with one basket a row, and the header, if any, of a file that has nothing but baskets. */
const ITEMS = 'items';
const ORDER_NO = 'order_no';
/** Columns that a basket's items get. No price is invented: the amount is 0, and the line is a sale all the same. */
const MADE = ['item_name', 'quantity', 'amount', 'kind'] as const;
/** What tells of one item; a table that has it is none of baskets. */
const OF_ONE_ITEM = ['item_name', 'item_code', 'quantity', 'amount'];
const NUMBER = /^[-+]?[\d,]*\.?\d+$/;
/** Between the items of one cell, the rarest in a name first. */
const SEPARATORS = ['|', ';', ','] as const;
/** Records looked at, and the fewest that say anything. */
const SAMPLE_RECORDS = 50;
const FEWEST_RECORDS = 3;

/**
 * Whether records are baskets, one a line, each as long as somebody bought: lines of different length with no number, date,
 * phone or address among them, which every table of sales has. Lines of one length are baskets when what stands in the first is
 * bought again beneath: a column's name is not. Or a single column named `items`.
 */
export function lookLikeBaskets(records: readonly string[][]): boolean {
  const sample = records.slice(0, SAMPLE_RECORDS).map(itemsOfCells);
  if (isItemsHeader(sample[0])) return records.length > 1;
  if (sample.length < FEWEST_RECORDS || !areGoods(sample)) return false;
  return haveLengths(sample) || areBoughtAgain(records.map(itemsOfCells));
}

function areBoughtAgain([first = [], ...beneath]: readonly string[][]): boolean {
  const bought = new Set(beneath.flat());
  return first.length > 0 && first.filter((item) => bought.has(item)).length * 2 >= first.length;
}

/** Whether records would be baskets, were there more of them: two lines may as well be column names and a row. */
export function areTooFewBaskets(records: readonly string[][]): boolean {
  const lines = records.map(itemsOfCells);
  return records.length === FEWEST_RECORDS - 1 && haveLengths(lines) && areGoods(lines);
}

function haveLengths(sample: readonly string[][]): boolean {
  return new Set(sample.map((items) => items.length)).size > 1;
}

function areGoods(sample: readonly string[][]): boolean {
  return sample.every((items) => items.every(mayNameGoods));
}

/** Digits from here on are a code, a day or a phone number. */
const MANY_DIGITS = 6;

function mayNameGoods(text: string): boolean {
  return !NUMBER.test(text) && !isValue(text) && text.replace(/\D/g, '').length < MANY_DIGITS;
}

/** The table of a file with one basket a line and no columns: one row an item, each basket an order of its own. */
export function openBaskets(table: Table, batches: AsyncGenerator<RawBatch>): Table {
  return {
    ...table,
    isBaskets: true,
    header: [ORDER_NO, ...MADE],
    rows: spread(batches, (numberOf) => (cells, line) => {
      const items = itemsOfCells(cells);
      if (line === 1 && isItemsHeader(items)) return [];
      const orderNo = numberOf(cells, line);
      return rowsOf(items, (made) => [orderNo, ...made]);
    }),
  };
}

/** Whether a map reads the column `items` as it stands in the file. */
export function takesItemsWhole(map: ImportMap): boolean {
  return [...listOwnColumns(map), ...Object.values(map.customFields ?? {})].includes(ITEMS);
}

/** A table of sales with one basket a row and its items in the column `items`: one row an item. Any other as it is. */
export async function splitItems(table: Table, map?: ImportMap): Promise<Table> {
  const at = table.header.indexOf(ITEMS);
  if (at === -1 || OF_ONE_ITEM.some((name) => table.header.includes(name))) return table;
  const own = table.header.filter((_, index) => index !== at);
  // The amount of a whole basket would count once for every item of it.
  if (map ? listAmountColumns(map).some((name) => own.includes(name)) : hasAmountColumn(own)) return table;
  const first = await table.rows.next();
  if (first.done) return table;
  const rows = prepend([first.value], table.rows);
  const cells = first.value.rows.map((row) => (row[at] ?? '').trim()).filter((cell) => cell !== '');
  // Numbers alone are a count of items.
  if (cells.every((cell) => NUMBER.test(cell))) return { ...table, rows };
  const separator = SEPARATORS.find((one) => cells.some((cell) => cell.includes(one))) ?? ',';
  const hasNumber = own.includes(ORDER_NO);
  const made = MADE.filter((name) => !own.includes(name));
  return {
    ...table,
    isBaskets: true,
    header: [...(hasNumber ? [] : [ORDER_NO]), ...own, ...made],
    rows: spread(rows, (numberOf) => (row, line) => {
      const error = findCellCountError(row, table.header.length, line);
      if (error) return error;
      const rest = row.slice(0, table.header.length).filter((_, index) => index !== at);
      const kept = [...(hasNumber ? [] : [numberOf(row, line)]), ...rest];
      const items = itemsOfCells((row[at] ?? '').split(separator));
      // A basket without items is refused as a line without the name of its item.
      return rowsOf(items.length > 0 ? items : [''], (cells) => [...kept, ...cells.slice(0, made.length)]);
    }),
  };
}

function isItemsHeader(items: readonly string[] | undefined): boolean {
  return items?.length === 1 && items[0]?.toLowerCase() === ITEMS;
}

function itemsOfCells(cells: readonly string[]): string[] {
  return cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
}

/** One row an item; what stands in a basket twice was bought twice. */
function rowsOf(items: readonly string[], row: (made: string[]) => string[]): string[][] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].map(([item, count]) => row([item, String(count), '0', 'sale']));
}

type Spread = (
  cells: readonly string[],
  line: number,
) => string[][] | NonNullable<ReturnType<typeof findCellCountError>>;

/**
 * Turns each row into several. A basket without a number is numbered by its line and by all that stands before it, so that
 * the same file has the same numbers, a file that grew keeps them, and another file of the same day has its own.
 */
async function* spread(
  batches: AsyncGenerator<RawBatch>,
  spreadWith: (numberOf: (cells: readonly string[], line: number) => string) => Spread,
): AsyncGenerator<RawBatch> {
  let chain = '';
  const rowsOfCells = spreadWith((cells, line) => {
    chain = createHash('sha256')
      .update(`${chain}\n${cells.join('\t')}`)
      .digest('hex')
      .slice(0, 12);
    return `${line}-${chain}`;
  });
  for await (const batch of batches) {
    const next: RawBatch = { firstLineNumber: batch.firstLineNumber, rows: [], lineNumbers: [], issues: new Map() };
    for (const [index, cells] of batch.rows.entries()) {
      const line = batch.lineNumbers[index] ?? 0;
      const found = rowsOfCells(cells, line);
      const rows = Array.isArray(found) ? found : [[...cells]];
      const issue = batch.issues?.get(index) ?? (Array.isArray(found) ? undefined : found);
      for (const row of rows) {
        // Without a header a column is but its place, which the items do not keep.
        if (issue)
          next.issues?.set(next.rows.length, issue.column.startsWith('#') ? { ...issue, column: MADE[0] } : issue);
        next.rows.push(row);
        next.lineNumbers.push(line);
      }
    }
    yield next;
  }
}
