import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

const COLUMNS = [
  'fieldKey',
  'labelKo',
  'labelEn',
  'type',
  'choices',
  'isStage',
  'purposeKey',
  'retentionDays',
  'pack',
  'position',
  'archivedAt',
] as const;

/** Definitions in their order, hidden ones last. */
export function listFieldRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('customers.field')
    .select(COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .orderBy(sql`archived_at is not null`)
    .orderBy('position')
    .orderBy('createdAt')
    .orderBy('fieldKey')
    .execute();
}
export type FieldRow = Awaited<ReturnType<typeof listFieldRows>>[number];

export interface NewFieldRow {
  workspaceId: string;
  fieldKey: string;
  labelKo: string;
  labelEn: string;
  type: string;
  choices: string;
  isStage: boolean;
  purposeKey: string;
  retentionDays: number | null;
  pack: string | null;
  position: number;
  createdBy: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Adds definitions; a key that is taken is left as it is. */
export function insertFields(db: Db, fields: readonly NewFieldRow[]) {
  return db
    .insertInto('customers.field')
    .values([...fields])
    .onConflict((oc) => oc.columns(['workspaceId', 'fieldKey']).doNothing())
    .returning('fieldKey')
    .execute();
}

export function updateFieldRow(
  db: Db,
  workspaceId: string,
  fieldKey: string,
  change: Partial<
    Pick<NewFieldRow, 'labelKo' | 'labelEn' | 'choices' | 'purposeKey' | 'retentionDays' | 'position' | 'pack'>
  > & { archivedAt?: Date | null; updatedAt: Date },
) {
  return db
    .updateTable('customers.field')
    .set(change)
    .where('workspaceId', '=', workspaceId)
    .where('fieldKey', '=', fieldKey)
    .returning('fieldKey')
    .executeTakeFirst();
}

/** Hides fields (a moment) or shows them again (null) in one go. */
export function setFieldsArchived(
  db: Db,
  workspaceId: string,
  fieldKeys: readonly string[],
  change: { archivedAt: Date | null; pack?: string; updatedAt: Date },
) {
  return db
    .updateTable('customers.field')
    .set(change)
    .where('workspaceId', '=', workspaceId)
    .where(sql<boolean>`field_key = any(${[...fieldKeys]}::text[])`)
    .execute();
}

export function deleteField(db: Db, workspaceId: string, fieldKey: string) {
  return db
    .deleteFrom('customers.field')
    .where('workspaceId', '=', workspaceId)
    .where('fieldKey', '=', fieldKey)
    .execute();
}

/** Destroys every value of a field; the number of people who had one. */
export async function deleteValuesOfField(db: Db, workspaceId: string, fieldKey: string): Promise<number> {
  const { rows } = await sql<{ people: number }>`
    with gone as (delete from customers.field_value where workspace_id = ${workspaceId} and field_key = ${fieldKey}
      returning customer_id)
    select count(distinct customer_id)::int as people from gone`.execute(db);
  return rows[0]?.people ?? 0;
}

/** People with a value, by field; a field nobody has a value of is absent. */
export async function countPeopleByField(db: Db, workspaceId: string, fieldKeys: readonly string[]) {
  const { rows } = await sql<{ fieldKey: string; people: number }>`
    select field_key, count(distinct customer_id)::int as people from customers.field_value
    where workspace_id = ${workspaceId} and field_key = any(${[...fieldKeys]}::text[]) group by field_key`.execute(db);
  return new Map(rows.map((row) => [row.fieldKey, row.people]));
}

/** People with a value in each field of the shop. */
export async function countPeopleOfFields(db: Db, workspaceId: string) {
  const { rows } = await sql<{ fieldKey: string; people: number }>`
    select field_key, count(distinct customer_id)::int as people from customers.field_value
    where workspace_id = ${workspaceId} group by field_key`.execute(db);
  return new Map(rows.map((row) => [row.fieldKey, row.people]));
}

/** Whether somebody has this value of a choice: it cannot be taken away then. */
export async function listChoicesInUse(db: Db, workspaceId: string, fieldKey: string): Promise<string[]> {
  const { rows } = await sql<{ value: string }>`
    select distinct value from customers.field_value where workspace_id = ${workspaceId} and field_key = ${fieldKey}`.execute(
    db,
  );
  return rows.map(({ value }) => value);
}

/** A value to be written. */
export interface NewValue {
  customerId: string;
  /** Whom a source told it of, where she is merged into the person by now. */
  mergedFrom?: string | null;
  fieldKey: string;
  value: string;
  numberValue: number | null;
  valueSealed: Buffer | null;
}

/**
 * Writes values of many people in one statement. `overwrite`: false keeps what is known, as a file does. What came with a
 * merged person stays that person's, and what is told of her is hers: each record is told of for itself.
 */
export async function upsertValues(
  db: Db,
  input: {
    workspaceId: string;
    values: readonly NewValue[];
    source: string;
    batchId: string | null;
    accountId: string | null;
    overwrite: boolean;
    at: Date;
  },
): Promise<number> {
  const column = <K extends keyof NewValue>(key: K) => input.values.map((value) => value[key]);
  const told = sql`select * from unnest(${column('customerId')}::uuid[], ${column('fieldKey')}::text[], ${column('value')}::text[],
      ${column('numberValue')}::float8[], ${column('valueSealed')}::bytea[], ${input.values.map(({ mergedFrom }) => mergedFrom ?? null)}::uuid[])
      as t(customer_id, field_key, value, number_value, value_sealed, merged_from)`;
  const result = await sql`
    insert into customers.field_value as held
      (workspace_id, customer_id, merged_from, field_key, value, number_value, value_sealed, source, set_by_batch, updated_by, updated_at)
    select ${input.workspaceId}::uuid, t.customer_id, t.merged_from, t.field_key, t.value, t.number_value, t.value_sealed,
      ${input.source}, ${input.batchId}::uuid, ${input.accountId}::uuid, ${input.at}::timestamptz
    from (${told}) t
    ${
      input.overwrite
        ? sql`on conflict (workspace_id, customer_id, field_key, merged_from) do update set value = excluded.value,
          number_value = excluded.number_value, value_sealed = excluded.value_sealed, source = excluded.source,
          set_by_batch = excluded.set_by_batch, updated_by = excluded.updated_by, updated_at = excluded.updated_at`
        : sql`where not exists (select from customers.field_value k where k.workspace_id = ${input.workspaceId}::uuid
            and k.customer_id = t.customer_id and k.field_key = t.field_key and k.merged_from is not distinct from t.merged_from)
          on conflict (workspace_id, customer_id, field_key, merged_from) do nothing`
    }`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}

/** Takes values of one person away, also those that came with a merged one. */
export function deleteValues(db: Db, workspaceId: string, customerId: string, fieldKeys: readonly string[]) {
  return db
    .deleteFrom('customers.fieldValue')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .where(sql<boolean>`field_key = any(${[...fieldKeys]}::text[])`)
    .execute();
}

/** Takes back what a file said, where nobody has said otherwise since. */
export async function deleteValuesOfBatch(db: Db, workspaceId: string, batchId: string): Promise<number> {
  const result = await db
    .deleteFrom('customers.fieldValue')
    .where('workspaceId', '=', workspaceId)
    .where('setByBatch', '=', batchId)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** Values of some people that are shown: the person's own before one that came with a merged person, then the newest. */
export async function listValueRows(
  db: Db,
  workspaceId: string,
  { customerIds, fieldKeys }: { customerIds: readonly string[]; fieldKeys?: readonly string[] },
) {
  const { rows } = await sql<{
    customerId: string;
    fieldKey: string;
    value: string;
    valueSealed: Buffer | null;
    source: string;
    updatedAt: Date;
  }>`
    select distinct on (v.customer_id, v.field_key) v.customer_id, v.field_key, v.value, v.value_sealed, v.source, v.updated_at
    from customers.field_value v
    where v.workspace_id = ${workspaceId} and v.customer_id = any(${[...customerIds]}::uuid[])
      ${fieldKeys ? sql`and v.field_key = any(${[...fieldKeys]}::text[])` : sql``}
    order by v.customer_id, v.field_key, (v.merged_from is null) desc, v.updated_at desc`.execute(db);
  return rows;
}
