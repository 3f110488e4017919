/**
 * Which field of the registry a column of schema customers holds. Every column with personal data stands here, so that
 * none is without a purpose (PV-01); test: service/registry.test.ts.
 */
export const FIELD_OF_COLUMN: Readonly<Record<string, string>> = {
  'customer.name': 'name',
  'customer.name_nfd': 'name',
  'customer.name_initials': 'name',
  'customer.birth_date': 'birth_date',
  'customer.note': 'note',
  'contact_point.value': 'phone',
  'contact_point.last4': 'phone',
  'external_id.external_id': 'external_id',
};

/** Columns that say nothing about a person by themselves. */
const NOT_PERSONAL: ReadonlySet<string> = new Set(['customer.source', 'contact_point.kind', 'external_id.source']);

/**
 * Whether a column, as `table.column`, holds no personal data: our own random ids, moments and marks of how a row came
 * to be. An id of another system is personal data.
 */
export function holdsNoPersonalData(name: string): boolean {
  if (NOT_PERSONAL.has(name)) return true;
  const column = name.slice(name.indexOf('.') + 1);
  if (column === 'external_id') return false;
  return /(^|_)(id|at|since|by|batch|version|from)$/.test(column) || column === 'merged_from';
}
