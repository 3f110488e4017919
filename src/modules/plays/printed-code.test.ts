import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { buildGuests, LEAFLET } from '../../../test/factories-plays.ts';
import { refreshMart } from '../../mart/index.ts';
import { inTransaction } from '../../platform/db.ts';
import { newId } from '../../shared/ids.ts';
import { lockPeople, removeCustomers } from '../customers/index.ts';
import { createPlay, erasePlaysOf, launchPlay } from './index.ts';
import { getOfflineReport } from './service/offline.ts';

const context = await createTestContext();
const TODAY = '2026-11-21';
const now = () => context.clock.now();

/** A leaflet of 2,000 off that is out today. */
async function launchLeaflet(shop: TestShop) {
  const { playId, code } = await createPlay(shop.db, shop.actor(), LEAFLET, now());
  const launch = () => launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
  return { playId, code, launch };
}

const server = await buildServer(context);

describe('the counter', () => {
  let shop: TestShop;
  let cookie: string;
  const call = async (method: 'GET' | 'POST', url: string, payload?: object, by = cookie) => {
    const answer = await server.inject({ method, url, headers: { cookie: by }, ...(payload ? { payload } : {}) });
    return { status: answer.statusCode, body: answer.json() };
  };
  const usesOfToday = async () => (await call('GET', '/api/coupon-uses/today')).body.uses;
  beforeAll(async () => {
    shop = await buildShop(context);
    ({ cookie } = await signIn(context, shop, 'staff'));
  });

  it('looks a leaflet’s code up as it redeems it', async () => {
    const { playId, code, launch } = await launchLeaflet(shop);
    const url = `/api/coupons/${code.slice(0, 3)}-${code.slice(3).toLowerCase()}`;
    expect((await call('GET', url)).status).toBe(404);
    await launch();
    const found = await call('GET', url);
    expect(found).toMatchObject({
      status: 200,
      body: { code, name: '역 앞 전단', kind: 'amount', value: 2_000, status: 'issued', couponUseId: null, playId },
    });
    expect((await call('POST', `${url}/redeem`, {})).body).toMatchObject({ code, name: '역 앞 전단', value: 2_000 });
    // Shown by the next guest, it is good again: a leaflet is everybody's.
    expect((await call('GET', url)).body.status).toBe('issued');
    await shop.db.updateTable('plays.play').set({ state: 'stopped' }).where('playId', '=', playId).execute();
    expect((await call('GET', url)).body.status).toBe('voided');
    expect((await call('POST', `${url}/redeem`, {})).status).toBe(409);
    const { cookie: stranger } = await signIn(context, await buildShop(context), 'staff');
    expect((await call('GET', url, undefined, stranger)).status).toBe(404);
  });

  it('sees what was used today and takes any of it back with a reason, once, each logged', async () => {
    shop = await buildShop(context);
    ({ cookie } = await signIn(context, shop, 'staff'));
    expect(await usesOfToday()).toEqual([]);
    const { playId, code, launch } = await launchLeaflet(shop);
    await launch();
    const { cookie: owner } = await signIn(context, shop, 'owner');
    const word = { name: '비 오는 날', sharedCode: 'RAIN10', kind: 'percent', value: 10 };
    const offer = { ...word, validFrom: TODAY, validUntil: '2026-12-31' };
    expect((await call('POST', '/api/offers', offer, owner)).status).toBe(200);
    const leaflet = await call('POST', `/api/coupons/${code}/redeem`, { key: 'counter:0001', billMinor: 15_000 });
    const again = await call('POST', `/api/coupons/${code}/redeem`, { key: 'counter:0001', billMinor: 15_000 });
    expect(again.body.couponUseId).toBe(leaflet.body.couponUseId);
    const ofWord = await call('POST', '/api/coupons/rain10/redeem', { key: 'counter:0002', billMinor: 20_000 });
    expect(await usesOfToday()).toHaveLength(2);
    expect(await usesOfToday()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code, name: '역 앞 전단', discountMinor: 2_000, billMinor: 15_000, undoneAt: null }),
        expect.objectContaining({ code: 'RAIN10', name: '비 오는 날', discountMinor: 2_000, undoneAt: null }),
      ]),
    );
    const undo = (couponUseId: string, reason = '잘못 눌렀어요') =>
      call('POST', `/api/coupon-uses/${couponUseId}/undo`, { reason });
    expect((await undo(leaflet.body.couponUseId, '')).status).toBe(400);
    expect((await undo(newId())).status).toBe(404);
    for (const { body } of [leaflet, ofWord]) {
      expect((await undo(body.couponUseId)).status).toBe(200);
      expect((await undo(body.couponUseId)).status).toBe(409);
    }
    for (const use of await usesOfToday())
      expect(use).toMatchObject({ undoneAt: now().toISOString(), undoneReason: '잘못 눌렀어요' });
    expect(await getOfflineReport(context, shop.actor(), { playId, today: TODAY })).toMatchObject({
      redemptions: 0,
      revenueMinor: 0,
      discountMinor: 0,
      costMinor: 0,
    });
    // Taken back, not deleted.
    expect(await shop.db.selectFrom('plays.codeUse').select('useId').where('playId', '=', playId).execute()).toEqual([
      { useId: leaflet.body.couponUseId },
    ]);
    const logged = await shop.db
      .selectFrom('staff.accessLog')
      .select('result')
      .where('workspaceId', '=', shop.workspaceId)
      .where('subject', '=', `code use ${leaflet.body.couponUseId}`)
      .execute();
    expect(logged.map(({ result }) => result).sort()).toEqual(['', 'undone']);
  });

  it('answers what is told again as it did, also once the action is over, and counts it once', async () => {
    shop = await buildShop(context);
    ({ cookie } = await signIn(context, shop, 'staff'));
    const { playId, code, launch } = await launchLeaflet(shop);
    await launch();
    const tell = (payload: object) => call('POST', `/api/coupons/${code}/redeem`, payload);
    const first = await tell({ key: 'counter:0001', billMinor: 1_500 });
    expect(first).toMatchObject({ status: 200, body: { discountMinor: 1_500 } });
    await shop.db.updateTable('plays.play').set({ state: 'stopped' }).where('playId', '=', playId).execute();
    expect(await tell({ key: 'counter:0001', billMinor: 15_000 })).toEqual(first);
    expect((await tell({ key: 'counter:0002', billMinor: 15_000 })).status).toBe(409);
    expect(await usesOfToday()).toHaveLength(1);
  });

  it('writes down nobody who is taken away at that moment', async () => {
    shop = await buildShop(context);
    ({ cookie } = await signIn(context, shop, 'staff'));
    const { playId, code, launch } = await launchLeaflet(shop);
    await launch();
    const customerId = await buildPerson(shop, {});
    const waiting = async () =>
      (
        await sql<{ n: number }>`select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`.execute(shop.db)
      ).rows[0]?.n;
    const { told } = await inTransaction(shop.db, async (db) => {
      await lockPeople(db, shop.workspaceId);
      const told = call('POST', `/api/coupons/${code}/redeem`, { customerId });
      await expect.poll(waiting, { timeout: 10_000 }).toBe(1);
      await removeCustomers(db, shop.workspaceId, [customerId]);
      return { told };
    });
    expect((await told).status).toBe(404);
    const uses = await shop.db.selectFrom('plays.codeUse').select('useId').where('playId', '=', playId).execute();
    expect(uses).toEqual([]);
  });

  it('leaves what was used on another day to who may adjust, and what is another shop’s alone', async () => {
    shop = await buildShop(context);
    ({ cookie } = await signIn(context, shop, 'staff'));
    const { code, launch } = await launchLeaflet(shop);
    await launch();
    const { body } = await call('POST', `/api/coupons/${code}/redeem`, {});
    const url = `/api/coupon-uses/${body.couponUseId}/undo`;
    const { cookie: stranger } = await signIn(context, await buildShop(context), 'owner');
    expect((await call('POST', url, { reason: '남의 것' }, stranger)).status).toBe(404);
    context.clock.set(new Date(now().getTime() + 86_400_000));
    try {
      expect(await usesOfToday()).toEqual([]);
      expect((await call('POST', url, { reason: '어제 것' })).status).toBe(403);
      const { cookie: owner } = await signIn(context, shop, 'owner');
      expect((await call('POST', url, { reason: '어제 것' }, owner)).status).toBe(200);
    } finally {
      context.clock.set(new Date(now().getTime() - 86_400_000));
    }
  });

  it('counts a use told without a bill and her till order of that day as one, whichever came first, and no stranger’s with it', async () => {
    shop = await buildShop(context);
    ({ cookie } = await signIn(context, shop, 'staff'));
    const { playId, code, launch } = await launchLeaflet(shop);
    await launch();
    const [hers = '', his = ''] = await buildGuests(shop, 2);
    const order = async (customerId: string | null, businessDay = TODAY) => {
      const [orderId = ''] = await buildOrders(shop, [{ customerId, businessDay, grossMinor: 18_000 }]);
      await shop.db.updateTable('orders.saleOrder').set({ couponCode: code }).where('orderId', '=', orderId).execute();
      return orderId;
    };
    const tell = (customerId?: string) =>
      call('POST', `/api/coupons/${code}/redeem`, customerId === undefined ? {} : { customerId });
    const report = () => getOfflineReport(context, shop.actor(), { playId, today: '2026-11-22' });
    await tell(hers);
    expect(await report()).toMatchObject({ redemptions: 1, revenueMinor: 0, discountMinor: 2_000 });
    const orderId = await order(hers);
    expect(await report()).toMatchObject({ redemptions: 1, revenueMinor: 18_000, discountMinor: 2_000 });
    await order(his);
    await tell(his);
    expect(await report()).toMatchObject({ redemptions: 2, revenueMinor: 36_000, newGuests: 2 });
    // Of another day, of another person, or of nobody known: two.
    await order(hers, '2026-11-22');
    await tell();
    expect(await report()).toMatchObject({ redemptions: 4, revenueMinor: 54_000, newGuests: 2 });
    // The order is gone: what the counter saw itself stays.
    await shop.db.deleteFrom('orders.saleOrder').where('orderId', '=', orderId).execute();
    expect(await report()).toMatchObject({ redemptions: 4, revenueMinor: 36_000 });
    await erasePlaysOf(shop.db, { workspaceId: shop.workspaceId, customerId: hers });
    expect(await report()).toMatchObject({ redemptions: 4 });
  });

  it('takes a guest for new whose only order was dated by a wrong clock', async () => {
    shop = await buildShop(context);
    ({ cookie } = await signIn(context, shop, 'staff'));
    const { playId, code, launch } = await launchLeaflet(shop);
    await launch();
    const [hers = '', his = ''] = await buildGuests(shop, 2);
    await buildOrders(shop, [
      { customerId: hers, businessDay: '2015-01-01' },
      { customerId: his, businessDay: '2026-11-18' },
      { customerId: his, businessDay: '2026-11-19' },
    ]);
    await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: now() });
    for (const customerId of [hers, his]) await call('POST', `/api/coupons/${code}/redeem`, { customerId });
    const report = await getOfflineReport(context, shop.actor(), { playId, today: TODAY });
    expect(report).toMatchObject({ redemptions: 2, newGuests: 1 });
  });

  it('gives an order without a name to the one use of somebody known within a meal’s length, and to neither of two', async () => {
    shop = await buildShop(context);
    ({ cookie } = await signIn(context, shop, 'staff'));
    const { playId, code, launch } = await launchLeaflet(shop);
    await launch();
    const [hers = '', his = ''] = await buildGuests(shop, 2);
    const [orderId = ''] = await buildOrders(shop, [{ customerId: null, businessDay: TODAY, grossMinor: 18_000 }]);
    const orderedAt = (minutes: number) =>
      shop.db
        .updateTable('orders.saleOrder')
        .set({ couponCode: code, orderedAt: new Date(now().getTime() + minutes * 60_000) })
        .where('orderId', '=', orderId)
        .execute();
    const redemptions = async () =>
      (await getOfflineReport(context, shop.actor(), { playId, today: TODAY })).redemptions;
    await call('POST', `/api/coupons/${code}/redeem`, { customerId: hers });
    await orderedAt(121);
    expect(await redemptions()).toBe(2);
    await orderedAt(60);
    expect(await redemptions()).toBe(1);
    await call('POST', `/api/coupons/${code}/redeem`, { customerId: his });
    expect(await redemptions()).toBe(3);
  });
});
