import { looksLikeResidentNumber } from '../../shared/resident-number.ts';

/** Below this a payload is looked at as one text. */
const MAX_DEPTH = 12;

/** Thirteen digits with or without signs between them, full-width ones too: nearly every payload holds none and is done. */
const MAYBE = /[\d０-９]{6}[^\d０-９]{0,3}[\d０-９]{7}/;

/** Fields that hold ids and bar codes: thirteen bare digits there are no resident number. */
const ID_FIELD = /(^|_)(id|sku|ean|gtin|barcode|isbn)$|(Id|Sku|Ean|Gtin|Barcode|Isbn)$/;
const BARE_NUMBER = /^\d+$/;

/**
 * Whether a resident number stands in any text of a payload, keys included (PV-12). `json` is the payload's own text.
 * Worked: `{ memo: '900101-1234567' }` → true; `{ order_id: '9001011234567' }` and `{}` → false.
 */
export function hasResidentNumber(payload: unknown, json: string): boolean {
  return MAYBE.test(json) && holds(payload, 0);
}

/**
 * Whether a resident number is written in an id (PV-12). Thirteen bare digits are an order number or a bar code there.
 * Worked: `900101-1234567` → true; `reservation 2611221000123` → false.
 */
export function idHoldsResidentNumber(id: string): boolean {
  return looksLikeResidentNumber(id.replace(/\d{13}/g, ''));
}

function holds(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return looksLikeResidentNumber(value);
  if (typeof value !== 'object' || value === null) return false;
  if (depth >= MAX_DEPTH) return looksLikeResidentNumber(JSON.stringify(value));
  return Object.entries(value).some(
    ([key, inner]) =>
      looksLikeResidentNumber(key) ||
      (!(typeof inner === 'string' && BARE_NUMBER.test(inner) && ID_FIELD.test(key)) && holds(inner, depth + 1)),
  );
}
