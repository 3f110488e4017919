/** A JSON value whose whole numbers beyond 2^53 are texts, digit for digit. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

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
