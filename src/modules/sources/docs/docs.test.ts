import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestContext, type TestContext } from '../../../../test/database.ts';
import { buildServer, buildShop } from '../../../../test/factories.ts';
import { buildApiKey } from '../../../../test/factories-keys.ts';
import { buildMember, buildProgramme } from '../../../../test/factories-loyalty.ts';
import { zNewOffer } from '../../loyalty/contract.ts';
import { createOffer } from '../../loyalty/offers/service.ts';
import { operations } from '../routes.ts';
import { curlOf } from './page.ts';

/** The parts of OpenAPI 3.1 that the document uses; anything else in it is a mistake. */
const zSchema = z.record(z.string(), z.unknown());
const zMedia = z.record(z.string(), z.strictObject({ schema: zSchema, example: z.unknown().optional() }));
const zDocument = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.url() })),
  paths: z.record(
    z.string().startsWith('/'),
    z.partialRecord(
      z.enum(['get', 'post', 'put', 'patch', 'delete']),
      z.strictObject({
        operationId: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
        summary: z.string().min(10),
        description: z.string(),
        security: z.array(z.record(z.string(), z.array(z.string()))).min(1),
        parameters: z.array(
          z.strictObject({
            name: z.string(),
            in: z.enum(['query', 'header', 'path']),
            required: z.boolean(),
            schema: zSchema,
          }),
        ),
        requestBody: z.strictObject({ required: z.literal(true), content: zMedia }).optional(),
        responses: z.record(
          z.string().regex(/^[2-5]\d\d$/),
          z.strictObject({ description: z.string(), content: zMedia.optional() }),
        ),
      }),
    ),
  ),
  components: z.strictObject({
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.enum(['http', 'apiKey']) })),
    schemas: z.record(z.string(), zSchema),
  }),
});

let context: TestContext;
let server: FastifyInstance;
let document: z.output<typeof zDocument>;
const keys = { secret: '', public: '' };
beforeAll(async () => {
  context = await createTestContext();
  server = await buildServer(context);
  const shop = await buildShop(context);
  // What the examples about points speak of: a member, rules that are on, and a coupon.
  await buildProgramme(context, shop);
  await buildMember(context, shop);
  await createOffer(shop.db, shop.actor('owner'), {
    ...zNewOffer.parse({
      name: '비 오는 날',
      sharedCode: 'RAIN10',
      kind: 'percent',
      value: 10,
      validFrom: '2026-11-01',
      validUntil: '2026-12-31',
    }),
    today: '2026-11-21',
    now: context.clock.now(),
  });
  keys.secret = (await buildApiKey(context, shop)).key;
  keys.public = (await buildApiKey(context, shop, { kind: 'public' })).key;
  document = zDocument.parse((await server.inject({ url: '/api/docs/openapi.json' })).json());
});
afterAll(() => server.close());

const keyFor = (auth: string | undefined) => (auth === 'key' ? keys.public : keys.secret);

describe('the OpenAPI document', () => {
  it('names every operation once, and every scheme it uses', () => {
    const all = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(all).toHaveLength(operations.length);
    expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length);
    for (const { security } of all)
      for (const name of security.flatMap(Object.keys))
        expect(document.components.securitySchemes).toHaveProperty(name);
  });

  it('points at nothing that is not there', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref);
    expect([...new Set(refs)]).toEqual(['#/components/schemas/Error']);
  });

  it('has examples that keep its own schemas, and refuses what does not', () => {
    for (const path of Object.values(document.paths)) {
      for (const { requestBody } of Object.values(path)) {
        const media = requestBody?.content['application/json'];
        if (!media) continue;
        const schema = z.fromJSONSchema(media.schema);
        expect(schema.safeParse(media.example).error).toBeUndefined();
        expect(schema.safeParse(7).success).toBe(false);
      }
    }
  });
});

describe('every documented example', () => {
  it.each(
    operations.map((operation) => [`${operation.endpoint.method} ${operation.endpoint.path}`, operation] as const),
  )('%s works as it stands, typed into a shell', async (_, operation) => {
    const address = server.server.address() ?? (await server.listen({ port: 0, host: '127.0.0.1' }));
    const port = typeof address === 'string' ? new URL(address).port : address.port;
    const command = curlOf(operation, { publicUrl: `http://127.0.0.1:${port}`, key: keyFor(operation.auth) });
    const { stdout } = await promisify(execFile)('sh', ['-c', `${command} -s -w '\\n%{http_code}'`]);
    const [body = '', status] = stdout.split(/\n(?=\d{3}$)/);
    expect(status, body).toBe(operation.empty ? '204' : '200');
    if (operation.rows) expect(JSON.parse(body)).toMatchObject({ refused: 0 });
  });
});

describe('the page', () => {
  it.each(['ko', 'en'])('tells it in %s, without script, and lets no script in', async (locale) => {
    const answer = await server.inject({ url: '/api/docs', headers: { 'x-dangol-locale': locale } });
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.body).toContain(`<html lang="${locale}">`);
    expect(answer.body).not.toContain('<script');
    for (const { endpoint } of operations) expect(answer.body).toContain(endpoint.path);
  });
});
