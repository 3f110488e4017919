import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';

/** When a statement that fills in many fields did so: a page of a history begins at a millisecond, as our clock counts. */
export const CHANGED_NOW = sql`date_trunc('milliseconds', now())`;

/** The same moment, for what is written beside such a statement. */
export async function readChangedNow(db: Db): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select ${CHANGED_NOW} as at`.execute(db);
  return rows[0]?.at as Date;
}

/** One field of one record that says something else from now on. */
export interface FieldChange {
  customerId: string;
  field: 'name' | 'birth_date' | 'birthday' | 'note';
  oldValue: string;
  newValue: string;
  /** Named as everywhere: staff, tablet, web_form, own_page, a till, a file's or an API key's source; merge, unmerge, undo. */
  source: string;
  mergeId?: string | null;
  batchId?: string | null;
  changedAt: Date;
  changedBy: string | null;
}

/** Notes changes in one statement, however many. */
export async function insertFieldChanges(db: Db, workspaceId: string, changes: readonly FieldChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({
    field_change_id: newId(),
    customer_id: change.customerId,
    field: change.field,
    old_value: change.oldValue,
    new_value: change.newValue,
    source: change.source,
    batch_id: change.batchId ?? null,
    merge_id: change.mergeId ?? null,
    changed_at: change.changedAt.toISOString(),
    changed_by: change.changedBy,
  }));
  await sql`
    insert into customers.field_change
      (workspace_id, field_change_id, customer_id, field, old_value, new_value, source, batch_id, merge_id, changed_at, changed_by)
    select ${workspaceId}::uuid, v.*
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as v (field_change_id uuid, customer_id uuid, field text, old_value text,
      new_value text, source text, batch_id uuid, merge_id uuid, changed_at timestamptz, changed_by uuid)`.execute(db);
}

/** What was written on a record, the newest first, from a place in that line on. */
export async function listFieldChangeRows(
  db: Db,
  page: { workspaceId: string; customerId: string; before: { at: Date; id: string }; limit: number },
) {
  const { workspaceId, customerId, before, limit } = page;
  return db
    .selectFrom('customers.fieldChange')
    .select(['fieldChangeId', 'field', 'source', 'changedAt', 'changedBy'])
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .where(sql<boolean>`(changed_at, field_change_id) < (${before.at}::timestamptz, ${before.id}::uuid)`)
    .orderBy('changedAt', 'desc')
    .orderBy('fieldChangeId', 'desc')
    .limit(limit)
    .execute();
}
