/**
 * Which field of the registry a column of schema customers holds. Every column with personal data stands here, so that
 * none is without a purpose (PV-01); test: service/registry.test.ts.
 */
export const FIELD_OF_COLUMN: Readonly<Record<string, string>> = {
  'customer.name': 'name',
  'customer.name_nfd': 'name',
  'customer.name_initials': 'name',
  'customer.birth_date': 'birth_date',
  'customer.birthday': 'birth_date',
  'customer.birthday_calendar': 'birth_date',
  'customer.note': 'note',
  'contact_point.value': 'phone',
  'contact_point.last4': 'phone',
  'external_id.external_id': 'external_id',
  'filled_gap.name': 'name',
  'filled_gap.birth_date': 'birth_date',
  'filled_gap.birthday': 'birth_date',
  'filled_gap.note': 'note',
  'customer.given_name': 'name',
  'customer.family_name': 'name',
  // Fields of somebody merged into her, shown where hers are empty.
  'customer.borrowed': 'name',
  'field_change.old_value': 'name',
  'field_change.new_value': 'name',
  'household.name': 'name',
  'address.full_text': 'address',
  'address.street_number': 'address',
  'address.street': 'address',
  'address.suburb': 'address',
  'address.city': 'address',
  'address.state': 'address',
  'address.postcode': 'address',
  'address.country': 'address',
  'address.address_key': 'address',
  'customer_tag.tag_id': 'tags',
};

/** Values of the shop's own fields: each field stands in the registry under its own key (`registerField`). */
const OWN_FIELD_VALUES: ReadonlySet<string> = new Set([
  'field_value.field_key',
  'field_value.value',
  'field_value.number_value',
  'field_value.value_sealed',
]);

/** Tables that say how the shop works and nothing of a person. */
const DEFINITIONS: ReadonlySet<string> = new Set([
  'field',
  'tag',
  'tag_change',
  'saved_view',
  'list_export',
  'duplicate_run',
  'stranger_lock',
]);

/** Columns that say nothing about a person by themselves. */
const NOT_PERSONAL: ReadonlySet<string> = new Set([
  'customer_tag.earlier_changes',
  'contact_point.kind',
  'household.kind',
  'household.business_no',
  'customer.merged_into',
  'field_change.field',
  'duplicate_pair.score',
  'duplicate_pair.reasons',
  'merge.reason',
  'merge.score',
  'merge_run.pairs',
  'merge_run.undo_pairs',
]);

/**
 * Whether a column, as `table.column`, holds no built-in field: our own random ids, moments, marks of how a row came to
 * be, definitions of the shop, values of its own fields. An id of another system is personal data.
 */
export function holdsNoPersonalData(name: string): boolean {
  const [table = '', column = ''] = name.split('.');
  if (DEFINITIONS.has(table) || OWN_FIELD_VALUES.has(name) || NOT_PERSONAL.has(name)) return true;
  if (column === 'source' || column === 'merged_from') return true;
  return /(^|_)(id|at|since|by|batch|version)$|_by_|_at_/.test(column);
}
