import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import {
  askAsAnalyst,
  askForOthers,
  definitions,
  exportMart,
  getMartState,
  type MartValue,
  martTables,
  martViews,
  readViewSql,
} from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { type ZippedFile, zipFiles } from '../../../platform/zip.ts';
import { type CsvValue, writeCsv } from '../../../shared/csv.ts';
import { AppError } from '../../../shared/errors.ts';
import { recordAccess } from '../../staff/index.ts';
import { SQL_LIMITS } from '../contract/analyst.ts';

const LIMITS = { timeoutMs: SQL_LIMITS.seconds * 1_000, memoryMb: SQL_LIMITS.memoryMb };

/** What there is to ask about. */
export function listTables(actor: Actor) {
  actor.require('insights:sql');
  return {
    tables: [
      ...martTables.map(({ name, text, columns }) => ({
        name,
        text,
        columns: columns.map((column) => ({ ...column })),
        head: null,
      })),
      ...martViews().map(({ columns, ...view }) => ({ ...view, columns: columns.map((column) => ({ ...column })) })),
    ],
  };
}

/** Answers SQL over the mart. Logged before it runs and to its last letter, so that no question is without its entry. */
export async function runSql(context: Context, actor: Actor, { sql, maxRows }: { sql: string; maxRows: number }) {
  actor.require('insights:sql');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const entry = { action: 'search', subject: 'mart by SQL', result: sql } as const;
  await recordAccess(db, actor, entry, context.clock.now());
  const startedAt = performance.now();
  const answer = await askAsAnalyst(context, { workspaceId, sql, maxRows, ...LIMITS });
  return {
    ...answer,
    tookMs: Math.round((performance.now() - startedAt) * 10) / 10,
    asOf: getMartState(context, workspaceId)?.builtAt ?? null,
  };
}

/**
 * The answer to SQL as a file that may leave the product (PV-70): tokens in place of ids, rare values grouped. Why and what was
 * asked is logged before it runs (PV-56, PV-71).
 */
export async function exportAnswer(context: Context, actor: Actor, { sql, reason }: { sql: string; reason: string }) {
  actor.require('insights:sql');
  actor.require('insights:export');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const now = context.clock.now();
  const subject = 'mart by SQL';
  // Two entries: the list of exports shows why, and need not show twenty thousand letters of SQL.
  await Promise.all([
    recordAccess(db, actor, { action: 'search', subject, result: sql }, now),
    recordAccess(db, actor, { action: 'export', subject, result: reason }, now),
  ]);
  const { columns, rows, isCut } = await askForOthers(context, {
    workspaceId,
    sql,
    maxRows: SQL_LIMITS.rows,
    ...LIMITS,
  });
  const names = columns.map(({ name }) => name);
  return {
    csv: writeCsv(
      names,
      rows.map((row) => row.map(toCell)),
    ),
    rows: rows.length,
    isCut,
  };
}

/** Lists and structs go as JSON. */
const toCell = (value: MartValue): CsvValue =>
  value === null || typeof value !== 'object' ? value : JSON.stringify(value);

/** A table as a file that is gone once it was read. */
export async function openTableFile(
  context: Context,
  actor: Actor,
  { table, reason }: { table: string; reason: string },
): Promise<{ stream: Readable; bytes: number }> {
  return withFolder(context, async (folder) => {
    const [name] = await exportTables(context, actor, { folder, reason, only: table });
    if (name === undefined) throw new AppError('not_found', 'no such table');
    const file = path.join(folder, name);
    return { stream: createReadStream(file), bytes: statSync(file).size };
  });
}

/**
 * The whole mart as one archive: a Parquet file a table, the SQL of the departmental marts, and what each figure means
 * (MT-01). Gone once it was read.
 */
export async function openMartArchive(
  context: Context,
  actor: Actor,
  { reason }: { reason: string },
): Promise<{ stream: Readable; bytes: number }> {
  return withFolder(context, async (folder) => {
    const names = await exportTables(context, actor, { folder, reason });
    const { content, bytes } = await zipFiles([
      ...names.map((name): ZippedFile => ({ name, file: path.join(folder, name) })),
      ...martViews().map((view): ZippedFile => ({ name: `views/${view.name}.sql`, text: readViewSql(view.name) })),
      { name: 'metrics.json', text: `${JSON.stringify(definitions, null, 2)}\n` },
    ]);
    return { stream: content, bytes };
  });
}

/** A folder of the data home that is gone when what was opened in it is closed, or when opening failed. */
async function withFolder<T extends { stream: Readable }>(
  context: Context,
  open: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(context.config.home, 'mart-export-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const opened = await open(folder);
    opened.stream.once('close', remove);
    return opened;
  } catch (error) {
    remove();
    throw error;
  }
}

/** Writes the whole mart, or one table of it, into a folder; who, why and what is logged (PV-71). */
export async function exportTables(
  context: Context,
  actor: Actor,
  { folder, reason, only }: { folder: string; reason: string; only?: string },
): Promise<string[]> {
  actor.require('insights:export');
  const { workspaceId } = actor;
  const entry = { action: 'export', subject: `mart ${only ?? 'whole'}`, result: reason } as const;
  await recordAccess(context.database.of(workspaceId), actor, entry, context.clock.now());
  return exportMart(context, { workspaceId, folder, ...(only === undefined ? {} : { only }) });
}
