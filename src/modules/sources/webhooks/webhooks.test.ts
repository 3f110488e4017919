import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../../test/factories.ts';
import { connect, SECRET, sendShopify } from '../../../../test/factories-sources.ts';
import { workOff } from '../../../../test/work-off.ts';
import { eraseCustomer } from '../../privacy/index.ts';
import { shopifyOrder } from './fixtures.ts';
import { sweepDeliveriesJob } from './sweep.ts';

let context: TestContext;
let server: FastifyInstance;
let shop: TestShop;
let cookie: string;
let shopify: Awaited<ReturnType<typeof connect>>;

beforeAll(async () => {
  context = await createTestContext();
  server = await buildServer(context);
});
beforeEach(async () => {
  shop = await buildShop(context);
  ({ cookie } = await signIn(context, shop));
  shopify = await connect(server, cookie, { platform: 'shopify', label: '온라인 몰', secret: SECRET });
});

const get = async (url: string) => (await server.inject({ method: 'GET', url, headers: { cookie } })).json();
const post = (url: string, payload?: object) =>
  server.inject({ method: 'POST', url, headers: { cookie }, ...(payload ? { payload } : {}) });
const orders = () =>
  shop.db
    .selectFrom('orders.saleOrder')
    .select(['orderId', 'orderNo', 'source', 'grossMinor', 'refundMinor', 'lineCount', 'customerId', 'businessDay'])
    .where('workspaceId', '=', shop.workspaceId)
    .execute();
const deliveries = async () => (await get('/api/deliveries')).deliveries;

