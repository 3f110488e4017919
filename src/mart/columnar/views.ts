import { readFileSync } from 'node:fs';
import path from 'node:path';
import { departments, type MartView } from './departments.ts';
import type { Engine } from './engine.ts';
import type { Manifest } from './manifest.ts';
import { type ChangeKind, type MartTable, tables } from './tables.ts';

/** Table of the delta that holds the ids of a kind whose rows it has and the base no longer answers for. */
export const changedTable = (kind: ChangeKind) => `changed_${kind}`;

const quoted = (file: string) => `'${file.replaceAll("'", "''")}'`;

/** Shows published files to an engine in memory: each table whole, changed rows from the delta and all others from the base. */
export async function attachMart(
  engine: Engine,
  folder: string,
  { base, delta }: Pick<Manifest, 'base' | 'delta'>,
): Promise<void> {
  await attachFiles(engine, folder, { base, delta });
  for (const table of tables) await engine.run(`create view ${table.name} as ${selectOf(table, delta)}`);
  for (const sql of derivedViews()) await engine.run(sql);
}

/** Opens the files of a manifest, to be read only, as `base` and, where there is one, `delta`. @throws when one is missing or damaged */
export async function attachFiles(
  engine: Engine,
  folder: string,
  { base, delta }: Pick<Manifest, 'base' | 'delta'>,
): Promise<void> {
  await engine.run(`attach ${quoted(path.join(folder, base.file))} as base (read_only)`);
  if (delta) await engine.run(`attach ${quoted(path.join(folder, delta.file))} as delta (read_only)`);
}

/** A table whole, out of the attached files. */
export function selectOf(table: MartTable, delta: Manifest['delta']): string {
  const columns = (from: string) => table.columns.map(({ name }) => `${from}.${name}`).join(', ');
  if (!delta) return `select ${columns('b')} from base.${table.name} b`;
  const fresh = `select ${columns('d')} from delta.${table.name} d`;
  if (delta.whole.includes(table.kind)) return fresh;
  if (!delta.kinds.includes(table.kind)) return `select ${columns('b')} from base.${table.name} b`;
  return `select ${columns('b')} from base.${table.name} b
    anti join delta.${changedTable(table.kind)} c on c.id = b.${table.key} union all ${fresh}`;
}

/** The departmental marts as statements, without the words at their heads. */
export function derivedViews(): string[] {
  return departments.map(({ name }) => `create view ${name} as ${readViewSql(name).replace(/^--.*$/gm, '')}`);
}

/** The SQL of a departmental mart, its head first: grain, sources, day rule and known gaps. */
export function readViewSql(name: string): string {
  return readFileSync(path.join(import.meta.dirname, 'views', `${name}.sql`), 'utf8');
}

/** Writes published files and what was changed since into one new base. The engine is open in memory. */
export async function rewriteBase(
  engine: Engine,
  folder: string,
  { base, delta, file }: Pick<Manifest, 'base' | 'delta'> & { file: string },
): Promise<void> {
  await engine.run(`attach ${quoted(file)} as fresh`);
  await attachFiles(engine, folder, { base, delta });
  for (const table of tables) await engine.run(`create table fresh.${table.name} as ${selectOf(table, delta)}`);
  await engine.run('checkpoint fresh');
  await engine.run('detach fresh');
}

/** The departmental marts with their columns in words, and what stands at the head of their SQL. */
export function martViews(): (MartView & { head: string })[] {
  return departments.map((view) => ({
    ...view,
    head: [...readViewSql(view.name).matchAll(/^-- (.*)$/gm)].map(([, words]) => words).join('\n'),
  }));
}
