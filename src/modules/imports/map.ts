import { z } from 'zod';
import { CONTACT_FIELDS, EVENT_FIELDS, RESERVATION_FIELDS, RESERVATION_STATES, REVIEW_FIELDS } from './kinds/fields.ts';
import {
  amountSource,
  column,
  common,
  dateFormat,
  type FieldSource,
  fieldSource,
  sensitiveNotes,
} from './map-parts.ts';
import { CONTACT_NAMES, matchColumns } from './match-columns.ts';

export {
  CONTACT_FIELDS,
  EVENT_FIELDS,
  findReservationState,
  RESERVATION_FIELDS,
  RESERVATION_STATES,
  REVIEW_FIELDS,
} from './kinds/fields.ts';
export type { FieldSource } from './map-parts.ts';

/** Fields of the canonical sales file, in its order; the first five are required. */
export const SALES_FIELDS = [
  'order_no',
  'ordered_at',
  'item_name',
  'quantity',
  'amount',
  'item_code',
  'category',
  'unit_price',
  'cost',
  'channel',
  'kind',
  'customer_id',
  'customer_name',
  'customer_phone',
  'customer_email',
  'card_no',
  'table_no',
  'covers',
  'coupon_code',
  'staff',
  'options',
] as const;
const REQUIRED_SALES_FIELDS = ['order_no', 'ordered_at', 'item_name', 'quantity', 'amount'] as const;

/** Fields of the canonical customers file; one of the first three is required. */
export const CUSTOMER_FIELDS = [
  'customer_id',
  'phone',
  'email',
  'name',
  'given_name',
  'family_name',
  'birth_date',
  'birthday_calendar',
  'gender',
  'address',
  'street_number',
  'street',
  'suburb',
  'city',
  'state',
  'postcode',
  'country',
  'note',
  'tags',
  'points',
  'joined_at',
  'source',
  'marketing_consent',
  'consent_at',
  'consent_method',
] as const;

export type SalesField = (typeof SALES_FIELDS)[number];
export type CustomerField = (typeof CUSTOMER_FIELDS)[number];

const salesColumns = z.strictObject({
  ...(Object.fromEntries(SALES_FIELDS.map((field) => [field, fieldSource.optional()])) as Record<
    SalesField,
    z.ZodOptional<typeof fieldSource>
  >),
  order_no: fieldSource,
  ordered_at: fieldSource,
  item_name: fieldSource,
  quantity: fieldSource,
  amount: amountSource,
});

const customerColumns = z
  .strictObject(
    Object.fromEntries(CUSTOMER_FIELDS.map((field) => [field, fieldSource.optional()])) as Record<
      CustomerField,
      z.ZodOptional<typeof fieldSource>
    >,
  )
  .refine((columns) => columns.customer_id || columns.phone || columns.email, 'customer_id, phone or email is needed');

export const salesMapSchema = z.strictObject({
  kind: z.literal('sales'),
  ...common,
  columns: salesColumns,
  /** Column with the time of day when `ordered_at` has the date alone. */
  timeColumn: column.optional(),
  /** The time of day where the file has days alone: midnight would belong to the evening before. */
  timeOfDay: z
    .string()
    .regex(/^\d{2}:\d{2}$/)
    .optional(),
  /** The file's own words for the kind of a line, e.g. `{ "취소": "void" }`. */
  kindValues: z.record(z.string(), z.enum(['sale', 'refund', 'void', 'comp'])).optional(),
});

export const customersMapSchema = z.strictObject({
  kind: z.literal('customers'),
  ...common,
  columns: customerColumns,
  /** Style of birth dates where it differs from the file's other dates. */
  birthDateFormat: dateFormat.optional(),
  /** The file's own words for consent, e.g. `{ "동의": "granted" }`. */
  consentValues: z.record(z.string(), z.enum(['granted', 'refused', 'absent'])).optional(),
  sensitiveNotes: sensitiveNotes.optional(),
});

/** Every field may be absent but those named. */
const optional = <Field extends string>(fields: readonly Field[]) =>
  Object.fromEntries(fields.map((field) => [field, fieldSource.optional()])) as Record<
    Field,
    z.ZodOptional<typeof fieldSource>
  >;

const contactsMapSchema = z.strictObject({
  kind: z.literal('contacts'),
  ...common,
  columns: z
    .strictObject(optional(CONTACT_FIELDS))
    .refine((columns) => columns.phone || columns.email, 'phone or email is needed'),
  sensitiveNotes: sensitiveNotes.optional(),
});

const eventsMapSchema = z.strictObject({
  kind: z.literal('events'),
  ...common,
  columns: z.strictObject({ ...optional(EVENT_FIELDS), at: fieldSource }),
  /** Column with the time of day when `at` has the date alone. */
  timeColumn: column.optional(),
});

