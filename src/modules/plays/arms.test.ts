import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildOrders } from '../../../test/factories-people.ts';
import { buildGuests, COUPON, HANDED_PLAY, listAssigned } from '../../../test/factories-plays.ts';
import { createPlay, getPlayResult, launchPlay, previewPlay } from './index.ts';
import { computeDetectableDifference, computeDetectableSpend } from './rules/index.ts';
import { getBook } from './service/book.ts';
import { finishPlay, stopPlay } from './service/close.ts';
import { exportTreated } from './service/export.ts';

const context = await createTestContext();
const TODAY = '2026-11-21';
const now = () => context.clock.now();
const THREE_ARMS = {
  ...HANDED_PLAY,
  armName: '말만',
  otherArms: [
    { key: 'b' as const, name: '2천 원', channel: 'none' as const, offer: COUPON },
    { key: 'c' as const, name: '4천 원', channel: 'none' as const, offer: { ...COUPON, value: 4_000 } },
  ],
};

describe('a play of three arms', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await buildShop(context);
    await buildGuests(shop, 240);
  });

  it('draws as previewed, gives each arm its offer, measures each against the hold-out and among themselves', async () => {
    const { playId } = await createPlay(shop.db, shop.actor(), THREE_ARMS, now());
    const preview = await previewPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    expect(preview.arms.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
    const launched = await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    expect(launched).toMatchObject({ treated: preview.treated, holdout: preview.holdout });
    const assigned = await listAssigned(shop, playId);
    for (const { key, people } of preview.arms) {
      expect(assigned.filter(({ variant }) => variant === key)).toHaveLength(people);
    }
    expect(assigned.filter(({ arm, variant }) => (arm === 'holdout') !== (variant === null))).toEqual([]);
    const coupons = await shop.db.selectFrom('loyalty.coupon').selectAll().where('playId', '=', playId).execute();
    const variantOf = new Map(assigned.map(({ customerId, variant }) => [customerId, variant]));
    expect(new Set(coupons.map(({ customerId, value }) => `${variantOf.get(customerId ?? '')} ${value}`))).toEqual(
      new Set(['b 2000', 'c 4000']),
    );

    // Everybody in the third arm comes; of every other arm a fourth does, however the draw has fallen.
    const buyers = [null, 'a', 'b', 'c'].flatMap((drawn) =>
      assigned
        .filter(({ variant }) => variant === drawn)
        .filter((_, at) => drawn === 'c' || at % 4 === 0)
        .map(({ customerId, variant }, at) => ({ customerId, variant, grossMinor: 10_000 + (at % 3) * 500 })),
    );
    await buildOrders(
      shop,
      buyers.map(({ customerId, grossMinor }) => ({ customerId, businessDay: '2026-11-25', grossMinor })),
    );
    const result = await getPlayResult(context, shop.actor(), { playId, today: '2026-12-10' });
    expect(result.arms.map(({ key, name, direction }) => ({ key, name, direction }))).toEqual([
      { key: 'a', name: '말만', direction: 'unknown' },
      { key: 'b', name: '2천 원', direction: 'unknown' },
      { key: 'c', name: '4천 원', direction: 'more' },
    ]);
    expect(result.arms.reduce((sum, arm) => sum + arm.n, 0)).toBe(result.treated.n);
    expect(result.between.map(({ key, against, direction }) => `${key}/${against} ${direction}`)).toEqual([
      'b/a unknown',
      'c/a more',
      'c/b more',
    ]);
    // MT-37: orders after the launch are touched, and never more than were sold.
    expect(result.attributed.orders).toBe(buyers.filter(({ variant }) => variant !== null).length);
    expect((await exportTreated(shop.db, shop.actor(), playId, now())).split('\r\n')[0]).toContain('coupon_code,arm');
    await stopPlay(shop.db, shop.actor(), playId, now());
    await finishPlay(shop.db, shop.actor(), {
      playId,
      decision: 'change',
      learning: '4천 원이 나아요',
      today: '2026-12-10',
      now: new Date('2026-12-10T03:00:00Z'),
    });
    const book = await getBook(context, shop.actor(), { year: 2026, today: '2026-12-10' });
    expect(book.entries).toMatchObject([{ playId, decision: 'change', learning: '4천 원이 나아요', nextPlayId: null }]);
  });

  it('stands in the book of the year in which its shop closed it', async () => {
    const { playId } = await createPlay(shop.db, shop.actor(), { ...HANDED_PLAY, measureDays: 60 }, now());
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    // Eight in the morning of New Year's Day in Seoul.
    const closedAt = new Date('2026-12-31T23:00:00Z');
    await stopPlay(shop.db, shop.actor(), playId, closedAt);
    const said = { playId, decision: 'keep' as const, learning: '-', today: '2027-01-01', now: closedAt };
    await finishPlay(shop.db, shop.actor(), said);
    const book = await getBook(context, shop.actor(), { year: 2027, today: '2027-01-02' });
    expect(book.entries).toMatchObject([{ playId, endedOn: '2027-01-01' }]);
  });

  it('is advised against while only more than they spend at all would show in an arm (MT-32)', async () => {
    const few = await buildShop(context);
    const guests = await buildGuests(few, 200);
    await buildOrders(
      few,
      guests.map((customerId, at) => ({
        customerId,
        businessDay: '2026-11-10',
        grossMinor: 10_000 + (at % 7) * 1_000,
      })),
    );
    const look = async (draft: Parameters<typeof createPlay>[2]) => {
      const { playId } = await createPlay(few.db, few.actor(), draft, now());
      return previewPlay(context, few.actor(), { playId, today: TODAY, now: now() });
    };
    const isAdvised = ({ warnings }: Awaited<ReturnType<typeof look>>) =>
      warnings.some(({ code, blocking }) => code === 'arms_too_small' && !blocking);
    // One of six windows of four weeks, 13,000 a head: mean 2,160, sd 4,840 of that window spread over all six.
    const three = await look(THREE_ARMS);
    expect(three.usualSpendMinor).toBeGreaterThan(2_000);
    expect(three.usualSpendMinor).toBeLessThan(2_300);
    expect(three.detectableSpendMinor).toBeGreaterThan(three.usualSpendMinor);
    expect(isAdvised(three)).toBe(true);
    const one = await look(HANDED_PLAY);
    expect(one.detectableSpendMinor).toBeLessThan(three.detectableSpendMinor ?? 0);
    expect(isAdvised(one)).toBe(false);
    // Read at 1 − α/3 each, so that is how small a rise may be to be shown (`comparePairs`).
    const sizes = { n1: Math.floor(three.treated / 3), n0: three.holdout, alpha: 0.05 / 3 };
    expect(three.detectable).toBeCloseTo(
      computeDetectableDifference({ ...sizes, baseRate: three.baseRate }) ?? Number.NaN,
      10,
    );
    const alone = computeDetectableSpend({ n1: one.treated, n0: one.holdout, sd: 1 }) ?? Number.NaN;
    const each = computeDetectableSpend({ ...sizes, sd: 1 }) ?? Number.NaN;
    const expected = ((one.detectableSpendMinor ?? 0) * each) / alone;
    expect(Math.abs((three.detectableSpendMinor ?? 0) - expected)).toBeLessThan(3);
  });

  it('is refused with two arms alike, and above its ceiling', async () => {
    const alike = { ...THREE_ARMS, otherArms: THREE_ARMS.otherArms.map((arm) => ({ ...arm, offer: COUPON })) };
    const dear = { ...HANDED_PLAY, fixedCostMinor: 50_000, budgetMinor: 40_000 };
    for (const [draft, code] of [
      [alike, 'arms_alike'],
      [dear, 'over_budget'],
    ] as const) {
      const { playId } = await createPlay(shop.db, shop.actor(), draft, now());
      await expect(launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() })).rejects.toMatchObject({
        code: 'invalid_input',
        details: { issues: [{ path: code }] },
      });
    }
  });
});
