import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

/** A table whose rows belong to a person: it has `workspace_id`, `customer_id` and `merged_from`. */
export interface PersonTable {
  /** `schema.table` */
  table: string;
  /**
   * Columns that with the person make a row unique where `merged_from` is no part of it: of two such rows the merged
   * person's own counts, and the other stays where it is until they are told apart again.
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

/** Everything that named `from` names `into`, and remembers whom it named. */
export async function moveReferences(db: Db, merged: Merged & { at: Date }): Promise<void> {
  for (const follower of followers) {
    for (const table of follower.tables ?? []) await moveRows(db, table, merged);
    await follower.move?.(db, merged);
  }
}

/** What belonged to `people`, or came for one of them since, names `from` again. */
export async function moveReferencesBack(db: Db, merged: Merged & { people: readonly string[] }): Promise<void> {
  for (const follower of followers) {
    for (const { table } of follower.tables ?? []) {
      await sql`update ${sql.table(table)} set customer_id = ${merged.from}::uuid, merged_from = nullif(merged_from, ${merged.from}::uuid)
        where workspace_id = ${merged.workspaceId}::uuid and customer_id = ${merged.into}::uuid
          and merged_from = any(${[...merged.people]}::uuid[])`.execute(db);
    }
    await follower.moveBack?.(db, merged);
  }
}

async function moveRows(db: Db, { table, oncePer }: PersonTable, { workspaceId, from, into }: Merged): Promise<void> {
  const sameKey = sql.join(
    (oncePer ?? []).map((column) => sql`other.${sql.ref(column)} = mine.${sql.ref(column)}`),
    sql` and `,
  );
  const isFree = oncePer
    ? sql`and not exists (select from ${sql.table(table)} other
        where other.workspace_id = mine.workspace_id and other.customer_id = ${into}::uuid and ${sameKey})`
    : sql``;
  await sql`update ${sql.table(table)} mine
    set merged_from = coalesce(mine.merged_from, mine.customer_id), customer_id = ${into}::uuid
    where mine.workspace_id = ${workspaceId}::uuid and mine.customer_id = ${from}::uuid ${isFree}`.execute(db);
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
