export { findConsentMeaning } from './consent-words.ts';
export * from './contract/batches.ts';
export * from './contract/maps.ts';
export * from './contract/preview.ts';
export * from './contract/result.ts';
export * from './contract/uploads.ts';
export * from './doubtful/contract.ts';
export * from './entry/contract.ts';
export * from './folder/contract.ts';
export * from './kinds/contract.ts';
export {
  CONTACT_FIELDS,
  CUSTOMER_FIELDS,
  type CustomerField,
  EVENT_FIELDS,
  type FieldSource,
  findReservationState,
  type ImportMap,
  importMapSchema,
  listMissingFields,
  RESERVATION_FIELDS,
  RESERVATION_STATES,
  REVIEW_FIELDS,
  SALES_FIELDS,
  type SalesField,
} from './map.ts';
export { MAX_HEADER_ROW } from './map-parts.ts';
export { DATE_FORMATS, type DateFormat, parseDate } from './reader/dates.ts';
