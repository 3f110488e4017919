import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CompiledQuery, type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db.ts';

/** A query of src/mart/sql, with named parameters. */
export interface MartQuery<Row, Name extends string> {
  /** Rows with camelCase names; `db` is fenced to the workspace that the parameters name. */
  run(db: Db, parameters: Record<Name, unknown>): Promise<Row[]>;
  /** The same query as a part of a larger one: column names stay snake_case inside it. */
  asSql(parameters: Record<Name, unknown>): RawBuilder<Row>;
}

/**
 * Reads src/mart/sql/<file>.sql once and turns its `:name` parameters into positions, so that running it costs no
 * building of text. `replace` puts SQL in place of markers such as `{only}`, before parameters are read.
 */
export function defineQuery<Row, Name extends string>(
  file: string,
  replace: Readonly<Record<string, string>> = {},
): MartQuery<Row, Name> {
  const source = readFileSync(path.join(import.meta.dirname, 'sql', `${file}.sql`), 'utf8')
    .replace(/--.*$/gm, '')
    .replace(/\{(\w+)\}/g, (_whole, marker: string) => {
      const part = replace[marker];
      if (part === undefined) throw new Error(`${file}.sql: nothing given for {${marker}}`);
      return part;
    })
    .replace(/\s+/g, ' ')
    .trim();
  // Text and parameter names by turns: a colon that is not part of a cast begins a name.
  const pieces = source.split(/(?<!:):([a-zA-Z]\w*)/);
  const names = [...new Set(pieces.filter((_piece, at) => at % 2 === 1))];
  const text = pieces.map((piece, at) => (at % 2 === 1 ? `$${names.indexOf(piece) + 1}` : piece)).join('');
  return {
    async run(db, parameters) {
      const values = names.map((name) => (parameters as Record<string, unknown>)[name]);
      const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(text, values));
      return rows;
    },
    asSql(parameters) {
      const parts = pieces.map((piece, at) =>
        at % 2 === 1 ? sql.val((parameters as Record<string, unknown>)[piece]) : sql.raw(piece),
      );
      return sql<Row>`${sql.join(parts, sql``)}`;
    },
  };
}
