import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, type TestShop } from '../../../../test/factories.ts';
import { buildApiKey } from '../../../../test/factories-keys.ts';

const SAMPLE = path.resolve(
  import.meta.dirname,
  '../../../../../shared/data/message_samples/ga4_measurement_protocol.json',
);

let context: TestContext;
let shop: TestShop;
let server: FastifyInstance;
let key: string;
beforeAll(async () => {
  context = await createTestContext();
  shop = await buildShop(context);
  server = await buildServer(context);
  ({ key } = await buildApiKey(context, shop));
});

const ask = (url: string, payload: object) =>
  server.inject({ method: 'POST', url: `${url}?measurement_id=G-X&api_secret=${key}`, payload });
const send = async (payload: object) => {
  const answer = await ask('/mp/collect', payload);
  expect(answer.statusCode, answer.body).toBe(204);
  expect(answer.body).toBe('');
};
const all = () =>
  shop.db
    .selectFrom('touchpoints.touchpoint')
    .select(['kind', 'phase', 'customerId', 'payload', 'at'])
    .orderBy('receivedAt')
    .orderBy('touchpointId')
    .execute();
const timestamp_micros = String(Date.parse('2026-11-21T02:00:00Z') * 1_000);

describe('the GA4 Measurement Protocol', () => {
  it('keeps a purchase once, as a touchpoint and not as an order', async () => {
    const purchase = {
      client_id: '1.2',
      events: [{ name: 'purchase', params: { transaction_id: 'T1', value: 30.5 } }],
    };
    await send(purchase);
    await send({ ...purchase, timestamp_micros });
    expect(await all()).toMatchObject([{ kind: 'web.purchase', phase: 'during', payload: { transaction_id: 'T1' } }]);
    expect(await shop.db.selectFrom('orders.saleOrder').select('orderId').execute()).toEqual([]);
  });

  it('takes a request sent again once, and two equal events without a time twice', async () => {
    const before = (await all()).length;
    const timed = { client_id: '1.2', timestamp_micros, events: [{ name: 'menu_opened' }, { name: 'menu_opened' }] };
    await send(timed);
    await send(timed);
    expect((await all()).length - before).toBe(2);
    const untimed = { client_id: '1.2', events: [{ name: 'menu_opened' }] };
    await send(untimed);
    await send(untimed);
    expect((await all()).length - before).toBe(4);
  });

  it('joins the browser’s past to the user when the user becomes known, and keeps no address’s query', async () => {
    const page_location = 'https://a.example/menu?email=hana@example.com';
    await send({
      client_id: '7.7',
      timestamp_micros,
      events: [{ name: 'page_view', params: { page_location, source: 'kakao' } }],
    });
    await send({ client_id: '7.7', user_id: 'u7', timestamp_micros, events: [{ name: 'login' }] });
    const [seen, login] = (await all()).slice(-2);
    expect(seen).toMatchObject({
      kind: 'web.page_viewed',
      payload: { url: 'https://a.example/menu', campaign: { source: 'kakao' } },
    });
    expect(seen?.customerId).toBe(login?.customerId);
    expect(seen?.customerId).not.toBeNull();
    expect(seen?.at.toISOString()).toBe('2026-11-21T02:00:00.000Z');
  });

  it('answers 204 to what it ignores, counts it, and tells at /debug what was wrong', async () => {
    const before = (await all()).length;
    const bad = { client_id: '1.2', events: [{ name: '1bad' }, { name: 'fine', timestamp_micros }] };
    await send(bad);
    await send({ events: [{ name: 'nobody' }] });
    await send({ client_id: '1.2', events: 'none' });
    expect((await all()).length - before).toBe(1);
    const day = await shop.db.selectFrom('touchpoints.sourceDay').select('refused').executeTakeFirst();
    expect(day?.refused).toBe(3);
    const { validationMessages } = (await ask('/debug/mp/collect', bad)).json();
    expect(validationMessages).toMatchObject([{ fieldPath: 'events.0.name', validationCode: 'NAME_INVALID' }]);
    expect((await all()).length - before).toBe(1);
  });

  it('refuses a secret that opens nothing', async () => {
    const answer = await server.inject({ method: 'POST', url: '/mp/collect?api_secret=wrong', payload: {} });
    expect(answer.statusCode).toBe(401);
  });

  it.skipIf(!existsSync(SAMPLE))('takes the sample (skipped where the samples are not)', async () => {
    const before = (await all()).length;
    const { body } = JSON.parse(readFileSync(SAMPLE, 'utf8'));
    expect((await ask('/debug/mp/collect', body)).json()).toEqual({ validationMessages: [] });
    await send(body);
    expect((await all()).slice(before).map(({ kind }) => kind)).toEqual(['web.campaign_details', 'web.purchase']);
    expect(await shop.db.selectFrom('privacy.consentEvent').select('kind').execute()).toEqual([]);
  });
});
