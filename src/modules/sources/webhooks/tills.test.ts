import type { FastifyInstance } from 'fastify';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../../test/factories.ts';
import { connect, SECRET, workOff } from '../../../../test/factories-sources.ts';
import type { GenericMap } from './contract.ts';
import { toastOrder } from './fixtures.ts';
import { sign } from './signatures.ts';

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
