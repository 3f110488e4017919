import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildItem, buildOrders } from '../../../test/factories-people.ts';
import {
  buildGuests,
  buildReader,
  connectMailServer,
  EMAIL_PLAY,
  giveSenderDetails,
  LEAFLET,
} from '../../../test/factories-plays.ts';
import { redeemFromOrders } from '../loyalty/index.ts';
import { createPlay, launchPlay } from './index.ts';
import { exportBook, getBook } from './service/book.ts';
import { recordCodeUse } from './service/offline.ts';

const context = await createTestContext();
const TODAY = '2026-11-21';
const LATER = '2026-11-30';
const now = () => context.clock.now();

async function launchLeaflet(shop: TestShop): Promise<{ playId: string; code: string }> {
  const { playId, code } = await createPlay(shop.db, shop.actor(), { ...LEAFLET, fixedCostMinor: 5_000 }, now());
  await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
  return { playId, code };
}

describe('a leaflet and a message', () => {
  it('stand beside each other in the same lines of money, whichever way their codes were told', async () => {
    const shop = await buildShop(context);
    // Nothing has to arrive: a coupon is good once it is given.
    await connectMailServer(context, shop, 1);
    await giveSenderDetails(shop);
    for (let at = 0; at < 30; at += 1) await buildReader(shop, `guest${at}@example.com`);
    const { playId: message } = await createPlay(shop.db, shop.actor(), { ...EMAIL_PLAY, holdoutRate: 0.5 }, now());
    await launchPlay(context, shop.actor(), { playId: message, today: TODAY, now: now() });
    const leaflet = await launchLeaflet(shop);
    const [guest = ''] = await buildGuests(shop, 1);
    const coupons = await shop.db
      .selectFrom('loyalty.coupon')
      .select(['code', 'customerId'])
      .where('playId', '=', message)
      .orderBy('couponId')
      .execute();
    const [ordered, counted, unknown] = coupons;
    if (!ordered || !counted || !unknown) throw new Error('fewer coupons than the test asks for');
    const [ofCoupon = '', ofLeaflet = ''] = await buildOrders(shop, [
      { customerId: ordered.customerId, businessDay: '2026-11-24', grossMinor: 18_000 },
      { customerId: guest, businessDay: '2026-11-24', grossMinor: 18_000 },
    ]);
    for (const [orderId, couponCode] of [
      [ofCoupon, ordered.code],
      [ofLeaflet, leaflet.code],
    ] as const)
      await shop.db.updateTable('orders.saleOrder').set({ couponCode }).where('orderId', '=', orderId).execute();
    await redeemFromOrders(shop.db, { workspaceId: shop.workspaceId, now: now() });
    // At the counter: one of each with its bill, and a coupon whose bill nobody told.
    const server = await buildServer(context);
    const { cookie } = await signIn(context, shop, 'staff');
    for (const [code, payload] of [
      [counted.code, { billMinor: 10_000 }],
      [unknown.code, {}],
    ] as const) {
      const url = `/api/coupons/${code}/redeem`;
      expect((await server.inject({ method: 'POST', url, headers: { cookie }, payload })).statusCode).toBe(200);
    }
    const told = { playId: leaflet.playId, key: 'counter:0001', billMinor: 10_000, isNewGuest: false };
    await recordCodeUse(context, shop.actor('staff'), { ...told, today: TODAY, now: now() });

    const { compared, entries } = await getBook(context, shop.actor(), { year: undefined, today: LATER });
    expect(entries).toEqual([]);
    const of = (playId: string) => compared.find((one) => one.playId === playId);
    expect(of(message)).toMatchObject({ medium: null, channels: ['email'], state: 'running', control: 'holdout' });
    expect(of(leaflet.playId)).toMatchObject({
      medium: 'leaflet',
      control: 'none',
      effectMinor: null,
      profitMinor: null,
    });
    const [byMessage, byLeaflet] = [of(message)?.lines, of(leaflet.playId)?.lines];
    expect(byLeaflet).toMatchObject({
      actionMinor: 5_000,
      code: { uses: 2, unknownBills: 0, soldMinor: 30_000, discountMinor: 4_000, revenueMinor: 26_000 },
    });
    expect(byMessage?.code).toMatchObject({ uses: 3, unknownBills: 1, discountMinor: 6_000, revenueMinor: 26_000 });
    for (const lines of [byMessage, byLeaflet]) {
      const { soldMinor, discountMinor, foodMinor, leftMinor } = lines?.code ?? expect.fail('no code');
      expect(leftMinor).toBe(soldMinor - discountMinor - foodMinor - (lines?.actionMinor ?? 0));
      expect(foodMinor).toBeGreaterThan(0);
    }
  });

  it('cost by the items on the bills of a leaflet, as on those of a coupon', async () => {
    const shop = await buildShop(context);
    const { playId, code } = await launchLeaflet(shop);
    const [guest = ''] = await buildGuests(shop, 1);
    const items = [await buildItem(shop, '마라탕')];
    const [orderId = ''] = await buildOrders(shop, [
      { customerId: guest, businessDay: '2026-11-24', grossMinor: 18_000, items },
    ]);
    await shop.db.updateTable('orders.saleOrder').set({ couponCode: code }).where('orderId', '=', orderId).execute();
    await shop.db.updateTable('orders.orderLine').set({ costMinor: 9_000 }).where('orderId', '=', orderId).execute();
    const { compared } = await getBook(context, shop.actor(), { year: undefined, today: LATER });
    expect(compared.find((one) => one.playId === playId)?.lines.code?.foodMinor).toBe(10_000);
  });

  it('are in the year’s file with their lines once they are closed', async () => {
    const shop = await buildShop(context);
    const { playId } = await launchLeaflet(shop);
    await shop.db
      .updateTable('plays.play')
      .set({ state: 'finished', decision: 'keep', learning: '다시', finishedAt: now() })
      .where('playId', '=', playId)
      .execute();
    const csv = await exportBook(context, shop.actor(), { year: 2026, today: LATER });
    expect(csv).toContain(
      'code_uses,code_sold_minor,code_discount_minor,code_food_minor,action_cost_minor,code_left_minor',
    );
    expect(csv).toContain(',0,0,0,0,5000,-5000,keep,');
  });
});