describe('the door of a webhook', () => {
  it('takes a signed delivery, stores it at once and works on it later', async () => {
    const answer = await sendShopify(server, shopify.path, shopifyOrder());
    expect([answer.statusCode, answer.json()]).toEqual([200, { received: true }]);
    expect(await orders()).toEqual([]);
    expect((await deliveries())[0]).toMatchObject({ state: 'received', topic: 'orders/updated' });
    await workOff(context);
    expect(await orders()).toMatchObject([
      { orderNo: '#1001', source: 'shopify', grossMinor: 20_000, refundMinor: 0, businessDay: '2026-11-20' },
    ]);
    expect((await deliveries())[0]).toMatchObject({ state: 'done', result: { orders: [{ what: 'created' }] } });
  });

  it('refuses a wrong signature, a changed byte and an unknown address, and stores nothing', async () => {
    const body = shopifyOrder();
    expect((await sendShopify(server, shopify.path, body, { secret: 'another secret' })).statusCode).toBe(401);
    const signed = await server.inject({
      method: 'POST',
      url: shopify.path,
      payload: `${body} `,
      headers: { 'x-shopify-hmac-sha256': 'AAAA', 'content-type': 'application/json' },
    });
    expect(signed.statusCode).toBe(401);
    expect((await sendShopify(server, '/hooks/nobody', body)).statusCode).toBe(404);
    expect(await deliveries()).toEqual([]);
  });

  it('reads no body that is sent to an address nobody has, and slows down who tries addresses', async () => {
    await server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.server.address() as AddressInfo;
    // The body never comes: only who does not wait for it can answer.
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const path = `/hooks/${'x'.repeat(32)}`;
      const headers = { 'content-length': '4000000', 'content-type': 'application/json' };
      const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, resolve);
      sent.on('error', reject);
      sent.flushHeaders();
    });
    expect(answer.statusCode).toBe(404);
    answer.destroy();
    const tries = await Promise.all(
      Array.from({ length: 40 }, () =>
        // From elsewhere: the other tests here ask for addresses that are gone, too.
        server.inject({
          method: 'POST',
          url: `/hooks/${'y'.repeat(32)}`,
          payload: shopifyOrder(),
          headers: { 'content-type': 'application/json' },
          remoteAddress: '203.0.113.9',
        }),
      ),
    );
    expect(tries.map(({ statusCode }) => statusCode)).toContain(429);
    // Who has an address is let in all the same.
    expect((await sendShopify(server, shopify.path, shopifyOrder())).statusCode).toBe(200);
  });

  it('works again on a delivery whose job is gone, and lets it be replayed by hand', async () => {
    await sendShopify(server, shopify.path, shopifyOrder());
    // Killed while it tried for the last time: the queue has given the job up, the delivery waits.
    const lose = () =>
      sql`select graphile_worker.permanently_fail_jobs(array_agg(id), 'lost')
      from graphile_worker.jobs where task_identifier = 'sources.workDelivery'`.execute(context.database.outside);
    await lose();
    await sweepDeliveriesJob.run(context, {}, new AbortController().signal);
    await workOff(context);
    expect(await orders()).toEqual([]);
    const [lost] = await deliveries();
    await shop.db
      .updateTable('sources.delivery')
      .set({ receivedAt: new Date(context.clock.now().getTime() - 2 * 3_600_000) })
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    await sweepDeliveriesJob.run(context, {}, new AbortController().signal);
    await workOff(context);
    expect(await orders()).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ deliveryId: lost.deliveryId, state: 'done' }]);

    await sendShopify(server, shopify.path, shopifyOrder({ id: '7', name: '#7' }));
    await lose();
    await shop.db
      .updateTable('sources.delivery')
      .set({ receivedAt: new Date(context.clock.now().getTime() - 1_200_000) })
      .where('workspaceId', '=', shop.workspaceId)
      .where('state', '=', 'received')
      .execute();
    const other = (await deliveries()).find(({ state }: { state: string }) => state === 'received');
    expect((await post(`/api/deliveries/${other.deliveryId}/replay`)).json()).toEqual({ replayed: 1 });
    await workOff(context);
    expect(await orders()).toHaveLength(2);
  });

  it('moves an order to its own time when the part that tells it arrives late', async () => {
    const late = shopifyOrder({ updatedAt: '2026-11-20T12:00:00+09:00' }).replace(
      '"created_at":"2026-11-20T11:30:00+09:00"',
      '"created_at":"2026-11-19T22:00:00+09:00"',
    );
    await sendShopify(server, shopify.path, shopifyOrder({ updatedAt: '2026-11-20T12:30:00+09:00' }));
    await workOff(context);
    expect(await orders()).toMatchObject([{ businessDay: '2026-11-20' }]);
    await sendShopify(server, shopify.path, late);
    await workOff(context);
    expect(await orders()).toMatchObject([{ businessDay: '2026-11-19', grossMinor: 20_000 }]);
    // Whatever is told again, it stays there.
    await sendShopify(server, shopify.path, shopifyOrder({ updatedAt: '2026-11-20T12:40:00+09:00' }));
    await workOff(context);
    expect(await orders()).toMatchObject([{ businessDay: '2026-11-19' }]);
  });

  it('keeps an event once however often it is sent, and counts the repeats', async () => {
    for (let time = 0; time < 3; time += 1)
      await sendShopify(server, shopify.path, shopifyOrder(), { webhookId: 'w1' });
    await workOff(context);
    expect(await orders()).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ repeats: 2, state: 'done' }]);
  });

  it('lets the old secret and the old address go on for a day after they are changed', async () => {
    await server.inject({
      method: 'PATCH',
      url: `/api/connections/${shopify.connectionId}`,
      headers: { cookie },
      payload: { secret: 'a new secret' },
    });
    const moved = (await post(`/api/connections/${shopify.connectionId}/address`)).json();
    expect(moved.url).not.toBe(shopify.url);
    expect((await sendShopify(server, shopify.path, shopifyOrder())).statusCode).toBe(200);
    expect((await sendShopify(server, new URL(moved.url).pathname, '{}', { secret: 'a new secret' })).statusCode).toBe(
      200,
    );
    context.clock.set('2026-11-23T12:00:00+09:00');
    expect((await sendShopify(server, shopify.path, shopifyOrder())).statusCode).toBe(404);
    expect((await sendShopify(server, new URL(moved.url).pathname, '{"a":1}')).statusCode).toBe(401);
    context.clock.set('2026-11-21T12:00:00+09:00');
  });

  it('shows a secret to nobody and an address only to who manages connections', async () => {
    const mine = (await get('/api/connections')).connections[0];
    expect(JSON.stringify(mine)).not.toContain(SECRET);
    const staff = await signIn(context, shop, 'staff');
    const theirs = await server.inject({ method: 'GET', url: '/api/connections', headers: { cookie: staff.cookie } });
    expect(theirs.json().connections[0]).toMatchObject({ label: '온라인 몰', url: null });
    const [stored] = await shop.db.selectFrom('sources.connection').select('secret').execute();
    expect(stored?.secret?.toString('utf8')).not.toContain(SECRET);
  });

  it('can be tried with a test that takes the whole way in and is recorded nowhere', async () => {
    const { deliveryId } = (await post(`/api/connections/${shopify.connectionId}/test`)).json();
    await workOff(context);
    expect(await get(`/api/deliveries/${deliveryId}`)).toMatchObject({ state: 'done', result: { ignored: 'test' } });
    expect(await orders()).toEqual([]);
  });
});

