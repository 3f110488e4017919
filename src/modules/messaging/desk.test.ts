import { describe, expect, it } from 'vitest';
import { createTestContext, TEST_NOW } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildCaller, giveRefusalNumber } from '../../../test/factories-desk.ts';
import { buildDesk } from '../../../test/factories-messages.ts';
import { giveSenderDetails } from '../../../test/factories-plays.ts';
import { newId } from '../../shared/ids.ts';
import { pollReports } from './reports.ts';
import { insertTemplate, updateTemplateIn } from './store/templates.ts';

const context = await createTestContext();
const now = () => context.clock.now();
const { open, queue, run, rowsOf } = buildDesk(context);

describe('a text message', () => {
  it('leaves with label, sender and free refusal, counted and priced (AD-20, AD-30)', async () => {
    const { shop, simulator } = await open();
    await queue(shop, [await buildCaller(shop, 0)]);
    await run(shop);
    await simulator.close();
    expect(simulator.taken).toMatchObject([
      {
        to: '01020000000',
        from: '021234567',
        type: 'SMS',
        text: '(광고)온기식당\n이번주 단골 쿠폰 2,000원!\n무료거부0801234567',
      },
    ]);
    expect(await rowsOf(shop)).toMatchObject([
      { state: 'sent', medium: 'sms', bytes: 59, priceMinor: 12, rule: 'AD-10' },
    ]);
  });

  it('waits, with its reason, while the sender number or the provider’s certificate is not in order (AD-18, AD-50)', async () => {
    const { shop, simulator } = await open();
    await shop.db.updateTable('messaging.senderNumber').set({ state: 'requested' }).execute();
    await queue(shop, [await buildCaller(shop, 0)]);
    await run(shop);
    expect(await rowsOf(shop)).toMatchObject([{ state: 'queued', reason: 'sender_not_registered' }]);
    await shop.db.updateTable('messaging.senderNumber').set({ state: 'registered' }).execute();
    await shop.db.updateTable('messaging.providerAccount').set({ certificateUntil: '2026-11-20' }).execute();
    context.clock.set('2026-11-21T14:00:00+09:00');
    await run(shop);
    expect(await rowsOf(shop)).toMatchObject([{ state: 'queued', reason: 'provider_not_certified' }]);
    await simulator.close();
    expect(simulator.taken).toEqual([]);
  });

  it('is never repeated where the provider cannot be asked: Aligo’s silence leaves it unknown', async () => {
    const { shop, simulator } = await open('aligo');
    simulator.faults = { silentAfterTaking: 1 };
    await queue(shop, [await buildCaller(shop, 0)]);
    await run(shop);
    simulator.faults = {};
    context.clock.set('2026-11-21T15:00:00+09:00');
    await run(shop);
    await simulator.close();
    expect(simulator.taken).toHaveLength(1);
    expect(await rowsOf(shop)).toMatchObject([{ state: 'unconfirmed', reason: 'no_answer' }]);
  });

  it('is asked for before it is repeated: after SOLAPI’s silence it counts as sent when it was taken, and goes again when not', async () => {
    const { shop, simulator } = await open();
    await queue(shop, [await buildCaller(shop, 0)]);
    simulator.faults = { silentAfterTaking: 1 };
    await run(shop);
    expect(await rowsOf(shop)).toMatchObject([{ state: 'handing_over' }]);
    simulator.faults = {};
    context.clock.set(new Date(now().getTime() + 1_000));
    await run(shop);
    expect(await rowsOf(shop)).toMatchObject([{ state: 'sent' }]);
    await queue(shop, [await buildCaller(shop, 1)], {
      class: 'info',
      messages: [
        {
          customerId: (await rowsOf(shop))[0]?.customerId ?? '',
          contactPointId: null,
          address: null,
          subject: '',
          body: '예약이 확정되었습니다.',
        },
      ],
    });
    simulator.faults = { silentBeforeTaking: 1 };
    await run(shop);
    simulator.faults = {};
    expect(simulator.taken).toHaveLength(1);
    context.clock.set(new Date(now().getTime() + 1_000));
    await run(shop);
    await simulator.close();
    expect(simulator.taken).toHaveLength(2);
  });

  it('stops for everybody when the provider refuses the sender, until somebody has looked (AD-51)', async () => {
    const { shop, simulator } = await open('aligo');
    const people = [await buildCaller(shop, 0), await buildCaller(shop, 1)];
    await queue(shop, people);
    simulator.sendAnswer = { result_code: -101, message: '발신번호' };
    await expect(run(shop)).rejects.toMatchObject({ code: 'unavailable' });
    simulator.sendAnswer = undefined;
    expect((await rowsOf(shop)).map(({ state }) => state)).toEqual(['queued', 'queued']);
    await run(shop);
    await simulator.close();
    expect(simulator.taken).toEqual([]);
    expect((await rowsOf(shop)).map(({ reason }) => reason)).toEqual([
      'sender_not_registered',
      'sender_not_registered',
    ]);
  });
});

