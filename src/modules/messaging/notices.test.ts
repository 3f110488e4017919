import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createTestContext, TEST_NOW } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildCaller, connectProvider, KEYS, phoneOf } from '../../../test/factories-desk.ts';
import { buildPerson } from '../../../test/factories-people.ts';
import { giveSenderDetails } from '../../../test/factories-plays.ts';
import { recordConsents, recordConsentsNow } from '../privacy/index.ts';
import { dispatchLane } from './dispatch.ts';
import { decideRecipients } from './may-send-to.ts';
import { tellNotices } from './notices.ts';
import { queueMessages } from './queue.ts';
import { startSimulator } from './simulator/simulator.ts';

const context = await createTestContext();
const now = () => context.clock.now();

async function open() {
  context.clock.set(TEST_NOW);
  const shop = await buildShop(context);
  await giveSenderDetails(shop);
  const simulator = await startSimulator({ ...KEYS.solapi, now });
  await connectProvider(context, shop, { provider: 'solapi', baseUrl: simulator.url });
  return { shop, simulator };
}

async function aDay(shop: TestShop): Promise<void> {
  await tellNotices(context, shop.workspaceId);
  await dispatchLane(
    context,
    { workspaceId: shop.workspaceId, laneId: shop.workspaceId },
    new AbortController().signal,
  );
  await tellNotices(context, shop.workspaceId);
}

const noticesOf = (shop: TestShop) =>
  shop.db
    .selectFrom('messaging.notice')
    .select(['kind', 'consentKind', 'saidOn', 'dueOn', 'state', 'sentAt', 'channel'])
    .orderBy('consentKind')
    .execute();

/** Written down just now unless said otherwise. */
const grantSms = (shop: TestShop, customerId: string, { at, recordedAt = now() }: { at: Date; recordedAt?: Date }) =>
  recordConsents(
    shop.db,
    (['marketing_use', 'ad_sms'] as const).map((kind) => ({
      workspaceId: shop.workspaceId,
      customerId,
      kind,
      state: 'granted' as const,
      method: 'paper' as const,
      evidence: 'sheet 1',
      at,
      recordedAt,
    })),
    now(),
  );

const writtenDownThen = (at: string) => ({ at: new Date(at), recordedAt: new Date(at) });

const ask = async (shop: TestShop, customerId: string) =>
  (
    await decideRecipients(context, {
      workspaceId: shop.workspaceId,
      customerIds: [customerId],
      class: 'ad',
      channel: 'sms',
      now: now(),
      today: '2026-11-21',
    })
  )[0]?.decision;

describe('the result of a refusal (AD-14)', () => {
  it('is told once, by the fourteenth day, on the channel it is about, and proven', async () => {
    const { shop, simulator } = await open();
    const customerId = await buildCaller(shop, 0);
    const said = [{ kind: 'ad_sms', state: 'withdrawn', method: 'phone', evidence: '080' } as const];
    await recordConsentsNow(shop.db, { workspaceId: shop.workspaceId, customerId, said, now: now() });
    await aDay(shop);
    await aDay(shop);
    await simulator.close();
    expect(simulator.taken.map(({ text }) => text)).toEqual([
      '[온기식당] 문자 수신거부 처리 완료 (요청일 2026-11-21). 더 이상 광고를 보내지 않습니다.',
    ]);
    expect(await noticesOf(shop)).toEqual([
      {
        kind: 'result',
        consentKind: 'ad_sms',
        saidOn: '2026-11-21',
        dueOn: '2026-12-05',
        state: 'sent',
        sentAt: now(),
        channel: 'sms',
      },
    ]);
  });

  it('waits for a way to reach the person rather than being forgotten', async () => {
    const { shop, simulator } = await open();
    const customerId = await buildPerson(shop, { name: '김하나' });
    await grantSms(shop, customerId, { at: now() });
    await aDay(shop);
    expect(await noticesOf(shop)).toMatchObject([{ state: 'unreachable' }]);
    await shop.db
      .insertInto('customers.contactPoint')
      .values({
        workspaceId: shop.workspaceId,
        contactPointId: customerId,
        customerId,
        kind: 'mobile',
        value: phoneOf(7),
        last4: '0007',
      })
      .execute();
    await aDay(shop);
    await simulator.close();
    expect(await noticesOf(shop)).toMatchObject([{ state: 'sent' }]);
  });
});

