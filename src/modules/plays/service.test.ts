import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { giveRefusalNumber } from '../../../test/factories-desk.ts';
import { buildOrders, buildPerson } from '../../../test/factories-people.ts';
import {
  buildReader,
  connectMailServer,
  EMAIL_PLAY,
  giveSenderDetails,
  startMailServer,
} from '../../../test/factories-plays.ts';
import { workOff } from '../../../test/work-off.ts';
import { newId } from '../../shared/ids.ts';
import { redeemFromOrders } from '../loyalty/index.ts';
import { recordConsents } from '../privacy/index.ts';
import { createPlay, getPlayResult, launchPlay, previewPlay } from './index.ts';
import { finishPlay, stopPlay } from './service/close.ts';
import { createNextVersion, updatePlay } from './service/drafts.ts';
import { listLeftOut } from './service/left-out.ts';
import { listPlays } from './service/list.ts';

const context = await createTestContext();
const TODAY = '2026-11-21';
const now = () => context.clock.now();

async function buildReaders(shop: TestShop, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) ids.push(await buildReader(shop, `guest${at}@example.com`, '김하나'));
  return ids;
}

describe('a play by e-mail', () => {
  let shop: TestShop;
  let readers: string[];
  beforeAll(async () => {
    shop = await buildShop(context);
    await giveSenderDetails(shop);
    readers = await buildReaders(shop, 30);
    await buildPerson(shop, { email: 'silent@example.com' });
    await buildPerson(shop, { phone: '+821012345678' });
  });

  it('previews who would get it, who is left out and why, and what it can show', async () => {
    const { playId } = await createPlay(shop.db, shop.actor(), EMAIL_PLAY, now());
    const preview = await previewPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    expect(preview).toMatchObject({ found: 32, audience: 30, plannedEndOn: '2026-12-04' });
    // Drawn with the salt that launching will use: these are the people themselves, not an expectation.
    expect(preview.treated + preview.holdout).toBe(30);
    expect(preview.holdout).toBeGreaterThan(0);
    expect(preview.messages).toBe(preview.treated);
    expect(preview.excluded).toEqual([{ reason: 'no_marketing_consent', count: 2 }]);
    const ask = (reason: string) => listLeftOut(context, shop.actor(), { playId, reason, today: TODAY, now: now() });
    const { count, people } = await ask('no_marketing_consent');
    expect([count, people.length]).toEqual([2, 2]);
    expect(people.some(({ customerId }) => readers.includes(customerId))).toBe(false);
    expect(people.every(({ name }) => name.includes('*'))).toBe(true);
    expect(await ask('global_stop')).toEqual({ count: 0, people: [] });
    expect(preview.warnings.map(({ code }) => code)).toEqual(['too_small_to_measure', 'no_mail_server']);
    expect(preview.samples[0]?.subject).toBe('(광고) 남궁하늘별님, 오랜만이에요');
    expect(preview.samples[1]?.text).toContain('고객님, K7M-4RX-92D 으로');
    expect(preview.expectedCouponMinor).toBe(preview.treated * 200);
  });

  it('is refused where an arm without a coupon speaks of one, naming the arm and what would stay empty', async () => {
    const { message } = EMAIL_PLAY;
    const other = { key: 'b' as const, name: '인사만', channel: 'email' as const, offer: { kind: 'none' as const } };
    const guarded = { ...message, body: '{이름}님, 어서 오세요. {혜택|반가움}을 드려요.' };
    const { playId } = await createPlay(
      shop.db,
      shop.actor(),
      { ...EMAIL_PLAY, armName: '쿠폰', otherArms: [{ ...other, message }] },
      now(),
    );
    const warningsOf = async () =>
      (await previewPlay(context, shop.actor(), { playId, today: TODAY, now: now() })).warnings;
    expect(await warningsOf()).toContainEqual({
      code: 'offer_missing',
      blocking: true,
      detail: '인사만: {쿠폰}, {기한}, {혜택}',
    });
    await expect(launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() })).rejects.toMatchObject({
      code: 'invalid_input',
      details: { issues: expect.arrayContaining([expect.objectContaining({ path: 'offer_missing' })]) as unknown },
    });
    for (const harmless of [guarded, { ...message, body: '{% if 쿠폰 %}{{ 쿠폰 }}{% endif %} 어서 오세요' }]) {
      const change = { otherArms: [{ ...other, message: harmless }] };
      await updatePlay(shop.db, shop.actor(), { playId, change, now: now() });
      expect((await warningsOf()).map(({ code }) => code)).not.toContain('offer_missing');
    }
  });

  it('is begun once however often it is sent under one id, and its message is in the language of its words', async () => {
    const playId = newId();
    const message = { subject: '{name}님 반가워요', body: '{name}님, {coupon} 받으세요', locale: 'en' as const };
    const draft = { ...EMAIL_PLAY, playId, message };
    const first = await createPlay(shop.db, shop.actor(), draft, now());
    expect(await createPlay(shop.db, shop.actor(), draft, now())).toEqual(first);
    const preview = await previewPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    // Written on an English screen; the words are Korean, and so is what stands in for a name nobody knows.
    expect(preview.samples.find(({ which }) => which === 'emptiest')?.text).toContain('고객님, K7M');
  });

  it('needs an address that others can open, and none in practice mode (AD-16, AD-52)', async () => {
    const own = await buildShop(context);
    await giveSenderDetails(own);
    await buildReader(own, 'practice@example.com', '김하나');
    const local = { ...context, config: { ...context.config, publicUrl: 'http://127.0.0.1:4300' } };
    const { playId } = await createPlay(own.db, own.actor(), EMAIL_PLAY, now());
    const asked = { playId, today: TODAY, now: now() };
    const warning = async () =>
      (await previewPlay(local, own.actor(), asked)).warnings.find(({ code }) => code === 'no_public_url');
    expect(await warning()).toMatchObject({ blocking: true });
    await giveRefusalNumber(own, now(), { isDryRun: true });
    expect(await warning()).toMatchObject({ blocking: false });
    await expect(launchPlay(local, own.actor(), asked)).resolves.toMatchObject({
      treated: expect.any(Number) as number,
    });
  });

  it('is refused without a mail server, and nothing has happened then', async () => {
    const { playId } = await createPlay(shop.db, shop.actor(), EMAIL_PLAY, now());
    await expect(launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(await shop.db.selectFrom('plays.assignment').selectAll().execute()).toEqual([]);
  });

  it('sends to exactly as many people as the preview said', async () => {
    const draft = { ...EMAIL_PLAY, channel: 'none' as const };
    const { playId } = await createPlay(shop.db, shop.actor(), draft, now());
    const preview = await previewPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    const launched = await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    expect({ treated: launched.treated, holdout: launched.holdout }).toEqual({
      treated: preview.treated,
      holdout: preview.holdout,
    });
    await stopPlay(shop.db, shop.actor(), playId, now());
    // Measured to its end, so that its hold-out does not keep people out of the next one.
    await shop.db.updateTable('plays.play').set({ plannedEndOn: '2026-11-20' }).where('playId', '=', playId).execute();
  });

  it('goes around: launched once, sent, redeemed, measured, finished, tried again', async () => {
    const mail = await startMailServer();
    await connectMailServer(context, shop, mail.port);
    const { playId } = await createPlay(shop.db, shop.actor(), EMAIL_PLAY, now());
    await expect(
      launchPlay(context, shop.actor(), { playId, expectedAudience: 31, today: TODAY, now: now() }),
    ).rejects.toMatchObject({ code: 'conflict' });
    const [first, second] = await Promise.allSettled([
      launchPlay(context, shop.actor(), { playId, expectedAudience: 30, seed: 'one', today: TODAY, now: now() }),
      launchPlay(context, shop.actor(), { playId, seed: 'two', today: TODAY, now: now() }),
    ]);
    expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected']);
    const launched =
      first.status === 'fulfilled' ? first.value : second.status === 'fulfilled' ? second.value : undefined;
    expect((launched?.treated ?? 0) + (launched?.holdout ?? 0)).toBe(30);
    expect(launched?.queued).toBe(launched?.treated);
    await expect(
      updatePlay(shop.db, shop.actor(), { playId, change: { name: 'x' }, now: now() }),
    ).rejects.toMatchObject({ code: 'conflict' });

    await workOff(context);
    await mail.close();
    expect(mail.received).toHaveLength(launched?.treated ?? -1);
    const arms = await shop.db.selectFrom('plays.assignment').selectAll().where('playId', '=', playId).execute();
    const held = arms.filter(({ arm }) => arm === 'holdout').map(({ customerId }) => customerId);
    const written = await shop.db.selectFrom('messaging.message').select('customerId').execute();
    expect(written.some(({ customerId }) => held.includes(customerId))).toBe(false);

    const coupon = await shop.db
      .selectFrom('loyalty.coupon')
      .selectAll()
      .where('playId', '=', playId)
      .executeTakeFirstOrThrow();
    const [orderId] = await buildOrders(shop, [
      { customerId: coupon.customerId, businessDay: '2026-11-24', grossMinor: 18_000 },
      { customerId: held[0] ?? '', businessDay: '2026-11-20', grossMinor: 99_000 },
      { customerId: held[0] ?? '', businessDay: '2026-12-05', grossMinor: 99_000 },
    ]);
    await shop.db
      .updateTable('orders.saleOrder')
      .set({ couponCode: coupon.code.toLowerCase() })
      .where('orderId', '=', orderId ?? '')
      .execute();
    expect(await redeemFromOrders(shop.db, { workspaceId: shop.workspaceId, now: context.clock.now() })).toEqual({
      redeemed: 1,
      reopened: 0,
    });
    expect(await redeemFromOrders(shop.db, { workspaceId: shop.workspaceId, now: context.clock.now() })).toEqual({
      redeemed: 0,
      reopened: 0,
    });

    const early = await getPlayResult(context, shop.actor(), { playId, today: '2026-11-30' });
    expect(early).toMatchObject({ verdict: 'too_early', confidence: 0.95, countedUntil: '2026-11-30' });
    const result = await getPlayResult(context, shop.actor(), { playId, today: '2026-12-10' });
    expect(result.treated.conversions).toBe(1);
    expect(result.treated.mean).toBeCloseTo(18_000 / result.treated.n);
    expect(result.holdout).toMatchObject({ conversions: 0, mean: 0 });
    expect(result.cost).toBe(2_000);
    expect(result.costs).toMatchObject({ redemptions: 1, discountFullPriceMinor: 2_000, discountFoodCostMinor: 700 });
    expect(result).toMatchObject({ verdict: 'unknown', reason: 'arm_too_small', countedUntil: '2026-12-04' });
    // A later setting of the shop does not rewrite what an old play cost.
    await shop.db.updateTable('messaging.mailServer').set({ priceMinor: 100 }).execute();
    const later = await getPlayResult(context, shop.actor(), { playId, today: '2026-12-10' });
    expect(later.costs).toEqual(result.costs);
    expect(result.sentence.text.ko).toContain('아직 모릅니다');
    const [summary] = await listPlays(context, shop.actor(), '2026-12-10');
    expect(summary?.play.name).toBe(EMAIL_PLAY.name);

    await shop.db
      .deleteFrom('orders.saleOrder')
      .where('orderId', '=', orderId ?? '')
      .execute();
    expect(await redeemFromOrders(shop.db, { workspaceId: shop.workspaceId, now: context.clock.now() })).toEqual({
      redeemed: 0,
      reopened: 1,
    });

    const close = { playId, decision: 'change' as const, learning: '쿠폰이 너무 작았어요', now: now() };
    await expect(finishPlay(shop.db, shop.actor(), { ...close, today: '2026-12-04' })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await finishPlay(shop.db, shop.actor(), { ...close, today: '2026-12-05' })).toMatchObject({
      state: 'finished',
      decision: 'change',
    });
    const next = await createNextVersion(shop.db, shop.actor(), playId, now());
    expect(next).toMatchObject({ version: 2, previousPlayId: playId, state: 'draft', holdoutRate: null });
  });

  it('does not write to people whom another play holds out until its planned day, finished early or not, nor to those who had their share of advertising', async () => {
    const { playId } = await createPlay(shop.db, shop.actor(), EMAIL_PLAY, now());
    const preview = await previewPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    expect(preview.audience).toBe(0);
    expect(preview.excluded.map(({ reason }) => reason).sort()).toEqual([
      'frequency_day',
      'in_open_holdout',
      'no_marketing_consent',
    ]);
    expect(preview.excluded.reduce((sum, { count }) => sum + count, 0)).toBe(32);
    expect(readers).toHaveLength(30);
  });
});

