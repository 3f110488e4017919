import path from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '../../../shared/errors.ts';
import type { Field } from '../../customers/index.ts';
import type { Workspace } from '../../workspace/index.ts';
import type { ImportKind, RejectedReason } from '../contract.ts';
import { findCanonicalMap, type ImportMap, listMissingFields, listOwnColumns } from '../map.ts';
import { findPurchaseLogMap, LOG_SAMPLE_ROWS, purchaseName } from '../purchase-log.ts';
import { writeErrorFile } from '../reader/error-file.ts';
import { fileErrors } from '../reader/file-errors.ts';
import { openJoins } from '../reader/joins.ts';
import { openTable } from '../reader/open-table.ts';
import { describeNote, describeReason, type ReasonKey, type RowError } from '../reader/reasons.ts';
import type { RawBatch, Table } from '../reader/table.ts';
import type { KindOfImport, MapOf, Mapped } from './import-kind.ts';

export type TableFile = string | Readable;

/** Where a file comes from and how it is read. */
export interface FileToRead {
  source: TableFile;
  /** Undefined: the file must have the canonical header. */
  map?: ImportMap | undefined;
  encoding?: string | undefined;
  delimiter?: string | undefined;
  /** Sheet of a workbook by name; the map's, else the first. */
  sheet?: string | undefined;
  /** Line with the column names, from 1; the map's, else in a workbook the one that is found. */
  headerRow?: number | undefined;
  /** The day (`YYYY-MM-DD`) of sales whose file does not say it, as a basket file; a map says it itself. */
  day?: string | undefined;
  /** Aborted: reading stops with the signal's reason, and nothing of the file is stored. */
  signal?: AbortSignal | undefined;
  /** A joined file by its name; the folder of the imported file when absent. */
  openFile?: ((name: string) => TableFile) | undefined;
}

/** Counts of a file while it is read. */
export interface ReadCounts {
  rows: number;
  rejected: number;
  bytesRead: number;
}

type Row = { lineNumber: number };

/** Rows of a file as records of one kind, batch by batch; what cannot be taken goes to the error file. */
export interface ReadFile<Line> {
  header: string[];
  counts: ReadCounts;
  unmappedColumns: string[];
  batches: AsyncIterable<Line[]>;
  /** A row of the batch last given out. */
  cellsOf(lineNumber: number): readonly string[];
  /** Refuses a row that only its loader could judge; without `cells` one of the batch last given out. */
  reject(lineNumber: number, reason: ReasonKey, cells?: readonly string[]): Promise<void>;
  /** Says what its loader found of a row that is taken; else as `reject`. */
  noteRow(lineNumber: number, reason: ReasonKey, cells?: readonly string[]): Promise<void>;
  /** Why rows were not taken so far, the most frequent first. */
  reasons(): RejectedReason[];
  /** Cells left out of rows that were taken. */
  warnings(): RejectedReason[];
  /** Columns of which nothing is stored; complete once all rows are read. */
  columnsNotTaken(): string[];
  /** Completes the error file; its path, or undefined when every row was taken whole. */
  closeErrors(): Promise<string | undefined>;
  /** Closes the source when it is not read to its end. */
  abandon(): Promise<void>;
}

/**
 * Opens a file of one kind. Joins are read into memory first.
 * @throws AppError invalid_input | not_found, with a sentence about the file
 */
