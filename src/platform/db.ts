import { setTimeout as wait } from 'node:timers/promises';
import { CamelCasePlugin, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { AppError } from '../shared/errors.ts';
import type { Tables } from './tables.gen.ts';

/** A connection or a transaction, fenced to one workspace: queries see that workspace's rows and no others. */
export type Db = Kysely<Tables>;

/** The database as the server sees it. There is no way to a connection that does not name a workspace or none. */
export interface Database {
  /** Queries of one workspace. */
  of(workspaceId: string): Db;
  /** Tables outside the fence (accounts, sessions) and functions that cross it on purpose; fenced tables are empty here. */
  outside: Db;
  /** The same pool for the job runner, which has its own schema. */
  pool: pg.Pool;
  /** A connection for streaming into a temporary table, fenced like `of`. Give it back with `release`. */
  connect(workspaceId: string): Promise<pg.PoolClient>;
  close(): Promise<void>;
}

const INT8 = 20;
const NUMERIC = 1700;
const DATE = 1082;

/** Money and counts fit a JavaScript integer; a value that would not is an error, never a wrong sum. */
function parseInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`integer out of range: ${text}`);
  return value;
}

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8) return parseInteger;
    if (oid === NUMERIC) return Number;
    if (oid === DATE) return (text: string) => text;
    return pg.types.getTypeParser(oid, format);
  },
};

/** Texts kept as prepared statements per connection; beyond it statements are parsed each time. */
const MAX_PREPARED = 400;
const preparedNames = new Map<string, string>();

/** Begins a text whose best plan depends on the values it comes with, or of which there are many: parsed and planned each time. */
export const PLANNED_ANEW = '/* planned anew */';

const NEEDS_NO_QUOTES = /^[\w.:+-]+$/;

/**
 * A list of ids, numbers and plain words as the database reads one, a fifth of the driver's time; a list with anything else
 * in it is left to the driver, which looks at every sign.
 */
function plainArray(values: readonly unknown[]): string | undefined {
  let text = '';
  for (const value of values) {
    if (text !== '') text += ',';
    if (value === null) text += 'NULL';
    else if (typeof value === 'string' && NEEDS_NO_QUOTES.test(value) && !/^null$/i.test(value)) text += value;
    else return undefined;
  }
  return `{${text}}`;
}

/** Every parametrised query is a prepared statement: the server parses and plans it once a connection. */
class PreparingClient extends pg.Client {
  // The overloads of pg.Client.query cannot be expressed in an override; the signature below is all Kysely uses.
  // oxlint-disable-next-line typescript/no-explicit-any
  override query(...input: any[]): any {
    const [text, given] = input;
    if (typeof text !== 'string' || !Array.isArray(given)) return super.query(...(input as [string]));
    const values = given.map((value) => (Array.isArray(value) ? (plainArray(value) ?? value) : value));
    let name = preparedNames.get(text);
    if (name === undefined && preparedNames.size < MAX_PREPARED && !text.startsWith(PLANNED_ANEW)) {
      name = `s${preparedNames.size}`;
      preparedNames.set(text, name);
    }
    const config = name === undefined ? { text, values } : { name, text, values };
    return super.query(config, ...(input.slice(2) as []));
  }
}

/** Who waits longer for a connection is told so: a pool that everybody waits for would otherwise stand still for good. */
const CONNECTION_TIMEOUT_MS = 30_000;

