import type ts from 'typescript';
import { isTest, type Sources } from './sources.ts';
import { literalText, walk } from './syntax.ts';

/** `schema.table` as code and SQL write it. */
export interface KnownTable {
  schema: string;
  /** snake_case */
  table: string;
}

const SQL =
  /\b(select|insert into|update|delete from|truncate|copy|create|alter|drop|with|from|join|merge into|lock table)\b/i;
const WRITING =
  /\b(?:insert\s+into|update|delete\s+from|truncate(?:\s+table)?|merge\s+into|copy|alter\s+table|drop\s+table)\s+(?:only\s+)?/gi;
const KYSELY_WRITERS = new Set(['insertInto', 'updateTable', 'deleteFrom', 'mergeInto', 'replaceInto']);

const snake = (text: string) => text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The tables that a generated src/platform/tables.gen.ts names. */
export function knownTables(sources: Sources): KnownTable[] {
  const generated = sources.get('src/platform/tables.gen.ts') ?? '';
  return [...generated.matchAll(/^ {2}'([a-z]+)\.(\w+)': \{/gm)].map(([, schema = '', table = '']) => ({
    schema,
    table: snake(table),
  }));
}

/**
 * SQL that names a schema of another owner. A module reads and writes its own schema; the mart reads all and writes its own;
 * everything else names none. Temporary tables belong to whoever made them.
 */
export function findTrespasses(sources: Sources): string[] {
  const tables = knownTables(sources);
  const schemas = new Set(tables.map(({ schema }) => schema));
  const known = new Set(tables.map(({ schema, table }) => `${schema}.${table}`));
  const found: string[] = [];
  for (const [file, text] of sources) {
    const owner = ownerOf(file);
    if (owner === undefined || isTest(file) || file.endsWith('.gen.ts')) continue;
    for (const { name, writes, line } of namesIn(file, text, { schemas, known })) {
      const schema = name.split('.')[0] ?? '';
      if (schema === owner) continue;
      if (owner === 'mart' && !writes) continue;
      found.push(`${file}:${line} ${writes ? 'writes' : 'names'} ${name}, which ${schema} owns`);
    }
  }
  return found;
}

/** The one schema a file may name: its module's, `mart`, or none (''); undefined when it is not server code. */
function ownerOf(file: string): string | undefined {
  const module = /^src\/modules\/([^/]+)\//.exec(file)?.[1];
  if (module) return module;
  if (file.startsWith('src/mart/')) return 'mart';
  if (/^src\/(platform|app|cli|shared)\//.test(file)) return file.startsWith('src/platform/') ? 'platform' : '';
  return undefined;
}

interface Named {
  name: string;
  writes: boolean;
  line: number;
}

function* namesIn(
  file: string,
  text: string,
  database: { schemas: Set<string>; known: Set<string> },
): Generator<Named> {
  if (file.endsWith('.sql')) {
    const sql = text.replace(/--.*$/gm, '');
    yield* namesInSql(sql, 1, database);
    return;
  }
  for (const { node, line } of walk(file, text)) {
    const literal = literalText(node);
    if (literal === undefined) continue;
    const plain = /^([a-z]+)\.([A-Za-z]\w*)(?:\.\w+)?(?: as \w+)?$/.exec(literal);
    if (plain) {
      const name = `${plain[1]}.${snake(plain[2] ?? '')}`;
      if (database.known.has(name)) yield { name, writes: isKyselyWrite(node), line };
    } else if (SQL.test(literal)) {
      yield* namesInSql(literal, line, database);
    }
  }
}

/** A table, or a function of a schema (`customers.find_ids_by_name(`). An alias's column is neither. */
function* namesInSql(
  sql: string,
  line: number,
  { schemas, known }: { schemas: Set<string>; known: Set<string> },
): Generator<Named> {
  const written = new Set<number>();
  for (const match of sql.matchAll(WRITING)) written.add(match.index + match[0].length);
  for (const match of sql.matchAll(/\b([a-z]+)\.([a-z_][a-z0-9_]*)(\s*\()?/g)) {
    const [, schema = '', table = '', call] = match;
    const name = `${schema}.${table}`;
    if (!schemas.has(schema) || !(known.has(name) || call)) continue;
    const before = sql.slice(0, match.index).split('\n').length - 1;
    yield { name, writes: written.has(match.index), line: line + before };
  }
}

function isKyselyWrite(node: ts.Node): boolean {
  const call = node.parent as { expression?: { name?: { text?: string } } } | undefined;
  return KYSELY_WRITERS.has(call?.expression?.name?.text ?? '');
}
