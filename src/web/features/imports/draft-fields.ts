import {
  findConsentMeaning,
  findReservationState,
  type ImportKind,
  RESERVATION_STATES,
} from '../../../modules/imports/contract.ts';

/** Fields that say who is behind a row. */
export const WHO = ['phone', 'name', 'customer_id', 'email', 'card_no'];

/** Fields that often stand in several columns: a name in two, an address in four. */
export const JOINABLE = new Set([
  'order_no',
  'ordered_at',
  'item_name',
  'customer_name',
  'name',
  'address',
  'note',
  'joined_at',
  'at',
  'reserved_at',
  'requested_at',
]);
/** Fields that can be the same for a whole file: a log of purchases says nothing of what was bought. */
export const CONSTANTS = new Set([
  'ordered_at',
  'item_name',
  'channel',
  'staff',
  'quantity',
  'category',
  'source',
  'marketing_consent',
  'consent_method',
  'country',
  'site',
  'phase',
]);

/** Fields in the order of the screen; the first group must be filled. */
export const FIELD_GROUPS: Readonly<Record<ImportKind, readonly { key: string; fields: readonly string[] }[]>> = {
  sales: [
    { key: 'required', fields: ['order_no', 'ordered_at', 'item_name', 'quantity', 'amount'] },
    { key: 'customer', fields: ['customer_phone', 'customer_name', 'customer_id', 'customer_email', 'card_no'] },
    { key: 'item', fields: ['item_code', 'options', 'category', 'unit_price', 'cost'] },
    { key: 'order', fields: ['kind', 'channel', 'table_no', 'covers', 'coupon_code', 'staff'] },
  ],
  customers: [
    { key: 'identity', fields: ['phone', 'customer_id', 'email'] },
    {
      key: 'person',
      fields: [
        'name',
        'given_name',
        'family_name',
        'birth_date',
        'birthday_calendar',
        'gender',
        'note',
        'tags',
        'points',
      ],
    },
    { key: 'consent', fields: ['marketing_consent', 'consent_at', 'consent_method', 'joined_at', 'source'] },
    {
      key: 'address',
      fields: ['address', 'street_number', 'street', 'suburb', 'city', 'state', 'postcode', 'country'],
    },
  ],
  contacts: [
    { key: 'reach', fields: ['phone', 'phone_2', 'phone_3', 'phone_4', 'phone_5', 'email', 'email_2', 'email_3'] },
    { key: 'person', fields: ['name', 'given_name', 'family_name', 'organisation', 'note'] },
  ],
  events: [
    { key: 'required', fields: ['at'] },
    { key: 'happening', fields: ['kind', 'phase', 'channel', 'event_id'] },
    { key: 'whoIfKnown', fields: WHO },
  ],
  reservations: [
    { key: 'required', fields: ['reserved_at', 'state'] },
    {
      key: 'booking',
      fields: ['reservation_no', 'requested_at', 'status_at', 'party_size', 'channel', 'table_no', 'deposit'],
    },
    { key: 'whoIfKnown', fields: WHO },
  ],
  reviews: [
    { key: 'required', fields: ['at'] },
    { key: 'opinion', fields: ['rating', 'text', 'title', 'site', 'review_id'] },
  ],
};

/** Fields of a sales file that say who bought. */
export const PERSON_FIELDS = FIELD_GROUPS.sales.find(({ key }) => key === 'customer')?.fields ?? [];

/** The field of a kind whose text must be one of few words; `knows` tells of further words that need no meaning. */
export const WORD_FIELDS: Readonly<
  Partial<
    Record<
      ImportKind,
      {
        field: string;
        allowed: readonly string[];
        knows?: (text: string) => boolean;
        /** The meaning proposed for a word; with it every word has one, the person's choice before it. */
        propose?: (text: string) => string;
      }
    >
  >
> = {
  sales: { field: 'kind', allowed: ['sale', 'refund', 'void', 'comp'] },
  customers: {
    field: 'marketing_consent',
    allowed: ['granted', 'refused', 'absent'],
    propose: (text) => findConsentMeaning(text) ?? 'absent',
  },
  reservations: {
    field: 'state',
    allowed: RESERVATION_STATES,
    knows: (text) => findReservationState(text) !== undefined,
  },
};

/** Fields with dates, the one that decides the file's style first. */
export const DATE_FIELDS: Readonly<Record<ImportKind, readonly string[]>> = {
  sales: ['ordered_at'],
  customers: ['joined_at', 'consent_at', 'birth_date'],
  contacts: [],
  events: ['at'],
  reservations: ['reserved_at', 'requested_at', 'status_at'],
  reviews: ['at'],
};

/** The field whose time of day may stand in a column of its own. */
export function timeFieldOf(kind: ImportKind): string | undefined {
  return kind === 'sales' || kind === 'events' || kind === 'reservations' ? DATE_FIELDS[kind][0] : undefined;
}

/** What a group of fields is called of which one is needed. */
export const ONE_OF: Readonly<Record<ImportKind, string>> = {
  sales: '',
  customers: 'identity',
  contacts: 'reach',
  events: '',
  reservations: '',
  reviews: 'opinion',
};

/** Where a map keeps the file's own words. */
export const WORDS_KEY: Readonly<Partial<Record<ImportKind, string>>> = {
  sales: 'kindValues',
  customers: 'consentValues',
  reservations: 'stateValues',
};
