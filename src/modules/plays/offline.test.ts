import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildItem, buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { buildGuests, LEAFLET } from '../../../test/factories-plays.ts';
import { refreshMart } from '../../mart/index.ts';
import { newId } from '../../shared/ids.ts';
import { addDays } from '../../shared/time.ts';
import { getToday } from '../today/index.ts';
import { createPlay, getPlayResult, launchPlay } from './index.ts';
import { isOnDay } from './rules/index.ts';
import { getBook } from './service/book.ts';
import { finishPlay } from './service/close.ts';
import { listPlays } from './service/list.ts';
import { getOfflineReport, openCode, recordCodeUse } from './service/offline.ts';
import { getPlayRow } from './service/play.ts';
import { printedCodes } from './service/printed-code.ts';

const context = await createTestContext();
const TODAY = '2026-11-21';
const now = () => context.clock.now();

describe('an offline action', () => {
  it('shows uses and the cost of a new guest, and never calls them an effect', async () => {
    const shop = await buildShop(context);
    const [regular = '', first = ''] = await buildGuests(shop, 2);
    await buildOrders(shop, [{ customerId: regular, businessDay: '2026-10-01' }]);
    const play = await createPlay(
      shop.db,
      shop.actor(),
      {
        name: '전단 500장',
        rule: { all: [] },
        channel: 'none',
        kind: 'offline',
        fixedCostMinor: 60_000,
        offline: { medium: 'leaflet', place: '역 앞', copies: 500, discountMinor: 1_000 },
      },
      now(),
    );
    const { playId, code } = play;
    expect(code).toMatch(/^[2-9A-HJ-NP-Z]{7}$/);
    expect(await openCode(context, code)).toBeUndefined();
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    const server = await buildServer(context);
    const page = await server.inject({ method: 'GET', url: `/q/${code.toLowerCase()}` });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain(code);
    expect(page.headers['set-cookie']).toBeUndefined();

    const orders = await buildOrders(shop, [
      { customerId: regular, businessDay: '2026-11-22', grossMinor: 12_000 },
      { customerId: first, businessDay: '2026-11-23', grossMinor: 20_000 },
    ]);
    // What a wrong clock dated makes nobody a guest of before.
    await buildOrders(shop, [{ customerId: first, businessDay: '1990-01-01' }]);
    await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: new Date('2026-11-30T03:00:00Z') });
    const written = `${code.slice(0, 3)}-${code.slice(3).toLowerCase()}`;
    await shop.db.updateTable('orders.saleOrder').set({ couponCode: written }).where('orderId', 'in', orders).execute();
    // A screen without a line sends again, also beside itself: one use.
    const told = { playId, key: 'counter:0001', billMinor: 9_000, isNewGuest: true, today: '2026-11-23', now: now() };
    await Promise.all([1, 2, 3].map(() => recordCodeUse(context, shop.actor('staff'), told)));
    await recordCodeUse(context, shop.actor('staff'), told);
    const report = await getOfflineReport(context, shop.actor(), { playId, today: '2026-11-30' });
    expect(report).toMatchObject({
      scans: 1,
      redemptions: 3,
      newGuests: 2,
      revenueMinor: 40_000,
      discountMinor: 3_000,
      costMinor: 63_000,
      costPerNewGuestMinor: 31_500,
      switchback: null,
      sentence: {
        text: {
          ko: '비교할 분들이 없어서 효과라고 말할 수 없어요',
          en: 'no control, so no effect can be claimed',
        },
      },
    });
    // Written down by hand as well: the orders that name the code are the same bills, after or before the discount.
    for (const [at, bill] of [
      { billMinor: 13_000, today: '2026-11-22' },
      { billMinor: 20_000, today: '2026-11-23' },
    ].entries()) {
      const again = { ...bill, playId, key: `counter:100${at}`, isNewGuest: false, now: now() };
      await recordCodeUse(context, shop.actor('staff'), again);
    }
    expect(await getOfflineReport(context, shop.actor(), { playId, today: '2026-11-30' })).toMatchObject({
      redemptions: 3,
      newGuests: 2,
      revenueMinor: 40_000,
      discountMinor: 3_000,
      costMinor: 63_000,
    });
    expect(await getPlayResult(context, shop.actor(), { playId, today: '2026-12-30' })).toMatchObject({
      control: 'none',
      verdict: 'unknown',
      reason: 'no_control',
      cost: 63_000,
    });
  });
});

