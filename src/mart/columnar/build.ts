import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import type { Context } from '../../platform/context.ts';
import { explainFileError } from '../../platform/files.ts';
import { withoutValues } from '../../platform/log.ts';
import { type Changes, changesSince, rememberSnapshot } from './changes.ts';
import { fillDelta } from './delta.ts';
import { type Engine, type EngineHost, openEngine } from './engine.ts';
import { createTable, type Loading, loadTable } from './load.ts';
import {
  keepFile,
  letGo,
  MART_VERSION,
  type Manifest,
  martFolder,
  newDraft,
  publish,
  readManifest,
  retire,
  sweep,
} from './manifest.ts';
import { sourceSql, tables } from './tables.ts';
import { readMartTotals, readSourceTotals, refuseUnequal } from './totals.ts';
import { attachMart, rewriteBase } from './views.ts';

/** What a build did. `unchanged`: nothing had happened since the one before. */
export interface ColumnarBuild {
  mode: 'full' | 'incremental' | 'unchanged';
  orders: number;
  lines: number;
  customers: number;
  builtAt: Date;
  seconds: number;
}

/** What a build of the columnar mart needs of the process. */
export type ColumnarContext = Pick<Context, 'config' | 'database' | 'log' | 'clock'>;

/** How often a folder that another process builds in is tried again. */
const LOCK_RETRY_MS = 100;

/** Joining and sorting ten million lines; more of it goes to the draft's folder. */
const BUILD_MEMORY_MB = 512;

/** From this share of the orders on, reading everything again is quicker than telling apart. */
const MAX_CHANGED_SHARE = 0.2;
const MIN_CHANGED_ORDERS = 5_000;

/** A delta that holds more of all lines than this is written into a new base, so that questions stay quick. */
const MAX_DELTA_SHARE = 0.1;
const MIN_DELTA_LINES = 20_000;

/** In this process, by folder: the build under way, and the one after it, for everybody who has asked since that began. */
const underWay = new Map<string, Promise<ColumnarBuild>>();
const upNext = new Map<string, { full: boolean; built: Promise<ColumnarBuild> }>();

/**
 * Brings the columnar mart of a workspace up to date, or builds it anew (`full`, or when it is missing, damaged or too far
 * behind). What is published shows one snapshot of PostgreSQL and reconciles with it; until then, and whenever it fails, readers
 * see what they saw before. Builds of one folder wait for each other, and whoever asks while one is under way shares the next,
 * which shows everything committed before; with `orUnderWay` the one that has begun will do.
 * @throws AppError internal when totals differ | unavailable when the folder cannot be written to
 */
export async function buildColumnar(
  context: ColumnarContext,
  { workspaceId, full = false, orUnderWay = false }: { workspaceId: string; full?: boolean; orUnderWay?: boolean },
): Promise<ColumnarBuild> {
  const folder = martFolder(context.config.home, workspaceId);
  const current = underWay.get(folder);
  if (current && orUnderWay) return current;
  const next = upNext.get(folder);
  if (next) {
    next.full ||= full;
    return next.built;
  }
  if (!current) return begin(context, { workspaceId, folder, full });
  const built = current
    .catch(() => {})
    .then(() => {
      const isFull = upNext.get(folder)?.full ?? full;
      upNext.delete(folder);
      return begin(context, { workspaceId, folder, full: isFull });
    });
  upNext.set(folder, { full, built });
  return built;
}

interface Place {
  workspaceId: string;
  folder: string;
}

function begin(context: ColumnarContext, { full, ...place }: Place & { full: boolean }): Promise<ColumnarBuild> {
  const built = buildFolder(context, { ...place, full }).finally(() => underWay.delete(place.folder));
  underWay.set(place.folder, built);
  return built;
}

