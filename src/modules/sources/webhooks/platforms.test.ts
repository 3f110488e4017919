import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../../test/factories.ts';
import { connect, SECRET, sendShopify } from '../../../../test/factories-sources.ts';
import { workOff } from '../../../../test/work-off.ts';
import { shopifyOrder } from './fixtures.ts';
import { isSigned, sign } from './signatures.ts';

const SAMPLES = path.resolve(import.meta.dirname, '../../../../../shared/data/message_samples');
const sample = (name: string) => readFileSync(path.join(SAMPLES, name), 'utf8');
const hasSamples = existsSync(SAMPLES);

let context: TestContext;
let server: FastifyInstance;
let shop: TestShop;
let cookie: string;

beforeAll(async () => {
  context = await createTestContext();
  server = await buildServer(context);
});

async function openShop(change: Parameters<typeof buildShop>[1] = {}) {
  shop = await buildShop(context, change);
  ({ cookie } = await signIn(context, shop));
}
beforeEach(() => openShop());

/** Sends a body with the platform's own signature. */
async function send(connection: Awaited<ReturnType<typeof connect>>, text: string, secret = SECRET) {
  const { platform, signing, signatureHeader, url } = connection;
  const body = Buffer.from(text);
  const headers = sign({ platform, signing, signatureHeader, body, urls: [url ?? ''] }, secret);
  const answer = await server.inject({
    method: 'POST',
    url: connection.path,
    payload: body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return answer.statusCode;
}
const orders = () =>
  shop.db
    .selectFrom('orders.saleOrder')
    .select(['orderNo', 'grossMinor', 'refundMinor', 'customerId', 'covers', 'channel'])
    .where('workspaceId', '=', shop.workspaceId)
    .orderBy('orderNo')
    .execute();
const results = async () =>
  (await server.inject({ method: 'GET', url: '/api/deliveries', headers: { cookie } }))
    .json()
    .deliveries.map((one: { state: string; problem: unknown; result: unknown }) => one.problem ?? one.result);

describe('signatures', () => {
  it.skipIf(!hasSamples)('are those of the vendors', () => {
    const { square, shopify } = JSON.parse(sample('hmac_test_vectors.json'));
    const base = { signing: 'platform', signatureHeader: '' } as const;
    const asSquare = {
      ...base,
      platform: 'square' as const,
      headers: { 'x-square-hmacsha256-signature': square.signature },
      body: Buffer.from(square.rawBody),
      urls: ['https://other.example', square.notificationUrl],
    };
    expect(isSigned(asSquare, square.signatureKey)).toBe(true);
    expect(isSigned({ ...asSquare, urls: ['https://other.example'] }, square.signatureKey)).toBe(false);
    const asShopify = {
      ...base,
      platform: 'shopify' as const,
      headers: { 'x-shopify-hmac-sha256': shopify.signature },
      body: Buffer.from(shopify.rawBody),
      urls: [],
    };
    expect(isSigned(asShopify, shopify.appSecret)).toBe(true);
    expect(isSigned({ ...asShopify, body: Buffer.from(`${shopify.rawBody} `) }, shopify.appSecret)).toBe(false);
    expect(isSigned({ ...asShopify, headers: {} }, shopify.appSecret)).toBe(false);
  });

  it('of Toast cover the body and the time that stands in it', () => {
    const delivery = {
      platform: 'toast',
      signing: 'platform',
      signatureHeader: '',
      body: Buffer.from('{"timestamp":"2025-02-07T08:00:00.000Z"}'),
      urls: [],
    } as const;
    // HMAC-SHA256 of body followed by timestamp, computed with openssl.
    expect(sign(delivery, 'secret')).toEqual({ 'toast-signature': 'xJA1gZCmGrpWN4HITIBbvD2y2HPN7rEkso06ktktJqs=' });
  });
});

describe.skipIf(!hasSamples)('the platforms’ own samples (skipped without them)', () => {
  it('Shopify: the test order is read and recorded nowhere', async () => {
    const connection = await connect(server, cookie, { platform: 'shopify', label: '몰', secret: SECRET });
    expect(await send(connection, sample('shopify_orders_webhook_test.json'))).toBe(200);
    expect(await send(connection, sample('shopify_orders_delete_webhook.json'))).toBe(200);
    await workOff(context);
    expect(await results()).toContainEqual(expect.objectContaining({ ignored: 'test' }));
    expect(await orders()).toEqual([]);
  });

  it('Cafe24: paid orders, a cancelled one taken back, several orders in one text, a member without consent', async () => {
    const connection = await connect(server, cookie, { platform: 'cafe24', label: '우리 몰', secret: SECRET });
    const { events } = JSON.parse(sample('cafe24_webhooks.json'));
    for (const event of events) expect(await send(connection, JSON.stringify(event))).toBe(200);
    await workOff(context);
    expect(await results()).not.toContainEqual(expect.objectContaining({ code: expect.anything() }));
    const stored = await orders();
    expect(stored.map(({ orderNo }) => orderNo)).toEqual(['20200716-0000023', '20200717-0029236']);
    expect(stored[0]).toMatchObject({ grossMinor: 24_680, refundMinor: -24_680 });
    expect((stored[1]?.grossMinor ?? 0) + (stored[1]?.refundMinor ?? 0)).toBe(24_680 + 3_000);
    const shipped = await shop.db
      .selectFrom('touchpoints.touchpoint')
      .select('payload')
      .where('kind', '=', 'order.shipping')
      .execute();
    expect(shipped).toHaveLength(6);
    expect(await shop.db.selectFrom('privacy.consentEvent').selectAll().execute()).toEqual([]);
    const ids = await shop.db.selectFrom('customers.externalId').select('externalId').execute();
    expect(ids.map(({ externalId }) => externalId).sort()).toEqual(['gdhong', 'sampleid']);
  });

  it('Square: a payment is a sale, and refused in a shop of another currency', async () => {
    const { body } = JSON.parse(sample('square_payment_created_webhook.json'));
    const won = await connect(server, cookie, { platform: 'square', label: 'Square', secret: SECRET });
    await send(won, JSON.stringify(body));
    await workOff(context);
    expect(await results()).toEqual([{ code: 'currency', found: 'USD', expected: 'KRW' }]);
    await openShop({ currency: 'USD', timeZone: 'America/New_York' });
    const dollar = await connect(server, cookie, { platform: 'square', label: 'Square', secret: SECRET });
    await send(dollar, JSON.stringify(body));
    await send(dollar, sample('square_order_created_webhook_shape.json'));
    await workOff(context);
    expect(await orders()).toMatchObject([{ orderNo: 'CAISENgvhpdP05f1DWG9H8yMn4kZY', grossMinor: 200 }]);
    expect(await results()).toContainEqual(expect.objectContaining({ ignored: 'other_topic' }));
  });
});

describe('orders of Square and Toast', () => {
  it('Square: a corrected body under the id of one that could not be read is worked on, and is a repeat once it is done', async () => {
    const connection = await connect(server, cookie, { platform: 'square', label: 'Square', secret: SECRET });
    const event = (more: object) => JSON.stringify({ type: 'test.notification', event_id: 'E1', ...more });
    const kept = () =>
      shop.db.selectFrom('sources.delivery').select(['state', 'repeats']).where('eventId', '=', 'E1').execute();
    await send(connection, event({}));
    await workOff(context);
    expect(await kept()).toMatchObject([{ state: 'dead' }]);
    for (const note of ['corrected', 'again']) {
      await send(connection, event({ data: { object: {} }, note }));
      await workOff(context);
    }
    expect(await kept()).toEqual([{ state: 'done', repeats: 2 }]);
  });

  it('Square: split bills are one order, tips are no sale, a refund is counted when it is completed', async () => {
    const connection = await connect(server, cookie, { platform: 'square', label: 'Square', secret: SECRET });
    const money = (amount: number) => ({ amount, currency: 'KRW' });
    const event = (type: string, id: string, object: object) =>
      JSON.stringify({ type, event_id: `${type}-${id}`, data: { object } });
    const at = (minute: number) => `2026-11-20T09:0${minute}:00Z`;
    const payment = (id: string, status: string, minute: number) =>
      event('payment.updated', `${id}${minute}`, {
        payment: {
          id,
          order_id: 'O1',
          status,
          created_at: at(0),
          updated_at: at(minute),
          amount_money: money(10_000),
          tip_money: money(1_000),
        },
      });
    const refund = (status: string, minute: number) =>
      event('refund.updated', status, {
        refund: {
          id: 'R1',
          order_id: 'O1',
          status,
          created_at: at(5),
          updated_at: at(minute),
          amount_money: money(4_000),
        },
      });
    for (const body of [
      refund('COMPLETED', 7),
      payment('P1', 'APPROVED', 1),
      payment('P1', 'COMPLETED', 2),
      payment('P2', 'COMPLETED', 3),
      refund('PENDING', 6),
    ])
      expect(await send(connection, body)).toBe(200);
    await workOff(context);
    expect(await orders()).toMatchObject([{ orderNo: 'O1', grossMinor: 20_000, refundMinor: -4_000 }]);
  });

  it('Toast: an open check is no sale, modifiers are options, voids count nothing, delivery platforms have no people', async () => {
    const connection = await connect(server, cookie, { platform: 'toast', label: 'Toast', secret: SECRET });
    const event = (minute: number, paymentStatus: string, change: object = {}, extra: object = {}) =>
      JSON.stringify({
        timestamp: `2026-11-20T09:0${minute}:00.000Z`,
        eventType: 'order_updated',
        guid: `e${minute}`,
        details: {
          order: {
            guid: 'T1',
            openedDate: '2026-11-20T09:00:00.000+0000',
            modifiedDate: `2026-11-20T09:0${minute}:00.000+0000`,
            numberOfGuests: 2,
            source: 'In Store',
            checks: [
              {
                guid: 'C1',
                paymentStatus,
                customer: { guid: 'G1', firstName: '하나', lastName: '김', phone: '010-1234-5678' },
                selections: [
                  {
                    guid: 'S1',
                    displayName: '마라탕',
                    item: { guid: 'I1' },
                    quantity: 1,
                    price: 10_000,
                    tax: 1_000,
                    modifiers: [{ displayName: '2단계' }],
                    ...change,
                  },
                  { guid: 'S2', displayName: '콜라', item: { guid: 'I2' }, quantity: 1, price: 2_000, voided: true },
                ],
              },
            ],
            ...extra,
          },
        },
      });
    await send(connection, event(1, 'OPEN'));
    await workOff(context);
    expect(await orders()).toEqual([]);
    await send(connection, event(3, 'CLOSED', { refundDetails: { refundAmount: 5_000, taxRefundAmount: 500 } }));
    await send(connection, event(2, 'PAID'));
    await workOff(context);
    expect(await orders()).toMatchObject([{ grossMinor: 11_000, refundMinor: -5_500, covers: 2 }]);
    expect((await orders())[0]?.customerId).not.toBeNull();
    const lines = await shop.db.selectFrom('orders.orderLine').select(['kind', 'options']).orderBy('kind').execute();
    expect(lines).toEqual([
      { kind: 'refund', options: '2단계' },
      { kind: 'sale', options: '2단계' },
      { kind: 'void', options: '' },
    ]);
    await send(connection, event(4, 'PAID', {}, { guid: 'T2', source: 'API' }));
    await workOff(context);
    expect((await orders()).find(({ channel }) => channel === 'API')).toMatchObject({ customerId: null });
  });
});

describe('replay and re-ordering', () => {
  it('end in the same orders, items and people, whatever the order and the repetition', async () => {
    const customer = { id: 7, first_name: '하나', last_name: '김', email: 'hana@example.com' };
    const states = [
      shopifyOrder({ status: 'pending', updatedAt: '2026-11-20T12:00:00+09:00' }),
      shopifyOrder({ status: 'paid', updatedAt: '2026-11-20T12:01:00+09:00', customer }),
      shopifyOrder({
        status: 'paid',
        updatedAt: '2026-11-20T12:02:00+09:00',
        lines: [
          { id: '11', title: '마라탕', quantity: 1, price: '10000' },
          { id: '12', title: '콜라', quantity: 2, price: '2000' },
        ],
      }),
      shopifyOrder({
        status: 'partially_refunded',
        updatedAt: '2026-11-20T12:03:00+09:00',
        customer: { ...customer, id: 8, first_name: '두리' },
        lines: [{ id: '11', title: '마라탕', quantity: 1, price: '9000' }],
        refunds: [{ id: '77', lineId: '11', title: '마라탕', quantity: 1, amount: '4000' }],
      }),
    ];
    const tell = async (arrivals: readonly number[]) => {
      await openShop();
      const connection = await connect(server, cookie, { platform: 'shopify', label: '몰', secret: SECRET });
      for (const [nth, at] of arrivals.entries()) {
        await sendShopify(server, connection.path, states[at] ?? '', { webhookId: `${nth}` });
        if (nth % 2 === 0) await workOff(context);
      }
      await workOff(context);
      const [order] = await orders();
      const lines = await shop.db
        .selectFrom('orders.orderLine as l')
        .innerJoin('menu.item as i', 'i.itemId', 'l.itemId')
        .select((eb) => ['i.name', 'l.kind', eb.fn.sum<number>('l.amountMinor').as('amountMinor')])
        .where('l.workspaceId', '=', shop.workspaceId)
        .groupBy(['i.name', 'l.kind'])
        .orderBy('i.name')
        .orderBy('l.kind')
        .execute();
      const person = await shop.db
        .selectFrom('customers.externalId')
        .select('externalId')
        .where('customerId', '=', order?.customerId ?? '')
        .executeTakeFirst();
      return { grossMinor: order?.grossMinor, refundMinor: order?.refundMinor, lines, person };
    };
    const straight = await tell([0, 1, 2, 3]);
    expect(straight.person).toEqual({ externalId: '8' });
    const anyOrder = fc.tuple(
      fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
      fc.array(fc.nat({ max: 3 }), { maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(anyOrder, async ([shuffled, again]) => {
        expect(await tell([...again, ...shuffled, ...again])).toEqual(straight);
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  it('two workers on the same order at once book it once', async () => {
    const connection = await connect(server, cookie, { platform: 'shopify', label: '몰', secret: SECRET });
    for (let nth = 0; nth < 6; nth += 1)
      await sendShopify(server, connection.path, shopifyOrder(), { webhookId: `${nth}` });
    await Promise.all([workOff(context), workOff(context), workOff(context)]);
    expect(await orders()).toMatchObject([{ grossMinor: 20_000, refundMinor: 0 }]);
  });
});