describe('a play that is stopped', () => {
  it('or finished sends nothing that still waits', async () => {
    const shop = await buildShop(context);
    await giveSenderDetails(shop);
    await buildReaders(shop, 5);
    await connectMailServer(context, shop, 1);
    const { playId } = await createPlay(shop.db, shop.actor(), EMAIL_PLAY, now());
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    const close = { playId, decision: 'stop' as const, learning: 'x', now: now() };
    await finishPlay(shop.db, shop.actor(), { ...close, today: '2026-12-05' });
    const states = () => shop.db.selectFrom('messaging.message').select(['state', 'reason']).distinct().execute();
    expect(await states()).toEqual([{ state: 'cancelled', reason: 'play_finished' }]);
    // As if one of them had been missed.
    await shop.db.updateTable('messaging.message').set({ state: 'queued' }).execute();
    await sql`insert into messaging.waiting select workspace_id, lane_id, channel, message_id from messaging.message`.execute(
      shop.db,
    );
    await workOff(context);
    expect(await states()).toEqual([{ state: 'cancelled', reason: 'play_stopped' }]);
  });

  it('sends nothing that still waits, and can be closed early', async () => {
    const shop = await buildShop(context);
    await giveSenderDetails(shop);
    await buildReaders(shop, 10);
    await connectMailServer(context, shop, 1);
    const { playId } = await createPlay(shop.db, shop.actor(), EMAIL_PLAY, now());
    const { queued } = await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    expect(await stopPlay(shop.db, shop.actor(), playId, now())).toMatchObject({
      cancelled: queued,
      play: { state: 'stopped' },
    });
    await workOff(context);
    const states = await shop.db.selectFrom('messaging.message').select('state').distinct().execute();
    expect(states).toEqual([{ state: 'cancelled' }]);
    await finishPlay(shop.db, shop.actor(), {
      playId,
      decision: 'stop',
      learning: '재료가 떨어졌어요',
      today: TODAY,
      now: now(),
    });
  });
});