const reservationsMapSchema = z.strictObject({
  kind: z.literal('reservations'),
  ...common,
  columns: z.strictObject({ ...optional(RESERVATION_FIELDS), reserved_at: fieldSource, state: fieldSource }),
  /** Column with the time of day when `reserved_at` has the date alone. */
  timeColumn: column.optional(),
  /** The file's own words for a state, e.g. `{ "확정": "confirmed" }`. */
  stateValues: z.record(z.string(), z.enum(RESERVATION_STATES)).optional(),
});

const reviewsMapSchema = z.strictObject({
  kind: z.literal('reviews'),
  ...common,
  columns: z
    .strictObject({ ...optional(REVIEW_FIELDS), at: fieldSource })
    .refine((columns) => columns.rating || columns.text, 'rating or text is needed'),
  /** The best rating there is. */
  ratingMax: z.number().int().min(2).max(100).default(5),
});

/** A saved map: how the columns of a file become the fields of the canonical one. */
export const importMapSchema = z.discriminatedUnion('kind', [
  salesMapSchema,
  customersMapSchema,
  contactsMapSchema,
  eventsMapSchema,
  reservationsMapSchema,
  reviewsMapSchema,
]);

export type SalesMap = z.infer<typeof salesMapSchema>;
export type CustomersMap = z.infer<typeof customersMapSchema>;
export type ContactsMap = z.infer<typeof contactsMapSchema>;
export type EventsMap = z.infer<typeof eventsMapSchema>;
export type ReservationsMap = z.infer<typeof reservationsMapSchema>;
export type ReviewsMap = z.infer<typeof reviewsMapSchema>;
export type ImportMap = z.infer<typeof importMapSchema>;

const columnsOfSource = (source: FieldSource | undefined): readonly string[] => {
  if (source === undefined || 'constant' in source) return [];
  if ('column' in source) return [source.column];
  return 'concat' in source ? source.concat : source.multiply;
};

/** The columns that the imported file itself must have for a map; those of joined files come with the join. */
export function listOwnColumns(map: ImportMap): string[] {
  const joined = new Set(map.joins.flatMap((join) => join.take));
  const sources = Object.values(map.columns).flatMap(columnsOfSource);
  const time = 'timeColumn' in map && map.timeColumn !== undefined ? [map.timeColumn] : [];
  return [...sources, ...time, ...map.joins.map((join) => join.on.column)].filter((name) => !joined.has(name));
}

/** The columns that a map's amounts come from. */
export function listAmountColumns(map: ImportMap): readonly string[] {
  return map.kind === 'sales' ? columnsOfSource(map.columns.amount) : [];
}

/** Fields of a kind's canonical file. Of each group in `required` a file needs one at least. */
const FIELDS_OF_KIND: Readonly<
  Record<ImportMap['kind'], { fields: readonly string[]; required: readonly (readonly string[])[] }>
> = {
  sales: { fields: SALES_FIELDS, required: REQUIRED_SALES_FIELDS.map((field) => [field]) },
  customers: { fields: CUSTOMER_FIELDS, required: [['customer_id', 'phone', 'email']] },
  contacts: { fields: CONTACT_FIELDS, required: [['phone', 'email']] },
  events: { fields: EVENT_FIELDS, required: [['at']] },
  reservations: { fields: RESERVATION_FIELDS, required: [['reserved_at'], ['state']] },
  reviews: { fields: REVIEW_FIELDS, required: [['at'], ['rating', 'text']] },
};

/** Required groups of a kind of which these columns or fields have none. */
export function listMissingFields(kind: ImportMap['kind'], names: readonly string[]): (readonly string[])[] {
  return FIELDS_OF_KIND[kind].required.filter((group) => !group.some((field) => names.includes(field)));
}

/**
 * The map of a file that needs none, because its header has the canonical names (of contacts: or those of a known phone
 * book); undefined when required ones are missing. `constants` stand for what the header lacks.
 */
export function findCanonicalMap<K extends ImportMap['kind']>(
  kind: K,
  header: readonly string[],
  constants: Readonly<Record<string, string>> = {},
): Extract<ImportMap, { kind: K }> | undefined {
  const { fields } = FIELDS_OF_KIND[kind];
  const found =
    kind === 'contacts'
      ? matchColumns(header, fields, CONTACT_NAMES)
      : Object.fromEntries(fields.filter((name) => header.includes(name)).map((name) => [name, name]));
  const columns = {
    ...Object.fromEntries(Object.entries(constants).map(([field, constant]) => [field, { constant }])),
    ...Object.fromEntries(Object.entries(found).map(([field, name]) => [field, { column: name }])),
  };
  const parsed = importMapSchema.safeParse({ kind, version: 1, dateFormat: 'ISO', columns });
  return parsed.success ? (parsed.data as Extract<ImportMap, { kind: K }>) : undefined;
}
