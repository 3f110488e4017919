import type pg from 'pg';
import { newId } from '../src/shared/ids.ts';

type Values = Record<string, unknown>;

/** Values that the checks of a table ask for beyond a list of choices. */
export const VALUES_ASKED_FOR: Readonly<Record<string, Values>> = {
  'customers.address': { full_text: '서울 마포구 양화로 1' },
  'customers.field': { type: 'text' },
  'customers.field_value': { value: '창가' },
  'loyalty.coupon': { offer_id: newId() },
  'privacy.guardian': { verified_at: '2026-11-20T12:00:00+09:00', method: 'paper' },
};

interface Column {
  name: string;
  type: string;
  isNeeded: boolean;
}

/** What the checks of a column allow, where they list it. */
async function readChoices(client: pg.Client, table: string): Promise<Map<string, string>> {
  const { rows } = await client.query<{ text: string }>(
    `select pg_get_constraintdef(oid) as text from pg_constraint where conrelid = $1::regclass and contype = 'c'`,
    [table],
  );
  return new Map(
    rows.flatMap(({ text }) => {
      const [, column, choice] = /^CHECK \(\(\(?(\w+) = (?:ANY \(ARRAY\[)?'([^']*)'::text/.exec(text) ?? [];
      return column && choice !== undefined ? [[column, choice] as const] : [];
    }),
  );
}

async function readColumns(client: pg.Client, table: string): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `select attname as name, atttypid::regtype::text as type,
       attnotnull and not atthasdef and attidentity = '' as "isNeeded"
     from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  );
  return rows;
}

interface Link {
  columns: string[];
  parent: string;
  parentColumns: string[];
}

async function readLinks(client: pg.Client, table: string): Promise<Link[]> {
  const { rows } = await client.query<Link>(
    `select confrelid::regclass::text as parent,
       (select array_agg(a.attname::text order by k.n) from unnest(conkey) with ordinality k (num, n)
        join pg_attribute a on a.attrelid = conrelid and a.attnum = k.num) as columns,
       (select array_agg(a.attname::text order by k.n) from unnest(confkey) with ordinality k (num, n)
        join pg_attribute a on a.attrelid = confrelid and a.attnum = k.num) as "parentColumns"
     from pg_constraint where conrelid = $1::regclass and contype = 'f'`,
    [table],
  );
  return rows;
}

function sample(type: string): unknown {
  switch (type) {
    case 'uuid':
      return newId();
    case 'timestamp with time zone':
      return '2026-11-20T12:00:00+09:00';
    case 'date':
      return '2026-11-20';
    case 'boolean':
      return false;
    case 'bytea':
      return Buffer.from(newId());
    case 'jsonb':
      return '{}';
    default:
      return type.endsWith('[]') ? [] : ['text', 'citext'].includes(type) ? `x${newId().slice(-8)}` : 1;
  }
}

/**
 * Writes one row that its table accepts, and the rows it hangs on, from what the catalogue says; `known` decides columns of
 * these names in every one of them, `of` those of one table. @returns the row's columns that were written
 */
export async function insertAnyRow(
  client: pg.Client,
  table: string,
  { known, of }: { known: Values; of: Readonly<Record<string, Values>> },
): Promise<Values> {
  const columns = await readColumns(client, table);
  const choices = await readChoices(client, table);
  const links = await readLinks(client, table);
  const names = new Set(columns.map(({ name }) => name));
  const row: Values = Object.fromEntries(
    Object.entries({ ...known, ...of[table] }).filter(([name, value]) => names.has(name) && value !== undefined),
  );
  const isNeeded = (name: string) => columns.some((one) => one.name === name && one.isNeeded);
  for (const { columns: own, parent, parentColumns } of links) {
    const missing = own.filter((name) => row[name] === undefined);
    if (missing.length === 0 || !missing.some(isNeeded)) continue;
    const made = await insertAnyRow(client, parent, { known, of });
    for (const [at, name] of own.entries()) row[name] ??= made[parentColumns[at] ?? ''];
  }
  for (const { name, type, isNeeded } of columns) {
    if (isNeeded && row[name] === undefined) row[name] = choices.get(name) ?? sample(type);
  }
  const written = Object.keys(row);
  await client.query(
    `insert into ${table} (${written.join(', ')}) values (${written.map((_name, at) => `$${at + 1}`).join(', ')})
     on conflict do nothing`,
    Object.values(row),
  );
  return row;
}
