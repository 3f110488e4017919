import { attribute, openingTags } from './xml-tags.ts';

/** A column's cells that were merged into one, from the row that holds the value to the last one. */
interface MergedRun {
  column: number;
  firstRow: number;
  lastRow: number;
}

/** Merged cells come behind the rows; of a sheet that has more text there, nothing is filled in. */
const MAX_TAIL = 16 * 1024 * 1024;
/** Columns with merged cells that are filled in, each at every row; of a sheet that has more, nothing is. */
const MAX_MERGED_COLUMNS = 200;
const ROWS_END = '</sheetData>';
const RANGE = /^([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})$/;
/** Columns whose figures name something: only there may a merged figure be repeated. */
const NAMES_SOMETHING = /번호|코드|전화|연락처|휴대폰|phone|code|(?:^|[^a-z])(?:no|id)(?:[^a-z]|$)/i;

/** The runs of merged cells of a sheet from top to bottom, by the column they stand in; cells merged sideways only are none. */
export async function findMergedRuns(sheet: AsyncIterable<Buffer>): Promise<Map<number, MergedRun[]>> {
  const text = await readTail(sheet);
  const byColumn = new Map<number, MergedRun[]>();
  for (const tag of openingTags(text, 'mergeCell')) {
    const [, column = '', first, last] = RANGE.exec(attribute(tag, 'ref')) ?? [];
    const run = { column: numberOf(column), firstRow: Number(first), lastRow: Number(last) };
    if (!(run.lastRow > run.firstRow)) continue;
    const runs = byColumn.get(run.column);
    if (runs) runs.push(run);
    else byColumn.set(run.column, [run]);
    if (byColumn.size > MAX_MERGED_COLUMNS) return new Map();
  }
  for (const runs of byColumn.values()) runs.sort((a, b) => a.firstRow - b.firstRow);
  return byColumn;
}

async function readTail(sheet: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  let isTail = false;
  for await (const chunk of sheet) {
    text += chunk.toString('latin1');
    const end = isTail ? 0 : text.indexOf(ROWS_END);
    if (end >= 0 && !isTail) {
      text = text.slice(end);
      isTail = true;
    }
    if (!isTail) text = text.slice(-ROWS_END.length);
    if (text.length > MAX_TAIL) return '';
  }
  return isTail ? text : '';
}

/** `A` → 1, `AB` → 28. */
function numberOf(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

/**
 * Fills rows with what a merged cell above them says: an order's number or day written once beside its lines. A figure is
 * repeated only where it names something: an amount written once for three lines is one amount, so the other two stay blank
 * and are refused rather than counted three times.
 */
export function createFillDown(byColumn: ReadonlyMap<number, readonly MergedRun[]>) {
  const held = new Map<number, { text: string; isFigure: boolean; lastRow: number }>();
  // Rows come from top to bottom, so every run is looked at once.
  const next = new Map<number, number>();
  let header: readonly string[] = [];
  return {
    setHeader(names: readonly string[]) {
      header = names;
    },
    fill(cells: string[], row: number, isFigure: (column: number) => boolean): void {
      for (const [column, runs] of byColumn) {
        const at = column - 1;
        let upcoming = next.get(column) ?? 0;
        while ((runs[upcoming]?.firstRow ?? row) < row) upcoming += 1;
        next.set(column, upcoming);
        const begun = runs[upcoming];
        if (begun?.firstRow === row) {
          held.set(column, { text: cells[at] ?? '', isFigure: isFigure(column), lastRow: begun.lastRow });
          continue;
        }
        const above = held.get(column);
        if (!above || row > above.lastRow || (cells[at] ?? '') !== '') continue;
        if (above.isFigure && !NAMES_SOMETHING.test(header[at] ?? '')) continue;
        while (cells.length < at) cells.push('');
        cells[at] = above.text;
      }
    },
  };
}
