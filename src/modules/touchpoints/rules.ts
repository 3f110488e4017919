import { looksLikeResidentNumber } from '../../shared/resident-number.ts';

/** Below this a payload is looked at as one text. */
const MAX_DEPTH = 12;

/** Thirteen digits with or without signs between them, full-width ones too: nearly every payload holds none and is done. */
const MAYBE = /[\d０-９]{6}[^\d０-９]{0,3}[\d０-９]{7}/;

/** Fields that hold ids and bar codes: thirteen bare digits there are no resident number. */
const ID_FIELD = /(^|_)(id|sku|ean|gtin|barcode|isbn)$|(Id|Sku|Ean|Gtin|Barcode|Isbn)$/;
const BARE_NUMBER = /^\d+$/;

/**
 * Where a resident number stands in any text of a payload, keys included (PV-12), as a path that holds none itself; undefined
 * when there is none. `json` is the payload's own text.
 * Worked: `{ memo: '900101-1234567' }` → `payload.memo`; `{ order_id: '9001011234567' }` and `{}` → undefined.
 */
export function findResidentNumber(payload: unknown, json: string): string | undefined {
  return MAYBE.test(json) ? findIn(payload, 'payload', 0) : undefined;
}

/**
 * Whether a resident number is written in an id (PV-12). Thirteen bare digits are an order number or a bar code there.
 * Worked: `900101-1234567` → true; `reservation 2611221000123` → false.
 */
export function idHoldsResidentNumber(id: string): boolean {
  return looksLikeResidentNumber(id.replace(/\d{13}/g, ''));
}

function findIn(value: unknown, at: string, depth: number): string | undefined {
  if (typeof value === 'string') return looksLikeResidentNumber(value) ? at : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= MAX_DEPTH) return looksLikeResidentNumber(JSON.stringify(value)) ? at : undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (looksLikeResidentNumber(key)) return at;
    if (typeof inner === 'string' && BARE_NUMBER.test(inner) && ID_FIELD.test(key)) continue;
    const found = findIn(inner, `${at}.${key}`, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
