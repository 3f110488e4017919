import type { JsonValue } from '../../../shared/json.ts';
import { looksLikeResidentNumber, redactResidentNumbers } from '../../../shared/resident-number.ts';

/** Fields whose value says what happened and not to whom; every other text is hidden. */
const PLAIN_KEY =
  /(^|_|\.)(id|guid|sku|code|status|state|type|kind|event|version|currency|quantity|qty|price|amount|total|subtotal|tax|tip|discount|title|product|item|items|options|menu|channel|topic|source|no|number|at|date|time|timestamp|paid|test)(_?(id|no|code|date|at|time|name))?$/i;
/** Below these everything is somebody's. */
const PERSONAL_KEY =
  /(customer|buyer|member|client|guest|recipient|receiver|address|billing|shipping_address|contact|phone|mobile|cell|tel|email|mail|name$|birth|note|message|memo|comment|ip$|agent|location|latitude|longitude|zip|postal|bank|card)/i;
const ITEM_NAME = /(item|product|menu|display|variant|sku|option|goods)_?name/i;
/** Numbers this long may be somebody's. */
const LONG_NUMBER = /^\+?[\d\s().-]{9,}$/;
const DATE = /^\d{4}-\d\d-\d\d([T ][\d:.]+(Z|[+-]\d\d:?\d\d)?)?$/;
const AMOUNT = /^-?\d{1,8}(\.\d+)?$/;
const HIDDEN = '***';

/** snake_case, so that `orderNo` and `order_no` are the same word. */
const words = (key: string) => key.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();

/**
 * A body for reading over somebody's shoulder: its structure, amounts, ids, dates, items; everything else is hidden, and
 * everything inside what is a person's too (PV-58). Worked: `{"id":1,"buyer":{"name":"김하나"}}` → `{"id":1,"buyer":{"name":"***"}}`.
 */
export function maskBody(value: JsonValue): JsonValue {
  return maskValue(value, { key: '', isPersonal: false });
}

function maskValue(value: JsonValue, place: { key: string; isPersonal: boolean }): JsonValue {
  if (value === null || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((one) => maskValue(one, place));
  if (typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        const key = words(name);
        const isItem = ITEM_NAME.test(key);
        const isPersonal = place.isPersonal || (PERSONAL_KEY.test(key) && !isItem);
        return [redactResidentNumbers(name.slice(0, 100)), maskValue(inner, { key, isPersonal })];
      }),
    );
  }
  const text = String(value);
  if (text === '') return value;
  if (place.isPersonal) return HIDDEN;
  // Also where an id should stand, whatever it is called (PV-12).
  if (looksLikeResidentNumber(text)) return HIDDEN;
  if (DATE.test(text) || AMOUNT.test(text)) return value;
  const isPlain = PLAIN_KEY.test(place.key) || ITEM_NAME.test(place.key);
  if (!isPlain) return HIDDEN;
  const isId = /(^|_)(id|guid|no|number|code|sku)$/.test(place.key);
  if (LONG_NUMBER.test(text) && !isId) return HIDDEN;
  return text.includes('@') ? HIDDEN : value;
}
