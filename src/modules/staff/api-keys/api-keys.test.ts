import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../../test/factories.ts';
import { buildApiKey } from '../../../../test/factories-keys.ts';
import { takeToken } from '../../../platform/http/rate-limit.ts';
import { findKey, prefixOf } from './rules.ts';

let context: TestContext;
let shop: TestShop;
let server: FastifyInstance;
let owner: string;
beforeAll(async () => {
  context = await createTestContext();
  shop = await buildShop(context);
  server = await buildServer(context);
  owner = (await signIn(context, shop)).cookie;
});

const row = (key: string) => ({ at: '2026-11-20T10:00:00Z', kind: 'web.page_viewed', idempotencyKey: key });
const send = (headers: Record<string, string>, key = 'a') =>
  server.inject({ method: 'POST', url: '/api/v1/touchpoints', headers, payload: { touchpoints: [row(key)] } });

describe('API keys', () => {
  it('are shown once, stored as a hash, and stop at once when revoked', async () => {
    const made = await server.inject({
      method: 'POST',
      url: '/api/api-keys',
      headers: { cookie: owner },
      payload: { kind: 'secret', label: '포스', source: 'till', scopes: ['touchpoints:write'] },
    });
    const { key, apiKey } = made.json();
    expect(key).toMatch(/^dgs_[\w-]{40}$/);
    const stored = new pg.Client({ connectionString: context.ownerUrl });
    await stored.connect();
    const { rows } = await stored.query('select row_to_json(k)::text as text from staff.api_key k');
    await stored.end();
    expect(rows.map(({ text }) => text).join()).not.toContain(key.slice(12));
    const listed = await server.inject({ url: '/api/api-keys', headers: { cookie: owner } });
    expect(listed.body).not.toContain(key);

    expect((await send({ authorization: `Bearer ${key}` })).statusCode).toBe(200);
    const revoked = await server.inject({
      method: 'POST',
      url: `/api/api-keys/${apiKey.apiKeyId}/revoke`,
      headers: { cookie: owner },
    });
    expect(revoked.json().apiKey.revokedAt).not.toBeNull();
    expect((await send({ authorization: `Bearer ${key}` })).statusCode).toBe(401);
  });

  it('are made by the owner only', async () => {
    const { cookie } = await signIn(context, shop, 'manager');
    const payload = { kind: 'secret', label: 'x', source: 'till', scopes: ['touchpoints:write'] };
    const answer = await server.inject({ method: 'POST', url: '/api/api-keys', headers: { cookie }, payload });
    expect(answer.statusCode).toBe(403);
  });

  it('open what their scopes say, in their own workspace, and nothing of the staff', async () => {
    const { bearer } = await buildApiKey(context, shop, { scopes: ['items:write'] });
    expect((await send(bearer)).statusCode).toBe(403);
    expect((await server.inject({ url: '/api/customers', headers: bearer })).statusCode).toBe(401);
    expect(
      (await server.inject({ url: '/api/v1/customers?externalId=a', headers: { cookie: owner } })).statusCode,
    ).toBe(401);
  });

  it('refuses a public key where a secret one belongs', async () => {
    const { bearer } = await buildApiKey(context, shop, { kind: 'public' });
    expect((await send(bearer)).statusCode).toBe(403);
  });

  it('let other origins in, whose cookies mean nothing', async () => {
    const { bearer } = await buildApiKey(context, shop);
    const foreign = { origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' };
    expect((await send({ ...bearer, ...foreign })).statusCode).toBe(200);
    expect((await send({ cookie: owner, ...foreign })).statusCode).toBe(401);
  });

  it('end by themselves', async () => {
    const { bearer } = await buildApiKey(context, shop, { expiresInDays: 1 });
    expect((await send(bearer)).statusCode).toBe(200);
    const now = context.clock.now();
    context.clock.set(new Date(now.getTime() + 86_400_001));
    expect((await send(bearer)).statusCode).toBe(401);
    context.clock.set(now);
  });

  it('are told to wait when they come too fast, and nothing of it is stored', async () => {
    const { key } = await buildApiKey(context, shop, { kind: 'public' });
    const answers = await Promise.all(
      Array.from({ length: 90 }, () =>
        server.inject({
          method: 'POST',
          url: `/api/v1/touchpoints?key=${key}`,
          payload: { touchpoints: [row('fast')] },
        }),
      ),
    );
    const late = answers.find(({ statusCode }) => statusCode === 429);
    expect(late?.headers['retry-after']).toMatch(/^[1-9]\d*$/);
  });
});

describe('the rules of keys', () => {
  it('reads a key wherever its client puts it', () => {
    const basic = `Basic ${Buffer.from('dgs_a:').toString('base64')}`;
    const from = (change: object) => findKey({ authorization: undefined, query: {}, body: {}, ...change });
    expect(from({ authorization: basic })).toBe('dgs_a');
    expect(from({ query: { api_secret: 'b' } })).toBe('b');
    expect(from({ body: { writeKey: 'c' } })).toBe('c');
    expect(from({ body: 'text' })).toBeUndefined();
    expect(prefixOf('dgs_short')).toBeUndefined();
  });

  it('fills a bucket with time and never beyond its size', () => {
    const limit = { perSecond: 10, burst: 2 };
    const first = takeToken(undefined, limit, 0);
    const second = takeToken(first.bucket, limit, 0);
    expect(second.waitMs).toBe(0);
    expect(takeToken(second.bucket, limit, 50).waitMs).toBeCloseTo(50);
    expect(takeToken(second.bucket, limit, 1_000_000).bucket.tokens).toBe(1);
  });
});
