import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, TEST_NOW } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildCaller, connectProvider, KEYS } from '../../../test/factories-desk.ts';
import { flowDocument, listRunsOf } from '../../../test/factories-flows.ts';
import { buildItem } from '../../../test/factories-people.ts';
import { newId } from '../../shared/ids.ts';
import { recordMovements } from '../loyalty/ledger/service.ts';
import { dispatchLane } from '../messaging/dispatch.ts';
import { pollReports } from '../messaging/reports.ts';
import type { Simulator } from '../messaging/simulator/house.ts';
import { startSimulator } from '../messaging/simulator/simulator.ts';
import { type FlowDocument, isOwnTransaction, type Step, zFlowDocument } from './contract.ts';
import { tendFlows } from './jobs.ts';
import { listFlows } from './service/list.ts';
import { previewFlow } from './service/preview.ts';
import { switchOff, switchOn } from './service/switch.ts';
import { createFlow } from './service/write.ts';

const context = await createTestContext();
const now = () => context.clock.now();
const BODY = '[#{가게}] #{이름}님, 예약이 확정되었습니다.\n일시: #{일시}\n인원: #{인원}명';
const VALUES = { '#{가게}': '{가게}', '#{이름}': '{이름}', '#{일시}': '{일시}', '#{인원}': '{인원|-}' };
const BASIS = '※ 고객님의 유료 구매로 지급된 포인트 안내입니다.';
const SIGNAL = new AbortController().signal;
let shop: TestShop;
let simulator: Simulator;

const inform = (templateId: string | null, change: object = {}): Extract<Step, { kind: 'inform' }> => ({
  id: 'tell',
  kind: 'inform',
  templateId,
  values: VALUES,
  smsFallback: true,
  ...change,
});
const CONFIRMED = { kind: 'happened', event: 'reservation.confirmed', withinHours: 3 } as const;

async function buildTemplate(change: object = {}): Promise<string> {
  const templateId = newId();
  const row = {
    workspaceId: shop.workspaceId,
    templateId,
    name: '예약 확정',
    channel: 'kakao',
    class: 'info',
    body: BODY,
    providerCode: 'T-1',
    reviewState: 'approved',
    createdAt: now(),
    updatedAt: now(),
  };
  await shop.db
    .insertInto('messaging.template')
    .values({ ...row, ...change })
    .execute();
  return templateId;
}

const build = async (document: Partial<FlowDocument>) =>
  createFlow(context, shop.actor(), {
    name: '안내',
    document: flowDocument({ reentry: { kind: 'every' }, ...document }),
    now: now(),
  });
const warningsOf = async (flowId: string) =>
  (await previewFlow(context, shop.actor(), { flowId, now: now() })).warnings.map(({ code, blocking, detail }) => ({
    code,
    blocking,
    detail,
  }));

let told = 0;
async function happen(customerId: string, kind: string, payload: object, corrects?: string): Promise<string> {
  told += 1;
  const touchpointId = newId();
  await shop.db
    .insertInto('touchpoints.touchpoint')
    .values({
      workspaceId: shop.workspaceId,
      touchpointId,
      shopId: shop.workspaceId,
      at: now(),
      receivedAt: now(),
      businessDay: '2026-11-21',
      source: 'booking',
      idempotencyKey: `k${told}`,
      phase: 'before',
      kind,
      customerId,
      payload: JSON.stringify(payload),
      ...(corrects === undefined ? {} : { corrects }),
    })
    .execute();
  return touchpointId;
}
const send = (flowId: string) => dispatchLane(context, { workspaceId: shop.workspaceId, laneId: flowId }, SIGNAL);
const messagesTo = (customerId: string) =>
  shop.db.selectFrom('messaging.message').selectAll().where('customerId', '=', customerId).orderBy('body').execute();

beforeAll(async () => {
  context.clock.set(TEST_NOW);
  shop = await buildShop(context);
  simulator = await startSimulator({ ...KEYS.solapi, now });
  await connectProvider(context, shop, { provider: 'solapi', baseUrl: simulator.url });
});
afterAll(() => simulator.close());

