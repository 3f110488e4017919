/** A JSON value whose whole numbers beyond 2^53 are texts, digit for digit. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** No record comes near this, and nothing that walks over one wears itself out on it; what goes on deeper is refused. */
export const MAX_NESTING = 1_000;

/**
 * Whether lists and records stand more than `left` within each other. Worked: `[[1]]` → true for 1, false for 2.
 */
export function isNestedDeeper(value: unknown, left: number = MAX_NESTING): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (left === 0) return true;
  for (const key in value) if (isNestedDeeper((value as Record<string, unknown>)[key], left - 1)) return true;
  return false;
}

const WHOLE_NUMBER = /^-?\d+$/;

/**
 * Parses JSON without losing a digit of a 64-bit id: a whole number that no double can hold comes out as text.
 * Worked: `{"id":820982911946154508}` → `{id: '820982911946154508'}`. @throws SyntaxError
 */
export function parseJsonExactly(text: string): JsonValue {
  const revive = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    context?.source !== undefined &&
    WHOLE_NUMBER.test(context.source)
      ? context.source
      : value;
  return JSON.parse(text, revive);
}

/** A field of a sample: where it stands and what stood there. */
export interface SampleField {
  path: string;
  example: string;
  /** A list of records. */
  isList: boolean;
}

/**
 * What stands at a path such as `order.items` or `data.0.id`; the value itself for an empty path, undefined where nothing
 * stands. Only own members are looked at.
 */
export function readPath(value: JsonValue | undefined, path: string): JsonValue | undefined {
  if (path === '') return value;
  let at: JsonValue | undefined = value;
  for (const step of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string, JsonValue>)[step];
  }
  return at;
}

/** Fields beyond these are no sample but a catalogue. */
const MAX_FIELDS = 300;
const MAX_DEPTH = 8;

/** Every field of a sample with an example, in its order; of a list of records only the list, and the fields of its first record. */
export function listSampleFields(value: JsonValue, path = '', depth = 0): SampleField[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(value)) return [{ path, example: String(value.length), isList: true }];
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .flatMap(([key, inner]) => listSampleFields(inner, path === '' ? key : `${path}.${key}`, depth + 1))
      .slice(0, MAX_FIELDS);
  }
  return [{ path, example: String(value), isList: false }];
}