describe('a notice is never forgotten', () => {
  it('because it was written down late: it leaves at once and is overdue (AD-14), unless a refusal had overtaken it', async () => {
    const { shop, simulator } = await open();
    const { workspaceId } = shop;
    // Notices of every day before: nothing is owed from then.
    const soon = await buildPerson(shop, { name: '이든', phone: phoneOf(9) });
    await grantSms(shop, soon, { at: new Date('2026-11-20T12:00:00+09:00') });
    await aDay(shop);
    const late = await buildPerson(shop, { name: '박건', phone: phoneOf(8) });
    await grantSms(shop, late, { at: new Date('2026-10-20T12:00:00+09:00') });
    const gone = await buildPerson(shop, { name: '김하나', phone: phoneOf(7) });
    const said = { kind: 'ad_sms', state: 'withdrawn', method: 'phone', evidence: '080' } as const;
    const at = new Date('2026-11-01T12:00:00+09:00');
    await recordConsents(shop.db, [{ ...said, workspaceId, customerId: gone, at }], now());
    await grantSms(shop, gone, { at: new Date('2026-10-20T12:00:00+09:00') });
    // What was said and written down long ago was told then, or before this program was here.
    const old = await buildPerson(shop, { name: '최우', phone: phoneOf(6) });
    await grantSms(shop, old, writtenDownThen('2026-09-01T12:00:00+09:00'));
    await aDay(shop);
    await aDay(shop);
    await simulator.close();
    const told = await shop.db
      .selectFrom('messaging.notice')
      .select(['customerId', 'consentState', 'saidOn', 'dueOn', 'state'])
      .orderBy('saidOn')
      .execute();
    expect(told).toEqual([
      { customerId: late, consentState: 'granted', saidOn: '2026-10-20', dueOn: '2026-11-03', state: 'sent' },
      { customerId: gone, consentState: 'withdrawn', saidOn: '2026-11-01', dueOn: '2026-11-15', state: 'sent' },
      { customerId: soon, consentState: 'granted', saidOn: '2026-11-20', dueOn: '2026-12-04', state: 'sent' },
    ]);
    expect(simulator.taken).toHaveLength(3);
  });

  it('behind people who cannot be reached, while the machine was off, or because nobody confirmed its message', async () => {
    const { shop, simulator } = await open();
    const { workspaceId } = shop;
    // Fallen due long ago, more than are worked off at a time, and the last that anybody was told of.
    await sql`insert into messaging.notice
        (workspace_id, notice_id, customer_id, kind, consent_kind, consent_event_id, consent_state, said_on, due_on, state, created_at)
      select ${workspaceId}::uuid, gen_random_uuid(), gen_random_uuid(), 'result', 'ad_sms', gen_random_uuid(), 'withdrawn',
        '2026-08-01', '2026-08-15', 'unreachable', '2026-08-02'
      from generate_series(1, 2100)`.execute(shop.db);
    const late = await buildPerson(shop, { name: '박건', phone: phoneOf(8) });
    await grantSms(shop, late, { at: new Date('2026-10-20T12:00:00+09:00') });
    await aDay(shop);
    const own = () => noticesOf(shop).then((all) => all.filter(({ saidOn }) => saidOn !== '2026-08-01'));
    expect(await own()).toMatchObject([{ saidOn: '2026-10-20', state: 'sent' }]);
    // Nobody ever said whether it left.
    await shop.db
      .updateTable('messaging.message')
      .set({ state: 'unconfirmed', reason: 'no_answer' })
      .where('workspaceId', '=', workspaceId)
      .execute();
    await shop.db
      .updateTable('messaging.notice')
      .set({ state: 'queued', sentAt: null })
      .where('workspaceId', '=', workspaceId)
      .where('customerId', '=', late)
      .execute();
    await aDay(shop);
    expect(await own()).toMatchObject([{ state: 'queued' }]);
    context.clock.set('2026-11-25T12:00:00+09:00');
    await aDay(shop);
    await simulator.close();
    expect(await own()).toMatchObject([{ state: 'sent' }]);
    expect(simulator.taken).toHaveLength(2);
  });
});