/** Opens the server's pool. @param max connections held at most */
export function createDatabase(
  appUrl: string,
  { max = 10, connectionTimeoutMs = CONNECTION_TIMEOUT_MS }: { max?: number; connectionTimeoutMs?: number } = {},
): Database {
  const pool = new pg.Pool({
    connectionString: appUrl,
    max,
    types,
    Client: PreparingClient,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: connectionTimeoutMs,
    // Ordered like the Korean alphabet unless a query says otherwise; dates stay dates.
    // Temporary tables of an import stay in memory; a connection takes that setting at its start only.
    options: '-c timezone=UTC -c search_path=public -c temp_buffers=64MB',
  });
  // A connection that the server closes is replaced at the next query; the query under way fails by itself.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));

  const workspaceOf = new WeakMap<pg.PoolClient, string>();
  async function connect(workspaceId: string): Promise<pg.PoolClient> {
    const client = await pool.connect().catch((error: unknown) => {
      throw isPoolTimeout(error) ? noConnection(error) : error;
    });
    if (workspaceOf.get(client) === workspaceId) return client;
    try {
      await client.query('select set_config($1, $2, false)', ['dangol.workspace_id', workspaceId]);
    } catch (error) {
      client.release(true);
      throw error;
    }
    workspaceOf.set(client, workspaceId);
    return client;
  }

  function dbOf(workspaceId: string): Db {
    return new Kysely<Tables>({
      dialect: new PostgresDialect({
        pool: { connect: () => connect(workspaceId), end: async () => {}, options: {} },
      }),
      plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    });
  }

  const dbs = new Map<string, Db>();
  return {
    of(workspaceId) {
      let db = dbs.get(workspaceId);
      if (!db) {
        db = dbOf(workspaceId);
        dbs.set(workspaceId, db);
      }
      return db;
    },
    outside: dbOf(''),
    pool,
    connect,
    close: () => pool.end(),
  };
}

/** The pool names its timeouts by their words only. */
function isPoolTimeout(error: unknown): boolean {
  return error instanceof Error && /timeout exceeded when trying to connect|connection timeout/.test(error.message);
}

function noConnection(cause: unknown): AppError {
  return new AppError('unavailable', 'no free database connection', {
    cause,
    userMessage: {
      ko: '지금 하는 일이 너무 많아요. 잠시 뒤에 다시 해 주세요. 바뀐 것은 없어요.',
      en: 'Too much is going on right now. Please try again in a moment. Nothing was changed.',
    },
  });
}

/** Runs in a transaction: the one that is open, or a new one. Only services call it. */
export async function inTransaction<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db);
  return db.transaction().execute(work);
}

/** Shorter than the second after which the database looks for a ring: who waits here gives way, a file goes on. */
const LOCK_TIMEOUT = '700ms';
const GIVE_UP_MS = 15_000;
/** Locks that others held too long, a ring of waiting, rows that changed under us. */
const MET_OTHERS: ReadonlySet<string> = new Set(['55P03', '40P01', '40001']);

/** Whether another transaction was in the way, so that trying again may help. */
export function metOthers(error: unknown): boolean {
  return MET_OTHERS.has((error as { code?: string } | null)?.code ?? '');
}

/**
 * As `inTransaction`, for what comes from outside by itself: holds nothing while it waits for others, but begins anew. Gives
 * up with the database's error after a quarter of a minute, so that who sent it can send it again. `work` may run often.
 */
export async function inYieldingTransaction<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db);
  const giveUpAt = performance.now() + GIVE_UP_MS;
  for (;;) {
    try {
      return await db.transaction().execute(async (db) => {
        await sql`select set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`.execute(db);
        return work(db);
      });
    } catch (error) {
      if (!metOthers(error) || performance.now() > giveUpAt) throw error;
      // Two that met would meet again, were they to begin at the same moment.
      await wait(50 + Math.random() * 200);
    }
  }
}

const namesOf = (tables: readonly (keyof Tables)[]) =>
  tables.map((table) => table.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

/** Has the planner look at tables again that grew or are about to shrink by much in this transaction. */
export async function noteSizes(db: Db, tables: readonly (keyof Tables)[]): Promise<void> {
  await sql`select platform.note_sizes(${namesOf(tables)}::regclass[])`.execute(db);
}

/** From so many new rows on it is worth asking whether a small table has become a large one. */
const MANY_ROWS = 50;

/**
 * As `noteSizes`, but only of those that have doubled since the planner last looked: cheap enough after every batch. `rows`
 * is how many were just written; after a few nothing is asked.
 */
export async function noteGrowth(db: Db, tables: readonly (keyof Tables)[], rows = MANY_ROWS): Promise<void> {
  if (rows < MANY_ROWS) return;
  await sql`select platform.note_growth(${namesOf(tables)}::regclass[])`.execute(db);
}
