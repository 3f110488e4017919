import type { FastifyInstance } from 'fastify';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../../test/factories.ts';
import { connect, SECRET, sendShopify } from '../../../../test/factories-sources.ts';
import { workOff } from '../../../../test/work-off.ts';
import type { GenericMap } from './contract.ts';
import { shopifyOrder, toastOrder } from './fixtures.ts';
import { sign } from './signatures.ts';
import { workDelivery } from './work.ts';

let context: TestContext;
let server: FastifyInstance;
let shop: TestShop;
let cookie: string;

beforeAll(async () => {
  context = await createTestContext();
  server = await buildServer(context);
});
beforeEach(async () => {
  shop = await buildShop(context);
  ({ cookie } = await signIn(context, shop));
});

type Till = Awaited<ReturnType<typeof connect>>;
const MAP = {
  version: 1,
  records: '',
  anonymous: false,
  kind: 'order',
  fields: { orderNo: 'no', orderedAt: 'at', amount: 'total', name: 'who', customerId: 'member' },
  lines: 'items',
  lineFields: { itemName: 'name', itemCode: 'code', quantity: 'n', amount: 'total', options: 'options' },
} satisfies GenericMap;

async function openTill(map: GenericMap = MAP): Promise<Till> {
  const till = await connect(server, cookie, {
    platform: 'generic',
    label: '포스',
    signing: 'header',
    signatureHeader: 'x-key',
    secret: SECRET,
  });
  const url = `/api/connections/${till.connectionId}`;
  await server.inject({ method: 'PATCH', url, headers: { cookie }, payload: { map } });
  return till;
}
async function send(till: Till, body: unknown) {
  const { platform, signing, signatureHeader, url } = till;
  const payload = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const headers = sign({ platform, signing, signatureHeader, body: payload, urls: [url ?? ''] }, SECRET);
  const answer = await server.inject({
    method: 'POST',
    url: till.path,
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  });
  expect(answer.statusCode).toBe(200);
  await workOff(context);
}
const sale = (change: object = {}) => ({
  no: '15',
  at: '2026-11-20 18:30',
  items: [{ name: '마라탕', n: 1, total: '12000' }],
  ...change,
});
const orders = () =>
  shop.db
    .selectFrom('orders.saleOrder')
    .select(['orderNo', 'businessDay', 'orderedAt', 'grossMinor', 'refundMinor', 'lineCount', 'customerId'])
    .where('workspaceId', '=', shop.workspaceId)
    .orderBy('businessDay')
    .execute();

describe('a till that tells by webhook', () => {
  it('may begin its numbers anew every day (OP-41)', async () => {
    const till = await openTill();
    await send(till, sale());
    await send(till, sale({ at: '2026-11-21 11:00', items: [{ name: '꿔바로우', n: 1, total: '9000' }] }));
    expect(await orders()).toMatchObject([
      { orderNo: '15', businessDay: '2026-11-20', grossMinor: 12_000, refundMinor: 0 },
      { orderNo: '15', businessDay: '2026-11-21', grossMinor: 9_000, refundMinor: 0 },
    ]);
  });
});