describe('the two-yearly confirmation (AD-15)', () => {
  it('leaves before the day it is due, carries the consent on when proven, and blocks advertising when not', async () => {
    const { shop, simulator } = await open();
    const told = await buildPerson(shop, { name: '김하나', phone: phoneOf(1) });
    await grantSms(shop, told, writtenDownThen('2024-11-22T12:00:00+09:00'));
    const silent = await buildPerson(shop, { name: '박건', phone: phoneOf(2) });
    await grantSms(shop, silent, writtenDownThen('2024-11-20T12:00:00+09:00'));
    expect((await ask(shop, told))?.outcome).toBe('send');
    expect(await ask(shop, silent)).toMatchObject({ outcome: 'block', rule: 'AD-15', reason: 'reconfirmation_due' });
    await aDay(shop);
    await simulator.close();
    const texts = simulator.taken.map(({ text }) => text).sort();
    expect(texts[1]).toMatch(
      /^\[온기식당\] 2024-11-22에 광고성 정보\(문자\) 수신에 동의하셨습니다\. .+철회: 080-123-4567\(무료\) 또는 http/,
    );
    expect(await noticesOf(shop)).toMatchObject([
      { kind: 'reconfirmation', state: 'sent' },
      { kind: 'reconfirmation', state: 'sent' },
    ]);
    expect((await noticesOf(shop)).map(({ dueOn }) => dueOn).sort()).toEqual(['2026-11-19', '2026-11-21']);
    // Provably told: both may get advertising again, also after the two years.
    expect((await ask(shop, silent))?.outcome).toBe('send');
    context.clock.set('2026-11-23T12:00:00+09:00');
    expect((await ask(shop, told))?.outcome).toBe('send');
  });
});

describe('the language of a notice', () => {
  it('is the one the shop writes to her in; Korean for who never got anything (AD-14)', async () => {
    const { shop, simulator } = await open();
    const said = [{ kind: 'ad_sms', state: 'withdrawn', method: 'phone', evidence: '080' } as const];
    const [english, korean] = [await buildCaller(shop, 0), await buildCaller(shop, 1)];
    await queueMessages(context, shop.db, {
      workspaceId: shop.workspaceId,
      class: 'ad',
      channel: 'sms',
      locale: 'en',
      now: now(),
      messages: [
        {
          customerId: english,
          contactPointId: null,
          address: phoneOf(0),
          subject: '',
          body: 'Come again',
          fallbackBody: null,
        },
      ],
    });
    await dispatchLane(
      context,
      { workspaceId: shop.workspaceId, laneId: shop.workspaceId },
      new AbortController().signal,
    );
    for (const customerId of [english, korean])
      await recordConsentsNow(shop.db, { workspaceId: shop.workspaceId, customerId, said, now: now() });
    await aDay(shop);
    await simulator.close();
    const notices = await shop.db
      .selectFrom('messaging.message')
      .select(['customerId', 'locale', 'body'])
      .where('class', '=', 'notice_legal')
      .execute();
    expect(notices.find(({ customerId }) => customerId === english)).toMatchObject({
      locale: 'en',
      body: '[온기식당] Refusal of text messages done (asked on 2026-11-21). We will not send you advertising any more.',
    });
    expect(notices.find(({ customerId }) => customerId === korean)).toMatchObject({
      locale: 'ko',
      body: expect.stringContaining('수신거부 처리 완료'),
    });
  });

  it('and what is owed is found by two indexes, of the day it was said and of the day it was written down', async () => {
    const { shop } = await open();
    const { rows } = await sql<{ indexname: string }>`select indexname from pg_indexes
      where schemaname = 'privacy' and tablename = 'consent_event' and indexdef like '%brin%' order by 1`.execute(
      shop.db,
    );
    expect(rows.map(({ indexname }) => indexname)).toEqual(['consent_event_by_at', 'consent_event_by_recorded_at']);
  });
});

describe('the evidence of a person', () => {
  it('puts consents, messages and notices side by side, for those who may export', async () => {
    const { shop, simulator } = await open();
    const customerId = await buildCaller(shop, 0);
    const said = [{ kind: 'ad_sms', state: 'withdrawn', method: 'phone', evidence: '080' } as const];
    await recordConsentsNow(shop.db, { workspaceId: shop.workspaceId, customerId, said, now: now() });
    await aDay(shop);
    await simulator.close();
    const server = await buildServer(context);
    const url = `/api/customers/${customerId}/message-evidence`;
    const { cookie } = await signIn(context, shop);
    const { cookie: staff } = await signIn(context, shop, 'staff');
    expect((await server.inject({ url, headers: { cookie: staff } })).statusCode).toBe(403);
    const evidence = (await server.inject({ url, headers: { cookie } })).json();
    expect(evidence.consents).toHaveLength(4);
    expect(evidence.messages).toMatchObject([{ class: 'notice_legal', medium: 'sms', state: 'sent', rule: 'AD-01' }]);
    expect(evidence.notices).toMatchObject([{ kind: 'result', state: 'sent', dueOn: '2026-12-05' }]);
  });
});
