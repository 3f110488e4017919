import { createReadStream, mkdtempSync, type ReadStream, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { askAsAnalyst, exportMart, getMartState, martTables, martViews } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { recordAccess } from '../../staff/index.ts';

const TIMEOUT_MS = 20_000;
const MEMORY_MB = 256;

/** Letters of a question that the log keeps. */
const LOGGED_LENGTH = 2_000;

/** What there is to ask about. */
export function listTables(actor: Actor) {
  actor.require('insights:sql');
  return {
    tables: [
      ...martTables.map(({ name, text, columns }) => ({
        name,
        text,
        columns: columns.map((column) => ({ ...column })),
        isView: false,
      })),
      ...martViews().map(({ name, text }) => ({ name, text: { ko: text, en: text }, columns: [], isView: true })),
    ],
  };
}

/** Answers SQL over the mart. Logged before it runs, so that no question is without its entry. */
export async function runSql(context: Context, actor: Actor, { sql, maxRows }: { sql: string; maxRows: number }) {
  actor.require('insights:sql');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const entry = { action: 'search', subject: 'mart by SQL', result: sql.slice(0, LOGGED_LENGTH) } as const;
  await recordAccess(db, actor, entry, context.clock.now());
  const startedAt = performance.now();
  const answer = await askAsAnalyst(context, { workspaceId, sql, maxRows, timeoutMs: TIMEOUT_MS, memoryMb: MEMORY_MB });
  return {
    ...answer,
    tookMs: Math.round((performance.now() - startedAt) * 10) / 10,
    asOf: getMartState(context, workspaceId)?.builtAt ?? null,
  };
}

/** A table as a file that is gone once it was read. */
export async function openTableFile(
  context: Context,
  actor: Actor,
  { table, reason }: { table: string; reason: string },
): Promise<{ stream: ReadStream; bytes: number }> {
  const folder = mkdtempSync(path.join(context.config.home, 'mart-export-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const [name] = await exportTables(context, actor, { folder, reason, only: table });
    if (name === undefined) throw new AppError('not_found', 'no such table');
    const file = path.join(folder, name);
    const stream = createReadStream(file);
    stream.once('close', remove);
    return { stream, bytes: statSync(file).size };
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
