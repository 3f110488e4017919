import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Engine } from './engine.ts';
import { type ColumnType, copiedColumns, type MartColumn, type MartTable } from './tables.ts';

const ENGINE_TYPES: Record<ColumnType, string> = {
  uuid: 'UUID',
  text: 'VARCHAR',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  double: 'DOUBLE',
  decimal: 'DECIMAL(14, 3)',
  boolean: 'BOOLEAN',
};

/** What PostgreSQL writes into a file before the engine begins to read it: the two work at the same time. Each is joined once. */
const PORTION_BYTES = 128 * 1024 * 1024;
const LINE_FEED = 10;

/** An empty table of the engine in the shape of one of the mart. @throws when it is there already */
export async function createTable(engine: Engine, table: Pick<MartTable, 'name' | 'columns'>): Promise<void> {
  const columns = table.columns.map(({ name, type }) => `${name} ${ENGINE_TYPES[type]}`);
  await engine.run(`create table ${table.name} (${columns.join(', ')})`);
}

/** A connection with an open snapshot, the engine that is filled, and a folder for what is between them. */
export interface Loading {
  client: pg.PoolClient;
  engine: Engine;
  draft: string;
}

/** Fills a table of the engine with what a select of PostgreSQL gives. At most two portions of it are on the disk. */
export async function loadTable(
  { client, engine, draft }: Loading,
  table: Pick<MartTable, 'name' | 'columns' | 'joined'>,
  sql: string,
): Promise<void> {
  const select = `select ${copiedColumns(table).map(onOneLine).join(', ')} from (${sql}) as source`;
  const stream = client.query(copyTo(`copy (${select}) to stdout (format csv)`));
  let portion = 0;
  let bytes = 0;
  let fd: number | undefined;
  let reading: Promise<void> | undefined;
  const fileOf = (number: number) => path.join(draft, `${table.name}-${number}.csv`);
  const take = async () => {
    if (fd === undefined) return;
    closeSync(fd);
    fd = undefined;
    await reading;
    const file = fileOf(portion);
    portion += 1;
    bytes = 0;
    reading = readPortion(engine, table, file);
    // Whoever awaits it next hears of a failure; until then it is not unhandled.
    reading.catch(() => {});
  };
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      fd ??= openSync(fileOf(portion), 'w', 0o600);
      if (bytes + chunk.length < PORTION_BYTES) {
        writeSync(fd, chunk);
        bytes += chunk.length;
        continue;
      }
      const end = chunk.lastIndexOf(LINE_FEED) + 1;
      writeSync(fd, chunk, 0, end);
      await take();
      if (end < chunk.length) {
        fd = openSync(fileOf(portion), 'w', 0o600);
        writeSync(fd, chunk, end);
        bytes = chunk.length - end;
      }
    }
    await take();
    await reading;
  } finally {
    if (fd !== undefined) closeSync(fd);
    stream.destroy();
  }
}

/** Text that came from outside may hold a line feed, and portions end at one. */
function onOneLine({ name, type }: MartColumn): string {
  return type === 'text' ? `translate(source.${name}, e'\\n\\r', '  ') as ${name}` : `source.${name}`;
}

async function readPortion(
  engine: Engine,
  table: Pick<MartTable, 'name' | 'columns' | 'joined'>,
  file: string,
): Promise<void> {
  const columns = copiedColumns(table);
  const types = columns.map(({ name, type }) => `'${name}': '${ENGINE_TYPES[type]}'`).join(', ');
  const joined = new Set(table.joined?.columns);
  const selected = table.columns
    .map(({ name, derived }) => derived ?? `${joined.has(name) ? 'j' : 'p'}.${name}`)
    .join(', ');
  const join = table.joined ? `join ${table.joined.from} j on j.${table.joined.using} = p.${table.joined.using}` : '';
  await engine.run(
    `insert into ${table.name} select ${selected} from read_csv('${file.replaceAll("'", "''")}', columns = {${types}},
      auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false,
      strict_mode = true, parallel = true) p ${join}`,
  );
  rmSync(file);
}
