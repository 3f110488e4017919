import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';

/** Columns of `item_stage` in the order in which a COPY fills them. */
export const ITEM_STAGE_COLUMNS =
  'item_ref, item_key, code, name, category, price_minor, cost_minor, described_at, is_sold';

/**
 * Makes the temporary tables of an import. `item_stage`: items that a part of the file names first; `item_words`: every item
 * once more, as the whole file describes it. `item_of_ref` says what id each `item_ref` got. All end with the transaction.
 */
export async function createItemStage(db: Db): Promise<void> {
  for (const table of ['item_stage', 'item_words']) {
    await sql`create temp table ${sql.table(table)} (
      item_ref int not null, item_key text not null, code text, name text not null, category text not null,
      price_minor bigint, cost_minor bigint, described_at timestamptz not null, is_sold boolean not null
    ) on commit drop`.execute(db);
  }
  await sql`create temp table item_of_ref (item_ref int not null, item_id uuid not null) on commit drop`.execute(db);
}

/** Makes the items of `item_stage` that are not known yet, notes all their ids, and empties it. @returns how many were made */
export async function storeNewItems(
  db: Db,
  { workspaceId, batchId }: { workspaceId: string; batchId: string | null },
): Promise<number> {
  await sql`analyze item_stage`.execute(db);
  const created = await sql`
    insert into menu.item
      (workspace_id, item_id, item_key, code, name, category, price_minor, cost_minor, described_at, created_by_batch)
    select ${workspaceId}::uuid, platform.uuid_v7(), s.item_key, s.code, s.name, s.category, s.price_minor, s.cost_minor,
           s.described_at, ${batchId}::uuid
    from item_stage s
    where not exists (select from menu.item i where i.workspace_id = ${workspaceId}::uuid and i.item_key = s.item_key)
    order by s.item_ref
    on conflict (workspace_id, item_key) do nothing`.execute(db);
  const noted = await sql`
    insert into item_of_ref (item_ref, item_id)
    select s.item_ref, i.item_id from item_stage s
    join menu.item i on i.workspace_id = ${workspaceId}::uuid and i.item_key = s.item_key`.execute(db);
  if (Number(noted.numAffectedRows ?? 0) > 0) await sql`analyze item_of_ref`.execute(db);
  await sql`truncate item_stage`.execute(db);
  return Number(created.numAffectedRows ?? 0);
}

/**
 * Takes code, name, category, price and cost of items from their latest sale, whichever file told of it. Words of corrections
 * and cancellations (`is_sold` false) name an item only when nothing better does: an item this batch made, of which it tells
 * no sale.
 */
export async function describeItems(
  db: Db,
  { workspaceId, batchId }: { workspaceId: string; batchId: string | null },
): Promise<void> {
  await sql`analyze item_words`.execute(db);
  await sql`
    update menu.item i
    set name = s.name,
        category = coalesce(nullif(s.category, ''), i.category),
        price_minor = coalesce(s.price_minor, i.price_minor),
        cost_minor = coalesce(s.cost_minor, i.cost_minor),
        described_at = s.described_at
    from (select distinct on (item_key) * from item_words order by item_key, is_sold desc, described_at desc) s
    where i.workspace_id = ${workspaceId}::uuid and i.item_key = s.item_key
      and (i.created_by_batch = ${batchId}::uuid or (s.is_sold and (i.described_at is null or i.described_at < s.described_at)))`.execute(
    db,
  );
}