describe('a step that informs (AD-02, AD-40)', () => {
  it('stands only behind the person’s own transaction: a birthday is told as advertising (AD-01, AD-03)', () => {
    expect(isOwnTransaction(CONFIRMED)).toBe(true);
    expect(isOwnTransaction({ kind: 'points_expiring', withinDays: 14 })).toBe(true);
    expect(isOwnTransaction({ kind: 'happened', event: 'review.received', withinHours: 3 })).toBe(false);
    expect(isOwnTransaction({ kind: 'coupon_ending', daysBefore: 3 })).toBe(false);
    const read = zFlowDocument.safeParse(
      flowDocument({ trigger: { kind: 'birthday', daysBefore: 7 }, steps: [inform(newId())] }),
    );
    expect(read.error?.issues).toMatchObject([{ message: 'no_transaction', path: ['steps', 0, 'kind'] }]);
  });

  it('cannot be switched on with a template that is not approved, lacks a value, or advertises (AD-04, AD-41, AD-43)', async () => {
    const draft = await build({ trigger: CONFIRMED, steps: [inform(await buildTemplate({ reviewState: 'draft' }))] });
    expect(await warningsOf(draft.flowId)).toContainEqual({
      code: 'template_not_approved',
      blocking: true,
      detail: '예약 확정',
    });
    await expect(switchOn(context, shop.actor(), { flowId: draft.flowId, now: now() })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    const values = { ...VALUES, '#{인원}': '2명, 다음 방문 시 10% 할인', '#{일시}': '' };
    const ad = await build({ trigger: CONFIRMED, steps: [inform(await buildTemplate(), { values })] });
    expect(await warningsOf(ad.flowId)).toEqual([
      { code: 'template_unlawful', blocking: true, detail: expect.stringMatching(/^AD-40: .*할인/) },
      { code: 'template_value_missing', blocking: true, detail: '#{일시}' },
    ]);
    const bare = await buildTemplate({ body: '#{이름}님, #{포인트}포인트가 곧 사라져요.' });
    const points = await build({
      trigger: { kind: 'points_expiring', withinDays: 14 },
      steps: [inform(bare, { values: { '#{이름}': '{이름}', '#{포인트}': '{포인트}' } })],
    });
    expect(await warningsOf(points.flowId)).toMatchObject([
      { code: 'template_unlawful', detail: `AD-41: ${BASIS}` },
      { code: 'template_value_may_be_empty', blocking: false },
    ]);
  });

  it('tells of each reservation once, without consent and hold-out, and by text message where KakaoTalk fails (AD-32)', async () => {
    const plain = await buildCaller(shop, 1, []);
    const onKakao = await buildCaller(shop, 2, []);
    const { flowId, sentence } = await build({ trigger: CONFIRMED, steps: [inform(await buildTemplate())] });
    expect(sentence.ko).not.toContain('비교 그룹');
    await switchOn(context, shop.actor(), { flowId, now: now() });
    await happen(plain, 'reservation.confirmed', { reservedFor: '2026-11-25T18:30:00+09:00', partySize: 4 });
    await happen(plain, 'reservation.confirmed', { reservedFor: '2026-11-26T19:00:00+09:00' });
    await happen(onKakao, 'reservation.confirmed', { reservedFor: '2026-11-25T18:30:00+09:00', partySize: 2 });
    await happen(onKakao, 'reservation.cancelled', {});
    const preview = await previewFlow(context, shop.actor(), { flowId, now: now() });
    expect(preview).toMatchObject({ found: 2, eligible: 2, holdout: 0, treated: 2 });
    await tendFlows(context, shop.workspaceId);
    await tendFlows(context, shop.workspaceId);
    expect((await listRunsOf(shop)).filter((run) => run.flowId === flowId)).toHaveLength(3);
    simulator.fateOf = ({ to, type }) => ({ code: type === 'ATA' && to.endsWith('0001') ? '3104' : '4000' });
    await send(flowId);
    expect((await messagesTo(plain)).map(({ class: kind, medium, body }) => ({ kind, medium, body }))).toEqual([
      {
        kind: 'info',
        medium: 'alimtalk',
        body: expect.stringContaining('손님1님, 예약이 확정되었습니다.\n일시: 11월 25일 (수) 18:30\n인원: 4명'),
      },
      { kind: 'info', medium: 'alimtalk', body: expect.stringContaining('인원: -명') },
    ]);
    await pollReports(context, shop.workspaceId);
    await send(flowId);
    const fallen = (await messagesTo(plain)).filter(({ channel }) => channel === 'sms');
    expect(fallen.map(({ state, class: kind, rule }) => ({ state, kind, rule }))).toEqual([
      { state: 'sent', kind: 'info', rule: 'AD-01' },
      { state: 'sent', kind: 'info', rule: 'AD-01' },
    ]);
    expect((await messagesTo(onKakao)).map(({ channel }) => channel)).toEqual(['kakao']);
    expect(await shop.db.selectFrom('plays.assignment').select('customerId').execute()).toEqual([]);
    const { flows } = await listFlows(context, shop.actor(), now());
    expect(flows.find((one) => one.flowId === flowId)?.lately).toMatchObject({ reached: 2, came: 0, heldOut: 0 });
  });

  it('leaves out whom a source tells an advertisement, and shows why; what the author justified still goes (AD-02, AD-04, AD-40)', async () => {
    const [fooled, served, treated] = [
      await buildCaller(shop, 7, []),
      await buildCaller(shop, 8, []),
      await buildCaller(shop, 9, []),
    ];
    const values = { '#{품목}': '{품목}' };
    const ready = { ...CONFIRMED, event: 'order.picked' };
    const bare = await buildTemplate({ body: '#{품목} 준비되었습니다.' });
    const justified = await buildTemplate({
      body: '할인 계산된 #{품목} 준비되었습니다.',
      justification: '주문의 내용',
    });
    const { flowId } = await build({ trigger: ready, steps: [inform(bare, { values })] });
    const excused = await build({
      trigger: { ...CONFIRMED, event: 'order.counted' },
      steps: [inform(justified, { values })],
    });
    for (const id of [flowId, excused.flowId]) await switchOn(context, shop.actor(), { flowId: id, now: now() });
    await happen(fooled, 'order.picked', { item: '다음 방문 시 10% 할인' });
    await happen(served, 'order.picked', { item: '크루아상' });
    await happen(treated, 'order.counted', { item: '크루아상' });
    await tendFlows(context, shop.workspaceId);
    expect(await messagesTo(fooled)).toEqual([]);
    expect(await messagesTo(served)).toMatchObject([{ class: 'info', body: '크루아상 준비되었습니다.' }]);
    expect(await messagesTo(treated)).toMatchObject([{ class: 'info', body: '할인 계산된 크루아상 준비되었습니다.' }]);
    const runs = (await listRunsOf(shop)).filter((run) => run.flowId === flowId);
    expect(runs.find(({ customerId }) => customerId === fooled)).toMatchObject({
      state: 'left',
      reason: 'text_unlawful',
    });
    expect(runs.find(({ customerId }) => customerId === served)).toMatchObject({ state: 'done', reason: '' });
  });

  it('takes the shop’s own items for what they are, whatever they are called, and nothing else (AD-02, AD-04)', async () => {
    await buildItem(shop, '신메뉴 쿠폰세트');
    await buildItem(shop, '무료음료');
    const [own, beside] = [await buildCaller(shop, 11, []), await buildCaller(shop, 12, [])];
    const body = '#{품목} 준비되었습니다.';
    const packed = async (event: string, value: string) => {
      const steps = [inform(await buildTemplate({ body }), { values: { '#{품목}': value } })];
      const { flowId } = await build({ trigger: { ...CONFIRMED, event }, steps });
      return flowId;
    };
    const flowId = await packed('order.packed', '{품목}');
    await switchOn(context, shop.actor(), { flowId, now: now() });
    await happen(own, 'order.packed', { item: '신메뉴 쿠폰세트, 무료음료' });
    // A name among other words is an advertisement like any other.
    await happen(beside, 'order.packed', { item: '무료음료 이벤트' });
    await tendFlows(context, shop.workspaceId);
    expect(await messagesTo(own)).toMatchObject([{ class: 'info', body: '신메뉴 쿠폰세트, 무료음료 준비되었습니다.' }]);
    expect(await messagesTo(beside)).toEqual([]);
    // What the author writes beside it stays judged, before it is switched on.
    expect(await warningsOf(await packed('order.boxed', '{품목} 무료음료'))).toMatchObject([
      { code: 'template_unlawful', blocking: true, detail: expect.stringContaining('무료') },
    ]);
  });

  it('tells the correction, and no more what it replaced (OP-89)', async () => {
    const guest = await buildCaller(shop, 10, []);
    const { flowId } = await build({
      trigger: { ...CONFIRMED, event: 'reservation.changed' },
      steps: [inform(await buildTemplate({ body: '#{인원}명 예약입니다.' }), { values: { '#{인원}': '{인원}' } })],
    });
    await switchOn(context, shop.actor(), { flowId, now: now() });
    const wrong = await happen(guest, 'reservation.changed', { partySize: 4 });
    await happen(guest, 'reservation.changed', { partySize: 6 }, wrong);
    await tendFlows(context, shop.workspaceId);
    expect((await messagesTo(guest)).map(({ body }) => body)).toEqual(['6명 예약입니다.']);
  });

  it('ends whose reservation was replaced while she waited, and says why, instead of passing her on untold (OP-89)', async () => {
    const guest = await buildCaller(shop, 14, []);
    const { flowId } = await build({
      trigger: { ...CONFIRMED, event: 'reservation.moved' },
      steps: [
        { id: 'hold', kind: 'wait', amount: 1, unit: 'hours' },
        inform(await buildTemplate({ body: '#{인원}명 예약입니다.' }), { values: { '#{인원}': '{인원}' } }),
      ],
    });
    await switchOn(context, shop.actor(), { flowId, now: now() });
    const wrong = await happen(guest, 'reservation.moved', { partySize: 4 });
    await tendFlows(context, shop.workspaceId);
    await happen(guest, 'reservation.moved', { partySize: 6 }, wrong);
    await tendFlows(context, shop.workspaceId);
    context.clock.set(new Date(now().getTime() + 61 * 60_000));
    await tendFlows(context, shop.workspaceId);
    context.clock.set(TEST_NOW);
    expect((await messagesTo(guest)).map(({ body }) => body)).toEqual(['6명 예약입니다.']);
    const runs = (await listRunsOf(shop)).filter((run) => run.flowId === flowId);
    expect(runs.map(({ state, reason }) => `${state} ${reason}`).sort()).toEqual(['done ', 'left transaction_gone']);
  });

  it.each([{ kind: 'after_days' as const, days: 14 }, { kind: 'once' as const }])(
    'lets the correction in after what it replaced was gone, whatever the re-entry ($kind), once (OP-89)',
    async (reentry) => {
      const guest = await buildCaller(shop, reentry.kind === 'once' ? 15 : 16, []);
      const event = `reservation.${reentry.kind}`;
      const { flowId } = await build({
        trigger: { ...CONFIRMED, event },
        reentry,
        steps: [
          { id: 'hold', kind: 'wait', amount: 1, unit: 'hours' },
          inform(await buildTemplate({ body: '#{인원}명 예약입니다.' }), { values: { '#{인원}': '{인원}' } }),
        ],
      });
      await switchOn(context, shop.actor(), { flowId, now: now() });
      const wrong = await happen(guest, event, { partySize: 4 });
      await tendFlows(context, shop.workspaceId);
      context.clock.set(new Date(now().getTime() + 61 * 60_000));
      await happen(guest, event, { partySize: 6 }, wrong);
      for (let hour = 0; hour < 3; hour += 1) {
        await tendFlows(context, shop.workspaceId);
        await tendFlows(context, shop.workspaceId);
        context.clock.set(new Date(now().getTime() + 61 * 60_000));
      }
      context.clock.set(TEST_NOW);
      expect((await messagesTo(guest)).map(({ body }) => body)).toEqual(['6명 예약입니다.']);
    },
  );

  it('lets nothing out any more once it is switched off', async () => {
    const guest = await buildCaller(shop, 3, []);
    const { flowId } = await build({
      trigger: { ...CONFIRMED, event: 'order.ready' },
      steps: [inform(await buildTemplate())],
    });
    await switchOn(context, shop.actor(), { flowId, now: now() });
    await happen(guest, 'order.ready', {});
    await tendFlows(context, shop.workspaceId);
    await switchOff(shop.db, shop.actor(), { flowId, now: now() });
    expect(await messagesTo(guest)).toMatchObject([{ state: 'cancelled', reason: 'switched_off' }]);
  });

  it('tells of points only whoever agreed to their terms, and only of those earned by buying (AD-03, AD-41)', async () => {
    const points = (n: number, kinds: Parameters<typeof buildCaller>[2]) => buildCaller(shop, n, kinds);
    const [agreed, silent, gifted] = [
      await points(4, ['points_terms']),
      await points(5, []),
      await points(6, ['points_terms']),
    ];
    for (const [customerId, kind] of [
      [agreed, 'earn'],
      [silent, 'earn'],
      [gifted, 'adjust'],
    ] as const) {
      const [accountId, movementId, lotId] = [newId(), newId(), newId()];
      const common = { workspaceId: shop.workspaceId, unit: 'points' };
      await shop.db
        .insertInto('loyalty.account')
        .values({ ...common, accountId, role: 'person', customerId })
        .execute();
      const other = await shop.db
        .selectFrom('loyalty.account')
        .select('accountId')
        .where('role', '=', 'issued')
        .executeTakeFirst();
      const issuedId = other?.accountId ?? newId();
      if (!other)
        await shop.db
          .insertInto('loyalty.account')
          .values({ ...common, accountId: issuedId, role: 'issued' })
          .execute();
      await shop.db
        .insertInto('loyalty.movement')
        .values({
          ...common,
          movementId,
          kind,
          idempotencyKey: movementId,
          at: now(),
          businessDay: '2026-11-01',
          recordedAt: now(),
        })
        .execute();
      await shop.db
        .insertInto('loyalty.lot')
        .values({ workspaceId: shop.workspaceId, lotId, accountId, movementId, amount: 1_200, expiresOn: '2026-11-30' })
        .execute();
      await shop.db
        .insertInto('loyalty.entry')
        .values([
          { ...common, movementId, entryNo: 1, accountId, lotId, amount: 1_200 },
          { ...common, movementId, entryNo: 2, accountId: issuedId, amount: -1_200 },
        ])
        .execute();
    }
    const templateId = await buildTemplate({ body: `#{이름}님, 포인트 #{포인트}점이 #{날짜}에 사라져요.\n${BASIS}` });
    const values = { '#{이름}': '{이름}', '#{포인트}': '{포인트}', '#{날짜}': '{날짜}' };
    const { flowId } = await build({
      trigger: { kind: 'points_expiring', withinDays: 14 },
      reentry: { kind: 'after_days', days: 14 },
      steps: [inform(templateId, { values }), { id: 'pause', kind: 'wait', amount: 1, unit: 'days' }],
    });
    await switchOn(context, shop.actor(), { flowId, now: now() });
    await tendFlows(context, shop.workspaceId);
    await send(flowId);
    expect(await messagesTo(agreed)).toMatchObject([
      { state: 'sent', body: expect.stringContaining('포인트 1,200점이 11월 30일 (월)에 사라져요.') },
    ]);
    expect(await messagesTo(silent)).toMatchObject([{ state: 'skipped', reason: 'no_points_terms' }]);
    expect(await messagesTo(gifted)).toEqual([]);
    // Her points do end: what comes after is hers as anybody's, and it stays written why she was not told.
    const run = (await listRunsOf(shop)).find(({ customerId }) => customerId === gifted);
    expect(run).toMatchObject({ state: 'active', reason: 'points_given' });
    await shop.db.updateTable('flows.run').set({ dueAt: now() }).where('customerId', '=', gifted).execute();
    await tendFlows(context, shop.workspaceId);
    const done = (await listRunsOf(shop)).find(({ customerId }) => customerId === gifted);
    expect(done).toMatchObject({ state: 'done', reason: 'points_given' });
  });

  it('forgets why somebody was not told once a later step of the round told her', async () => {
    const guest = await buildCaller(shop, 21, ['points_terms']);
    const sale = { owner: { customerId: guest, mergedFrom: null }, at: now(), businessDay: '2026-11-21' };
    const book = (kind: 'earn' | 'adjust') =>
      recordMovements(shop.db, {
        workspaceId: shop.workspaceId,
        commands: [{ ...sale, unit: 'points', key: newId(), action: { kind, amount: 700, expiresOn: '2026-11-30' } }],
        now: now(),
      });
    await book('adjust');
    const templateId = await buildTemplate({
      body: `거듭 알려 드려요. 포인트 #{포인트}점이 #{날짜}에 사라져요.\n${BASIS}`,
    });
    const values = { '#{포인트}': '{포인트}', '#{날짜}': '{날짜}' };
    const { flowId } = await build({
      trigger: { kind: 'points_expiring', withinDays: 14 },
      reentry: { kind: 'after_days', days: 14 },
      steps: [
        inform(templateId, { values }),
        { id: 'pause', kind: 'wait', amount: 1, unit: 'days' },
        inform(templateId, { id: 'again', values }),
      ],
    });
    await switchOn(context, shop.actor(), { flowId, now: now() });
    const run = async () => (await listRunsOf(shop)).find((one) => one.flowId === flowId && one.customerId === guest);
    await tendFlows(context, shop.workspaceId);
    expect(await run()).toMatchObject({ state: 'active', reason: 'points_given' });
    await book('earn');
    await shop.db.updateTable('flows.run').set({ dueAt: now() }).where('flowId', '=', flowId).execute();
    await tendFlows(context, shop.workspaceId);
    expect((await messagesTo(guest)).map(({ body }) => body)).toContainEqual(expect.stringContaining('거듭'));
    expect(await run()).toMatchObject({ state: 'done', reason: '' });
  });

  it('tells of stamps only in words that name them, never as points (AD-02, AD-41)', async () => {
    const guest = await buildCaller(shop, 13, ['points_terms']);
    const earn = { kind: 'earn' as const, amount: 3, expiresOn: '2026-11-30' };
    const sale = { owner: { customerId: guest, mergedFrom: null }, at: now(), businessDay: '2026-11-21' };
    await recordMovements(shop.db, {
      workspaceId: shop.workspaceId,
      commands: [{ ...sale, unit: 'stamps', key: newId(), action: earn }],
      now: now(),
    });
    const trigger = { kind: 'points_expiring' as const, withinDays: 14 };
    for (const body of ['포인트 #{포인트}점이 #{날짜}에 사라져요.', '스탬프 #{스탬프}개가 #{날짜}에 사라져요.']) {
      const values = { '#{포인트}': '{포인트}', '#{스탬프}': '{스탬프}', '#{날짜}': '{날짜}' };
      const steps = [inform(await buildTemplate({ body: `${body}\n${BASIS}` }), { values })];
      const { flowId } = await build({ trigger, reentry: { kind: 'after_days', days: 14 }, steps });
      await switchOn(context, shop.actor(), { flowId, now: now() });
    }
    await tendFlows(context, shop.workspaceId);
    expect((await messagesTo(guest)).map(({ body }) => body)).toEqual([
      `스탬프 3개가 11월 30일 (월)에 사라져요.\n${BASIS}`,
    ]);
  });
});
