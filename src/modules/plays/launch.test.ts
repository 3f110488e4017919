import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildCaller, connectProvider } from '../../../test/factories-desk.ts';
import {
  buildGuests,
  EMAIL_PLAY,
  giveSenderDetails,
  HANDED_PLAY,
  listAssigned,
  POLICY,
} from '../../../test/factories-plays.ts';
import { createPlay, launchPlay, leavePlayJob, previewPlay } from './index.ts';
import { askApproval, sendBack, takeBack } from './service/approval.ts';
import { updatePlay } from './service/drafts.ts';
import { getPlayRow } from './service/play.ts';
import { updatePlayPolicy } from './service/policy.ts';

const context = await createTestContext();
const TODAY = '2026-11-21';
const now = () => context.clock.now();

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

describe('advertising by text message', () => {
  it('stands on the board of today while it runs and once it is stopped', async () => {
    const shop = await buildShop(context);
    await giveSenderDetails(shop);
    await connectProvider(context, shop, { provider: 'solapi', baseUrl: 'http://127.0.0.1:9' });
    for (let n = 0; n < 20; n += 1) await buildCaller(shop, n);
    const { playId } = await createPlay(shop.db, shop.actor(), { ...EMAIL_PLAY, channel: 'sms' }, now());
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    const server = await buildServer(context);
    const { cookie } = await signIn(context, shop);
    const readBoard = () => server.inject({ method: 'GET', url: '/api/today', headers: { cookie } });
    expect((await readBoard()).json().plays).toMatchObject([{ playId, launchedOn: TODAY }]);
    const stopped = await server.inject({ method: 'POST', url: `/api/plays/${playId}/stop`, headers: { cookie } });
    expect(stopped.statusCode).toBe(200);
    expect((await readBoard()).json().plays).toMatchObject([{ playId }]);
  });
});

describe('before it leaves', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await buildShop(context);
    await buildGuests(shop, 80);
  });

  it('leaves later, and until then is simply a draft again when it is taken back', async () => {
    const { playId } = await createPlay(shop.db, shop.actor(), HANDED_PLAY, now());
    const leavesAt = new Date(now().getTime() + 600_000).toISOString();
    const launched = await launchPlay(context, shop.actor(), { playId, leavesAt, today: TODAY, now: now() });
    expect(launched.play).toMatchObject({ state: 'leaving', leavesAt });
    expect(await listAssigned(shop, playId)).toEqual([]);
    await leavePlayJob.run(context, { workspaceId: shop.workspaceId, playId }, new AbortController().signal);
    expect(await listAssigned(shop, playId)).toEqual([]);
    const back = await takeBack(shop.db, shop.actor(), { playId, now: now() });
    expect(back).toMatchObject({ state: 'draft', leavesAt: null });
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    expect(await listAssigned(shop, playId)).toHaveLength(80);
    await expect(takeBack(shop.db, shop.actor(), { playId, now: now() })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('leaves by itself when its time has come', async () => {
    const other = await buildShop(context);
    await buildGuests(other, 70);
    const { playId } = await createPlay(other.db, other.actor(), HANDED_PLAY, now());
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
    expect(await listAssigned(other, playId)).toHaveLength(70);
    await leavePlayJob.run(context, { workspaceId: other.workspaceId, playId }, new AbortController().signal);
    expect(await listAssigned(other, playId)).toHaveLength(70);
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
    const { playId } = await createPlay(other.db, other.actor(), HANDED_PLAY, now());
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
    const { playId } = await createPlay(other.db, manager, HANDED_PLAY, now());
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
