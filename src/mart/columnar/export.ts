import { createHmac } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Context } from '../../platform/context.ts';
import { explainFileError } from '../../platform/files.ts';
import { AppError } from '../../shared/errors.ts';
import { buildColumnar } from './build.ts';
import { type Engine, openEngine } from './engine.ts';
import { martFolder, readManifest } from './manifest.ts';
import { type MartTable, tables } from './tables.ts';
import { attachMart } from './views.ts';

const MEMORY_MB = 512;

/** Ids of people, and of what leads to one of them in the product. */
const TOKENS = new Set([
  'customer_id',
  'order_id',
  'redeemed_order_id',
  'touchpoint_id',
  'corrects',
  'message_id',
  'coupon_id',
]);

/** Fewer people than this with a tag or a value would point at somebody (PV-70, PV-73). */
const RARE = 5;
const RARE_VALUE = '(rare)';

/**
 * Writes tables of the mart as Parquet files into a folder, everything when none is named. The ids in them are tokens: the
 * same in every file, so that tables can be joined, and without this installation's key nobody's (PV-70).
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
  const key = createHmac('sha256', context.secrets.key).update(`mart export ${workspaceId}`).digest('hex');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw explainFileError(cause, folder);
  }
  const host = await openEngine({ memoryMb: MEMORY_MB });
  try {
    const engine = await host.session();
    await attachMart(engine, source, manifest);
    const files: string[] = [];
    for (const table of chosen) files.push(await exportTable(engine, table, { folder, key }));
    engine.close();
    return files;
  } finally {
    host.close();
  }
}

/** One table as a file that is whole or not there. */
async function exportTable(
  engine: Engine,
  table: MartTable,
  { folder, key }: { folder: string; key: string },
): Promise<string> {
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
      `copy (${selectForOthers(table, key)}) to '${file.replaceAll("'", "''")}' (format parquet, compression zstd)`,
    );
    chmodSync(file, 0o600);
    return name;
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

function selectForOthers(table: MartTable, key: string): string {
  const columns = table.columns.map(({ name }) => {
    if (TOKENS.has(name))
      return `cast(substr(sha256('${key}' || cast(t.${name} as varchar)), 1, 32) as uuid) as ${name}`;
    if (table.name === 'person_value' && name === 'value')
      return `case when r.n < ${RARE} then '${RARE_VALUE}' else t.value end as value`;
    if (table.name === 'person_value' && name === 'number_value')
      return `case when r.n < ${RARE} then null else t.number_value end as number_value`;
    return `t.${name}`;
  });
  const by = { person_tag: ['tag_id'], person_value: ['field_key', 'value'] }[table.name];
  const join = by
    ? `join (select ${by.join(', ')}, count(*) as n from ${table.name} group by ${by.join(', ')}) r using (${by.join(', ')})`
    : '';
  const where = table.name === 'person_tag' ? `where r.n >= ${RARE}` : '';
  return `select ${columns.join(', ')} from ${table.name} t ${join} ${where}`;
}
