import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createTestContext, TEST_NOW } from '../../../test/database.ts';
import { buildServer, buildShop, type TestShop } from '../../../test/factories.ts';
import {
  buildCaller,
  connectProvider,
  giveRefusalNumber,
  KEYS,
  phoneOf,
  WEBHOOK_TOKEN,
} from '../../../test/factories-desk.ts';
import { connectMailServer, giveSenderDetails, startMailServer } from '../../../test/factories-plays.ts';
import { newId } from '../../shared/ids.ts';
import { recordConsentsNow } from '../privacy/index.ts';
import { listen } from './desk-jobs.ts';
import { dispatchLane } from './dispatch.ts';
import { pollOptOuts } from './provider-opt-outs.ts';
import { signNhnWebhook } from './providers/nhn.ts';
import { type MessageRequest, queueMessages } from './queue.ts';
import { applyReports, pollReports } from './reports.ts';
import type { Simulator } from './simulator/house.ts';
import { startSimulator } from './simulator/simulator.ts';
import { setAccountError } from './store/desk.ts';
import { insertTemplate, updateTemplateIn } from './store/templates.ts';

const context = await createTestContext();
const now = () => context.clock.now();
const never = new AbortController().signal;

async function open(
  provider: 'solapi' | 'aligo' | 'nhn' = 'solapi',
): Promise<{ shop: TestShop; simulator: Simulator }> {
  context.clock.set(TEST_NOW);
  const shop = await buildShop(context);
  await giveSenderDetails(shop);
  const simulator = await startSimulator({ ...(provider === 'solapi' ? KEYS.solapi : {}), now });
  await connectProvider(context, shop, { provider, baseUrl: simulator.url });
  return { shop, simulator };
}

function queue(
  shop: TestShop,
  people: readonly string[],
  change: Partial<MessageRequest> & { fallbackBody?: string; variables?: Record<string, string> } = {},
) {
  const { fallbackBody, variables, ...request } = change;
  return queueMessages(context, shop.db, {
    workspaceId: shop.workspaceId,
    automationId: newId(),
    class: 'ad',
    channel: 'sms',
    locale: 'ko',
    now: now(),
    messages: people.map((customerId, n) => ({
      customerId,
      contactPointId: null,
      address: phoneOf(n),
      subject: '',
      body: '이번주 단골 쿠폰 2,000원!',
      fallbackBody: fallbackBody ?? null,
      variables: variables ?? {},
    })),
    ...request,
  });
}

async function run(shop: TestShop): Promise<void> {
  const lanes = await shop.db.selectFrom('messaging.message').select('laneId').distinct().execute();
  for (const { laneId } of lanes) await dispatchLane(context, { workspaceId: shop.workspaceId, laneId }, never);
}

const rowsOf = (shop: TestShop) =>
  shop.db
    .selectFrom('messaging.message')
    .select([
      'state',
      'reason',
      'medium',
      'channel',
      'bytes',
      'priceMinor',
      'failureClass',
      'deliveredAt',
      'customerId',
      'rule',
      'providerMessageId',
    ])
    .orderBy('messageId')
    .execute();

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