async function buildFolder(
  context: ColumnarContext,
  { workspaceId, folder, full }: Place & { full: boolean },
): Promise<ColumnarBuild> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw explainFileError(cause, folder);
  }
  return withSnapshot(context, { workspaceId, folder }, async (client) => {
    const startedAt = performance.now();
    const before = readManifest(folder);
    sweep(folder, before);
    const changes = full || !before ? undefined : await changesSince(client, { workspaceId, manifest: before });
    const isFew =
      changes && changes.orders <= Math.max(MIN_CHANGED_ORDERS, MAX_CHANGED_SHARE * (before?.sizes.orders ?? 0));
    const build: Build = { context, client, workspaceId, folder, before, now: context.clock.now(), startedAt };
    if (changes?.kinds.size === 0 && before) return unchanged(build, before);
    if (!before || !changes || !isFew || changes.whole.has('order')) return buildBase(build);
    try {
      return await buildDelta(build, before, changes);
    } catch (error) {
      // A log that missed something, or a file that went bad: everything is read again, and what still differs is refused.
      context.log.error(
        { err: error instanceof Error ? withoutValues(error.message) : 'unknown' },
        'mart is built anew',
      );
      return buildBase(build);
    }
  });
}

interface Build {
  context: ColumnarContext;
  client: pg.PoolClient;
  workspaceId: string;
  folder: string;
  before: Manifest | undefined;
  now: Date;
  startedAt: number;
}

/** One connection that sees one moment of the database; nobody else builds in this folder meanwhile. */
async function withSnapshot<T>(
  context: ColumnarContext,
  place: Place,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  // Before the transaction begins: its snapshot must not be older than what the build before published.
  const client = await lockFolder(context, place);
  let isBroken = true;
  try {
    try {
      await client.query('begin isolation level repeatable read');
      const result = await work(client);
      isBroken = false;
      return result;
    } finally {
      await client.query('rollback').catch(() => {});
      await client.query('select pg_advisory_unlock(4300023, hashtext($1))', [place.folder]);
    }
  } finally {
    // A COPY that was broken off leaves its connection unusable.
    client.release(isBroken);
  }
}

/** The connection that holds the folder. While another process builds there, none is held: it may take minutes. */
async function lockFolder(context: ColumnarContext, { workspaceId, folder }: Place): Promise<pg.PoolClient> {
  for (;;) {
    const client = await context.database.connect(workspaceId);
    let isOurs = false;
    try {
      const { rows } = await client.query<{ isOurs: boolean }>(
        'select pg_try_advisory_lock(4300023, hashtext($1)) as "isOurs"',
        [folder],
      );
      isOurs = rows[0]?.isOurs === true;
      if (isOurs) return client;
    } finally {
      if (!isOurs) client.release();
    }
    await wait(LOCK_RETRY_MS);
  }
}

/** Everything anew. */
async function buildBase(build: Build): Promise<ColumnarBuild> {
  const { client, workspaceId, folder } = build;
  return inDraft(build, async (draft) => {
    const source = await readSourceTotals(client, { workspaceId, lines: 'all' });
    await withEngine(path.join(draft, 'base.duckdb'), draft, async (engine) => {
      const loading: Loading = { client, engine, draft };
      for (const table of tables) {
        await createTable(engine, table);
        await loadTable(loading, table, sourceSql(table, { workspaceId, only: 'all' }));
      }
      refuseUnequal(source, await readMartTotals(engine, { lines: 'line' }));
      await engine.run('checkpoint');
    });
    const base = keepFile(folder, draft, 'base');
    const sizes = { orders: source.orders, lines: source.countedLines, customers: source.customers };
    return finish(build, 'full', { base, delta: null, sizes });
  });
}

