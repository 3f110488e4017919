import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { newId } from '../../shared/ids.ts';

let context: TestContext;
let server: FastifyInstance;
let shop: TestShop;
let cookie: string;
let customerId: string;

const ORDER = {
  orderNo: 'A-1',
  orderedAt: '2026-11-21T01:30:00+09:00',
  lines: [
    {
      itemCode: 'N1',
      itemName: '국수',
      category: '면',
      options: '곱빼기',
      quantity: 2,
      amountMinor: 14000,
      unitPriceMinor: 7000,
    },
    { itemName: '사이다', quantity: 1, amountMinor: 0, kind: 'comp' },
    { itemCode: 'N1', itemName: '국수', quantity: 1, amountMinor: 7000, kind: 'refund' },
  ],
};

beforeAll(async () => {
  context = await createTestContext();
  server = await buildServer(context);
  shop = await buildShop(context);
  ({ cookie } = await signIn(context, shop, 'staff'));
  customerId = newId();
  await shop.db
    .insertInto('customers.customer')
    .values({ workspaceId: shop.workspaceId, customerId, name: '김하나', source: 'staff' })
    .execute();
});

const post = (payload: object, as = cookie) =>
  server.inject({ method: 'POST', url: '/api/orders', payload, headers: { cookie: as } });
const get = (url: string, as = cookie) => server.inject({ method: 'GET', url, headers: { cookie: as } });

describe('recording an order', () => {
  it('stores it once, however often it is sent, with totals as MT-05 says', async () => {
    const first = await post({ ...ORDER, customerId });
    expect(first.statusCode).toBe(200);
    expect(first.json()).toMatchObject({
      created: true,
      grossMinor: 14000,
      refundMinor: -7000,
      businessDay: '2026-11-20',
    });
    const again = await post({ ...ORDER, customerId });
    expect(again.json()).toEqual({ ...first.json(), created: false });
  });

  it('is refused to the anonymous, without lines, and for a person of another workspace', async () => {
    expect((await post(ORDER, '')).statusCode).toBe(401);
    expect((await post({ ...ORDER, lines: [] })).statusCode).toBe(400);
    const stranger = (await signIn(context, await buildShop(context), 'owner')).cookie;
    expect((await post({ ...ORDER, customerId }, stranger)).statusCode).toBe(404);
  });

  it('sent many times at the same moment is stored once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => post({ ...ORDER, orderNo: 'B-1' })));
    expect(answers.map((answer) => answer.statusCode)).toEqual(Array(8).fill(200));
    expect(answers.filter((answer) => answer.json().created)).toHaveLength(1);
  });
});

describe('reading orders and items', () => {
  it('lists the orders of a person with their lines, and logs it', async () => {
    const answer = await get(`/api/customers/${customerId}/orders`);
    expect(answer.json()).toMatchObject({
      total: 1,
      orders: [
        {
          orderNo: 'A-1',
          lineCount: 3,
          lines: [
            { itemName: '국수', options: '곱빼기', amountMinor: 14000 },
            { kind: 'comp', options: '' },
            { amountMinor: -7000 },
          ],
        },
      ],
    });
    const log = await shop.db
      .selectFrom('staff.accessLog')
      .select('subject')
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    expect(log.map(({ subject }) => subject)).toContain(`orders of ${customerId}`);
    const stranger = (await signIn(context, await buildShop(context), 'owner')).cookie;
    expect((await get(`/api/customers/${customerId}/orders`, stranger)).statusCode).toBe(404);
  });

  it('lists items, found by a part of the name, the code or the category', async () => {
    expect((await get('/api/items')).json()).toMatchObject({ total: 2, items: [{ name: '국수' }, { name: '사이다' }] });
    expect((await get(`/api/items?search=${encodeURIComponent('면')}`)).json().items).toMatchObject([
      { code: 'N1', priceMinor: 7000 },
    ]);
    expect((await get('/api/items?search=%25')).json().total).toBe(0);
    expect((await get('/api/items', '')).statusCode).toBe(401);
  });
});