export async function openFileOfKind<K extends ImportKind, Line extends Row>(
  kind: KindOfImport<K, Line>,
  file: FileToRead,
  options: { shop: Workspace; fields: readonly Field[]; errorPath: string; language: 'ko' | 'en'; now: Date },
): Promise<ReadFile<Line>> {
  const counts: ReadCounts = { rows: 0, rejected: 0, bytesRead: 0 };
  const table = await openTable(file.source, {
    encoding: file.encoding ?? file.map?.encoding,
    delimiter: file.delimiter ?? file.map?.delimiter,
    sheet: file.sheet ?? file.map?.sheet,
    fits: fitsKind(kind.kind, file.map),
    headerRow: file.headerRow ?? file.map?.headerRow,
    mayBeBaskets: kind.kind === 'sales',
    map: file.map,
    onBytes: (bytes) => {
      counts.bytesRead += bytes;
    },
  });
  try {
    const map =
      file.map ??
      (kind.kind === 'sales' ? await purchaseLogOf(table, options.shop) : undefined) ??
      canonicalMapOf(kind.kind, table, file.day);
    if (!isMapOf(map, kind.kind)) throw wrongKind(kind);
    const joined = await openJoins({ map, header: table.header, openFile: file.openFile ?? besideOf(file.source) });
    const mapper = kind.mapper({
      map,
      header: joined.header,
      shop: options.shop,
      fields: options.fields,
      now: options.now,
    });
    const errors = writeErrorFile({ path: options.errorPath, header: table.header, language: options.language });
    const isJoined = map.joins.length > 0;
    const rejections = countReasons();
    const warnings = countReasons(describeNote);
    const onRejected = (cells: readonly string[], error: RowError) => {
      counts.rejected += 1;
      rejections.add(error);
      return errors.write(cells, error);
    };
    const onWarning = (cells: readonly string[], warning: RowError) => {
      warnings.add(warning);
      return errors.write(cells, warning, { isNote: true });
    };
    let current: RawBatch | undefined;
    let lastAt = 0;
    const cellsOf = (lineNumber: number) => {
      // Loaders ask in the order of the file.
      const ahead = current?.lineNumbers.indexOf(lineNumber, lastAt) ?? -1;
      lastAt = ahead >= 0 ? ahead : (current?.lineNumbers.indexOf(lineNumber) ?? -1);
      const cells = current?.rows[lastAt];
      lastAt = Math.max(lastAt, 0);
      if (!cells) throw new Error('only rows of the batch in hand can be asked for');
      return cells;
    };
    return {
      header: table.header,
      counts,
      unmappedColumns: mapper.unmappedColumns,
      batches: mapBatches({
        table,
        onRejected,
        onBatch(batch) {
          current = batch;
          lastAt = 0;
        },
        onWarning,
        counts,
        signal: file.signal,
        extendRow: isJoined ? joined.extendRow : undefined,
        mapRow: mapper.mapRow,
      }),
      cellsOf,
      reject: (line, reason, cells = cellsOf(line)) => onRejected(cells, { line, column: '', value: '', reason }),
      noteRow: (line, reason, cells = cellsOf(line)) => onWarning(cells, { line, column: '', value: '', reason }),
      reasons: rejections.list,
      warnings: warnings.list,
      columnsNotTaken: () => [...(mapper.columnsNotTaken ?? []), ...(table.leftOut ?? [])],
      closeErrors: () => errors.close(),
      abandon: async () => {
        await table.rows.return(undefined);
      },
    };
  } catch (error) {
    await table.rows.return(undefined);
    throw error;
  }
}

async function* mapBatches<Line extends Row>(parts: {
  table: Table;
  /** Waits when the disk is slower than the import. */
  onRejected: (cells: readonly string[], error: RowError) => Promise<void>;
  onWarning: (cells: readonly string[], warning: RowError) => Promise<void>;
  onBatch: (batch: RawBatch) => void;
  counts: ReadCounts;
  signal: AbortSignal | undefined;
  extendRow: ((cells: string[], lineNumber: number) => RowError | undefined) | undefined;
  mapRow: (cells: readonly string[], lineNumber: number) => Mapped<Line>;
}): AsyncGenerator<Line[]> {
  const { table, onRejected, onWarning, onBatch, counts, signal, extendRow, mapRow } = parts;
  for await (const batch of table.rows) {
    signal?.throwIfAborted();
    onBatch(batch);
    const taken: Line[] = [];
    for (let index = 0; index < batch.rows.length; index++) {
      const cells = batch.rows[index] as string[];
      const lineNumber = batch.lineNumbers[index] as number;
      const error = batch.issues?.get(index) ?? extendRow?.(cells, lineNumber);
      const mapped: Mapped<Line> = error ? { error } : mapRow(cells, lineNumber);
      if ('ok' in mapped) {
        taken.push(mapped.ok);
        for (const warning of mapped.warnings ?? []) await onWarning(cells, warning);
      } else await onRejected(cells, mapped.error);
    }
    counts.rows += batch.rows.length;
    yield taken;
  }
}

