import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn } from '../../../test/factories.ts';
import { buildCouponShop } from '../../../test/factories-loyalty.ts';
import { buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { newId } from '../../shared/ids.ts';
import { issueCoupons, redeemFromOrders } from './index.ts';
import { redeemCoupon } from './offers/redeem.ts';

const context = await createTestContext();
const server = await buildServer(context);
const open = buildCouponShop(context, server);

describe('coupons', () => {
  it('have a code of their own per person, the same when issued again', async () => {
    const shop = await buildShop(context);
    const customerIds = Array.from({ length: 300 }, () => newId());
    const input = {
      workspaceId: shop.workspaceId,
      playId: newId(),
      customerIds,
      offer: { kind: 'percent' as const, value: 10, minSpendMinor: 0 },
      validUntil: '2026-12-31',
      now: context.clock.now(),
    };
    const codes = await issueCoupons(shop.db, input);
    expect(new Set(codes.values()).size).toBe(300);
    expect(await issueCoupons(shop.db, input)).toEqual(codes);
  });

  it('stay used at the counter when the order they were tied to later is taken back', async () => {
    const shop = await buildShop(context);
    const customerId = await buildPerson(shop);
    const codes = await issueCoupons(shop.db, {
      workspaceId: shop.workspaceId,
      playId: newId(),
      customerIds: [customerId],
      offer: { kind: 'amount', value: 1_000, minSpendMinor: 0 },
      validUntil: '2026-12-31',
      now: context.clock.now(),
    });
    const code = codes.get(customerId) ?? '';
    // Another guest's card is open at the counter; the coupon is hers all the same.
    const beside = await buildPerson(shop);
    await redeemCoupon(shop.db, shop.actor(), { code, customerId: beside, now: context.clock.now() });
    expect(await shop.db.selectFrom('loyalty.couponUse').select('customerId').execute()).toEqual([{ customerId }]);
    const [orderId = ''] = await buildOrders(shop, [{ customerId, businessDay: '2026-11-22', grossMinor: 9_000 }]);
    await shop.db.updateTable('orders.saleOrder').set({ couponCode: code }).where('orderId', '=', orderId).execute();
    const coupon = () => shop.db.selectFrom('loyalty.coupon').selectAll().executeTakeFirstOrThrow();
    await redeemFromOrders(shop.db, { workspaceId: shop.workspaceId, now: context.clock.now() });
    expect(await coupon()).toMatchObject({ status: 'redeemed', redeemedOrderId: orderId });
    await shop.db.deleteFrom('orders.saleOrder').where('orderId', '=', orderId).execute();
    expect(await redeemFromOrders(shop.db, { workspaceId: shop.workspaceId, now: context.clock.now() })).toEqual({
      redeemed: 0,
      reopened: 0,
    });
    expect(await coupon()).toMatchObject({ status: 'redeemed', redeemedOrderId: null, discountMinor: 1_000 });
  });

  it('are redeemed once however many tills ask, and not by another shop, nor after their day', async () => {
    const [shop, other] = [await buildShop(context), await buildShop(context)];
    const customerId = await buildPerson(shop);
    const issue = async (validUntil: string) => {
      const codes = await issueCoupons(shop.db, {
        workspaceId: shop.workspaceId,
        playId: newId(),
        customerIds: [customerId],
        offer: { kind: 'percent', value: 10, minSpendMinor: 10_000 },
        validUntil,
        now: context.clock.now(),
      });
      return codes.get(customerId) ?? '';
    };
    const [code, old] = [await issue('2026-11-21'), await issue('2026-11-20')];
    const { cookie } = await signIn(context, shop, 'staff');
    const { cookie: stranger } = await signIn(context, other);
    const redeem = (which: string, billMinor: number, who = cookie) =>
      server.inject({
        method: 'POST',
        url: `/api/coupons/${which}/redeem`,
        payload: { billMinor },
        headers: { cookie: who },
      });
    expect((await server.inject({ method: 'POST', url: `/api/coupons/${code}/redeem`, payload: {} })).statusCode).toBe(
      401,
    );
    expect((await redeem(code, 20_000, stranger)).statusCode).toBe(404);
    expect((await redeem('ABC', 20_000)).statusCode).toBe(404);
    expect((await redeem(code, 9_000)).json().error.details.reason).toBe('below_min_spend');
    expect((await redeem(old, 20_000)).json().error.details.reason).toBe('expired');
    const answers = await Promise.all([1, 2, 3, 4].map(() => redeem(code.toLowerCase(), 20_000)));
    expect(answers.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([200, 409, 409, 409]);
    const shown = await server.inject({ method: 'GET', url: `/api/coupons/${code}`, headers: { cookie } });
    expect(shown.json()).toMatchObject({ status: 'redeemed', discountMinor: 2_000 });
    const card = await server.inject({
      method: 'GET',
      url: `/api/customers/${customerId}/coupons`,
      headers: { cookie },
    });
    expect(
      card
        .json()
        .coupons.map(({ status }: { status: string }) => status)
        .sort(),
    ).toEqual(['expired', 'redeemed']);
  });

  it('of an offer count when an order redeems them, tell the owner past the limit, and count no more when it is gone', async () => {
    const { shop, db, workspaceId, call, redeem } = await open();
    const post = (url: string, payload: object) => call('POST', url, payload);
    const buildCodes = async (offer: object, count: number): Promise<{ offerId: string; codes: string[] }> => {
      const days = { validFrom: '2026-11-01', validUntil: '2026-12-31' };
      const made = await post('/api/offers', { name: '전단', kind: 'percent', value: 15, ...days, ...offer });
      return { offerId: made.offer.offerId, ...(await post(`/api/offers/${made.offer.offerId}/codes`, { count })) };
    };
    const capped = await buildCodes({ totalLimit: 1, conditions: { maxDiscountMinor: 3_000 } }, 2);
    const item = await buildCodes({ kind: 'item', value: 1, itemName: '음료' }, 1);
    const customerId = await buildPerson(shop);
    const day = { customerId, businessDay: '2026-11-22' };
    const orders = await buildOrders(shop, [
      { ...day, hour: 11, grossMinor: 27_000 },
      { ...day, hour: 12, grossMinor: 8_500 },
      { ...day, hour: 13, grossMinor: 30_000 },
    ]);
    for (const [at, couponCode] of [...capped.codes, ...item.codes].entries())
      await db
        .updateTable('orders.saleOrder')
        .set({ couponCode })
        .where('orderId', '=', orders[at] ?? '')
        .execute();
    const counted = async (offerId: string) => {
      const { offers } = await call('GET', '/api/offers');
      const offer = offers.find((one: { offerId: string }) => one.offerId === offerId);
      return [offer.usedCount, offer.spentMinor];
    };
    expect(await redeem()).toEqual({ redeemed: 3, reopened: 0 });
    expect(await redeem()).toEqual({ redeemed: 0, reopened: 0 });
    // Of 30,000 the most of 3,000; of 10,000 its 15 %; an item is worth what the till knows.
    expect([await counted(capped.offerId), await counted(item.offerId)]).toEqual([
      [2, 4_500],
      [1, 0],
    ]);
    const uses = await db
      .selectFrom('loyalty.couponUse')
      .select(['orderId', 'customerId', 'discountMinor'])
      .where('workspaceId', '=', workspaceId)
      .orderBy('at')
      .execute();
    expect(uses).toEqual(
      [3_000, 1_500, null].map((discountMinor, at) => ({ orderId: orders[at], customerId, discountMinor })),
    );
    const alarms = await db.selectFrom('loyalty.alarm').select(['kind', 'about']).execute();
    expect(alarms).toEqual([{ kind: 'coupon_twice', about: `order:${orders[1]}` }]);
    await db
      .deleteFrom('orders.saleOrder')
      .where('orderId', '=', orders[0] ?? '')
      .execute();
    expect(await redeem()).toEqual({ redeemed: 0, reopened: 1 });
    expect(await counted(capped.offerId)).toEqual([1, 1_500]);
  });

  it.each(['an offer', 'a play'])(
    'of %s, told by an order and then by a counter without a line, are one redemption and no alarm (OP-54)',
    async (maker) => {
      const { shop, db, workspaceId, call, redeem } = await open();
      const customerId = await buildPerson(shop);
      const terms = { kind: 'amount', value: 1_000, validFrom: '2026-11-01', validUntil: '2026-12-31' };
      const conditions = { perPersonLimit: 1 };
      let code = '';
      if (maker === 'an offer') {
        const { offer } = await call('POST', '/api/offers', { ...terms, name: '전단', conditions });
        [code = ''] = (await call('POST', `/api/offers/${offer.offerId}/codes`, { count: 1 })).codes;
      } else {
        const issued = await issueCoupons(db, {
          workspaceId,
          playId: newId(),
          customerIds: [customerId],
          offer: { kind: 'amount', value: 1_000, minSpendMinor: 0 },
          validUntil: '2026-12-31',
          now: context.clock.now(),
        });
        code = issued.get(customerId) ?? '';
      }
      const [orderId = ''] = await buildOrders(shop, [
        { customerId, businessDay: '2026-11-21', hour: 11, grossMinor: 9_000 },
      ]);
      await db
        .updateTable('loyalty.coupon')
        .set({ createdAt: new Date('2026-11-20T00:00:00Z') })
        .execute();
      await db.updateTable('orders.saleOrder').set({ couponCode: code }).execute();
      expect(await redeem()).toEqual({ redeemed: 1, reopened: 0 });
      const tell = (key: string, body: object) =>
        call('POST', `/api/coupons/${encodeURIComponent(code)}/redeem`, { key, customerId, ...body });
      const late = { at: '2026-11-21T02:30:00Z' };
      // At the counter now, or for another bill, it is a second one.
      expect((await tell('till-1:0001', { billMinor: 10_000 })).error.details.reason).toMatch(/redeemed|person_limit/);
      expect((await tell('till-1:0002', { ...late, billMinor: 30_000 })).error).toBeDefined();
      const alarms = () => db.selectFrom('loyalty.alarm').select('about').execute();
      expect(await alarms()).toEqual([{ about: 'till-1:0002' }]);
      // The bill of its order, told late, also twice at once.
      const told = await Promise.all([1, 2].map(() => tell('till-1:0003', { ...late, billMinor: 10_000 })));
      expect(told.map(({ status, couponUseId }) => [status, couponUseId])).toEqual([
        ['redeemed', told[0].couponUseId],
        ['redeemed', told[0].couponUseId],
      ]);
      expect(await alarms()).toHaveLength(1);
      // Once: another till that says the same is a second one.
      expect((await tell('till-2:0001', { ...late, billMinor: 10_000 })).error).toBeDefined();
      const live = () => db.selectFrom('loyalty.couponUse').select('orderId').where('undoneAt', 'is', null).execute();
      expect(await live()).toHaveLength(1);
      // Its order gone, it stays used: a counter saw it.
      await db.deleteFrom('orders.saleOrder').where('orderId', '=', orderId).execute();
      expect(await redeem()).toEqual({ redeemed: 0, reopened: 0 });
      expect(await live()).toEqual([{ orderId: null }]);
      expect((await call('GET', `/api/coupons/${encodeURIComponent(code)}`)).status).toBe('redeemed');
    },
  );
});
