/** Writes src/platform/tables.gen.ts from a freshly migrated database. `npm run db:generate`; CI checks that it is current. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { openCluster } from '../src/platform/postgres/cluster.ts';
import { migrate } from '../src/platform/postgres/migrate.ts';

const TARGET = path.resolve(import.meta.dirname, '../src/platform/tables.gen.ts');
const HIDDEN_SCHEMAS = ['pg_catalog', 'information_schema', 'graphile_worker', 'migrations', 'pg_toast'];

/** PostgreSQL type → what a select gives, and what an insert takes. Parsers: src/platform/db.ts. */
const TYPES: Record<string, string | [string, string]> = {
  uuid: 'string',
  text: 'string',
  int4: 'number',
  int8: 'number',
  float8: 'number',
  numeric: 'number',
  bool: 'boolean',
  date: 'string',
  timestamptz: ['Date', 'Date | string'],
  jsonb: ['unknown', 'string'],
  bytea: 'Buffer',
  _text: 'string[]',
  _uuid: 'string[]',
  xid8: 'string',
  pg_snapshot: 'string',
};

export async function renderTables(ownerUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const { rows } = await client.query<{
    schema: string;
    relation: string;
    name: string;
    type: string;
    nullable: boolean;
    defaulted: boolean;
    generated: boolean;
  }>(
    `select n.nspname as schema, c.relname as relation, a.attname as name, t.typname as type, not a.attnotnull as nullable,
            a.atthasdef and a.attgenerated = '' or a.attidentity <> '' as defaulted, a.attgenerated <> '' as generated
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     join pg_type t on t.oid = a.atttypid
     where c.relkind in ('r', 'v') and a.attnum > 0 and not a.attisdropped and n.nspname <> all ($1)
       and n.nspname not like 'pg_temp%'
     order by 1, 2, a.attnum`,
    [HIDDEN_SCHEMAS],
  );
  await client.end();
  const camel = (text: string) => text.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const relations = new Map<string, string[]>();
  for (const row of rows) {
    const known = TYPES[row.type];
    if (!known) throw new Error(`${row.schema}.${row.relation}.${row.name}: add type ${row.type} to TYPES`);
    const [read, write] = typeof known === 'string' ? [known, known] : known;
    const orNull = row.nullable ? ' | null' : '';
    const optional = row.nullable || row.defaulted ? ' | undefined' : '';
    const column = row.generated
      ? `ColumnType<${read}${orNull}, never, never>`
      : read === write && optional === ''
        ? `${read}${orNull}`
        : `ColumnType<${read}${orNull}, ${write}${orNull}${optional}, ${write}${orNull}>`;
    const key = `${row.schema}.${camel(row.relation)}`;
    relations.set(key, [...(relations.get(key) ?? []), `    ${camel(row.name)}: ${column};`]);
  }
  const body = [...relations].map(([key, columns]) => `  '${key}': {\n${columns.join('\n')}\n  };`).join('\n');
  return `// Generated from the migrated database by scripts/generate-tables.ts. Do not edit.\nimport type { ColumnType } from 'kysely';\n\nexport interface Tables {\n${body}\n}\n`;
}

if (import.meta.main) {
  const home = mkdtempSync(path.join(tmpdir(), 'dangol-generate-'));
  // Open to the unprivileged user that the database runs as.
  chmodSync(home, 0o755);
  const cluster = await openCluster(home);
  try {
    await migrate(cluster.ownerUrl);
    writeFileSync(TARGET, await renderTables(cluster.ownerUrl));
  } finally {
    await cluster.leave();
    rmSync(home, { recursive: true, force: true });
  }
}
