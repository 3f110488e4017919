import type * as DuckDB from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';

/** What a question may bring: an array is a list of texts, to be unnested. */
export type EngineValue = string | number | boolean | null | readonly string[];

/** What an answer holds: days and moments as ISO text, money and counts as numbers. */
export type MartValue = string | number | boolean | null | readonly MartValue[] | { readonly [key: string]: MartValue };

/** Rows as the engine gives them, each as long as `columns`. */
export interface EngineAnswer {
  columns: { name: string; type: string }[];
  rows: MartValue[][];
}

/** How the engine's own parser reads a text; `problem` is what it says of one that it cannot read. */
export interface ReadSelect {
  isSelect: boolean;
  /** Functions and tables. */
  names: string[];
  /** Tables that the text reads and does not define itself, with database and schema where it says them. */
  tables: string[];
  problem: string | undefined;
}

/** The columnar engine, as far as the mart needs it: the one file that knows which it is. */
export interface Engine {
  run(sql: string, values?: readonly EngineValue[]): Promise<void>;
  /** Reads at most `maxRows` rows, and whole chunks of them. */
  ask(sql: string, values?: readonly EngineValue[], maxRows?: number): Promise<EngineAnswer>;
  /** Rows in portions, as they are found. */
  stream(sql: string, values?: readonly EngineValue[]): AsyncIterable<EngineAnswer>;
  /** The engine's own reading of a text: whether it is a single SELECT, what it names, and why it cannot be read. */
  readSelect(sql: string): Promise<ReadSelect>;
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
    async readSelect(sql) {
      const reader = await start('select json_serialize_sql($1::varchar)', [sql]);
      await reader.readAll();
      const read = JSON.parse(String(reader.getRows()[0]?.[0])) as SerializedSql;
      const problem = read.error_type === 'parser' ? read.error_message : undefined;
      const own = new Set(keysIn(read.statements));
      return {
        isSelect: !read.error && read.statements?.length === 1,
        names: [...namesIn(read.statements)],
        tables: [...tablesIn(read.statements)]
          // `with` names nothing that stands behind a catalogue or a schema, even where the letters are the same.
          .filter(({ name, isQualified }) => isQualified || !own.has(name))
          .map(({ name }) => name),
        problem,
      };
    },
    interrupt: () => connection.interrupt(),
    close: () => connection.closeSync(),
  };
}

interface SerializedSql {
  error: boolean;
  error_type?: string;
  error_message?: string;
  statements?: unknown[];
}

/** Functions and tables that a read statement names, wherever it does. */
function* namesIn(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if ((key === 'function_name' || key === 'table_name') && typeof value === 'string') yield value.toLowerCase();
    else yield* namesIn(value);
  }
}

/** Tables that a read statement names, as it names them. */
function* tablesIn(node: unknown): Generator<{ name: string; isQualified: boolean }> {
  if (typeof node !== 'object' || node === null) return;
  const { catalog_name, schema_name, table_name } = node as Record<string, unknown>;
  if (typeof table_name === 'string' && table_name !== '') {
    const parts = [catalog_name, schema_name, table_name].filter(Boolean);
    yield { name: parts.join('.').toLowerCase(), isQualified: parts.length > 1 };
  }
  for (const value of Object.values(node)) yield* tablesIn(value);
}

/** Names that a read statement gives to selects of its own (`with`). */
function* keysIn(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    const map = key === 'cte_map' ? (value as { map?: { key?: unknown }[] }).map : undefined;
    for (const { key: name } of map ?? []) if (typeof name === 'string') yield name.toLowerCase();
    yield* keysIn(value);
  }
}

type Library = typeof DuckDB;

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
