import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { buildGuests, buildReader, COUPON, HANDED_PLAY, listAssigned, POLICY } from '../../../test/factories-plays.ts';
import { newId } from '../../shared/ids.ts';
import { createPlay, enterPlay, getPlayResult, launchPlay } from './index.ts';
import { stopPlay } from './service/close.ts';
import { updatePlayPolicy } from './service/policy.ts';

const context = await createTestContext();
const TODAY = '2026-11-21';
const now = () => context.clock.now();

describe('a rolling play, as automations use it', () => {
  it('lets people in one by one, once each, and counts each one’s own days', async () => {
    const shop = await buildShop(context);
    const guests = await buildGuests(shop, 120);
    const draft = { ...HANDED_PLAY, kind: 'rolling' as const, measureDays: 7, holdoutRate: 0.1 };
    const { playId } = await createPlay(shop.db, shop.actor(), draft, now());
    const { workspaceId } = shop;
    const enter = (customerIds: string[], today: string) =>
      enterPlay(context, { workspaceId, playId, customerIds, today, now: new Date(`${today}T12:00:00+09:00`) });
    expect(await enter(guests, TODAY)).toMatchObject({ treated: 0, holdout: 0 });
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    const early = await enter(guests.slice(0, 60), TODAY);
    expect(early.treated + early.holdout).toBe(60);
    expect(await enter(guests.slice(0, 60), TODAY)).toMatchObject({ treated: 0, holdout: 0, before: 60 });
    await enter(guests.slice(60), '2026-11-26');
    await buildOrders(shop, [
      { customerId: guests[0] ?? '', businessDay: '2026-11-24', grossMinor: 10_000 },
      // Beyond her own seven days.
      { customerId: guests[1] ?? '', businessDay: '2026-11-29', grossMinor: 10_000 },
    ]);
    const result = await getPlayResult(context, shop.actor(), { playId, today: '2026-11-30' });
    expect(result.treated.n + result.holdout.n).toBe(60);
    expect(result.treated.conversions + result.holdout.conversions).toBe(1);
    const later = await getPlayResult(context, shop.actor(), { playId, today: '2026-12-05' });
    expect(later.treated.n + later.holdout.n).toBe(120);
    // An automation of the third year is measured like one of the first, and each look answers by itself (MT-39).
    await enter([await buildPerson(shop, { name: '김하나' })], '2028-01-10');
    const long = await getPlayResult(context, shop.actor(), { playId, today: '2028-02-01' });
    expect(long.treated.n + long.holdout.n).toBe(121);
    expect(result.verdict).not.toBe('too_early');
    await stopPlay(shop.db, shop.actor(), playId, now());
    expect(await enter([await buildReader(shop, 'late@example.com')], '2026-12-01')).toMatchObject({ treated: 0 });
  });

  it('costs what its measured people cost, each message at the price it had (MT-33)', async () => {
    const shop = await buildShop(context);
    const { workspaceId } = shop;
    const guests = await buildGuests(shop, 60);
    const draft = { ...HANDED_PLAY, kind: 'rolling' as const, offer: COUPON, measureDays: 7, holdoutRate: 0.1 };
    const { playId } = await createPlay(shop.db, shop.actor(), draft, now());
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    const enter = (customerIds: string[], day: string) =>
      enterPlay(context, { workspaceId, playId, customerIds, today: day, now: new Date(`${day}T12:00:00+09:00`) });
    await enter(guests.slice(0, 30), TODAY);
    await enter(guests.slice(30), '2026-11-28');
    const treated = (await listAssigned(shop, playId)).filter(({ arm }) => arm === 'treatment');
    const first = treated.filter(({ customerId }) => guests.indexOf(customerId) < 30).map((one) => one.customerId);
    await buildSentMessages(
      shop,
      playId,
      treated.map(({ customerId }) => ({ customerId, priceMinor: first.includes(customerId) ? 8.5 : 30 })),
    );
    // One coupon within her days, one after them.
    for (const [at, day] of [
      [0, '2026-11-24'],
      [1, '2026-11-29'],
    ] as const) {
      await shop.db
        .updateTable('loyalty.coupon')
        .set({ status: 'redeemed', discountMinor: 2_000, redeemedAt: new Date(`${day}T12:00:00+09:00`) })
        .where('playId', '=', playId)
        .where('customerId', '=', first[at] ?? '')
        .execute();
    }
    const result = await getPlayResult(context, shop.actor(), { playId, today: '2026-11-30' });
    expect(result.treated.n).toBe(first.length);
    expect(result.costs).toMatchObject({
      messages: first.length,
      messageCostMinor: Math.round(first.length * 8.5),
      redemptions: 1,
      discountFullPriceMinor: 2_000,
    });
    expect(result.money.messagePriceMinor).toBe(8.5);
  });

  it('lets nobody in once the month has cost what it may', async () => {
    const shop = await buildShop(context);
    const guests = await buildGuests(shop, 4);
    const draft = { ...HANDED_PLAY, offer: COUPON, kind: 'rolling' as const };
    const { playId } = await createPlay(shop.db, shop.actor(), draft, now());
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    const enter = (customerIds: string[]) =>
      enterPlay(context, { workspaceId: shop.workspaceId, playId, customerIds, today: TODAY, now: now() });
    const other = await createPlay(
      shop.db,
      shop.actor(),
      { ...HANDED_PLAY, fixedCostMinor: 5_000, holdoutRate: 0.01 },
      now(),
    );
    await launchPlay(context, shop.actor(), { playId: other.playId, today: TODAY, now: now() });
    const allow = (monthlyBudgetMinor: number) =>
      updatePlayPolicy(shop.db, shop.actor(), { policy: { ...POLICY, monthlyBudgetMinor }, today: TODAY, now: now() });
    await allow(5_000);
    // The other play may hold one of them out.
    const none = await enter(guests);
    expect(none).toMatchObject({ treated: 0, holdout: 0 });
    expect(none.excluded).toContainEqual({ reason: 'month_spent', count: none.unpaid.length });
    expect(none.excluded.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    expect(await listAssigned(shop, playId)).toEqual([]);
    await allow(5_001);
    const { treated, holdout, excluded } = await enter(guests);
    expect(excluded.map(({ reason }) => reason)).not.toContain('month_spent');
    expect(treated + holdout).toBe(4 - excluded.reduce((sum, { count }) => sum + count, 0));
  });

  it('lets in no more than the rest of the month pays for, and whom it leaves out it names', async () => {
    const shop = await buildShop(context);
    const guests = await buildGuests(shop, 12);
    const { workspaceId } = shop;
    const draft = { ...HANDED_PLAY, offer: COUPON, kind: 'rolling' as const, holdoutRate: 0.01 };
    const { playId } = await createPlay(shop.db, shop.actor(), draft, now());
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    // As if its message had a price: 10 and VAT.
    await shop.db.updateTable('plays.play').set({ messagePriceMinor: 10 }).where('playId', '=', playId).execute();
    await updatePlayPolicy(shop.db, shop.actor(), {
      policy: { ...POLICY, monthlyBudgetMinor: 57 },
      today: TODAY,
      now: now(),
    });
    const { treated, holdout, unpaid } = await enterPlay(context, {
      workspaceId,
      playId,
      customerIds: guests,
      today: TODAY,
      now: now(),
    });
    expect([treated + holdout, unpaid.length]).toEqual([5, 7]);
    const drawn = (await listAssigned(shop, playId)).map(({ customerId }) => customerId);
    expect([...drawn, ...unpaid].sort()).toEqual([...guests].sort());
  });
});

/** Messages of a play that have left, at these prices. */
async function buildSentMessages(
  shop: TestShop,
  playId: string,
  messages: readonly { customerId: string; priceMinor: number }[],
): Promise<void> {
  const sent = { class: 'ad', channel: 'email', subject: '소식', body: '', state: 'sent' };
  await shop.db
    .insertInto('messaging.message')
    .values(
      messages.map((one) => ({
        ...sent,
        ...one,
        workspaceId: shop.workspaceId,
        playId,
        messageId: newId(),
        laneId: playId,
        dedupeKey: newId(),
        optOutTokenHash: randomBytes(32),
        queuedAt: now(),
      })),
    )
    .execute();
}