describe('a dry run (AD-52)', () => {
  it('composes and counts everything, sends nothing, and counts nobody as written to', async () => {
    const shop = await buildShop(context);
    context.clock.set(TEST_NOW);
    await giveSenderDetails(shop);
    await giveRefusalNumber(shop, now(), { isDryRun: true });
    await queue(shop, [await buildCaller(shop, 0)]);
    await run(shop);
    const [row] = await rowsOf(shop);
    expect(row).toMatchObject({ state: 'skipped', reason: 'dry_run', medium: 'sms' });
    expect(row?.bytes).toBeGreaterThan(50);
  });
});

describe('KakaoTalk', () => {
  async function buildTemplate(shop: TestShop, body: string) {
    const templateId = newId();
    await insertTemplate(shop.db, {
      workspaceId: shop.workspaceId,
      templateId,
      name: '예약 확정',
      channel: 'kakao',
      class: 'info',
      locale: 'ko',
      subject: '',
      body,
      about: '',
      starter: '',
      justification: '',
      createdAt: now(),
      updatedAt: now(),
    });
    return templateId;
  }
  const approve = (shop: TestShop, templateId: string, providerText: string) =>
    updateTemplateIn(shop.db, {
      workspaceId: shop.workspaceId,
      templateId,
      states: ['draft'],
      change: { reviewState: 'approved', providerCode: 'T1', providerText },
    });

  it('sends an AlimTalk only as it was approved, and falls back to a text message once (AD-32, AD-42, AD-43)', async () => {
    const { shop, simulator } = await open();
    const customerId = await buildCaller(shop, 0, []);
    const body = '#{이름}님, 예약이 확정되었습니다.';
    const templateId = await buildTemplate(shop, body);
    const request = {
      class: 'info' as const,
      channel: 'kakao' as const,
      templateId,
      fallbackBody: '손님0님, 예약이 확정되었습니다.',
      variables: { '#{이름}': '손님0' },
    };
    await queue(shop, [customerId], request);
    await run(shop);
    expect(await rowsOf(shop)).toMatchObject([{ state: 'skipped', reason: 'template_not_approved' }]);
    await approve(shop, templateId, body);
    simulator.fateOf = ({ type }) => ({ code: type === 'ATA' ? '3104' : '4000' });
    await queue(shop, [customerId], request);
    await run(shop);
    await pollReports(context, shop.workspaceId);
    await pollReports(context, shop.workspaceId);
    await run(shop);
    await run(shop);
    await pollReports(context, shop.workspaceId);
    await simulator.close();
    expect(simulator.taken.map(({ type, text }) => `${type} ${text}`)).toEqual([
      'ATA ',
      'SMS 손님0님, 예약이 확정되었습니다.',
    ]);
    expect((await rowsOf(shop)).slice(1)).toMatchObject([
      { channel: 'kakao', medium: 'alimtalk', state: 'failed', failureClass: 'not_on_kakao' },
      { channel: 'sms', medium: 'sms', state: 'sent', deliveredAt: now() },
    ]);
  });

  it('sends a brand message to those who agreed to KakaoTalk, and its fallback only to those who agreed to text messages', async () => {
    const { shop, simulator } = await open();
    const people = [
      await buildCaller(shop, 0),
      await buildCaller(shop, 1, ['marketing_use', 'ad_kakao']),
      await buildCaller(shop, 2, ['marketing_use', 'ad_sms']),
    ];
    simulator.fateOf = ({ type }) => ({ code: type === 'BMS_FREE' ? '3102' : '4000' });
    await queue(shop, people, { channel: 'kakao', fallbackBody: '이번주 단골 쿠폰 2,000원!' });
    await run(shop);
    await pollReports(context, shop.workspaceId);
    await run(shop);
    await simulator.close();
    expect(simulator.taken.map(({ type, to }) => `${type} ${to}`).sort()).toEqual([
      'BMS_FREE 01020000000',
      'BMS_FREE 01020000001',
      'SMS 01020000000',
    ]);
    const rows = await rowsOf(shop);
    expect(
      rows
        .filter(({ channel }) => channel === 'sms')
        .map(({ state, reason }) => `${state} ${reason}`)
        .sort(),
    ).toEqual(['sent ', 'skipped no_channel_consent']);
  });

  it('tells about points only who agreed to their terms (AD-41)', async () => {
    const { shop, simulator } = await open();
    const body = '포인트 #{포인트}점이 적립되었습니다.\n※ 고객님의 유료 구매로 지급된 포인트 안내입니다.';
    const templateId = await buildTemplate(shop, body);
    await approve(shop, templateId, body);
    const people = [await buildCaller(shop, 0, []), await buildCaller(shop, 1, ['points_terms'])];
    await queue(shop, people, {
      class: 'info',
      channel: 'kakao',
      about: 'points',
      templateId,
      variables: { '#{포인트}': '90' },
    });
    await run(shop);
    await simulator.close();
    expect(simulator.taken.map(({ to }) => to)).toEqual(['01020000001']);
    expect((await rowsOf(shop))[0]).toMatchObject({ state: 'skipped', reason: 'no_points_terms' });
  });
});
