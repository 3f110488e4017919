import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

/** A table whose rows belong to a person: it has `workspace_id`, `customer_id` and `merged_from`. */
export interface PersonTable {
  /** `schema.table` */
  table: string;
  /**
   * Columns that with the person make a row unique where `merged_from` is no part of it. Of two such rows that of who is
   * shown counts; the other is set aside, `merged_from` naming the very person it stands with, until they are told apart
   * again: whoever counts such a table leaves those out.
   */
  oncePer?: readonly string[];
}

/** Two people who become one, or one again two. */
export interface Merged {
  workspaceId: string;
  from: string;
  into: string;
}

/** What a module keeps of people, and how it follows when two become one. */
export interface MergeFollower {
  name: string;
  tables?: readonly PersonTable[];
  /** Tables whose rows `move` and `moveBack` take along themselves. */
  movesItself?: readonly string[];
  move?(db: Db, merged: Merged & { at: Date }): Promise<void>;
  /** `into` is who shows the person now; `people` is she and everybody merged into her. */
  moveBack?(db: Db, merged: Merged & { people: readonly string[] }): Promise<void>;
}

const own: MergeFollower = {
  name: 'customers',
  tables: [
    { table: 'customers.contact_point' },
    { table: 'customers.external_id' },
    { table: 'customers.address' },
    { table: 'customers.household_member' },
    { table: 'customers.field_value' },
    { table: 'customers.customer_tag' },
  ],
};
const followers: MergeFollower[] = [own];

/** Lets a module above take its rows along. Called once each where the product is put together. */
export function followMerges(follower: MergeFollower): void {
  if (!followers.some(({ name }) => name === follower.name)) followers.push(follower);
}

/** Every table that follows a person, as `schema.table`. */
export function listFollowingTables(): string[] {
  return followers.flatMap(({ tables = [], movesItself = [] }) => [
    ...tables.map(({ table }) => table),
    ...movesItself,
  ]);
}

/** Everything that named `from` names `into`, and remembers whom it named; `beneath` are those whom `from` showed. */
export async function moveReferences(db: Db, merged: Merged & { at: Date; beneath: readonly string[] }): Promise<void> {
  for (const follower of followers) {
    for (const table of follower.tables ?? []) await moveRows(db, table, merged);
    await follower.move?.(db, merged);
  }
}

/**
 * What belonged to `people`, or came for one of them since, names `from` again. `left` are those whom `into` shows on:
 * what gave way to a row that leaves now may count again.
 */
export async function moveReferencesBack(
  db: Db,
  merged: Merged & { people: readonly string[]; left: readonly string[] },
): Promise<void> {
  const { workspaceId, from, into, people, left } = merged;
  for (const follower of followers) {
    for (const { table, oncePer } of follower.tables ?? []) {
      if (oncePer) {
        await sql`update ${sql.table(table)} set customer_id = merged_from, merged_from = nullif(merged_from, ${from}::uuid)
          where workspace_id = ${workspaceId}::uuid and customer_id = any(${[into, ...people]}::uuid[])
            and merged_from = any(${[...people]}::uuid[])`.execute(db);
        await fillFromAside(db, { table, oncePer }, { workspaceId, into: from, beneath: people });
        await fillFromAside(db, { table, oncePer }, { workspaceId, into, beneath: left });
      } else {
        await sql`update ${sql.table(table)} set customer_id = ${from}::uuid, merged_from = nullif(merged_from, ${from}::uuid)
          where workspace_id = ${workspaceId}::uuid and customer_id = ${into}::uuid
            and merged_from = any(${[...people]}::uuid[])`.execute(db);
      }
    }
    await follower.moveBack?.(db, merged);
  }
}

