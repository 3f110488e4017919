import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildCaller, connectProvider } from '../../../test/factories-desk.ts';
import { buildItem, buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { buildReader, EMAIL_PLAY, giveSenderDetails } from '../../../test/factories-plays.ts';
import { newId } from '../../shared/ids.ts';
import { addDays } from '../../shared/time.ts';
import { getToday } from '../today/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import { createPlay, enterPlay, getPlayResult, launchPlay, leavePlayJob, previewPlay } from './index.ts';
import { tendPlays } from './jobs.ts';
import { drawStanding, isOnDay } from './rules/index.ts';
import { askApproval, sendBack, takeBack } from './service/approval.ts';
import { getBook } from './service/book.ts';
import { sumMonth } from './service/budget.ts';
import { finishPlay, stopPlay } from './service/close.ts';
import { updatePlay } from './service/drafts.ts';
import { exportTreated } from './service/export.ts';
import { listPlays } from './service/list.ts';
import { getOfflineReport, openCode, recordCodeUse } from './service/offline.ts';
import { getPlayRow } from './service/play.ts';
import { updatePlayPolicy } from './service/policy.ts';
import { listStandingResults } from './service/standing.ts';

const context = await createTestContext();
const TODAY = '2026-11-21';
const now = () => context.clock.now();
const HANDED = { ...EMAIL_PLAY, channel: 'none' as const, offer: { kind: 'none' as const } };
const COUPON = { kind: 'amount' as const, value: 2_000, minSpendMinor: 0, validDays: 14 };
const THREE_ARMS = {
  ...HANDED,
  armName: '말만',
  otherArms: [
    { key: 'b' as const, name: '2천 원', channel: 'none' as const, offer: COUPON },
    { key: 'c' as const, name: '4천 원', channel: 'none' as const, offer: { ...COUPON, value: 4_000 } },
  ],
};
const POLICY = {
  approvalRequired: false,
  graceMinutes: 0,
  monthlyBudgetMinor: null,
  adsPerWeek: null,
  standingRate: 0,
  standingDays: 91,
};

async function buildGuests(shop: TestShop, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) ids.push(await buildPerson(shop, { name: '김하나' }));
  return ids;
}

const assignmentsOf = (shop: TestShop, playId: string) =>
  shop.db.selectFrom('plays.assignment').selectAll().where('playId', '=', playId).execute();

