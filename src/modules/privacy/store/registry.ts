import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';
import type { ShippedField, ShippedPurpose } from '../shipped/registry.ts';

export function listPurposeRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('privacy.purpose')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .orderBy('isRequired', 'desc')
    .orderBy('createdAt')
    .orderBy('purposeKey')
    .execute();
}

export function listFieldRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('privacy.field')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .orderBy('isBuiltIn', 'desc')
    .orderBy('createdOn')
    .orderBy('fieldKey')
    .execute();
}

/** How many of these shipped fields a shop has: a newer version of the product may bring more. */
export async function countFields(db: Db, workspaceId: string, fieldKeys: readonly string[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from privacy.field
    where workspace_id = ${workspaceId}::uuid and field_key = any(${[...fieldKeys]}::text[])`.execute(db);
  return rows[0]?.n ?? 0;
}

export function insertShippedPurposes(db: Db, workspaceId: string, purposes: readonly ShippedPurpose[]) {
  return db
    .insertInto('privacy.purpose')
    .values(purposes.map((purpose) => ({ ...purpose, workspaceId, isShipped: true })))
    .onConflict((oc) => oc.columns(['workspaceId', 'purposeKey']).doNothing())
    .execute();
}

export function insertShippedFields(db: Db, workspaceId: string, fields: readonly ShippedField[], createdOn: string) {
  return db
    .insertInto('privacy.field')
    .values(
      fields.map((field) => ({
        ...field,
        alsoFor: [...field.alsoFor],
        usedIn: [...field.usedIn],
        workspaceId,
        isBuiltIn: true,
        createdOn,
      })),
    )
    .onConflict((oc) => oc.columns(['workspaceId', 'fieldKey']).doNothing())
    .execute();
}

export function insertPurpose(db: Db, purpose: ShippedPurpose & { workspaceId: string; createdAt: Date }) {
  return db
    .insertInto('privacy.purpose')
    .values(purpose)
    .onConflict((oc) => oc.columns(['workspaceId', 'purposeKey']).doNothing())
    .returning('purposeKey')
    .executeTakeFirst();
}

export function updatePurposeRow(
  db: Db,
  key: { workspaceId: string; purposeKey: string },
  change: {
    nameKo?: string | undefined;
    nameEn?: string | undefined;
    retentionDays?: number | null | undefined;
    isInPolicy?: boolean | undefined;
  },
) {
  return db
    .updateTable('privacy.purpose')
    .set(change)
    .where('workspaceId', '=', key.workspaceId)
    .where('purposeKey', '=', key.purposeKey)
    .returning('purposeKey')
    .executeTakeFirst();
}

export function findPurpose(db: Db, workspaceId: string, purposeKey: string) {
  return db
    .selectFrom('privacy.purpose')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('purposeKey', '=', purposeKey)
    .executeTakeFirst();
}

interface FieldRow {
  workspaceId: string;
  fieldKey: string;
  purposeKey: string;
  nameKo: string;
  nameEn: string;
  isSensitive: boolean;
  usedIn: readonly string[];
  createdOn: string;
}

/** A field of the shop's own, or a change of one; a built-in field stays what it is. */
export function upsertField(db: Db, { usedIn, ...field }: FieldRow) {
  const { purposeKey, nameKo, nameEn, isSensitive } = field;
  return db
    .insertInto('privacy.field')
    .values({ ...field, usedIn: [...usedIn] })
    .onConflict((oc) =>
      oc
        .columns(['workspaceId', 'fieldKey'])
        .doUpdateSet({ purposeKey, nameKo, nameEn, isSensitive, usedIn: [...usedIn] })
        .where('privacy.field.isBuiltIn', '=', false),
    )
    .returning('fieldKey')
    .executeTakeFirst();
}

export function deleteField(db: Db, workspaceId: string, fieldKey: string) {
  return db
    .deleteFrom('privacy.field')
    .where('workspaceId', '=', workspaceId)
    .where('fieldKey', '=', fieldKey)
    .where('isBuiltIn', '=', false)
    .execute();
}

export function touchFields(
  db: Db,
  workspaceId: string,
  { fieldKeys, day }: { fieldKeys: readonly string[]; day: string },
) {
  return sql`update privacy.field set last_used_on = ${day}::date
    where workspace_id = ${workspaceId}::uuid and field_key = any(${[...fieldKeys]}::text[])
      and (last_used_on is null or last_used_on < ${day}::date)`.execute(db);
}
