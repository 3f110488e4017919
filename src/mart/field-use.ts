import type { Db } from '../platform/db.ts';
import { defineQuery } from './query.ts';

/** A built-in field: of how many people something stands in it, and when it was last shown or used. */
export interface FieldUse {
  fieldKey: string;
  people: number;
  /** Null: not as far as anybody knows. */
  lastUsedOn: string | null;
}

const fieldUse = defineQuery<FieldUse, 'workspaceId' | 'timeZone'>('field_use');

/** Use of the built-in fields with personal data (PV-01). Sources: customers, staff.access_log, messaging, orders. */
export function listFieldUse(db: Db, parameters: { workspaceId: string; timeZone: string }): Promise<FieldUse[]> {
  return fieldUse.run(db, parameters);
}
