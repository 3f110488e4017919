import type { Db } from '../../../platform/db.ts';
import type { StoredBirthday } from '../../../shared/birthdays.ts';
import { type FieldChange, insertFieldChanges } from './store.ts';

type Told = StoredBirthday & { name: string; note: string };

/** A birthday as a field's history names it. */
const listed = (row: Told) => ({
  name: row.name,
  note: row.note,
  birth_date: row.birthDate ?? '',
  birthday: row.birthday === null ? '' : `${row.birthdayCalendar} ${row.birthday}`,
});

/** Notes who made a person's fields say something else, and when (PV-15); a field that says the same is no change. */
export async function recordChange(
  db: Db,
  {
    workspaceId,
    before,
    change,
    ...by
  }: { workspaceId: string; before: Told; change: Partial<Told> } & Pick<
    FieldChange,
    'customerId' | 'source' | 'changedAt' | 'changedBy'
  >,
): Promise<void> {
  const [old, fresh] = [listed(before), listed({ ...before, ...change })];
  const changes = (['name', 'note', 'birth_date', 'birthday'] as const)
    .filter((field) => fresh[field] !== old[field])
    .map((field): FieldChange => ({ ...by, field, oldValue: old[field], newValue: fresh[field] }));
  await insertFieldChanges(db, workspaceId, changes);
}
