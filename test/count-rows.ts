import type pg from 'pg';

/** Tables left out of the count, and why: everything else has to be as before or as after. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'staff.access_log': 'tells what was tried, also what came to nothing',
  'touchpoints.source_day': 'days of what came, also such that are empty again: their sum is counted',
  'imports.batch': 'the attempts themselves, whose states the tests look at',
};
/** Schemas without anything of a shop's own: the mart is made anew from the others. */
const SCHEMAS_LEFT_OUT = ['pg_catalog', 'information_schema', 'platform', 'migrations', 'graphile_worker', 'mart'];

/** Every table that keeps something of a workspace, as `schema.table`: a new one is counted by itself. */
export async function listCountedTables(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select table_schema || '.' || table_name as name
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where column_name = 'workspace_id' and table_type = 'BASE TABLE' and not table_schema = any($1)
     order by 1`,
    [SCHEMAS_LEFT_OUT],
  );
  return rows.map(({ name }) => name).filter((name) => !(name in LEFT_OUT));
}

/** Rows of a workspace in every table that has some, and the sums that rows alone do not show. */
export async function countRows(pool: pg.Pool, workspaceId: string): Promise<Record<string, number>> {
  const tables = await listCountedTables(pool);
  const counts = tables.map(
    (table) => `select '${table}' as name, count(*)::int as n from ${table} where workspace_id = $1`,
  );
  const sums = [
    `select 'received', coalesce(sum(received), 0)::int from touchpoints.source_day where workspace_id = $1`,
    `select 'points', coalesce(sum(balance), 0)::int from loyalty.account where workspace_id = $1 and customer_id is not null`,
    `select 'consents held', count(*)::int from privacy.consent where workspace_id = $1 and state = 'granted'`,
  ];
  const { rows } = await pool.query<{ name: string; n: number }>([...counts, ...sums].join(' union all '), [
    workspaceId,
  ]);
  return Object.fromEntries(rows.filter(({ n }) => n > 0).map(({ name, n }) => [name, n]));
}

/** Rows that each of some people has in every table that names a person and has any of them; the mart's are made anew. */
export async function countRowsOf(pool: pg.Pool, people: readonly string[]): Promise<Record<string, number[]>> {
  const tables = await listTablesOfPeople(pool);
  const counts = tables.map(
    (table) =>
      `select '${table}' as name, array(select (select count(*)::int from ${table} t where t.customer_id = p.id)
        from unnest($1::uuid[]) with ordinality p(id, place) order by place) as n`,
  );
  const { rows } = await pool.query<{ name: string; n: number[] }>(counts.join(' union all '), [people]);
  return Object.fromEntries(rows.filter(({ n }) => n.some((count) => count > 0)).map(({ name, n }) => [name, n]));
}

/** Every counted table with a `customer_id`, as `schema.table`. */
export async function listTablesOfPeople(pool: pg.Pool): Promise<string[]> {
  const counted = await listCountedTables(pool);
  const { rows } = await pool.query<{ name: string }>(
    `select table_schema || '.' || table_name as name from information_schema.columns where column_name = 'customer_id'`,
  );
  const withPeople = new Set(rows.map(({ name }) => name));
  return counted.filter((table) => withPeople.has(table));
}
