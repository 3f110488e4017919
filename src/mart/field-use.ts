import type { Db } from '../platform/db.ts';
import { defineQuery } from './query.ts';

/** A field with personal data: of how many people something stands in it, and when it was last shown or used. */
export interface FieldUse {
  fieldKey: string;
  /** Null of a shop's own field: who keeps those counts them. */
  people: number | null;
  /** Null: not as far as anybody knows. */
  lastUsedOn: string | null;
}

const fieldUse = defineQuery<FieldUse, 'workspaceId' | 'timeZone' | 'dayEndsAtHour' | 'today'>('field_use');

/** Use of the fields with personal data (PV-01), on `today`. Sources: see field_use.sql. */
export function listFieldUse(
  db: Db,
  parameters: { workspaceId: string; timeZone: string; dayEndsAtHour: number; today: string },
): Promise<FieldUse[]> {
  return fieldUse.run(db, parameters);
}
