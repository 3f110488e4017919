import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildServer } from '../../../../test/factories.ts';
import { buildCouponShop } from '../../../../test/factories-loyalty.ts';
import { buildOrders, buildPerson } from '../../../../test/factories-people.ts';

const context = await createTestContext();
const server = await buildServer(context);
const openShop = buildCouponShop(context, server);

/** Such a shop, and which redemptions it is asked about. */
async function open() {
  const opened = await openShop();
  const doubts = async (): Promise<{ alarmId: string; seenAt: string | null }[]> =>
    (await opened.call('GET', '/api/loyalty/alarms')).alarms.filter(
      ({ kind }: { kind: string }) => kind === 'coupon_maybe_twice',
    );
  return { ...opened, doubts };
}

describe('coupons of one word for everybody', () => {
  it('are redeemed once an order that names it, unless a counter told already (OP-54)', async () => {
    const { shop, db, send, redeem, counted } = await open();
    const call = async (...asked: Parameters<typeof send>) => {
      const answer = await send(...asked);
      expect(answer.statusCode).toBe(200);
      return answer.json();
    };
    const days = { validFrom: '2026-11-01', validUntil: '2026-12-31', kind: 'percent', value: 10 };
    const conditions = { perPersonLimit: 1 };
    await call('POST', '/api/offers', { ...days, name: '전단', sharedCode: 'LEAFLET10', conditions });
    const [one, other] = [await buildPerson(shop), await buildPerson(shop)];
    const orders = await buildOrders(shop, [
      { customerId: one, businessDay: '2026-11-20', hour: 11, grossMinor: 9_000 },
      { customerId: one, businessDay: '2026-11-20', hour: 12, grossMinor: 18_000 },
      { customerId: other, businessDay: '2026-11-21', hour: 12, grossMinor: 9_000 },
      { customerId: other, businessDay: '2026-10-31', hour: 12, grossMinor: 9_000 },
    ]);
    await db.updateTable('orders.saleOrder').set({ couponCode: ' leaflet 10' }).execute();
    // The counter told of the second guest's before her order came: 10,000 less a tenth.
    await call('POST', '/api/coupons/LEAFLET10/redeem', { key: 'till-1:0001', billMinor: 10_000, customerId: other });
    expect(await redeem()).toEqual({ redeemed: 2, reopened: 0 });
    expect(await redeem()).toEqual({ redeemed: 0, reopened: 0 });
    expect(await counted()).toEqual([3, 4_000]);
    const alarms = await db.selectFrom('loyalty.alarm').select(['kind', 'about']).execute();
    expect(alarms).toEqual([{ kind: 'coupon_twice', about: `order:${orders[1]}` }]);
    // Taken back by hand, it is not told again; an import taken back takes only what orders alone told of.
    const use = await db
      .selectFrom('loyalty.couponUse')
      .select('couponUseId')
      .where('orderId', '=', orders[0] ?? '')
      .executeTakeFirstOrThrow();
    await call('POST', `/api/coupon-uses/${use.couponUseId}/undo`, { reason: '다른 분이에요' });
    expect(await redeem()).toEqual({ redeemed: 0, reopened: 0 });
    await db.deleteFrom('orders.saleOrder').execute();
    expect(await redeem()).toEqual({ redeemed: 0, reopened: 1 });
    expect(await counted()).toEqual([1, 1_000]);
  });

  it('that a counter tells of after its order are one redemption, also at the same moment (OP-54)', async () => {
    const { shop, db, call, redeem, counted } = await open();
    const days = { validFrom: '2026-11-01', validUntil: '2026-12-31', kind: 'percent', value: 10 };
    const conditions = { perPersonLimit: 1 };
    await call('POST', '/api/offers', { ...days, name: '전단', sharedCode: 'LEAFLET10', conditions });
    const [one, other, third] = [await buildPerson(shop), await buildPerson(shop), await buildPerson(shop)];
    const order = async (customerId: string, grossMinor: number) => {
      const [orderId = ''] = await buildOrders(shop, [{ customerId, businessDay: '2026-11-21', hour: 11, grossMinor }]);
      await db
        .updateTable('orders.saleOrder')
        .set({ couponCode: 'leaflet10' })
        .where('orderId', '=', orderId)
        .execute();
      return orderId;
    };
    const tell = (key: string, billMinor: number, customerId: string) =>
      call('POST', '/api/coupons/LEAFLET10/redeem', { key, billMinor, customerId, at: '2026-11-21T02:30:00Z' });
    const first = await order(one, 9_000);
    expect(await redeem()).toEqual({ redeemed: 1, reopened: 0 });
    const told = await tell('till-1:0001', 10_000, one);
    expect(told).toMatchObject({ status: 'redeemed', discountMinor: 1_000 });
    expect((await tell('till-1:0001', 10_000, one)).couponUseId).toBe(told.couponUseId);
    expect(await counted()).toEqual([1, 1_000]);
    // Another bill of hers is a second one, which this word does not allow; another guest's is another.
    expect((await tell('till-1:0002', 10_000, one)).error.details.reason).toBe('person_limit');
    expect((await tell('till-1:0003', 10_000, other)).couponUseId).not.toBe(told.couponUseId);
    expect(await counted()).toEqual([2, 2_000]);
    // The order and the counter, and the counter's two tries, at the same moment.
    await order(third, 18_000);
    await Promise.all([tell('till-2:0001', 20_000, third), redeem(), tell('till-2:0001', 20_000, third)]);
    await redeem();
    expect(await counted()).toEqual([3, 4_000]);
    // Its order gone, what the counter saw itself stays, and ties itself to the order that comes again.
    await db.deleteFrom('orders.saleOrder').where('orderId', '=', first).execute();
    expect(await redeem()).toEqual({ redeemed: 0, reopened: 0 });
    await order(one, 9_000);
    expect(await redeem()).toEqual({ redeemed: 0, reopened: 0 });
    expect(await counted()).toEqual([3, 4_000]);
  });

  it('are nobody’s order’s where the counter told neither the bill nor who it was (OP-54)', async () => {
    const { shop, db, call, redeem, doubts } = await open();
    const days = { validFrom: '2026-11-01', validUntil: '2026-12-31', kind: 'item', value: 1, itemName: '식혜' };
    await call('POST', '/api/offers', { ...days, name: '창문', sharedCode: 'WINDOW' });
    const [one, other] = [await buildPerson(shop), await buildPerson(shop)];
    const order = async (customerId: string | null, grossMinor: number) => {
      await buildOrders(shop, [{ customerId, businessDay: '2026-11-21', hour: 11, grossMinor }]);
      await db.updateTable('orders.saleOrder').set({ couponCode: 'WINDOW' }).execute();
      return redeem();
    };
    const tell = (key: string, body: object) => call('POST', '/api/coupons/WINDOW/redeem', { key, ...body });
    const uses = async () =>
      (
        await db
          .selectFrom('loyalty.couponUse')
          .select(['customerId', 'orderId', 'idempotencyKey', 'counterKey'])
          .where('undoneAt', 'is', null)
          .execute()
      ).map((use) => [use.customerId, use.orderId !== null, use.counterKey ?? use.idempotencyKey.split('-')[0]]);
    // Her order first, then somebody at the counter of whom nothing is known: two redemptions, and hers stays hers.
    await order(one, 9_000);
    await tell('bare-0000', {});
    expect(await uses()).toHaveLength(2);
    // They may be one use told twice: somebody looks, and counts them once if they are.
    expect(await doubts()).toMatchObject([{ seenAt: null }]);
    // Taken back at the counter, it is settled.
    const bare = await db
      .selectFrom('loyalty.couponUse')
      .select('couponUseId')
      .where('idempotencyKey', '=', 'bare-0000')
      .executeTakeFirstOrThrow();
    await call('POST', `/api/coupon-uses/${bare.couponUseId}/undo`, { reason: '같은 것' });
    expect((await doubts()).filter(({ seenAt }) => seenAt === null)).toEqual([]);
    await redeem();
    expect(await uses()).toHaveLength(1);
    await tell('bill-0001', { billMinor: 30_000 });
    expect(await doubts()).toHaveLength(2);
    const known = await db
      .selectFrom('loyalty.couponUse')
      .selectAll()
      .where('idempotencyKey', '=', 'bill-0001')
      .execute();
    await call('POST', `/api/coupon-uses/${known[0]?.couponUseId}/undo`, { reason: '다른 계산서' });
    await tell('bare-0001', {});
    expect(await uses()).toHaveLength(2);
    // The other way round as well: an order does not take what may be another's.
    await order(other, 7_000);
    expect(await uses()).toHaveLength(3);
    expect(await doubts()).toHaveLength(4);
    expect((await uses()).filter(([customerId]) => customerId === null)).toEqual([[null, false, 'bare']]);
    // Of nobody known, told with somebody but no bill: not put on her either.
    await order(null, 5_000);
    await tell('late-0001', { customerId: other, at: '2026-11-21T02:20:00Z' });
    expect((await uses()).filter(([customerId]) => customerId === other)).toEqual([[other, true, 'late-0001']]);
    expect((await uses()).filter(([customerId]) => customerId === null)).toHaveLength(2);
    // What a free item was worth only the till knows: the same person, and less than her bill.
    await tell('free-0001', { customerId: one, billMinor: 12_000 });
    expect((await uses()).find(([customerId]) => customerId === one)).toEqual([one, true, 'free-0001']);
    expect(await uses()).toHaveLength(4);
  });

  it('told with the person alone and by an order that knows nobody, are one where there is no other (OP-54)', async () => {
    const { shop, db, send, redeem } = await open();
    const post = (url: string, payload: object) => send('POST', url, payload);
    const days = { validFrom: '2026-11-01', validUntil: '2026-12-31', kind: 'amount', value: 1_000 };
    await post('/api/offers', { ...days, name: '전단', sharedCode: 'DOOR' });
    const people = [await buildPerson(shop), await buildPerson(shop), await buildPerson(shop)];
    const tell = (nth: number, at: string) =>
      post('/api/coupons/DOOR/redeem', {
        key: `till-${nth}:${at}`,
        customerId: people[nth],
        at: `2026-11-21T${at}+09:00`,
      });
    const order = async (hour: number) => {
      const sale = { customerId: null, businessDay: '2026-11-21', hour, grossMinor: 9_000 };
      const [orderId = ''] = await buildOrders(shop, [sale]);
      await db.updateTable('orders.saleOrder').set({ couponCode: 'DOOR' }).where('orderId', '=', orderId).execute();
      return redeem();
    };
    const uses = async () =>
      (await db.selectFrom('loyalty.couponUse').select(['customerId', 'orderId']).orderBy('at').execute()).map(
        ({ customerId, orderId }) => [customerId === null ? null : people.indexOf(customerId), orderId !== null],
      );
    // The counter first, then the order; and an order first, then the counter.
    await tell(0, '07:30:00');
    expect(await order(7)).toMatchObject({ redeemed: 0 });
    expect(await order(8)).toMatchObject({ redeemed: 1 });
    await tell(1, '08:30:00');
    expect(await uses()).toEqual([
      [0, true],
      [1, true],
    ]);
    // Too long after, and one of two: nobody can say whose.
    expect(await order(11)).toMatchObject({ redeemed: 1 });
    await tell(2, '08:40:00');
    expect(await uses()).toHaveLength(4);
    await tell(0, '08:50:00');
    expect(await order(9)).toMatchObject({ redeemed: 1 });
    expect(await uses()).toHaveLength(6);
  });

  it('that are one after all are counted as the order tells of it, also when the order came second (OP-54)', async () => {
    const { shop, db, send, call, redeem, counted, doubts } = await open();
    const terms = { validFrom: '2026-11-01', validUntil: '2026-12-31', kind: 'percent', value: 10 };
    await call('POST', '/api/offers', { ...terms, name: '전단', sharedCode: 'LEAFLET10' });
    const [one, other] = [await buildPerson(shop), await buildPerson(shop)];
    const order = async (customerId: string) => {
      await buildOrders(shop, [{ customerId, businessDay: '2026-11-21', hour: 11, grossMinor: 9_000 }]);
      await db.updateTable('orders.saleOrder').set({ couponCode: 'LEAFLET10' }).execute();
      return redeem();
    };
    const tell = () => call('POST', '/api/coupons/LEAFLET10/redeem', { key: 'till-1:0001' });
    const live = () =>
      db
        .selectFrom('loyalty.couponUse')
        .select(['couponUseId', 'customerId', 'counterKey', 'discountMinor'])
        .where('undoneAt', 'is', null)
        .execute();
    await tell();
    await order(one);
    expect(await counted()).toEqual([2, 1_000]);
    const [doubt] = await doubts();
    const settle = (answer: string) => send('POST', `/api/loyalty/alarms/${doubt?.alarmId}/settle`, { answer });
    expect((await settle('one')).statusCode).toBe(200);
    const kept = await live();
    expect(kept).toMatchObject([{ customerId: one, counterKey: 'till-1:0001', discountMinor: 1_000 }]);
    expect(await counted()).toEqual([1, 1_000]);
    // Answered again from another page, or told again by the till: the same one.
    expect((await settle('one')).statusCode).toBe(200);
    expect((await tell()).couponUseId).toBe(kept[0]?.couponUseId);
    expect(await live()).toEqual(kept);
    // What the counter told is hers: another's order asks nothing.
    await order(other);
    expect(await counted()).toEqual([2, 2_000]);
    expect(await doubts()).toMatchObject([{ seenAt: expect.any(String) }]);
  });

  it('that are two stay two, and a doubt whose order is gone asks no more (OP-54)', async () => {
    const { shop, db, send, call, redeem, counted, doubts } = await open();
    const terms = { validFrom: '2026-11-01', validUntil: '2026-12-31', kind: 'amount', value: 1_000 };
    await call('POST', '/api/offers', { ...terms, name: '전단', sharedCode: 'DOOR' });
    const order = async () => {
      await buildOrders(shop, [{ customerId: null, businessDay: '2026-11-21', hour: 11, grossMinor: 9_000 }]);
      await db.updateTable('orders.saleOrder').set({ couponCode: 'DOOR' }).execute();
      return redeem();
    };
    await call('POST', '/api/coupons/DOOR/redeem', { key: 'till-1:0001' });
    await order();
    const [first] = await doubts();
    const two = await send('POST', `/api/loyalty/alarms/${first?.alarmId}/settle`, { answer: 'two' });
    expect(two.statusCode).toBe(200);
    expect(await counted()).toEqual([2, 2_000]);
    await order();
    const waiting = async () => (await doubts()).filter(({ seenAt }) => seenAt === null);
    expect(await waiting()).toHaveLength(1);
    await db.deleteFrom('orders.saleOrder').execute();
    await redeem();
    expect(await waiting()).toEqual([]);
  });

  it.each(['the order', 'the counter'])(
    'for an item, told with a bill above what was paid and nobody known, are asked about when %s comes second (OP-54)',
    async (second) => {
      const { shop, db, call, redeem, doubts } = await open();
      const terms = { validFrom: '2026-11-01', validUntil: '2026-12-31', kind: 'item', value: 1, itemName: '식혜' };
      await call('POST', '/api/offers', { ...terms, name: '창문', sharedCode: 'WINDOW' });
      const order = async () => {
        await buildOrders(shop, [{ customerId: null, businessDay: '2026-11-21', hour: 11, grossMinor: 9_000 }]);
        await db.updateTable('orders.saleOrder').set({ couponCode: 'WINDOW' }).execute();
        await redeem();
      };
      const tell = (key: string, billMinor: number) => call('POST', '/api/coupons/WINDOW/redeem', { key, billMinor });
      // Less than was paid, it is another bill.
      await tell('till-1:0001', 8_000);
      if (second === 'the counter') await order();
      await tell('till-1:0002', 12_000);
      if (second === 'the order') await order();
      expect(await doubts()).toHaveLength(1);
    },
  );

  it('leave an alarm what it is, whatever key a till makes up', async () => {
    const { shop, call, send } = await open();
    const terms = { validFrom: '2026-11-01', validUntil: '2026-12-31', kind: 'percent', value: 10 };
    await call('POST', '/api/offers', {
      ...terms,
      name: '전단',
      sharedCode: 'LEAFLET10',
      conditions: { perPersonLimit: 1 },
    });
    const customerId = await buildPerson(shop);
    const tell = (key: string) =>
      call('POST', '/api/coupons/LEAFLET10/redeem', { key, customerId, at: '2026-11-21T02:30:00Z' });
    const used = await tell('till-1:0001');
    await tell('maybe:0001');
    await tell(`maybe:${used.couponUseId}`);
    const listed = await send('GET', '/api/loyalty/alarms');
    expect(listed.statusCode).toBe(200);
    const { alarms } = listed.json();
    expect(alarms).toMatchObject([{ kind: 'coupon_twice' }, { kind: 'coupon_twice' }]);
    const settled = await send('POST', `/api/loyalty/alarms/${alarms[0].alarmId}/settle`, { answer: 'one' });
    expect(settled.statusCode).toBe(404);
  });
});
