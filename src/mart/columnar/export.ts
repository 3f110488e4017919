import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Context } from '../../platform/context.ts';
import { explainFileError } from '../../platform/files.ts';
import { AppError } from '../../shared/errors.ts';
import { buildColumnar } from './build.ts';
import { type Engine, openEngine } from './engine.ts';
import { attachForOthers, tokenKey } from './for-others.ts';
import { martFolder, readManifest } from './manifest.ts';
import { type MartTable, tables } from './tables.ts';

const MEMORY_MB = 512;

/**
 * Writes tables of the mart as Parquet files into a folder, everything when none is named. What is in them is
 * what may leave (PV-70).
 * @returns the files' names
 */
export async function exportMart(
  context: Pick<Context, 'config' | 'database' | 'log' | 'clock' | 'secrets'>,
  { workspaceId, folder, only }: { workspaceId: string; folder: string; only?: string },
): Promise<string[]> {
  const chosen = tables.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0) throw new AppError('not_found', 'no such table');
  await buildColumnar(context, { workspaceId });
  const source = martFolder(context.config.home, workspaceId);
  const manifest = readManifest(source);
  if (!manifest) throw new AppError('not_ready', 'no mart is published');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw explainFileError(cause, folder);
  }
  const host = await openEngine({ memoryMb: MEMORY_MB });
  try {
    const engine = await host.session();
    await attachForOthers(engine, source, { ...manifest, key: tokenKey(context, workspaceId) });
    const files: string[] = [];
    for (const table of chosen) files.push(await exportTable(engine, table, folder));
    engine.close();
    return files;
  } finally {
    host.close();
  }
}

/** One table as a file that is whole or not there. */
async function exportTable(engine: Engine, table: MartTable, folder: string): Promise<string> {
  const name = `${table.name}.parquet`;
  const file = path.join(folder, name);
  if (existsSync(file)) {
    throw new AppError('conflict', `${file} is there already`, {
      userMessage: {
        ko: `${file} 파일이 이미 있어요. 빈 폴더를 정해 주세요.`,
        en: `${file} is there already. Choose an empty folder.`,
      },
    });
  }
  try {
    await engine.run(
      `copy (select * from ${table.name}) to '${file.replaceAll("'", "''")}' (format parquet, compression zstd)`,
    );
    chmodSync(file, 0o600);
    return name;
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}
