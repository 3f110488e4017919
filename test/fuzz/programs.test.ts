import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { beforeAll, expect, test } from 'vitest';
import { createTestContext, type TestContext } from '../database.ts';
import { buildServer, buildShop, type TestShop } from '../factories.ts';
import { buildApiKey } from '../factories-keys.ts';
import { arbitraryOf } from './from-schema.ts';

/** `DANGOL_FULL=1` sends as many as the product promises to stand. */
const REQUESTS = process.env['DANGOL_FULL'] ? 24_000 : 1_500;
const HANG_MS = 20_000;
const LIMIT_MS = 1_800_000;
/** Fewer than a key may send at once. */
const REQUESTS_A_KEY = 900;

interface Documented {
  method: 'GET' | 'POST';
  path: string;
  isPublic: boolean;
  parameters: { name: string; in: string; schema: Record<string, unknown> }[];
  body: Record<string, unknown> | undefined;
}

let context: TestContext;
let shop: TestShop;
let server: FastifyInstance;
let operations: Documented[];

beforeAll(async () => {
  context = await createTestContext();
  shop = await buildShop(context);
  server = await buildServer(context);
  const { paths } = (await server.inject({ url: '/api/docs/openapi.json' })).json();
  operations = Object.entries(paths as Record<string, Record<string, never>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Documented => {
      const { security, parameters, requestBody } = operation as {
        security: object[];
        parameters: Documented['parameters'];
        requestBody?: { content: Record<string, { schema: Record<string, unknown> }> };
      };
      return {
        method: method.toUpperCase() as 'GET' | 'POST',
        path,
        isPublic: security.some((scheme) => 'key' in scheme),
        parameters,
        body: requestBody?.content['application/json']?.schema,
      };
    }),
  );
});

/** Bodies that no schema speaks of. */
const RAW: readonly (string | Buffer)[] = [
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '{"touchpoints":[}',
  '\u0000',
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `{"touchpoints":[{"payload":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}]}`,
  '{"__proto__":{"isAdmin":true},"touchpoints":[{}]}',
  '{"constructor":{"prototype":{"x":1}},"batch":[]}',
  '{"touchpoints":[{"at":1e999}]}',
  Buffer.from([0xff, 0xfe, 0x00, 0x7b]),
  gzipSync('{"batch":[]}'),
];
const HEADERS: readonly Record<string, string>[] = [
  {},
  { 'idempotency-key': 'k' },
  { 'idempotency-key': 'x'.repeat(500) },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'br' },
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'content-type': '\u00ff' },
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
];

const requestOf = (operation: Documented) => {
  const query = fc.record(
    Object.fromEntries(
      operation.parameters
        .filter((parameter) => parameter.in === 'query' && parameter.name !== 'api_secret' && parameter.name !== 'key')
        .map(({ name, schema }) => [
          name,
          arbitraryOf(schema).map((value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))),
        ]),
    ),
    { requiredKeys: [] },
  );
  const made = operation.body
    ? arbitraryOf(operation.body).map((body) => Buffer.from(JSON.stringify(body) ?? ''))
    : fc.constant(undefined);
  const body = fc.oneof({ weight: 12, arbitrary: made }, { weight: 1, arbitrary: fc.constantFrom(...RAW) });
  const headers = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom({}, { 'idempotency-key': 'again' }) },
    { weight: 1, arbitrary: fc.constantFrom(...HEADERS) },
  );
  return fc.record({ operation: fc.constant(operation), query, body, headers });
};