describe('a leaflet’s code at the counter', () => {
  it('is redeemed where every coupon is, with and without a bill, once for a key', async () => {
    const shop = await buildShop(context);
    const [regular = '', first = ''] = await buildGuests(shop, 2);
    await buildOrders(shop, [{ customerId: regular, businessDay: '2026-10-01' }]);
    const { playId, code } = await createPlay(shop.db, shop.actor(), LEAFLET, now());
    const server = await buildServer(context);
    const { cookie } = await signIn(context, shop, 'staff');
    const redeem = (body: object) =>
      server.inject({
        method: 'POST',
        url: `/api/coupons/${code.toLowerCase()}/redeem`,
        headers: { cookie },
        payload: body,
      });
    expect((await redeem({})).statusCode).toBe(404);
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    const bill = { key: 'counter:0001', billMinor: 15_000, customerId: first };
    for (const _again of [1, 2])
      expect((await redeem(bill)).json()).toMatchObject({ discountMinor: 2_000, name: '역 앞 전단' });
    expect((await redeem({ key: 'counter:0002', billMinor: 1_500, customerId: regular })).json()).toMatchObject({
      discountMinor: 1_500,
    });
    expect((await redeem({ key: 'counter:0003' })).json()).toMatchObject({ discountMinor: 2_000 });
    expect((await redeem({ customerId: newId() })).statusCode).toBe(404);
    expect(await getOfflineReport(context, shop.actor(), { playId, today: TODAY })).toMatchObject({
      redemptions: 3,
      newGuests: 1,
      revenueMinor: 13_000,
      discountMinor: 5_500,
    });
    const stranger = await buildShop(context);
    const elsewhere = { code, now: now() };
    expect(await printedCodes.redeem(context, stranger.actor(), elsewhere)).toBeUndefined();
    await shop.db
      .updateTable('plays.play')
      .set({ state: 'stopped', stoppedAt: now() })
      .where('playId', '=', playId)
      .execute();
    expect((await redeem({})).statusCode).toBe(409);
  });
});

describe('an offline action out on drawn days', () => {
  it('has its result where every play has: in the list, on its page and in the book, and nowhere before its day', async () => {
    const shop = await buildShop(context);
    const draft = {
      name: '창문 포스터',
      rule: { all: [] },
      channel: 'none' as const,
      kind: 'offline' as const,
      measureDays: 28,
      offline: { medium: 'poster' as const, place: '창문', copies: 1, discountMinor: 0, switchback: true },
    };
    const { playId } = await createPlay(shop.db, shop.actor(), draft, now());
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    const { seed, plannedEndOn } = await getPlayRow(shop.db, shop.workspaceId, playId);
    const customerId = await buildPerson(shop);
    const days = Array.from({ length: 28 }, (_day, at) => addDays(TODAY, at));
    await buildOrders(
      shop,
      days.map((businessDay, at) => ({
        customerId,
        businessDay,
        // 10,000 more on the days it was out, but for a little noise.
        grossMinor: 50_000 + (at % 3) * 500 + (isOnDay({ seed, startOn: TODAY, day: businessDay }) ? 10_000 : 0),
      })),
    );
    const said = async (today: string) =>
      (await listPlays(context, shop.actor(), today)).find(({ play }) => play.playId === playId)?.result;
    expect(await said(addDays(TODAY, 20))).toMatchObject({ verdict: 'too_early', incrementalRevenue: null });
    const over = addDays(plannedEndOn ?? TODAY, 1);
    const result = await said(over);
    expect(result).toMatchObject({ verdict: 'worked', sentence: { key: 'plays.verdict.switchback_more' } });
    expect(Math.abs((result?.incrementalRevenue ?? 0) - 14 * 10_000)).toBeLessThan(14 * 1_000);
    expect(await getPlayResult(context, shop.actor(), { playId, today: over })).toMatchObject({
      control: 'switchback',
      verdict: 'worked',
      incrementalRevenue: result?.incrementalRevenue,
    });
    await finishPlay(shop.db, shop.actor(), {
      playId,
      decision: 'keep',
      learning: '포스터는 걸어 둔다',
      today: over,
      now: new Date(`${over}T12:00:00+09:00`),
    });
    const book = await getBook(context, shop.actor(), { year: 2026, today: over });
    expect(book.entries).toMatchObject([{ playId, verdict: 'worked', sentence: result?.sentence }]);
    expect(book.provenRevenue).toBe(result?.incrementalRevenue);
  });
});

