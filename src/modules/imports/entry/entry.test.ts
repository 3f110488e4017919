import { beforeEach, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../../test/factories.ts';
import { buildItem, buildOrders, buildPerson } from '../../../../test/factories-people.ts';
import { MANUAL_SOURCE } from './contract.ts';

const context = await createTestContext();
const server = await buildServer(context);
let shop: TestShop;
let cookie: string;
let nextKey = 0;
const key = () => `phone-key-${(nextKey += 1)}`;

beforeEach(async () => {
  shop = await buildShop(context);
  ({ cookie } = await signIn(context, shop, 'staff'));
});

async function post(url: string, payload: object = {}) {
  const response = await server.inject({ method: 'POST', url, headers: { cookie }, payload });
  return { status: response.statusCode, json: response.json() };
}
const count = async (
  table: 'orders.saleOrder' | 'orders.orderLine' | 'touchpoints.touchpoint' | 'customers.customer',
) =>
  (await shop.db.selectFrom(table).select('workspaceId').where('workspaceId', '=', shop.workspaceId).execute()).length;
const touchpoints = () =>
  shop.db
    .selectFrom('touchpoints.touchpoint')
    .select(['kind', 'phase', 'source', 'customerId', 'payload'])
    .where('workspaceId', '=', shop.workspaceId)
    .execute();

describe('what is typed in at the counter', () => {
  it('is a sale once, however often a phone with a poor line sends it, and can be taken back', async () => {
    const sale = {
      kind: 'sale',
      key: key(),
      customerId: null,
      lines: [{ itemName: '국수', quantity: 2, amountMinor: 14_000 }],
    };
    const first = await post('/api/entries', sale);
    expect(first.json).toMatchObject({ created: true, orderId: expect.any(String) });
    expect((await post('/api/entries', sale)).json).toEqual({
      entryId: first.json.entryId,
      created: false,
      orderId: first.json.orderId,
    });
    expect([await count('orders.saleOrder'), await count('orders.orderLine')]).toEqual([1, 1]);
    expect((await post(`/api/entries/${first.json.entryId}/undo`)).status).toBe(200);
    expect([await count('orders.saleOrder'), await count('orders.orderLine')]).toEqual([0, 0]);
    expect((await post(`/api/entries/${first.json.entryId}/undo`)).status).toBe(409);
  });

  it('is a note on a person', async () => {
    const customerId = await buildPerson(shop);
    const note = { kind: 'note', key: key(), customerId, text: '창가 자리를 좋아하심' };
    const { json } = await post('/api/entries', note);
    expect(await touchpoints()).toEqual([
      { kind: 'note.written', phase: 'after', source: 'manual', customerId, payload: { text: '창가 자리를 좋아하심' } },
    ]);
    await post(`/api/entries/${json.entryId}/undo`);
    expect(await touchpoints()).toEqual([]);
    expect(await count('customers.customer')).toBe(1);
  });

  it('is a card out of the bowl: for its event only, with a day to go by, and no consent to promotion (PV-08)', async () => {
    const card = {
      kind: 'card',
      key: key(),
      name: '김하나',
      phone: '010-1234-5678',
      event: '개업 이벤트',
      endsOn: '2026-11-30',
    };
    const { json } = await post('/api/entries', card);
    expect(await touchpoints()).toMatchObject([
      {
        kind: 'event.entered',
        phase: 'before',
        source: 'manual',
        payload: { event: '개업 이벤트', purpose: 'event', keepUntil: '2026-12-30' },
      },
    ]);
    const consents = await shop.db
      .selectFrom('privacy.consentEvent')
      .select('state')
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    expect(consents).toEqual([]);
    await post(`/api/entries/${json.entryId}/undo`);
    expect([await count('touchpoints.touchpoint'), await count('customers.customer')]).toEqual([0, 0]);
  });

  it('is refused whole with a temporary number, a resident number, or nobody of the shop behind it', async () => {
    const customerId = await buildPerson(await buildShop(context));
    const card = { kind: 'card', name: '김하나', event: '이벤트', endsOn: '2026-11-30' };
    expect((await post('/api/entries', { ...card, key: key(), phone: '0504-1234-5678' })).status).toBe(400);
    expect((await post('/api/entries', { kind: 'note', key: key(), customerId, text: 'x' })).status).toBe(404);
    const own = await buildPerson(shop);
    const text = '주민번호 900101-1234567';
    expect((await post('/api/entries', { kind: 'note', key: key(), customerId: own, text })).status).toBe(400);
    expect(await touchpoints()).toEqual([]);
    const entries = await shop.db
      .selectFrom('imports.entry')
      .select('entryId')
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    expect(entries).toEqual([]);
  });

  it('is taken back by who typed it in or by a manager, and both are in the access log (PV-55)', async () => {
    const sale = () => ({
      kind: 'sale',
      key: key(),
      customerId: null,
      lines: [{ itemName: '국수', quantity: 1, amountMinor: 7_000 }],
    });
    const mine = await post('/api/entries', sale());
    const own = cookie;
    ({ cookie } = await signIn(context, shop, 'staff'));
    expect((await post(`/api/entries/${mine.json.entryId}/undo`)).status).toBe(403);
    expect(await count('orders.saleOrder')).toBe(1);
    ({ cookie } = await signIn(context, shop, 'manager'));
    expect((await post(`/api/entries/${mine.json.entryId}/undo`)).status).toBe(200);
    cookie = own;
    const again = await post('/api/entries', sale());
    expect((await post(`/api/entries/${again.json.entryId}/undo`)).status).toBe(200);
    const logged = await shop.db
      .selectFrom('staff.accessLog')
      .select(['action', 'subject'])
      .where('workspaceId', '=', shop.workspaceId)
      .where('subject', 'like', 'entry %')
      .orderBy('accessLogId')
      .execute();
    expect(logged.map(({ action }) => action)).toEqual(['create', 'delete', 'create', 'delete']);
    expect(logged[0]?.subject).toBe(`entry ${mine.json.entryId}`);
  });

  it('begins with what sells most, at what it was last sold for where receipts alone tell of a price', async () => {
    const [rare, usual] = [await buildItem(shop, '만두'), await buildItem(shop, '국수')];
    await buildOrders(shop, [
      { customerId: null, businessDay: '2026-11-18', items: [usual, rare] },
      { customerId: null, businessDay: '2026-11-19', items: [usual], quantity: 2, grossMinor: 16_000 },
      { customerId: null, businessDay: '2026-01-19', items: [rare, rare] },
    ]);
    const response = await server.inject({ method: 'GET', url: '/api/entries/items', headers: { cookie } });
    expect(response.json().items).toMatchObject([
      { name: '국수', priceMinor: 8_000 },
      { name: '만두', priceMinor: 5_000 },
    ]);
    const typed = await buildItem(shop, '기타');
    await buildOrders(shop, [{ customerId: null, businessDay: '2026-11-19', items: [typed] }]);
    await shop.db.updateTable('orders.saleOrder').set({ source: MANUAL_SOURCE }).execute();
    const again = await server.inject({ method: 'GET', url: '/api/entries/items', headers: { cookie } });
    expect(again.json().items.map(({ priceMinor }: { priceMinor: number | null }) => priceMinor)).toEqual([
      null,
      null,
      null,
    ]);
  });
});