test(
  `${REQUESTS.toLocaleString('en')} random and hostile requests: no 5xx, no hang, nothing stored of what was refused`,
  async () => {
    const told = { touchpoints: 0, orders: 0, people: 0, items: 0 };
    const statuses = new Map<number, number>();
    const keys = { secret: '', public: '' };
    let sent = 0;
    const renewKeys = async () => {
      keys.secret = (await buildApiKey(context, shop, { source: 'api' })).key;
      keys.public = (await buildApiKey(context, shop, { kind: 'public', source: 'page' })).key;
    };
    const total = async (table: 'touchpoints.touchpoint' | 'orders.saleOrder') =>
      (
        await shop.db
          .selectFrom(table)
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .where('source', '=', 'api-rows')
          .executeTakeFirstOrThrow()
      ).n;
    const rowsKey = async () => (await buildApiKey(context, shop, { source: 'api-rows' })).key;
    let answeredKey = await rowsKey();
    await renewKeys();

    await fc.assert(
      fc.asyncProperty(fc.oneof(...operations.map(requestOf)), async ({ operation, query, body, headers }) => {
        if (sent % REQUESTS_A_KEY === 0) {
          await renewKeys();
          answeredKey = await rowsKey();
        }
        sent += 1;
        const isAnswered = operation.path.startsWith('/api/v1/');
        const key = operation.isPublic ? keys.public : isAnswered ? answeredKey : keys.secret;
        const answer = await Promise.race([
          server.inject({
            method: operation.method,
            url: operation.path,
            query: { ...query, ...(operation.isPublic ? { key } : {}) } as Record<string, string>,
            headers: {
              'content-type': 'application/json',
              ...(operation.isPublic ? {} : { authorization: `Bearer ${key}` }),
              ...headers,
            },
            // A visitor each: a public key gives every address its own share.
            remoteAddress: `10.${sent % 250}.${Math.floor(sent / 250) % 250}.1`,
            ...(body === undefined ? {} : { payload: body }),
          }),
          new Promise<never>((_, reject) => {
            setTimeout(() => reject(new Error('no answer')), HANG_MS).unref();
          }),
        ]);
        statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1);
        expect(answer.statusCode, `${operation.path}: ${answer.body}`).toBeLessThan(500);
        expect(answer.statusCode).not.toBe(429);
        if (answer.statusCode !== 200 || operation.method !== 'POST') return;
        const { results = [] } = answer.json() as { results?: { status: string; issues?: unknown[] }[] };
        const recorded = results.filter(({ status }) => status === 'recorded').length;
        for (const { status, issues } of results) if (status === 'refused') expect(issues?.length).toBeGreaterThan(0);
        if (operation.path === '/api/v1/touchpoints') told.touchpoints += recorded;
        if (operation.path === '/api/v1/orders') told.orders += recorded;
        const taken = results.filter(({ status }) => status !== 'refused').length;
        if (operation.path === '/api/v1/customers') told.people += taken;
        if (operation.path === '/api/v1/items') told.items += taken;
      }),
      {
        numRuns: REQUESTS,
        endOnFailure: true,
        ...(process.env['FUZZ_SEED'] ? { seed: Number(process.env['FUZZ_SEED']) } : {}),
      },
    );

    // What stands in the tables is what the answers said was recorded, and nothing else.
    expect(await total('touchpoints.touchpoint')).toBe(told.touchpoints);
    expect(await total('orders.saleOrder')).toBeLessThanOrEqual(told.orders);
    const days = await shop.db.selectFrom('touchpoints.sourceDay').select(['source', 'received', 'sales']).execute();
    for (const { source, received, sales } of days) {
      const { n } = await shop.db
        .selectFrom('touchpoints.touchpoint')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('source', '=', source)
        .executeTakeFirstOrThrow();
      // People and items count as they were answered: whoever was known already came as well.
      const { orders, people, items } = told;
      expect(received - (source === 'api-rows' ? orders + people + items : 0), source).toBe(n);
      if (source === 'api-rows') expect(await total('orders.saleOrder')).toBe(sales);
    }
    // Not everything was refused, and not everything taken: otherwise nothing was tried.
    expect(statuses.get(200)).toBeGreaterThan(REQUESTS / 4);
    expect(statuses.get(400)).toBeGreaterThan(REQUESTS / 50);
    expect(told.touchpoints).toBeGreaterThan(0);
    expect(told.orders).toBeGreaterThan(0);
    expect(await shop.db.selectFrom('privacy.consentEvent').select('kind').execute()).toEqual([]);
    expect((Object.prototype as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    console.log(Object.fromEntries(statuses));
  },
  LIMIT_MS,
);