/** Reasons shown; a file of other columns can have one a column. */
const MAX_REASONS = 50;

/** Lines named for a reason; the error file has them all. */
const MAX_LINES = 5;

/** Counts rejected rows by column and reason. */
function countReasons(say = describeReason) {
  const found = new Map<string, RejectedReason>();
  return {
    add(error: RowError) {
      const { column, reason, line } = error;
      const key = `${reason} ${column}`;
      const known = found.get(key);
      if (known) {
        known.count += 1;
        if (known.lines.length < MAX_LINES) known.lines.push(line);
      } else {
        const message = { ko: say(error, 'ko'), en: say(error, 'en') };
        found.set(key, { column, reason, count: 1, lines: [line], message });
      }
    },
    list: () => [...found.values()].sort((a, b) => b.count - a.count).slice(0, MAX_REASONS),
  };
}

/** Whether a sheet is the one that is meant: it has the columns of the map, else the standard ones. */
export function fitsKind(kind: ImportKind, map: ImportMap | undefined): (header: readonly string[]) => boolean {
  if (!map) return (header) => findCanonicalMap(kind, header) !== undefined;
  const columns = listOwnColumns(map);
  return (header) => columns.every((name) => header.includes(name));
}

/** The map of a log of purchases that does not say what was bought; its first rows are looked at and read again. */
async function purchaseLogOf(table: Table, shop: Workspace): Promise<ImportMap | undefined> {
  if (table.isBaskets || findCanonicalMap('sales', table.header)) return undefined;
  const { rows } = table;
  const held: RawBatch[] = [];
  const sample = () => held.flatMap((batch) => batch.rows);
  while (sample().length < LOG_SAMPLE_ROWS) {
    const next = await rows.next();
    if (next.done) break;
    held.push(next.value);
  }
  const looked = sample();
  table.rows = {
    next: () => {
      const value = held.shift();
      return value ? Promise.resolve({ done: false, value }) : rows.next();
    },
    return: (value) => rows.return(value),
    throw: (error) => rows.throw(error),
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: () => rows[Symbol.asyncDispose](),
  };
  return findPurchaseLogMap(table.header, looked, purchaseName(shop));
}

/** @throws AppError invalid_input that names what the file lacks */
function canonicalMapOf(kind: ImportKind, { header, isBaskets, sheets }: Table, day: string | undefined): ImportMap {
  // Midday belongs to the day wherever the shop's day begins.
  const map = findCanonicalMap(kind, header, day === undefined ? {} : { ordered_at: `${day}T12:00:00` });
  if (map) return map;
  if (isBaskets && !header.includes('ordered_at')) throw fileErrors.dayMissing();
  throw fileErrors.columnMissing(
    listMissingFields(kind, header).map((fields) => fields.join(' / ')),
    [...header],
    sheets,
  );
}

function isMapOf<K extends ImportKind>(map: ImportMap, kind: K): map is MapOf<K> {
  return map.kind === kind;
}

function wrongKind({ kind, name }: Pick<KindOfImport<ImportKind, never>, 'kind' | 'name'>): AppError {
  return new AppError('invalid_input', `the map is not for ${kind}`, {
    userMessage: {
      ko: `${name.ko} 파일용 열 연결이 아니에요.`,
      en: `This map is not for a ${name.en} file.`,
    },
  });
}

function besideOf(source: TableFile): (name: string) => TableFile {
  return (name) => {
    if (typeof source !== 'string') {
      throw new AppError('invalid_input', 'a map with joins needs a file, not a stream', {
        userMessage: {
          ko: `함께 읽을 파일 ${name}이(가) 필요해요. 표준 입력 대신 파일 이름을 적어 주세요.`,
          en: `The file ${name} is needed as well. Name a file instead of standard input.`,
        },
      });
    }
    return path.join(path.dirname(source), name);
  };
}