it('tries a connection of Toast with a test that takes the whole way in, too', async () => {
  const toast = await connect(server, cookie, { platform: 'toast', label: 'Toast', secret: SECRET });
  const { deliveryId } = (await post(`/api/connections/${toast.connectionId}/test`)).json();
  await workOff(context);
  expect(await get(`/api/deliveries/${deliveryId}`)).toMatchObject({
    state: 'done',
    result: { ignored: 'other_topic' },
  });
});

describe('orders of Shopify', () => {
  it('keeps 64-bit ids apart that are the same number to a double', async () => {
    const first = '820982911946154508';
    const second = '820982911946154509';
    expect(Number(first)).toBe(Number(second));
    await sendShopify(server, shopify.path, shopifyOrder({ id: first, name: '#1' }));
    await sendShopify(server, shopify.path, shopifyOrder({ id: second, name: '#2' }));
    await workOff(context);
    expect((await orders()).map(({ orderNo }) => orderNo).sort()).toEqual(['#1', '#2']);
  });

  it('makes a person of the guest without any consent, whatever the marketing flag says (PV-08)', async () => {
    const customer = { id: 7, first_name: '하나', last_name: '김', email: 'hana@example.com', phone: '010-1234-5678' };
    await sendShopify(server, shopify.path, shopifyOrder({ customer }));
    await workOff(context);
    const [order] = await orders();
    const person = await shop.db.selectFrom('customers.customer').select(['customerId', 'name']).executeTakeFirst();
    expect(person).toEqual({ customerId: order?.customerId, name: '김하나' });
    expect(await shop.db.selectFrom('privacy.consentEvent').selectAll().execute()).toEqual([]);
  });

  it('leaves the people of delivery platforms out (OP-20)', async () => {
    const customer = { id: 7, first_name: '하나', last_name: '김', phone: '0504-123-4567' };
    await sendShopify(server, shopify.path, shopifyOrder({ customer, sourceName: '580111' }));
    await workOff(context);
    expect(await orders()).toMatchObject([{ customerId: null, grossMinor: 20_000 }]);
    expect(await shop.db.selectFrom('customers.customer').selectAll().execute()).toEqual([]);
    expect((await deliveries())[0].result.notes).toEqual(['person_left_out']);
  });

  it('takes discounts off their line, and refunds as lines of their own, told twice or before the order', async () => {
    const lines = [{ id: '11', title: '마라탕', quantity: 2, price: '10000', discount: '3000' }];
    const refund = { id: '99', lineId: '11', title: '마라탕', quantity: 1, amount: '8500' };
    const own = {
      id: 99,
      order_id: 5,
      created_at: '2026-11-20T13:00:00+09:00',
      refund_line_items: [
        { id: 1, quantity: 1, subtotal: '8500', total_tax: '0', line_item: { id: 11, sku: '마라탕', title: '마라탕' } },
      ],
    };
    await sendShopify(server, shopify.path, JSON.stringify(own), { topic: 'refunds/create' });
    await workOff(context);
    expect(await orders()).toEqual([]);
    expect((await deliveries())[0].result.orders).toEqual([{ orderId: null, what: 'waiting' }]);
    await sendShopify(
      server,
      shopify.path,
      shopifyOrder({ id: '5', lines, refunds: [refund], status: 'partially_refunded' }),
    );
    await workOff(context);
    expect(await orders()).toMatchObject([{ grossMinor: 17_000, refundMinor: -8_500, lineCount: 2 }]);
  });

  it('records an order when it is paid, and takes it back when it is deleted', async () => {
    await sendShopify(server, shopify.path, shopifyOrder({ status: 'pending' }));
    await workOff(context);
    expect(await orders()).toEqual([]);
    await sendShopify(server, shopify.path, shopifyOrder({ updatedAt: '2026-11-20T12:10:00+09:00' }));
    await sendShopify(server, shopify.path, '{"id":820982911946154508}', { topic: 'orders/delete' });
    await workOff(context);
    expect(await orders()).toMatchObject([{ grossMinor: 20_000, refundMinor: -20_000 }]);
  });
});

