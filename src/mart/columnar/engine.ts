import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';

/** What a question may bring: an array is a list of texts, to be unnested. */
export type EngineValue = string | number | boolean | null | readonly string[];

/** What an answer holds: days and moments as ISO text, money and counts as numbers. */
export type MartValue = string | number | boolean | null | readonly MartValue[] | { readonly [key: string]: MartValue };

export interface EngineAnswer {
  columns: { name: string; type: string }[];
  rows: MartValue[][];
}

/** The columnar engine, as far as the mart needs it: the one file that knows which it is. */
export interface Engine {
  run(sql: string, values?: readonly EngineValue[]): Promise<void>;
  /** Reads at most `maxRows` rows, and whole chunks of them. */
  ask(sql: string, values?: readonly EngineValue[], maxRows?: number): Promise<EngineAnswer>;
  /** Rows in portions, as they are found. */
  stream(sql: string, values?: readonly EngineValue[]): AsyncIterable<EngineAnswer>;
  /** Kind of a statement by the engine's own reading of it, and how many the text holds. @throws when it cannot be read */
  readStatement(sql: string): Promise<{ statements: number; isSelect: boolean }>;
  /** Stops what runs now; it fails. */
  interrupt(): void;
  close(): void;
}

/** An open engine: several questions may run side by side, each on a session of its own. */
export interface EngineHost {
  session(): Promise<Engine>;
  close(): void;
}

/** Two cores is the smallest machine we know; more would take them from the till. */
const THREADS = '2';

/**
 * Opens the engine on a file, or in memory. Loaded on first use: a server whose mart nobody asks stays small. It never
 * fetches an extension.
 */
export async function openEngine({
  file = ':memory:',
  memoryMb,
  spillFolder = '',
}: {
  file?: string;
  memoryMb: number;
  /** Where more than the memory goes; empty: a question that needs more fails. */
  spillFolder?: string;
}): Promise<EngineHost> {
  const duckdb = await import('@duckdb/node-api');
  const instance: DuckDBInstance = await duckdb.DuckDBInstance.create(file, {
    threads: THREADS,
    memory_limit: `${memoryMb}MB`,
    temp_directory: spillFolder,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'false',
  });
  return {
    async session() {
      return sessionOf(await instance.connect(), duckdb);
    },
    close: () => instance.closeSync(),
  };
}

function sessionOf(connection: DuckDBConnection, duckdb: Library): Engine {
  const plain = plainIn(duckdb);
  const bind = (values: readonly EngineValue[] = []): DuckDBValue[] =>
    values.map((value) => (Array.isArray(value) ? duckdb.listValue(value) : (value as DuckDBValue)));
  const types = (values: readonly EngineValue[] = []) =>
    values.map((value) => (Array.isArray(value) ? duckdb.LIST(duckdb.VARCHAR) : undefined));
  const start = (sql: string, values: readonly EngineValue[] | undefined) =>
    values === undefined || values.length === 0
      ? connection.streamAndRead(sql)
      : connection.streamAndRead(sql, bind(values), types(values) as never);
  return {
    async run(sql, values) {
      await (await start(sql, values)).readAll();
    },
    async ask(sql, values, maxRows) {
      const reader = await start(sql, values);
      await (maxRows === undefined ? reader.readAll() : reader.readUntil(maxRows));
      const types = reader.columnTypes();
      const columns = reader.columnNames().map((name, at) => ({ name, type: String(types[at]) }));
      const rows = reader.getRows();
      return { columns, rows: (maxRows === undefined ? rows : rows.slice(0, maxRows)).map((row) => row.map(plain)) };
    },
    async *stream(sql, values) {
      const result =
        values === undefined || values.length === 0
          ? await connection.stream(sql)
          : await connection.stream(sql, bind(values), types(values) as never);
      const columns = result.columnNames().map((name, at) => ({ name, type: String(result.columnType(at)) }));
      for await (const rows of result.yieldRows()) yield { columns, rows: rows.map((row) => row.map(plain)) };
    },
    async readStatement(sql) {
      const statements = await connection.extractStatements(sql);
      const first = statements.count === 1 ? await statements.prepare(0) : undefined;
      return { statements: statements.count, isSelect: first?.statementType === duckdb.StatementType.SELECT };
    },
    interrupt: () => connection.interrupt(),
    close: () => connection.closeSync(),
  };
}

type Library = typeof import('@duckdb/node-api');

/** A value as JSON knows it. What would not fit a number exactly is an error, never a wrong sum. */
function plainIn(duckdb: Library): (value: DuckDBValue) => MartValue {
  const plain = (value: DuckDBValue): MartValue => {
    if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? exact(value) : value;
    if (value instanceof duckdb.DuckDBDecimalValue) return value.toDouble();
    if (value instanceof duckdb.DuckDBTimestampValue) return value.toString().replace(' ', 'T');
    if (value instanceof duckdb.DuckDBListValue || value instanceof duckdb.DuckDBArrayValue)
      return value.items.map(plain);
    if (value instanceof duckdb.DuckDBStructValue) {
      return Object.fromEntries(Object.entries(value.entries).map(([key, part]) => [key, plain(part)]));
    }
    return value.toString();
  };
  return plain;
}

function exact(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError('integer out of range');
  return number;
}