describe('reports (§2.9)', () => {
  it('move a message on once, in whatever order and however often they come', async () => {
    const { shop, simulator } = await open();
    const people = await Promise.all([0, 1, 2].map((n) => buildCaller(shop, n)));
    await queue(shop, people);
    await run(shop);
    const [first, second, third] = simulator.taken;
    simulator.fateOf = (message) => ({ code: message === first ? '4000' : message === second ? '3010' : '3000' });
    for (let round = 0; round < 3; round += 1) {
      const reports = simulator.reports().map(({ messageId, statusCode }) => ({
        providerMessageId: messageId,
        state:
          statusCode === '4000'
            ? ('delivered' as const)
            : statusCode === '3000'
              ? ('at_carrier' as const)
              : ('failed' as const),
        failure: statusCode === '3010' ? ('invalid_number' as const) : undefined,
        code: statusCode,
        at: null,
      }));
      for (const report of reports)
        await applyReports(context, shop.db, { workspaceId: shop.workspaceId, provider: 'solapi', reports: [report] });
    }
    await simulator.close();
    const byId = new Map((await rowsOf(shop)).map((row) => [row.providerMessageId, row]));
    expect(byId.get(first?.providerMessageId ?? '')).toMatchObject({ state: 'sent', deliveredAt: now() });
    expect(byId.get(second?.providerMessageId ?? '')).toMatchObject({
      state: 'failed',
      failureClass: 'invalid_number',
    });
    expect(byId.get(third?.providerMessageId ?? '')).toMatchObject({ state: 'sent', deliveredAt: null });
  });

  it.each(['solapi', 'aligo', 'nhn'] as const)(
    'of %s that are asked for move a message on once, repeated and in any order',
    async (provider) => {
      const { shop, simulator } = await open(provider);
      const people = [];
      for (let n = 0; n < 6; n += 1) people.push(await buildCaller(shop, n));
      await queue(shop, people);
      await run(shop);
      const gone = simulator.taken[2]?.to;
      simulator.faults.repeatsPolled = true;
      simulator.fateOf = ({ to }) => ({ code: to === gone ? '3010' : '4000' });
      const told = async () => {
        await pollReports(context, shop.workspaceId);
        const rows = await rowsOf(shop);
        return rows.map(({ state, failureClass, deliveredAt }) => [state, failureClass, deliveredAt?.toISOString()]);
      };
      const first = await told();
      expect(first.filter(([state]) => state === 'failed')).toEqual([['failed', 'invalid_number', undefined]]);
      expect(first.filter(([state, , delivered]) => state === 'sent' && delivered !== undefined)).toHaveLength(5);
      context.clock.set(new Date(now().getTime() + 60_000));
      expect(await told()).toEqual(first);
      await simulator.close();
    },
  );

  it('of SOLAPI are asked back before they are believed, those of NHN need their signature', async () => {
    const server = await buildServer(context);
    const { shop, simulator } = await open();
    await queue(shop, [await buildCaller(shop, 0)]);
    await run(shop);
    simulator.fateOf = () => ({ code: '3010' });
    const address = (provider: string, owner: TestShop) =>
      `/hooks/messages/${WEBHOOK_TOKEN}${provider}${owner.workspaceId}`;
    const lie = [{ messageId: simulator.taken[0]?.providerMessageId, statusCode: '4000' }];
    const told = await server.inject({ method: 'POST', url: address('solapi', shop), payload: lie });
    expect(told.statusCode).toBe(200);
    expect(await rowsOf(shop)).toMatchObject([{ state: 'failed', failureClass: 'invalid_number' }]);
    await simulator.close();

    const other = await open('nhn');
    await queue(other.shop, [await buildCaller(other.shop, 0)]);
    await run(other.shop);
    await other.simulator.close();
    const body = JSON.stringify({
      event: 'MESSAGE_RESULT_UPDATE',
      hooks: [{ messageId: 'N1', clientReference: other.simulator.taken[0]?.ref, status: 'DELIVERED' }],
    });
    const post = (signature: string) =>
      server.inject({
        method: 'POST',
        url: address('nhn', other.shop),
        payload: body,
        headers: { 'content-type': 'application/json', 'x-toast-webhook-signature': signature },
      });
    expect((await post('wrong')).statusCode).toBe(403);
    const signature = signNhnWebhook(KEYS.nhn.webhookSecret, Buffer.from(body));
    expect((await post(signature)).statusCode).toBe(200);
    expect((await post(signature)).statusCode).toBe(200);
    expect(await rowsOf(other.shop)).toMatchObject([{ state: 'sent', deliveredAt: now() }]);
    expect(
      (await server.inject({ method: 'POST', url: '/hooks/messages/nobody-has-this-address-0000000', payload: '[]' }))
        .statusCode,
    ).toBe(404);
    const bodies = await other.shop.db.selectFrom('messaging.reportBody').select('bodySealed').execute();
    expect(bodies.every(({ bodySealed }) => !bodySealed.includes(body.slice(2, 20)))).toBe(true);
  });

  it('can be asked for without being reachable; a number reported dead twice is not written to again', async () => {
    const { shop, simulator } = await open();
    const customerId = await buildCaller(shop, 0);
    simulator.fateOf = () => ({ code: '3010' });
    const point = await shop.db
      .selectFrom('customers.contactPoint')
      .select('contactPointId')
      .where('customerId', '=', customerId)
      .executeTakeFirstOrThrow();
    for (const body of ['예약이 확정되었습니다.', '예약이 변경되었습니다.', '예약이 취소되었습니다.']) {
      await queue(shop, [], {
        class: 'info',
        messages: [{ customerId, contactPointId: point.contactPointId, address: phoneOf(0), subject: '', body }],
      });
      await run(shop);
      await pollReports(context, shop.workspaceId);
    }
    await simulator.close();
    expect((await rowsOf(shop)).map(({ state, reason }) => `${state} ${reason}`)).toEqual([
      'failed invalid_number',
      'failed invalid_number',
      'skipped address_invalid',
    ]);
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

describe('a refusal (AD-11, §2.4)', () => {
  const adConsents = async (shop: TestShop) =>
    (
      await shop.db
        .selectFrom('privacy.consentEvent')
        .select(['customerId', 'kind', 'state', 'method', 'evidence'])
        .where('state', '=', 'withdrawn')
        .orderBy('kind')
        .execute()
    ).map(({ customerId, kind, state, method, evidence }) => ({ customerId, kind, state, method, evidence }));

  it('told as a failure code is a withdrawal on that channel, once, with the message as evidence (SOLAPI 1061)', async () => {
    const { shop, simulator } = await open();
    const customerId = await buildCaller(shop, 0);
    simulator.fateOf = () => ({ code: '1061' });
    await queue(shop, [customerId]);
    await run(shop);
    await pollReports(context, shop.workspaceId);
    await pollReports(context, shop.workspaceId);
    // Turned down at the door, before any report.
    simulator.sendAnswer = { failedMessageList: [] };
    const waiting = await queue(shop, [customerId], { class: 'ad' });
    expect(waiting).toBe(1);
    await run(shop);
    await simulator.close();
    const [message] = await shop.db.selectFrom('messaging.message').select('messageId').orderBy('messageId').execute();
    expect(await adConsents(shop)).toEqual([
      {
        customerId,
        kind: 'ad_sms',
        state: 'withdrawn',
        method: 'phone',
        evidence: `solapi 1061 to message ${message?.messageId}`,
      },
    ]);
    expect((await rowsOf(shop)).map(({ state, reason }) => `${state} ${reason}`)).toEqual([
      'failed opted_out',
      'skipped opted_out',
    ]);
  });

  it('is told so by every provider: Aligo in words, NHN and SOLAPI at the door', async () => {
    const { shop, simulator } = await open('aligo');
    const customerId = await buildCaller(shop, 0);
    simulator.fateOf = () => ({ code: '1061' });
    await queue(shop, [customerId]);
    await run(shop);
    await pollReports(context, shop.workspaceId);
    await simulator.close();
    expect(await adConsents(shop)).toMatchObject([{ customerId, kind: 'ad_sms', method: 'phone' }]);
    const other = await open();
    const second = await buildCaller(other.shop, 0);
    await queue(other.shop, [second]);
    const [{ messageId } = { messageId: '' }] = await other.shop.db
      .selectFrom('messaging.message')
      .select('messageId')
      .execute();
    other.simulator.sendAnswer = { failedMessageList: [{ statusCode: '1061', customFields: { ref: messageId } }] };
    await run(other.shop);
    await other.simulator.close();
    expect(await adConsents(other.shop)).toMatchObject([
      { customerId: second, kind: 'ad_sms', evidence: `solapi 1061 to message ${messageId}` },
    ]);
  });

  it('is written down together with the answer that told of it: who dies in between is told again', async () => {
    const { shop, simulator } = await open();
    const customerId = await buildCaller(shop, 0);
    await queue(shop, [customerId]);
    const { messageId } = await shop.db.selectFrom('messaging.message').select('messageId').executeTakeFirstOrThrow();
    simulator.sendAnswer = { failedMessageList: [{ statusCode: '1061', customFields: { ref: messageId } }] };
    const owner = new pg.Client({ connectionString: context.ownerUrl });
    await owner.connect();
    await owner.query(`create function public.die() returns trigger language plpgsql as $$ begin raise 'killed'; end $$;
      create trigger dies before insert on privacy.consent_event for each row execute function public.die()`);
    await expect(run(shop)).rejects.toThrow('killed');
    expect((await rowsOf(shop)).map(({ state }) => state)).toEqual(['handing_over']);
    await owner.query('drop trigger dies on privacy.consent_event; drop function public.die()');
    await owner.end();
    // Asked for, it was never taken: it is handed over once more, and the refusal told once more.
    context.clock.set(new Date(now().getTime() + 60_000));
    await run(shop);
    await simulator.close();
    expect((await rowsOf(shop)).map(({ state, reason }) => `${state} ${reason}`)).toEqual(['failed opted_out']);
    expect(await adConsents(shop)).toMatchObject([{ customerId, kind: 'ad_sms', method: 'phone' }]);
  });

  it('by blocking the channel ends KakaoTalk advertising, and the advertisement does not follow by text message (AD-32)', async () => {
    const { shop, simulator } = await open();
    const customerId = await buildCaller(shop, 0);
    simulator.fateOf = () => ({ code: '3107' });
    await queue(shop, [customerId], { channel: 'kakao', fallbackBody: '이번주 단골 쿠폰 2,000원!' });
    await run(shop);
    await pollReports(context, shop.workspaceId);
    await run(shop);
    await simulator.close();
    expect(await adConsents(shop)).toMatchObject([{ kind: 'ad_kakao', method: 'one_click' }]);
    expect(await rowsOf(shop)).toMatchObject([{ channel: 'kakao', state: 'failed', failureClass: 'blocked' }]);
  });

  it('at the provider stops what waits, and bars the number whoever brings it back', async () => {
    const { shop, simulator } = await open();
    const customerId = await buildCaller(shop, 0);
    await queue(shop, [customerId]);
    simulator.optouts = [
      { number: '01020000000', at: now() },
      { number: '01099999999', at: now() },
    ];
    await pollOptOuts(context, shop.workspaceId);
    await pollOptOuts(context, shop.workspaceId);
    await run(shop);
    await simulator.close();
    expect(simulator.taken).toEqual([]);
    expect(await rowsOf(shop)).toMatchObject([{ state: 'cancelled', reason: 'opted_out' }]);
    const events = await shop.db
      .selectFrom('privacy.consentEvent')
      .select('kind')
      .where('state', '=', 'withdrawn')
      .orderBy('kind')
      .execute();
    expect(events).toEqual([{ kind: 'ad_kakao' }, { kind: 'ad_sms' }]);
    expect(await shop.db.selectFrom('privacy.suppression').select('channel').execute()).toHaveLength(4);
  });

  it('is heard although another provider, the mailbox and a list of refusals do not answer, and the settings say which', async () => {
    const { shop, simulator } = await open();
    const callers = [await buildCaller(shop, 0), await buildCaller(shop, 1)];
    await queue(shop, [callers[0] ?? '']);
    await run(shop);
    const mail = await startMailServer();
    await connectMailServer(context, shop, mail.port);
    await mail.close();
    await shop.db
      .updateTable('messaging.mailServer')
      .set({ imapHost: '127.0.0.1', imapPort: mail.port, imapSecure: false, imapUsername: 'ongi' })
      .execute();
    // Asked before SOLAPI, and gone.
    const gone = await startSimulator();
    await gone.close();
    await connectProvider(context, shop, { provider: 'nhn', baseUrl: gone.url });
    const errors = async () =>
      Object.fromEntries(
        (
          await shop.db
            .selectFrom('messaging.providerAccount')
            .select(['provider', 'lastError'])
            .where('workspaceId', '=', shop.workspaceId)
            .execute()
        ).map(({ provider, lastError }) => [provider, lastError]),
      );
    simulator.optouts = [{ number: '01020000001', at: now() }];
    simulator.fateOf = () => ({ code: '4000' });
    await expect(listen(context, shop.workspaceId)).rejects.toThrow('2 of 3 ways of listening failed');
    expect(await shop.db.selectFrom('privacy.suppression').select('channel').execute()).not.toEqual([]);
    expect((await rowsOf(shop))[0]?.deliveredAt).not.toBeNull();
    expect(await errors()).toEqual({ nhn: 'opt_outs: ECONNREFUSED', solapi: '' });
    const { imapError } = await shop.db
      .selectFrom('messaging.mailServer')
      .select('imapError')
      .where('workspaceId', '=', shop.workspaceId)
      .executeTakeFirstOrThrow();
    expect(imapError).not.toBe('');
    // Back again: what was said is taken back, but never why sending stopped.
    await connectProvider(context, shop, { provider: 'nhn', baseUrl: simulator.url });
    await setAccountError(shop.db, shop.workspaceId, 'nhn', 'opt_outs: ECONNREFUSED');
    await setAccountError(shop.db, shop.workspaceId, 'solapi', 'sender_refused');
    await pollOptOuts(context, shop.workspaceId);
    expect(await errors()).toEqual({ nhn: '', solapi: 'sender_refused' });
    await simulator.close();
    await expect(pollOptOuts(context, shop.workspaceId)).rejects.toThrow();
    expect(await errors()).toEqual({ nhn: 'opt_outs: ECONNREFUSED', solapi: 'sender_refused' });
  });

  it('stops what waits in the transaction that records it, before any job has run', async () => {
    const { shop, simulator } = await open();
    const customerId = await buildCaller(shop, 0);
    await queue(shop, [customerId]);
    const said = [{ kind: 'marketing_use', state: 'withdrawn', method: 'staff', evidence: 'spoken' } as const];
    await recordConsentsNow(shop.db, { workspaceId: shop.workspaceId, customerId, said, now: now() });
    await simulator.close();
    expect(await rowsOf(shop)).toMatchObject([{ state: 'cancelled', reason: 'opted_out' }]);
  });
});