describe('what could not be taken', () => {
  const generic = () =>
    connect(server, cookie, {
      platform: 'generic',
      label: '예약 앱',
      signing: 'header',
      signatureHeader: 'x-key',
      secret: SECRET,
    });
  const send = (path: string, body: unknown) =>
    server.inject({
      method: 'POST',
      url: path,
      headers: { 'x-key': SECRET, 'content-type': 'application/json' },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });

  it('is refused in another currency with the reason, and stands in the list with a masked body', async () => {
    const customer = { id: 7, first_name: '하나', last_name: '김', email: 'hana@example.com', phone: '010-1234-5678' };
    await sendShopify(server, shopify.path, shopifyOrder({ currency: 'USD', customer }));
    await workOff(context);
    const [dead] = (await get('/api/deliveries?state=dead')).deliveries;
    expect(dead.problem).toEqual({ code: 'currency', found: 'USD', expected: 'KRW' });
    const { maskedBody } = await get(`/api/deliveries/${dead.deliveryId}`);
    expect(maskedBody).toContain('820982911946154508');
    for (const personal of ['하나', 'hana@example.com', '1234-5678']) expect(maskedBody).not.toContain(personal);
    expect((await get('/api/connections')).connections[0]).toMatchObject({ dead: 1, received: 1 });
  });

  it('is taken after the map is mended and it is replayed, one or all', async () => {
    const connection = await generic();
    const sale = (no: string) => ({
      no,
      at: '2026-11-20 18:30',
      guest: { tel: '010-2222-3333', who: '박건' },
      total: '12,000',
    });
    for (const no of ['1', '2', '3']) expect((await send(connection.path, sale(no))).statusCode).toBe(200);
    await workOff(context);
    const dead = (await get(`/api/deliveries?connectionId=${connection.connectionId}&state=dead`)).deliveries;
    expect(dead.map(({ problem }: { problem: { code: string } }) => problem.code)).toEqual(
      Array(3).fill('map_missing'),
    );
    const refused = async () => {
      const days = shop.db.selectFrom('touchpoints.sourceDay').select('refused');
      return (await days.where('source', '=', connection.source).execute()).map((row) => row.refused);
    };
    // Dying twice is still one that was not taken.
    await post(`/api/deliveries/${dead[0].deliveryId}/replay`);
    await workOff(context);
    expect(await refused()).toEqual([3]);
    const fields = { orderNo: 'no', orderedAt: 'at', amount: 'total', phone: 'guest.tel', name: 'guest.who' };
    const map = { version: 1, kind: 'order', fields };
    const preview = (
      await post(`/api/connections/${connection.connectionId}/preview`, { map, sample: JSON.stringify(sale('1')) })
    ).json();
    expect(preview).toMatchObject({
      problem: null,
      orders: [{ orderNo: '1', hasPerson: true, lines: [{ amountMinor: 12_000 }] }],
    });
    await server.inject({
      method: 'PATCH',
      url: `/api/connections/${connection.connectionId}`,
      headers: { cookie },
      payload: { map },
    });
    expect((await post(`/api/deliveries/${dead[0].deliveryId}/replay`)).json()).toEqual({ replayed: 1 });
    expect((await post(`/api/connections/${connection.connectionId}/replay`)).json()).toEqual({ replayed: 2 });
    expect((await post(`/api/connections/${connection.connectionId}/replay`)).statusCode).toBe(409);
    await workOff(context);
    expect(await refused()).toEqual([0]);
    const stored = await orders();
    expect(stored).toHaveLength(3);
    expect(new Set(stored.map(({ customerId }) => customerId)).size).toBe(1);
    expect(stored[0]).toMatchObject({ grossMinor: 12_000, businessDay: '2026-11-20' });
  });

  it('may be touchpoints as well, of which a resident number refuses the delivery (PV-12)', async () => {
    const connection = await generic();
    const map = {
      version: 1,
      kind: 'touchpoint',
      records: 'data',
      phase: 'before',
      kindWord: 'reservation.requested',
      fields: { id: 'rsv', at: 'when', phone: 'tel', name: 'who' },
      payload: { people: 'n', memo: 'memo' },
    };
    await server.inject({
      method: 'PATCH',
      url: `/api/connections/${connection.connectionId}`,
      headers: { cookie },
      payload: { map },
    });
    const row = { rsv: 'a', when: '2026-11-22T18:00:00+09:00', tel: '010-2222-3333', who: '박건', n: 4 };
    await send(connection.path, { data: [row, { ...row, rsv: 'b' }] });
    await send(connection.path, { data: [{ ...row, rsv: 'c', memo: '900101-1234567' }] });
    await send(connection.path, '{not json');
    await workOff(context);
    const stored = await shop.db
      .selectFrom('touchpoints.touchpoint')
      .select(['kind', 'payload', 'customerId'])
      .execute();
    expect(stored).toHaveLength(2);
    expect(stored[0]).toMatchObject({ kind: 'reservation.requested', payload: { people: 4 } });
    const problems = (await get('/api/deliveries?state=dead')).deliveries.map(
      (one: { problem: { code: string } }) => one.problem.code,
    );
    expect(problems.sort()).toEqual(['not_json', 'resident_number']);
  });

  it('goes with the person it names when she is erased; others wait on (PV-24)', async () => {
    const customer = (phone: string) => ({ id: 7, first_name: '하나', last_name: '김', phone });
    await sendShopify(server, shopify.path, shopifyOrder({ customer: customer('010-1234-5678') }));
    const dollars = { currency: 'USD', customer: customer('+82 10-1234-5678') };
    await sendShopify(server, shopify.path, shopifyOrder({ id: '10', ...dollars }));
    const other = { id: 99, first_name: '건', last_name: '박', phone: '010-2222-3333' };
    await sendShopify(server, shopify.path, shopifyOrder({ id: '20', name: '#20', currency: 'USD', customer: other }));
    await workOff(context);
    const customerId = (await orders())[0]?.customerId ?? '';
    const how = { reason: 'request', actor: null, now: context.clock.now(), key: context.secrets.key } as const;
    await eraseCustomer(shop.db, { workspaceId: shop.workspaceId, customerId, ...how });
    const kept = await shop.db.selectFrom('sources.delivery').select('body').where('body', 'is not', null).execute();
    expect(kept.map(({ body }) => body?.toString())).toEqual([expect.stringContaining('010-2222-3333')]);
  });

  it('has its body destroyed after its time, and cannot be replayed then (PV-24)', async () => {
    const { destroyOldBodies } = await import('./retention.ts');
    await sendShopify(server, shopify.path, shopifyOrder({ currency: 'USD' }));
    await sendShopify(server, shopify.path, shopifyOrder());
    await workOff(context);
    const bodies = async () =>
      (await shop.db.selectFrom('sources.delivery').select(['state', 'body']).orderBy('state').execute()).map(
        ({ state, body }) => [state, body !== null],
      );
    context.clock.set('2026-11-26T12:00:00+09:00');
    await destroyOldBodies(context);
    expect(await bodies()).toEqual([
      ['dead', true],
      ['done', false],
    ]);
    context.clock.set('2026-12-23T12:00:00+09:00');
    await destroyOldBodies(context);
    expect(await bodies()).toEqual([
      ['dead', false],
      ['done', false],
    ]);
    expect((await post(`/api/connections/${shopify.connectionId}/replay`)).statusCode).toBe(409);
    context.clock.set('2026-11-21T12:00:00+09:00');
  });
});
