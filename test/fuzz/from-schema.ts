import fc from 'fast-check';

type Schema = Readonly<Record<string, unknown>>;

/** Values that have broken programs before. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e뒤집힌',
  '900101-1234567',
  '０１０-１２３４-５６７８',
  "'; drop table customers.customer; --",
  '${jndi:ldap://a}',
  '<script>alert(1)</script>',
  '{{constructor}}',
  '%00',
  'x'.repeat(5_000),
  '👩‍👩‍👧‍👦'.repeat(50),
  -0,
  1e308,
  -1e308,
  0.1,
  Number.MAX_SAFE_INTEGER + 1,
  2 ** 31,
  '9999999999999999999999',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '-271821-04-20T00:00:00.000Z',
  '2026-02-30T00:00:00Z',
  '00000000-0000-0000-0000-000000000000',
  [],
  {},
  [[[[]]]],
  { $ne: null },
  { toString: 1 },
  { length: 1e9 },
];

const hostile = fc.constantFrom(...HOSTILE);

/** Strings that keep the formats the contracts ask for, now and then. */
const TEXT: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'date-time': fc
    .date({ min: new Date('2026-01-01'), max: new Date('2026-11-21'), noInvalidDate: true })
    .map((at) => at.toISOString()),
  date: fc.constantFrom('1990-11-25', '2000-02-29', '1891-01-01'),
  uuid: fc.uuid({ version: 7 }),
};

function textOf(schema: Schema): fc.Arbitrary<string> {
  const known = TEXT[String(schema['format'])];
  if (known) return known;
  if (typeof schema['pattern'] === 'string')
    return fc.constantFrom('survey.answered', 'web.page_viewed', 'menu_opened', '12');
  return fc.oneof(
    fc.string({
      minLength: Number(schema['minLength'] ?? 0),
      maxLength: Math.min(30, Number(schema['maxLength'] ?? 30)),
    }),
    fc.constantFrom('김하나', '010-1234-5678', 'hana@example.com', '마라탕', 'm-1'),
  );
}

function valid(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const either = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined;
  if (either) return fc.oneof(...either.map((one) => arbitraryOf(one, depth)));
  if (Array.isArray(schema['allOf']))
    return arbitraryOf(Object.assign({}, ...(schema['allOf'] as Schema[])) as Schema, depth);
  switch (schema['type']) {
    case 'string':
      return textOf(schema);
    case 'integer':
      return fc.integer({ min: -1_000, max: 100_000 });
    case 'number':
      return fc.oneof(fc.integer({ min: 1, max: 9 }), fc.double());
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      if (Array.isArray(schema['prefixItems']))
        return fc.tuple(...(schema['prefixItems'] as Schema[]).map((one) => arbitraryOf(one, depth + 1)));
      return fc.array(arbitraryOf((schema['items'] ?? {}) as Schema, depth + 1), { maxLength: 4 });
    case 'object':
      return objectOf(schema, depth);
    default:
      return fc.jsonValue({ maxDepth: 3 });
  }
}

function objectOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  const required = (schema['required'] ?? []) as string[];
  const known = fc.record(Object.fromEntries(properties.map(([name, one]) => [name, arbitraryOf(one, depth + 1)])), {
    requiredKeys: required,
  });
  if (properties.length === 0)
    return fc.dictionary(fc.string({ maxLength: 10 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
  return fc.oneof(
    { weight: 15, arbitrary: known },
    {
      weight: 1,
      arbitrary: fc.tuple(known, fc.string(), hostile).map(([value, name, bad]) => ({ ...value, [name]: bad })),
    },
  );
}

/** A schema with what it refers to put in its place, a few rounds deep: rules that hold rules. */
export function withoutRefs(schema: Schema): Schema {
  const known = (schema['$defs'] ?? {}) as Record<string, unknown>;
  const put = (value: unknown, rounds: number): unknown => {
    if (Array.isArray(value)) return value.map((one) => put(one, rounds));
    if (typeof value !== 'object' || value === null) return value;
    const ref = (value as Schema)['$ref'];
    if (typeof ref === 'string')
      return rounds === 0 ? {} : put(ref === '#' ? schema : known[ref.replace('#/$defs/', '')], rounds - 1);
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, one]) => (name === '$defs' ? [] : [[name, put(one, rounds)]])),
    );
  };
  return put(schema, 2) as Schema;
}

/** Values of a JSON schema as an OpenAPI document tells it: mostly right, and hostile now and then at any place. */
export function arbitraryOf(schema: Schema | boolean, depth = 0): fc.Arbitrary<unknown> {
  if (depth > 6) return fc.constant(null);
  // `items: false` of a tuple, for one.
  if (typeof schema === 'boolean') return fc.jsonValue({ maxDepth: 2 });
  return fc.oneof({ weight: 25, arbitrary: valid(schema, depth) }, { weight: 1, arbitrary: hostile });
}