describe('advertising by KakaoTalk', () => {
  const KAKAO = {
    ...EMAIL_PLAY,
    channel: 'kakao' as const,
    offer: { kind: 'none' as const },
    message: { subject: '', body: '오랜만이에요', locale: 'ko' as const, smsFallback: true },
  };

  it.each(['aligo', 'nhn'] as const)(
    'through %s reaches nobody, and is said to before it is launched (§2.7)',
    async (provider) => {
      const shop = await buildShop(context);
      await giveSenderDetails(shop);
      await connectProvider(context, shop, { provider, baseUrl: 'http://127.0.0.1:9' });
      await buildCaller(shop, 0);
      const { playId } = await createPlay(shop.db, shop.actor(), KAKAO, now());
      const preview = await previewPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
      expect(preview).toMatchObject({ found: 1, audience: 0, excluded: [{ reason: 'no_brand_message', count: 1 }] });
      expect(preview.warnings).toContainEqual({ code: 'no_brand_message', blocking: true, detail: '' });
      await expect(launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() })).rejects.toMatchObject({
        code: 'invalid_input',
      });
    },
  );

  it('keeps the same words for a text message where KakaoTalk fails, and counts its price (AD-32)', async () => {
    const shop = await buildShop(context);
    await giveSenderDetails(shop);
    await connectProvider(context, shop, { provider: 'solapi', baseUrl: 'http://127.0.0.1:9' });
    for (let n = 0; n < 20; n += 1) await buildCaller(shop, n);
    const { playId } = await createPlay(shop.db, shop.actor(), KAKAO, now());
    const launched = await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    expect(launched.play.message.smsFallback).toBe(true);
    const kept = await shop.db.selectFrom('messaging.message').select(['body', 'fallbackBody']).execute();
    expect(kept).toHaveLength(launched.treated);
    expect(kept.every(({ body, fallbackBody }) => body === '오랜만이에요' && fallbackBody === body)).toBe(true);
    const row = await getPlayRow(shop.db, shop.workspaceId, playId);
    expect(row.messagePriceMinor).toBe(39);
  });
});

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
    const assigned = await assignmentsOf(shop, playId);
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
    const { playId } = await createPlay(shop.db, shop.actor(), { ...HANDED, measureDays: 60 }, now());
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    // Eight in the morning of New Year's Day in Seoul.
    const closedAt = new Date('2026-12-31T23:00:00Z');
    await stopPlay(shop.db, shop.actor(), playId, closedAt);
    const said = { playId, decision: 'keep' as const, learning: '-', today: '2027-01-01', now: closedAt };
    await finishPlay(shop.db, shop.actor(), said);
    const book = await getBook(context, shop.actor(), { year: 2027, today: '2027-01-02' });
    expect(book.entries).toMatchObject([{ playId, endedOn: '2027-01-01' }]);
  });

  it('is refused with two arms alike, and above its ceiling', async () => {
    const alike = { ...THREE_ARMS, otherArms: THREE_ARMS.otherArms.map((arm) => ({ ...arm, offer: COUPON })) };
    const dear = { ...HANDED, fixedCostMinor: 50_000, budgetMinor: 40_000 };
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

describe('before it leaves', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await buildShop(context);
    await buildGuests(shop, 80);
  });

  it('leaves later, and until then is simply a draft again when it is taken back', async () => {
    const { playId } = await createPlay(shop.db, shop.actor(), HANDED, now());
    const leavesAt = new Date(now().getTime() + 600_000).toISOString();
    const launched = await launchPlay(context, shop.actor(), { playId, leavesAt, today: TODAY, now: now() });
    expect(launched.play).toMatchObject({ state: 'leaving', leavesAt });
    expect(await assignmentsOf(shop, playId)).toEqual([]);
    await leavePlayJob.run(context, { workspaceId: shop.workspaceId, playId }, new AbortController().signal);
    expect(await assignmentsOf(shop, playId)).toEqual([]);
    const back = await takeBack(shop.db, shop.actor(), { playId, now: now() });
    expect(back).toMatchObject({ state: 'draft', leavesAt: null });
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    expect(await assignmentsOf(shop, playId)).toHaveLength(80);
    await expect(takeBack(shop.db, shop.actor(), { playId, now: now() })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('leaves by itself when its time has come', async () => {
    const other = await buildShop(context);
    await buildGuests(other, 70);
    const { playId } = await createPlay(other.db, other.actor(), HANDED, now());
    await launchPlay(context, other.actor(), {
      playId,
      leavesAt: new Date(now().getTime() + 600_000).toISOString(),
      today: TODAY,
      now: now(),
    });
    await other.db
      .updateTable('plays.play')
      .set({ leavesAt: new Date(now().getTime() - 1) })
      .where('playId', '=', playId)
      .execute();
    await leavePlayJob.run(context, { workspaceId: other.workspaceId, playId }, new AbortController().signal);
    expect(await assignmentsOf(other, playId)).toHaveLength(70);
    await leavePlayJob.run(context, { workspaceId: other.workspaceId, playId }, new AbortController().signal);
    expect(await assignmentsOf(other, playId)).toHaveLength(70);
  });

  it('that comes back says why in the language of whoever let it go', async () => {
    const other = await buildShop(context);
    await buildGuests(other, 40);
    const { accountId } = await signIn(context, other);
    await context.database.outside
      .updateTable('staff.account')
      .set({ locale: 'en' })
      .where('accountId', '=', accountId)
      .execute();
    const { playId } = await createPlay(other.db, other.actor(), HANDED, now());
    const leavesAt = new Date(now().getTime() + 600_000).toISOString();
    await launchPlay(context, other.actor(), { playId, leavesAt, today: TODAY, now: now() });
    await buildGuests(other, 40);
    const change = { leavesAt: new Date(now().getTime() - 1), approvedBy: accountId };
    await other.db.updateTable('plays.play').set(change).where('playId', '=', playId).execute();
    await leavePlayJob.run(context, { workspaceId: other.workspaceId, playId }, new AbortController().signal);
    expect(await getPlayRow(other.db, other.workspaceId, playId)).toMatchObject({
      state: 'draft',
      sentBackNote: 'The audience changed from 40 to 80 meanwhile. Please look again. Nothing was sent.',
    });
  });

  it('waits for the owner where the shop wants it, and cannot be changed meanwhile', async () => {
    const other = await buildShop(context);
    await buildGuests(other, 70);
    await updatePlayPolicy(other.db, other.actor(), {
      policy: { ...POLICY, approvalRequired: true },
      today: TODAY,
      now: now(),
    });
    const manager = other.actor('manager');
    const { playId } = await createPlay(other.db, manager, HANDED, now());
    const launch = (actor = manager) => launchPlay(context, actor, { playId, today: TODAY, now: now() });
    await expect(launch()).rejects.toMatchObject({ code: 'forbidden' });
    await askApproval(other.db, manager, { playId, now: now() });
    await expect(
      updatePlay(other.db, manager, { playId, change: { name: '다른 이름' }, now: now() }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await sendBack(other.db, other.actor(), { playId, note: '혜택이 커요', now: now() })).toMatchObject({
      state: 'draft',
      sentBackNote: '혜택이 커요',
    });
    await askApproval(other.db, manager, { playId, now: now() });
    expect((await launch(other.actor())).play).toMatchObject({ state: 'running', sentBackNote: '' });
  });
});

describe('a shop of many plays', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await buildShop(context);
    await buildGuests(shop, 40);
  });
  const launch = (playId: string) => launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
  const create = async (change: object = {}) =>
    (await createPlay(shop.db, shop.actor(), { ...HANDED, holdoutRate: 0.01, ...change }, now())).playId;

  it('launches more at once than there are connections', async () => {
    await updatePlayPolicy(shop.db, shop.actor(), {
      policy: { ...POLICY, monthlyBudgetMinor: 1_000_000 },
      today: TODAY,
      now: now(),
    });
    const playIds: string[] = [];
    for (let at = 0; at < 10; at += 1) playIds.push(await create());
    const launched = await Promise.all(playIds.map(launch));
    expect(launched.map(({ play }) => play.state)).toEqual(playIds.map(() => 'running'));
  });

  it('looks after the oldest, and counts for a month what was spent in it, whenever the play was launched', async () => {
    const { workspaceId } = shop;
    const old = await create({ offer: COUPON, budgetMinor: 10_000 });
    await launch(old);
    const dear = await create({ fixedCostMinor: 700_000 });
    await launch(dear);
    await shop.db
      .updateTable('plays.play')
      .set({ launchedOn: '2026-08-01', createdAt: new Date('2026-08-01T03:00:00Z') })
      .where('playId', 'in', [old, dear])
      .execute();
    // Newer than it: more than a screen shows.
    await sql`insert into plays.play (workspace_id, play_id, name, hypothesis, rule, channel, offer, message, measure_days,
        fixed_cost_minor, kind, version, seed, state, created_at, updated_at)
      select workspace_id, gen_random_uuid(), name, hypothesis, rule, channel, offer, message, measure_days,
        fixed_cost_minor, kind, version, seed, 'draft', now(), now()
      from plays.play, generate_series(1, 210) where play_id = ${dear}::uuid`.execute(shop.db);
    const use = (redeemedAt: string, coupons: number) =>
      sql`update loyalty.coupon set status = 'redeemed', redeemed_at = ${redeemedAt}::timestamptz, discount_minor = 2000
        where coupon_id in (select coupon_id from loyalty.coupon where workspace_id = ${workspaceId}::uuid
          and play_id = ${old}::uuid and status <> 'redeemed' limit ${coupons})`.execute(shop.db);
    const workspace = await getWorkspace(shop.db, workspaceId);
    // The hour after midnight still belongs to October.
    await use('2026-10-31T17:00:00Z', 2);
    expect(await sumMonth(shop.db, workspace, TODAY)).toBe(0);
    await tendPlays(context, workspaceId);
    expect((await getPlayRow(shop.db, workspaceId, old)).state).toBe('running');
    await use('2026-11-20T03:00:00Z', 3);
    expect(await sumMonth(shop.db, workspace, TODAY)).toBe(6_000);
    expect(await sumMonth(shop.db, workspace, '2026-10-31')).toBe(4_000);
    expect(await sumMonth(shop.db, workspace, '2026-08-20')).toBe(700_000);
    await tendPlays(context, workspaceId);
    expect((await getPlayRow(shop.db, workspaceId, old)).state).toBe('stopped');
  });
});

