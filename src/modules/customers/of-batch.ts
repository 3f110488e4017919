import { sql } from 'kysely';
import { type Db, noteSizes } from '../../platform/db.ts';
import { CHANGED_NOW } from './changes/store.ts';
import { showChanged } from './merge/service.ts';

/** Whether the birthday of `c` is still the one that the file told (`gap`). */
const STANDS_AS_FILLED = sql`(gap.birthday is not null and c.birthday_calendar || ' ' || c.birthday = gap.birthday)`;

/** Ids of the people that a batch made. */
export async function listCustomersOfBatch(db: Db, workspaceId: string, batchId: string) {
  return db
    .selectFrom('customers.customer')
    .select(['customerId', sql<boolean>`updated_at <> created_at`.as('isEdited')])
    .where('workspaceId', '=', workspaceId)
    .where('createdByBatch', '=', batchId)
    .execute();
}

/** From here on it matters how their rows are found. */
const MANY = 500;
const TABLES_OF_PEOPLE = [
  'customers.customer',
  'customers.contactPoint',
  'customers.externalId',
  'customers.address',
  'customers.fieldValue',
  'customers.customerTag',
] as const;

/** Has the planner look again at the tables of people, after many came and before many go. */
export function noteSizesOfPeople(db: Db): Promise<void> {
  return noteSizes(db, TABLES_OF_PEOPLE);
}

/** Takes people away again with their contact points and numbers; the caller has made sure that nothing depends on them. */
export async function removeCustomers(db: Db, workspaceId: string, customerIds: readonly string[]): Promise<number> {
  if (customerIds.length > MANY) await noteSizesOfPeople(db);
  const result = await db
    .deleteFrom('customers.customer')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', sql<string>`any(${customerIds}::uuid[])`)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** People who were there before a batch and of whom it told something new. */
export async function countUpdatedByBatch(db: Db, workspaceId: string, batchId: string): Promise<number> {
  const ofBatch = sql`workspace_id = ${workspaceId}::uuid and created_by_batch = ${batchId}::uuid`;
  const { rows } = await sql<{ people: number }>`
    select count(*) as people from (
      select customer_id from customers.contact_point where ${ofBatch}
      union select customer_id from customers.external_id where ${ofBatch}
      union select customer_id from customers.address where ${ofBatch}
      union select customer_id from customers.filled_gap
        where workspace_id = ${workspaceId}::uuid and batch_id = ${batchId}::uuid
    ) told`.execute(db);
  return rows[0]?.people ?? 0;
}

/**
 * Takes back what a batch gave to people who were there before it: contact points, ids of its source, and what it wrote of
 * somebody of whom nothing stood there. What was written anew since stays.
 * @returns how many things were taken back
 */
export async function removeAdditionsOfBatch(db: Db, workspaceId: string, batchId: string): Promise<number> {
  const ofBatch = sql`workspace_id = ${workspaceId}::uuid and created_by_batch = ${batchId}::uuid`;
  const contacts = await sql`delete from customers.contact_point where ${ofBatch}`.execute(db);
  const ids = await sql`delete from customers.external_id where ${ofBatch}`.execute(db);
  const addresses = await sql`delete from customers.address where ${ofBatch}`.execute(db);
  // A later file may have filled another gap of the same person: before it, she is now as she was before this one.
  await sql`
    update customers.filled_gap later set updated_at_before = gap.updated_at_before
    from customers.filled_gap gap
    where gap.workspace_id = ${workspaceId}::uuid and gap.batch_id = ${batchId}::uuid
      and later.workspace_id = gap.workspace_id and later.customer_id = gap.customer_id and later.batch_id <> gap.batch_id
      and later.updated_at_before = gap.updated_at_after`.execute(db);
  const gaps = await sql<{ filled: number; mergedInto: string | null }>`
    with gap as (
      delete from customers.filled_gap where workspace_id = ${workspaceId}::uuid and batch_id = ${batchId}::uuid
      returning coalesce(merged_from, customer_id) as customer_id, name, birth_date, birthday, note, updated_at_before, updated_at_after
    ), noted as (
      insert into customers.field_change
        (workspace_id, field_change_id, customer_id, field, old_value, new_value, source, batch_id, changed_at)
      select c.workspace_id, platform.uuid_v7(), c.customer_id, told.field, told.value, '', 'undo', ${batchId}::uuid, ${CHANGED_NOW}
      from gap join customers.customer c on c.workspace_id = ${workspaceId}::uuid and c.customer_id = gap.customer_id
      cross join lateral (values
        ('name', gap.name, c.name = gap.name), ('birth_date', gap.birth_date::text, c.birth_date = gap.birth_date),
        ('birthday', gap.birthday, ${STANDS_AS_FILLED}), ('note', gap.note, c.note = gap.note)
      ) as told(field, value, stands)
      where told.stands
    )
    update customers.customer c
    set name = case when c.name = gap.name then '' else c.name end,
        birth_date = nullif(c.birth_date, gap.birth_date),
        birthday = case when ${STANDS_AS_FILLED} then null else c.birthday end,
        birthday_calendar = case when ${STANDS_AS_FILLED} then null else c.birthday_calendar end,
        note = case when c.note = gap.note then '' else c.note end,
        updated_at = case when c.updated_at = gap.updated_at_after then gap.updated_at_before else c.updated_at end
    from gap
    where c.workspace_id = ${workspaceId}::uuid and c.customer_id = gap.customer_id
    returning num_nonnulls(gap.name, gap.birth_date, gap.birthday, gap.note) as filled,
      coalesce(c.merged_into, (select b.merged_into from customers.customer b where b.workspace_id = c.workspace_id and b.merged_into = c.customer_id limit 1)) as merged_into`.execute(
    db,
  );
  await showChanged(db, { workspaceId, source: 'undo', shown: gaps.rows.map(({ mergedInto }) => mergedInto) });
  const filled = gaps.rows.reduce((sum, row) => sum + row.filled, 0);
  const rows = [contacts, ids, addresses].reduce((sum, gone) => sum + Number(gone.numAffectedRows ?? 0), 0);
  return rows + filled;
}

/**
 * Earlier batches that brought what the import under way tells again, and in how many of its rows: a contact point or id of
 * somebody, and with `alsoMakers` the person herself. Needs `customer_stage` and `customer_of_ref`.
 */
export async function listBatchesMet(
  db: Db,
  { workspaceId, source, alsoMakers }: { workspaceId: string; source: string; alsoMakers: boolean },
): Promise<{ batchId: string; people: number }[]> {
  const makers = sql`union
    select r.customer_ref, c.created_by_batch from customer_of_ref r
    join customers.customer c on c.workspace_id = ${workspaceId}::uuid and c.customer_id = r.customer_id
    where not exists (select from made_customer m where m.customer_id = r.customer_id)`;
  const { rows } = await sql<{ batchId: string; people: number }>`
    select batch_id, count(*) as people from (
      select r.customer_ref, p.created_by_batch as batch_id
      from customers.contact_point p
      join customer_of_ref r on r.customer_id = p.customer_id
      join customer_stage s on s.customer_ref = r.customer_ref and p.value in (s.phone, s.email, s.card)
      where p.workspace_id = ${workspaceId}::uuid and p.created_by_batch is not null
      union
      select s.customer_ref, e.created_by_batch
      from customers.external_id e
      join customer_stage s on s.external_id = e.external_id
      where e.workspace_id = ${workspaceId}::uuid and e.source = ${source} and e.created_by_batch is not null
      ${alsoMakers ? makers : sql``}
    ) met
    where batch_id is not null group by batch_id`.execute(db);
  return rows;
}