describe('a play without a channel', () => {
  it('only assigns, asks for no consent, leaves out who told us to stop, and can be handed out as a list', async () => {
    const shop = await buildShop(context);
    const ids = [];
    for (let at = 0; at < 20; at += 1) ids.push(await buildPerson(shop, { name: `=손님${at}` }));
    const [refuser = ''] = ids;
    await recordConsents(
      shop.db,
      [
        {
          workspaceId: shop.workspaceId,
          customerId: refuser,
          kind: 'marketing_use',
          state: 'withdrawn',
          method: 'staff',
          evidence: 'spoken',
          at: now(),
        },
      ],
      now(),
    );
    const { playId } = await createPlay(shop.db, shop.actor(), { ...EMAIL_PLAY, channel: 'none' }, now());
    const launched = await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    expect(launched).toMatchObject({ queued: 0, found: 20, excluded: [{ reason: 'global_stop', count: 1 }] });
    expect(launched.treated + launched.holdout).toBe(19);
    const server = await buildServer(context);
    const { cookie } = await signIn(context, shop);
    const csv = await server.inject({ method: 'GET', url: `/api/plays/${playId}/treated.csv`, headers: { cookie } });
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.body.trim().split('\r\n')).toHaveLength(launched.treated + 1);
    expect(csv.body).toContain(",'=손님");
    const log = await shop.db.selectFrom('staff.accessLog').select('action').where('action', '=', 'export').execute();
    expect(log).toHaveLength(1);
  });

  it('counts no coupon that was used at the counter after its last day', async () => {
    const shop = await buildShop(context);
    for (let at = 0; at < 10; at += 1) await buildPerson(shop, {});
    const { playId } = await createPlay(shop.db, shop.actor(), { ...EMAIL_PLAY, channel: 'none' }, now());
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    const coupons = await shop.db
      .selectFrom('loyalty.coupon')
      .select('couponId')
      .where('playId', '=', playId)
      .execute();
    for (const [at, redeemedAt] of [new Date('2026-12-04T12:00:00Z'), new Date('2026-12-06T12:00:00Z')].entries()) {
      await shop.db
        .updateTable('loyalty.coupon')
        .set({ status: 'redeemed', redeemedAt, redeemedAtCounter: true, discountMinor: 2_000 })
        .where('couponId', '=', coupons[at]?.couponId ?? '')
        .execute();
    }
    const result = await getPlayResult(context, shop.actor(), { playId, today: '2026-12-10' });
    expect(result.costs.redemptions).toBe(1);
  });

  it('keeps whom it holds out away from another play that is launched at the same moment', async () => {
    const shop = await buildShop(context);
    for (let at = 0; at < 40; at += 1) await buildPerson(shop, {});
    const launch = async () => {
      const { playId } = await createPlay(shop.db, shop.actor(), { ...EMAIL_PLAY, channel: 'none' }, now());
      return () => launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    };
    const plays = [await launch(), await launch()];
    const [first, second] = await Promise.all(plays.map((launchNow) => launchNow()));
    const sizes = [first, second].map((play) => (play?.treated ?? 0) + (play?.holdout ?? 0)).sort((a, b) => b - a);
    expect(sizes[0]).toBe(40);
    expect(sizes[1]).toBeLessThan(40);
  });

  it('draws the same arms for the same seed and others for another', async () => {
    const shop = await buildShop(context);
    for (let at = 0; at < 60; at += 1) await buildPerson(shop, {});
    const armsOf = async (seed: string) => {
      const { playId } = await createPlay(
        shop.db,
        shop.actor(),
        { ...EMAIL_PLAY, channel: 'none', offer: { kind: 'none' } },
        now(),
      );
      await launchPlay(context, shop.actor(), { playId, seed, today: TODAY, now: now() });
      const rows = await shop.db
        .selectFrom('plays.assignment')
        .select(['customerId', 'arm'])
        .where('playId', '=', playId)
        .orderBy('customerId')
        .execute();
      await shop.db.updateTable('plays.play').set({ plannedEndOn: '2026-11-20' }).execute();
      return rows.map(({ arm }) => arm).join();
    };
    expect(await armsOf('a')).not.toBe(await armsOf('b'));
  });
});

