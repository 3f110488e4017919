import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { routes } from '../../src/app/routes.ts';
import { newId } from '../../src/shared/ids.ts';
import { createTestContext, type TestContext } from '../database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../factories.ts';
import { buildPerson } from '../factories-people.ts';
import { arbitraryOf, withoutRefs } from './from-schema.ts';

const REQUESTS = process.env['DANGOL_FULL'] ? 20_000 : 800;
const HANG_MS = 30_000;
const LIMIT_MS = 1_800_000;

/** Calls that reach out of the house, or end what is being tried. */
const LEFT_OUT = new Set([
  'POST /api/setup',
  'POST /api/demo',
  'POST /api/demo/advance',
  'POST /api/mail-server/test',
  'POST /api/mail-server/mailbox/test',
  'POST /api/message-desk/provider/test',
  'POST /api/feeds/:feedId/fetch',
]);

let context: TestContext;
let shop: TestShop;
let server: FastifyInstance;
let customerId: string;

beforeAll(async () => {
  context = await createTestContext();
  shop = await buildShop(context);
  server = await buildServer(context);
  customerId = await buildPerson(shop, { name: '김하나', phone: '010-1234-5678', email: 'hana@example.com' });
});

const schemaOf = (schema: z.ZodType) => withoutRefs(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));

const tried = routes.filter(
  ({ endpoint, upload, byKey, signed }) =>
    !upload && !byKey && !signed && !LEFT_OUT.has(`${endpoint.method} ${endpoint.path}`),
);

const requestOf = ({ endpoint }: (typeof tried)[number], at: number) => {
  const query = schemaOf(endpoint.query);
  const names = Object.entries((query['properties'] ?? {}) as Record<string, Record<string, unknown>>);
  const texts = Object.fromEntries(
    names.map(([name, schema]) => [
      name,
      arbitraryOf(schema).map((value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))),
    ]),
  );
  return fc.record({
    at: fc.constant(at),
    query: fc.record(texts, { requiredKeys: [] }),
    body: endpoint.method === 'GET' ? fc.constant(undefined) : arbitraryOf(schemaOf(endpoint.body)),
    isHers: fc.boolean(),
    words: fc.constantFrom(undefined, undefined, '%00', 'x'.repeat(3_000), '한글', '..%2f..%2fetc'),
  });
};

test(
  `${REQUESTS.toLocaleString('en')} random and hostile requests to everything that a session opens: no 5xx, no hang`,
  async () => {
    let { cookie } = await signIn(context, shop);
    const statuses = new Map<number, number>();
    const broken = new Map<string, string>();
    await fc.assert(
      fc.asyncProperty(fc.oneof(...tried.map(requestOf)), async ({ at, query, body, isHers, words }) => {
        const { endpoint } = tried[at] ?? expect.fail();
        const url = endpoint.path.replace(/:(\w+)/g, (_, name: string) =>
          name === 'customerId' && isHers ? customerId : (words ?? newId()),
        );
        const answer = await Promise.race([
          server.inject({
            method: endpoint.method,
            url,
            query: query as Record<string, string>,
            headers: { cookie },
            ...(body === undefined
              ? {}
              : { payload: JSON.stringify(body), headers: { cookie, 'content-type': 'application/json' } }),
          }),
          new Promise<never>((_, reject) => {
            setTimeout(() => reject(new Error('no answer')), HANG_MS).unref();
          }),
        ]);
        statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1);
        if (answer.statusCode >= 500)
          broken.set(`${endpoint.method} ${endpoint.path}`, JSON.stringify({ url, query, body }));
        // Some of it ends the session.
        if (answer.statusCode === 401) ({ cookie } = await signIn(context, shop));
      }),
      {
        numRuns: REQUESTS,
        endOnFailure: true,
        ...(process.env['FUZZ_SEED'] ? { seed: Number(process.env['FUZZ_SEED']) } : {}),
      },
    );
    expect(Object.fromEntries(broken)).toEqual({});
    expect(statuses.get(200)).toBeGreaterThan(REQUESTS / 20);
    expect(statuses.get(400)).toBeGreaterThan(REQUESTS / 20);
    console.log(Object.fromEntries(statuses));
  },
  LIMIT_MS,
);