/** What changed, beside the base; or both together as a new base, when much of it changed or somebody was erased. */
async function buildDelta(build: Build, before: Manifest, changes: Changes): Promise<ColumnarBuild> {
  const { client, workspaceId, folder } = build;
  return inDraft(build, async (draft) => {
    const kinds = await withEngine(path.join(draft, 'delta.duckdb'), draft, (engine) =>
      fillDelta({ client, engine, draft }, { workspaceId, folder, before, changes }),
    );
    const draftDelta = { file: path.join(path.basename(draft), 'delta.duckdb'), bytes: 0, ...kinds };
    const counted = withEngine(':memory:', draft, async (engine) => {
      await attachMart(engine, folder, { base: before.base, delta: draftDelta });
      const changed = `(select * from line where order_id in (select id from delta.new_order))`;
      // Where no order changed the delta has no lines.
      const hasLines = [...kinds.whole, ...kinds.kinds].includes('order');
      const { rows } = await engine.ask(
        `select (select count(*) from line), ${hasLines ? '(select count(*) from delta.line)' : '0'}`,
      );
      return {
        mart: await readMartTotals(engine, { lines: changed }),
        lines: Number(rows[0]?.[0]),
        deltaLines: Number(rows[0]?.[1]),
      };
    });
    // Both sides are counted at once: the snapshot stands still.
    const [source, { mart, lines, deltaLines }] = await Promise.all([
      readSourceTotals(client, { workspaceId, lines: 'changed' }),
      counted,
    ]);
    refuseUnequal(source, mart);
    const sizes = { orders: source.orders, lines, customers: source.customers };
    const isLarge = deltaLines > Math.max(MIN_DELTA_LINES, MAX_DELTA_SHARE * lines);
    if (!isLarge && !changes.hasErased) {
      return finish(build, 'incremental', {
        base: before.base,
        delta: { ...keepFile(folder, draft, 'delta'), ...kinds },
        sizes,
      });
    }
    await withEngine(':memory:', draft, (engine) =>
      rewriteBase(engine, folder, { base: before.base, delta: draftDelta, file: path.join(draft, 'base.duckdb') }),
    );
    return finish(build, 'incremental', { base: keepFile(folder, draft, 'base'), delta: null, sizes });
  });
}

async function unchanged(build: Build, before: Manifest): Promise<ColumnarBuild> {
  const { sizes } = before;
  letGo(build.folder, before, build.now);
  return { mode: 'unchanged', ...sizes, builtAt: new Date(before.builtAt), seconds: secondsSince(build.startedAt) };
}

async function inDraft<T>({ folder }: Build, work: (draft: string) => Promise<T>): Promise<T> {
  const draft = newDraft(folder);
  try {
    return await work(draft);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function withEngine<T>(file: string, draft: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  const host: EngineHost = await openEngine({
    file,
    memoryMb: BUILD_MEMORY_MB,
    spillFolder: path.join(draft, 'spill'),
  });
  try {
    const engine = await host.session();
    try {
      return await work(engine);
    } finally {
      engine.close();
    }
  } finally {
    host.close();
  }
}

/** Publishes, and only then says so to the log of changes: a crash between the two repeats a little, and loses nothing. */
async function finish(
  { client, workspaceId, folder, before, now, startedAt }: Build,
  mode: 'full' | 'incremental',
  { base, delta, sizes }: Pick<Manifest, 'base' | 'delta' | 'sizes'>,
): Promise<ColumnarBuild> {
  const { rows } = await client.query<{ snapshot: string }>('select pg_current_snapshot()::text as snapshot');
  const seconds = secondsSince(startedAt);
  const manifest: Manifest = {
    version: MART_VERSION,
    copyId: before?.copyId ?? randomUUID(),
    base,
    delta,
    snapshot: rows[0]?.snapshot ?? '',
    previousSnapshot: before?.snapshot ?? null,
    builtAt: now.toISOString(),
    seconds,
    sizes,
    retired: retire(before, { base, delta }, now),
  };
  publish(folder, manifest);
  await client.query('rollback');
  await rememberSnapshot(client, { workspaceId, manifest, now });
  return { mode, ...sizes, builtAt: now, seconds };
}

const secondsSince = (startedAt: number) => Math.round(performance.now() - startedAt) / 1000;