async function moveRows(
  db: Db,
  { table, oncePer }: PersonTable,
  { workspaceId, from, into, beneath }: Merged & { beneath: readonly string[] },
): Promise<void> {
  if (oncePer) {
    await sql`update ${sql.table(table)}
      set merged_from = coalesce(merged_from, customer_id), customer_id = coalesce(merged_from, customer_id)
      where workspace_id = ${workspaceId}::uuid and customer_id = ${from}::uuid`.execute(db);
    await fillFromAside(db, { table, oncePer }, { workspaceId, into, beneath: [from, ...beneath] });
    return;
  }
  await sql`update ${sql.table(table)}
    set merged_from = coalesce(merged_from, customer_id), customer_id = ${into}::uuid
    where workspace_id = ${workspaceId}::uuid and customer_id = ${from}::uuid`.execute(db);
}

/** Where `into` has no row of a key, one that is set aside with somebody beneath her counts: of whom was known first. */
async function fillFromAside(
  db: Db,
  { table, oncePer }: Required<PersonTable>,
  { workspaceId, into, beneath }: { workspaceId: string; into: string; beneath: readonly string[] },
): Promise<void> {
  const key = sql.join(oncePer.map((column) => sql`aside.${sql.ref(column)}`));
  const equal = (one: string, other: string) =>
    sql.join(
      oncePer.map((column) => sql`${sql.ref(`${one}.${column}`)} = ${sql.ref(`${other}.${column}`)}`),
      sql` and `,
    );
  await sql`update ${sql.table(table)} mine set customer_id = ${into}::uuid
    from (
      select distinct on (${key}) aside.customer_id, ${key} from ${sql.table(table)} aside
      where aside.workspace_id = ${workspaceId}::uuid and aside.customer_id = any(${[...beneath]}::uuid[])
        and aside.merged_from = aside.customer_id
        and not exists (select from ${sql.table(table)} other where other.workspace_id = ${workspaceId}::uuid
          and other.customer_id = ${into}::uuid and ${equal('other', 'aside')})
      order by ${key}, aside.customer_id
    ) first
    where mine.workspace_id = ${workspaceId}::uuid and mine.customer_id = first.customer_id
      and mine.merged_from = mine.customer_id and ${equal('mine', 'first')}`.execute(db);
}

/** How many rows of each following table name a person, by the table's name without its schema; tables with none left out. */
export async function countReferences(
  db: Db,
  workspaceId: string,
  customerId: string,
): Promise<Record<string, number>> {
  const tables = followers.flatMap(({ tables = [] }) => tables.map(({ table }) => table));
  const counted = sql.join(
    tables.map(
      (table) => sql`select ${table.split('.')[1]}::text as name, count(*)::int as rows from ${sql.table(table)}
        where workspace_id = ${workspaceId}::uuid and customer_id = ${customerId}::uuid`,
    ),
    sql` union all `,
  );
  const { rows } = await sql<{ name: string; rows: number }>`${counted}`.execute(db);
  return Object.fromEntries(rows.filter(({ rows }) => rows > 0).map(({ name, rows }) => [name, rows]));
}

/**
 * Mends what slipped in while a merge or its undo was under way: a fact stored for somebody who was merged meanwhile goes
 * to who shows her, and one stored for who showed her goes back to her. @returns rows mended
 */
export async function adoptStrays(db: Db, workspaceId: string): Promise<number> {
  let mended = 0;
  for (const { table, oncePer } of followers.flatMap(({ tables = [] }) => tables)) {
    if (oncePer) continue;
    const late = await sql`update ${sql.table(table)} t
      set merged_from = coalesce(t.merged_from, t.customer_id), customer_id = c.merged_into
      from customers.customer c
      where t.workspace_id = ${workspaceId}::uuid and c.workspace_id = t.workspace_id and c.customer_id = t.customer_id
        and c.merged_into is not null`.execute(db);
    const left = await sql`update ${sql.table(table)} t
      set customer_id = coalesce(c.merged_into, c.customer_id),
          merged_from = case when c.merged_into is null then null else t.merged_from end
      from customers.customer c
      where t.workspace_id = ${workspaceId}::uuid and c.workspace_id = t.workspace_id and c.customer_id = t.merged_from
        and t.customer_id <> coalesce(c.merged_into, c.customer_id)`.execute(db);
    mended += Number(late.numAffectedRows ?? 0) + Number(left.numAffectedRows ?? 0);
  }
  return mended;
}
