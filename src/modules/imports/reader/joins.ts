import type { ImportMap } from '../map.ts';
import { fileErrors } from './file-errors.ts';
import { openTable } from './open-table.ts';
import type { RowError } from './reasons.ts';
import type { TableSource } from './source.ts';

/** Rows of one joined file, which are held in memory; a shop has fewer items, and orders of a few years. */
const MAX_JOINED_ROWS = 1_000_000;
/** Characters held of one joined file. */
const MAX_JOINED_CHARACTERS = 128 * 1024 * 1024;

/** The header with the taken columns, and a function that adds their cells to a row in place. */
export interface Joined {
  header: string[];
  /** The error when a row finds no partner (its key blank included); the row is then as it was or partly longer. */
  extendRow(cells: string[], lineNumber: number): RowError | undefined;
}

/**
 * Reads the files a map joins and holds their taken columns by key; a later join may use a column that an earlier one added.
 * `openFile` turns a file's name into a path or stream (the folder of the imported file, or the other uploaded files).
 * @throws AppError invalid_input: a column missing or double, a key twice, a file too large.
 */
export async function openJoins(options: {
  map: Pick<ImportMap, 'joins'>;
  header: readonly string[];
  openFile: (name: string) => TableSource;
}): Promise<Joined> {
  const header = [...options.header];
  const steps: { keyIndex: number; column: string; file: string; rows: Map<string, string[]> }[] = [];
  const ownWidth = header.length;
  for (const join of options.map.joins) {
    const keyIndex = header.indexOf(join.on.column);
    if (keyIndex === -1) throw fileErrors.columnMissing([join.on.column], header);
    const repeated = join.take.filter((name) => header.includes(name));
    if (repeated.length > 0) throw fileErrors.duplicateHeader(repeated);
    steps.push({
      keyIndex,
      column: join.on.column,
      file: join.file,
      rows: await readJoin(join, options.openFile(join.file)),
    });
    header.push(...join.take);
  }
  return {
    header,
    extendRow(cells, line) {
      // A line of another length would put the joined cells under wrong names; the mapper refuses it by its count.
      if (cells.length !== ownWidth) return undefined;
      for (const { keyIndex, column, file, rows } of steps) {
        const key = (cells[keyIndex] ?? '').trim();
        const found = rows.get(key);
        if (!found) return { line, column, value: key, reason: 'join_missing', params: { file } };
        for (const cell of found) cells.push(cell);
      }
      return undefined;
    },
  };
}

async function readJoin(join: ImportMap['joins'][number], source: TableSource): Promise<Map<string, string[]>> {
  const table = await openTable(source, { encoding: join.encoding, delimiter: join.delimiter, sheet: join.sheet });
  const rows = new Map<string, string[]>();
  try {
    const missing = [join.on.foreign, ...join.take].filter((name) => !table.header.includes(name));
    if (missing.length > 0) throw fileErrors.columnMissing(missing, table.header);
    const keyIndex = table.header.indexOf(join.on.foreign);
    const indexes = join.take.map((name) => table.header.indexOf(name));
    let characters = 0;
    for await (const batch of table.rows) {
      for (const [index, row] of batch.rows.entries()) {
        const key = (row[keyIndex] ?? '').trim();
        if (key === '' || batch.issues?.has(index)) continue;
        if (rows.has(key)) throw fileErrors.joinKeyRepeated(join.file, batch.lineNumbers[index] ?? 0);
        const taken = indexes.map((at) => row[at] ?? '');
        characters += taken.reduce((length, cell) => length + cell.length, key.length);
        if (rows.size >= MAX_JOINED_ROWS || characters > MAX_JOINED_CHARACTERS)
          throw fileErrors.joinTooLarge(join.file);
        rows.set(key, taken);
      }
    }
  } finally {
    await table.rows.return(undefined);
  }
  return rows;
}