describe('a set offered at the tables on drawn days (MT-80)', () => {
  const dishes = async (shop: TestShop) =>
    [await buildItem(shop, '마라탕'), await buildItem(shop, '꿔바로우')] as const;
  const setOf = ([withItemId, offeredItemId]: readonly [string, string]) => ({
    name: '마라탕 + 꿔바로우 세트',
    rule: { all: [] },
    channel: 'none' as const,
    kind: 'offline' as const,
    measureDays: 28,
    offline: { medium: 'table' as const, switchback: true, pair: { withItemId, offeredItemId } },
  });

  it('counts tables, of nobody, and says so without a sum of money', async () => {
    const shop = await buildShop(context);
    const pair = await dishes(shop);
    const [noodles, pork] = pair;
    const { playId } = await createPlay(shop.db, shop.actor(), setOf(pair), now());
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    const { seed, plannedEndOn } = await getPlayRow(shop.db, shop.workspaceId, playId);
    const days = Array.from({ length: 28 }, (_day, at) => addDays(TODAY, at));
    let offDays = 0;
    await buildOrders(
      shop,
      days.flatMap((businessDay) => {
        const isOn = isOnDay({ seed, startOn: TODAY, day: businessDay });
        // Of ten tables four have both where it was offered, one or two by turns where it was not; other tables do not count.
        const both = isOn ? 4 : 1 + (offDays++ % 2);
        return [
          ...Array.from({ length: 10 }, (_table, table) => ({
            customerId: null,
            businessDay,
            items: table < both ? [noodles, pork] : [noodles],
          })),
          { customerId: null, businessDay, items: [pork] },
        ];
      }),
    );
    const report = (today: string) => getOfflineReport(context, shop.actor(), { playId, today });
    expect((await report(addDays(TODAY, 20))).sentence.key).toBe('plays.verdict.switchback_early');
    // Today's board reminds whoever stands at the tables, on the days that are compared and on no other.
    const reminded = async (day: string) => {
      const { plays } = await getToday(shop.db, shop.actor(), new Date(`${day}T12:00:00+09:00`));
      return plays.map((play) => [play.playId, play.offerDay]);
    };
    for (const day of days.slice(0, 14))
      expect(await reminded(day)).toEqual([[playId, { isOn: isOnDay({ seed, startOn: TODAY, day }), isSet: true }]]);
    expect(await reminded(addDays(plannedEndOn ?? TODAY, 1))).toEqual([[playId, null]]);
    const over = addDays(plannedEndOn ?? TODAY, 1);
    const { set, sentence, switchback } = await report(over);
    expect(switchback).toBeNull();
    expect(set).toMatchObject({
      withItem: '마라탕',
      offeredItem: '꿔바로우',
      on: { tables: 140, both: 56 },
      pairs: 14,
    });
    expect(set?.off.tables).toBe(140);
    expect(set?.difference).toBeCloseTo(0.25, 10);
    expect(sentence.key).toBe('plays.verdict.switchback_set_more');
    expect(await getPlayResult(context, shop.actor(), { playId, today: over })).toMatchObject({
      verdict: 'worked',
      incrementalRevenue: null,
    });
    // Stopped on its eighth day: what came afterwards is nobody's doing.
    const stoppedAt = new Date(now().getTime() + 7 * 86_400_000);
    await shop.db.updateTable('plays.play').set({ state: 'stopped', stoppedAt }).where('playId', '=', playId).execute();
    const stopped = (await report(over)).set;
    expect((stopped?.on.tables ?? 0) + (stopped?.off.tables ?? 0)).toBe(70);
    expect(await reminded(addDays(TODAY, 8))).toEqual([[playId, null]]);
  });

  it('is nothing without its drawn days, and no leaflet is a set', async () => {
    const shop = await buildShop(context);
    const draft = setOf(await dishes(shop));
    for (const offline of [
      { ...draft.offline, switchback: false },
      { ...draft.offline, medium: 'leaflet' as const },
    ])
      await expect(createPlay(shop.db, shop.actor(), { ...draft, offline }, now())).rejects.toThrow('drawn days');
    const { withItemId } = draft.offline.pair;
    await expect(
      createPlay(
        shop.db,
        shop.actor(),
        { ...draft, offline: { ...draft.offline, pair: { withItemId, offeredItemId: withItemId } } },
        now(),
      ),
    ).rejects.toThrow('two items');
    await expect(
      createPlay(
        shop.db,
        shop.actor(),
        { ...draft, offline: { ...draft.offline, pair: { withItemId, offeredItemId: newId() } } },
        now(),
      ),
    ).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