describe('the endpoints of plays', () => {
  it('refuse the anonymous, the wrong role, wrong input and another workspace', async () => {
    const [shop, other] = [await buildShop(context), await buildShop(context)];
    const server = await buildServer(context);
    const { cookie } = await signIn(context, shop);
    const { cookie: staff } = await signIn(context, shop, 'staff');
    const { cookie: stranger } = await signIn(context, other);
    const post = (url: string, payload: object, headers: object) =>
      server.inject({ method: 'POST', url, payload, headers: { ...headers } });
    expect((await server.inject('/api/plays')).statusCode).toBe(401);
    expect((await post('/api/plays', EMAIL_PLAY, { cookie: staff })).statusCode).toBe(403);
    expect((await post('/api/plays', { ...EMAIL_PLAY, rule: { fact: 'nonsense' } }, { cookie })).statusCode).toBe(400);
    const created = await post('/api/plays', EMAIL_PLAY, { cookie });
    expect(created.statusCode).toBe(200);
    const { playId } = created.json();
    for (const part of ['', '/preview', '/result', '/treated.csv']) {
      expect(
        (await server.inject({ method: 'GET', url: `/api/plays/${playId}${part}`, headers: { cookie: stranger } }))
          .statusCode,
      ).toBe(404);
    }
    expect((await post(`/api/plays/${playId}/launch`, {}, { cookie: stranger })).statusCode).toBe(404);
    expect((await post(`/api/plays/${playId}/launch`, {}, { cookie: staff })).statusCode).toBe(403);
    expect(
      (await server.inject({ method: 'GET', url: `/api/plays/${playId}/result`, headers: { cookie } })).statusCode,
    ).toBe(409);
    expect(
      (await server.inject({ method: 'GET', url: `/api/plays/${playId}/preview`, headers: { cookie } })).statusCode,
    ).toBe(200);
    expect(
      (await server.inject({ method: 'DELETE', url: `/api/plays/${playId}`, headers: { cookie } })).statusCode,
    ).toBe(200);
    expect((await server.inject({ method: 'GET', url: '/api/plays', headers: { cookie } })).json()).toEqual({
      plays: [],
    });
  });
});