describe('the standing hold-out', () => {
  it('keeps the same people out of every play, drawn alike in TypeScript and in SQL, and measures all of it together', async () => {
    const shop = await buildShop(context);
    const guests = await buildGuests(shop, 400);
    await shop.db
      .updateTable('customers.customer')
      .set({ createdAt: new Date('2026-01-01T00:00:00Z') })
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    await updatePlayPolicy(shop.db, shop.actor(), {
      policy: { ...POLICY, standingRate: 0.1 },
      today: TODAY,
      now: now(),
    });
    const period = await shop.db.selectFrom('plays.standingHoldout').selectAll().executeTakeFirstOrThrow();
    const held = guests.filter((customerId) => drawStanding(period.seed, customerId) < period.rate);
    expect(held.length).toBeGreaterThan(20);
    const { playId } = await createPlay(shop.db, shop.actor(), HANDED, now());
    const launched = await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    expect(launched.excluded).toEqual([{ reason: 'in_standing_holdout', count: held.length }]);
    const assigned = new Set((await assignmentsOf(shop, playId)).map(({ customerId }) => customerId));
    expect(held.some((customerId) => assigned.has(customerId))).toBe(false);
    await buildOrders(
      shop,
      guests.map((customerId) => ({ customerId, businessDay: '2026-11-25', grossMinor: 10_000 })),
    );
    const [result] = await listStandingResults(context, shop.actor(), '2026-12-01');
    expect(result).toMatchObject({ verdict: 'too_early', comparison: { n: 400 - held.length, nAgainst: held.length } });
    expect(result?.comparison.mean).toBe(10_000);
    // Looked after again on the same day, the period stays the one it is.
    await tendPlays(context, shop.workspaceId);
    await updatePlayPolicy(shop.db, shop.actor(), { policy: POLICY, today: addDays(TODAY, 1), now: now() });
    expect(await shop.db.selectFrom('plays.standingHoldout').select('endsOn').execute()).toEqual([{ endsOn: TODAY }]);
  });
});

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
    await buildOrders(
      shop,
      days.flatMap((businessDay, at) => {
        const isOn = isOnDay({ seed, startOn: TODAY, day: businessDay });
        // Of ten tables four have both where it was offered, one or two where it was not; other tables do not count.
        const both = isOn ? 4 : 1 + (at % 2);
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
    expect(Math.abs((set?.difference ?? 0) - 0.25)).toBeLessThan(0.03);
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

describe('a rolling play, as automations use it', () => {
  it('lets people in one by one, once each, and counts each one’s own days', async () => {
    const shop = await buildShop(context);
    const guests = await buildGuests(shop, 120);
    const draft = { ...HANDED, kind: 'rolling' as const, measureDays: 7, holdoutRate: 0.1 };
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
    const draft = { ...HANDED, kind: 'rolling' as const, offer: COUPON, measureDays: 7, holdoutRate: 0.1 };
    const { playId } = await createPlay(shop.db, shop.actor(), draft, now());
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    const enter = (customerIds: string[], day: string) =>
      enterPlay(context, { workspaceId, playId, customerIds, today: day, now: new Date(`${day}T12:00:00+09:00`) });
    await enter(guests.slice(0, 30), TODAY);
    await enter(guests.slice(30), '2026-11-28');
    const treated = (await assignmentsOf(shop, playId)).filter(({ arm }) => arm === 'treatment');
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
    const draft = { ...HANDED, offer: COUPON, kind: 'rolling' as const };
    const { playId } = await createPlay(shop.db, shop.actor(), draft, now());
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    const enter = (customerIds: string[]) =>
      enterPlay(context, { workspaceId: shop.workspaceId, playId, customerIds, today: TODAY, now: now() });
    const other = await createPlay(
      shop.db,
      shop.actor(),
      { ...HANDED, fixedCostMinor: 5_000, holdoutRate: 0.01 },
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
    expect(await assignmentsOf(shop, playId)).toEqual([]);
    await allow(5_001);
    const { treated, holdout, excluded } = await enter(guests);
    expect(excluded.map(({ reason }) => reason)).not.toContain('month_spent');
    expect(treated + holdout).toBe(4 - excluded.reduce((sum, { count }) => sum + count, 0));
  });

  it('lets in no more than the rest of the month pays for, and whom it leaves out it names', async () => {
    const shop = await buildShop(context);
    const guests = await buildGuests(shop, 12);
    const { workspaceId } = shop;
    const draft = { ...HANDED, offer: COUPON, kind: 'rolling' as const, holdoutRate: 0.01 };
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
    const drawn = (await assignmentsOf(shop, playId)).map(({ customerId }) => customerId);
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