describe('two deliveries at once', () => {
  it('that tell of the same orders and people in another order both go through', async () => {
    const till = await openTill({ ...MAP, records: 'sales' });
    const sales = Array.from({ length: 20 }, (_, nth) =>
      sale({ no: String(nth), who: `손님${nth}`, member: `m${nth % 7}` }),
    );
    const { platform, signing, signatureHeader, url } = till;
    for (const told of [sales, sales.toReversed(), sales.slice(5)]) {
      const payload = Buffer.from(JSON.stringify({ sales: told }));
      const headers = sign({ platform, signing, signatureHeader, body: payload, urls: [url ?? ''] }, SECRET);
      await server.inject({ method: 'POST', url: till.path, payload, headers });
    }
    const waiting = await shop.db.selectFrom('sources.delivery').select('deliveryId').execute();
    const { workspaceId } = shop;
    await Promise.all(
      waiting.map(({ deliveryId }) => workDelivery(context, { workspaceId, deliveryId, maxAttempts: 1 })),
    );
    const states = await shop.db.selectFrom('sources.delivery').select('state').execute();
    expect(states.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    expect(await orders()).toHaveLength(20);
    const health = (await server.inject({ method: 'GET', url: '/api/sources/health', headers: { cookie } })).json();
    expect(health.sources[0]).toMatchObject({ sales: 20, salesWithPerson: 20 });
    expect(health.sources[0].arrived).toBeGreaterThanOrEqual(0);
  });
});

describe('a resident number in a delivery (PV-12)', () => {
  const RRN = '900101-1234567';
  const everything = async () => {
    const tables = ['orders.saleOrder', 'orders.orderLine', 'menu.item', 'sources.orderPart'] as const;
    const people = ['customers.customer', 'customers.externalId', 'touchpoints.touchpoint'] as const;
    const rows = await Promise.all(
      [...tables, ...people].map((table) => shop.db.selectFrom(table).selectAll().execute()),
    );
    const bodies = await shop.db.selectFrom('sources.delivery').select('body').execute();
    return JSON.stringify(rows) + bodies.map(({ body }) => body?.toString('utf8') ?? '').join('');
  };

  it('in any text of an order is blotted out, and kept nowhere', async () => {
    const till = await openTill();
    const item = { name: `마라탕 ${RRN}`, code: `c ${RRN}`, n: 1, total: '12000', options: `메모 ${RRN}` };
    await send(till, sale({ items: [item], member: '9001011234567' }));
    expect(await orders()).toMatchObject([{ grossMinor: 12_000, customerId: null }]);
    const stored = await everything();
    expect(stored).toContain('마라탕 ******-*******');
    expect([stored.includes(RRN), stored.includes('9001011234567')]).toEqual([false, false]);
  });

  it('of thirteen digits without quotes is blotted out of a touchpoint, and one that stands in its names refuses it', async () => {
    const fields = { id: 'id', kind: 'what', channel: 'by' };
    const till = await openTill({
      version: 1,
      records: '',
      anonymous: false,
      kind: 'touchpoint',
      phase: 'before',
      kindWord: 'form.sent',
      fields,
      payload: { n: 'n' },
    });
    await send(till, '{"id":"a","n":9001011234567}');
    await send(till, { id: 'b', n: 1, by: RRN });
    await send(till, { id: 'c', n: 1, what: RRN });
    await send(till, { id: RRN, n: 1 });
    const stored = await everything();
    expect(stored).toContain('******-*******');
    expect([stored.includes(RRN), stored.includes('9001011234567')]).toEqual([false, false]);
    expect(await shop.db.selectFrom('touchpoints.touchpoint').select('kind').execute()).toEqual([
      { kind: 'form.sent' },
    ]);
  });

  it('is not shown to whoever reads a delivery, under whatever name it stands', async () => {
    const till = await connect(server, cookie, { platform: 'generic', label: '포스', signing: 'none' });
    await send(till, { resident_no: RRN, order_no: 9001011234567, [RRN]: 1 });
    const [dead] = (await server.inject({ method: 'GET', url: '/api/deliveries', headers: { cookie } })).json()
      .deliveries;
    const url = `/api/deliveries/${dead.deliveryId}`;
    const { maskedBody } = (await server.inject({ method: 'GET', url, headers: { cookie } })).json();
    expect(maskedBody).toContain('order_no');
    expect([maskedBody.includes(RRN), maskedBody.includes('9001011234567')]).toEqual([false, false]);
  });
});

describe('a sign that no database keeps (U+0000)', () => {
  it('is refused as input, and is nobody’s address', async () => {
    const knock = await server.inject({ method: 'POST', url: '/hooks/%00', payload: '{}' });
    expect(knock.statusCode).toBe(404);
    const payload = { platform: 'generic', label: 'a\u0000b', signing: 'none' };
    const made = await server.inject({ method: 'POST', url: '/api/connections', headers: { cookie }, payload });
    expect([made.statusCode, made.json().error.code]).toEqual([400, 'invalid_input']);
  });
});

describe('a connection', () => {
  it('revives neither an old secret nor an old address when the other is changed again', async () => {
    const till = await openTill();
    const url = `/api/connections/${till.connectionId}`;
    const knock = async (path: string, key: string) =>
      (await server.inject({ method: 'POST', url: path, payload: '{}', headers: { 'x-key': key } })).statusCode;
    await server.inject({ method: 'PATCH', url, headers: { cookie }, payload: { secret: 'a second secret' } });
    expect(await knock(till.path, SECRET)).toBe(200);
    context.clock.set('2026-11-23T12:00:00+09:00');
    const moved = (await server.inject({ method: 'POST', url: `${url}/address`, headers: { cookie } })).json();
    const path = new URL(moved.url).pathname;
    expect([await knock(path, 'a second secret'), await knock(till.path, 'a second secret')]).toEqual([200, 200]);
    expect(await knock(path, SECRET)).toBe(401);
    context.clock.set('2026-11-25T12:00:00+09:00');
    await server.inject({ method: 'PATCH', url, headers: { cookie }, payload: { secret: 'a third secret' } });
    expect(await knock(till.path, 'a third secret')).toBe(404);
    context.clock.set('2026-11-21T12:00:00+09:00');
  });

  it('never speaks under the name of one that was closed: its customer 1 is somebody else', async () => {
    const first = await openTill();
    await send(first, sale({ who: '김하나', member: '1' }));
    await server.inject({ method: 'DELETE', url: `/api/connections/${first.connectionId}`, headers: { cookie } });
    const second = await openTill();
    expect(second.source).not.toBe(first.source);
    await send(second, sale({ at: '2026-11-21 11:00', who: '박건', member: '1' }));
    expect(new Set((await orders()).map(({ customerId }) => customerId)).size).toBe(2);
  });
});

describe('what Shopify does not sign', () => {
  it('is not believed: an order is an order under any topic, and the same one under any id', async () => {
    const shopify = await connect(server, cookie, { platform: 'shopify', label: '온라인 몰', secret: SECRET });
    const body = shopifyOrder();
    await sendShopify(server, shopify.path, body, { webhookId: 'w1' });
    await sendShopify(server, shopify.path, body, { webhookId: 'w2' });
    await sendShopify(server, shopify.path, body, { topic: 'orders/delete' });
    await sendShopify(server, shopify.path, body, { topic: 'customers/update' });
    await workOff(context);
    expect(await orders()).toMatchObject([{ grossMinor: 20_000, refundMinor: 0 }]);
    const deliveries = (await server.inject({ method: 'GET', url: '/api/deliveries', headers: { cookie } })).json();
    expect(deliveries.deliveries.map(({ state }: { state: string }) => state)).toEqual(['done', 'done', 'done']);
  });
});

describe('an order of Toast', () => {
  const openToast = () => connect(server, cookie, { platform: 'toast', label: 'Toast', secret: SECRET });

  it('with something weighed is booked once, however often it is told', async () => {
    const till = await openToast();
    for (const minute of [1, 2, 3]) await send(till, toastOrder(minute, { selection: { quantity: 0.4536 } }));
    expect(await orders()).toMatchObject([{ grossMinor: 10_000, refundMinor: 0, lineCount: 1 }]);
  });

  it('given back in part and then voided gives back no more than was sold', async () => {
    const till = await openToast();
    await send(till, toastOrder(1));
    await send(till, toastOrder(2, { selection: { refundDetails: { refundAmount: 4_000 } } }));
    expect(await orders()).toMatchObject([{ grossMinor: 10_000, refundMinor: -4_000 }]);
    await send(till, toastOrder(3, { selection: { refundDetails: { refundAmount: 4_000 } }, check: { voided: true } }));
    const [order] = await orders();
    expect((order?.grossMinor ?? 0) + (order?.refundMinor ?? 0)).toBe(0);
  });
});
