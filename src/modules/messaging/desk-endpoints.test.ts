import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, TEST_NOW } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildCaller, giveRefusalNumber, KEYS, phoneOf } from '../../../test/factories-desk.ts';
import { buildPerson } from '../../../test/factories-people.ts';
import { connectMailServer, giveSenderDetails, startMailServer } from '../../../test/factories-plays.ts';
import { startMailbox } from '../../../test/imap-server.ts';
import { newId } from '../../shared/ids.ts';
import { recordConsents } from '../privacy/index.ts';
import { dispatchLane } from './dispatch.ts';
import { decideRecipients } from './may-send-to.ts';
import { tellNotices } from './notices.ts';
import { queueMessages } from './queue.ts';
import { startSimulator } from './simulator/simulator.ts';

const context = await createTestContext();
const now = () => context.clock.now();
const server = await buildServer(context);
let shop: TestShop;
let owner: string;
let staff: string;

type Body = Record<string, never> & { error: { details?: Record<string, never> } };

async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object, cookie = owner) {
  const answer = await server.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) });
  return { status: answer.statusCode, json: answer.json<Body>() };
}

beforeAll(async () => {
  context.clock.set(TEST_NOW);
  shop = await buildShop(context);
  await giveSenderDetails(shop);
  owner = (await signIn(context, shop)).cookie;
  staff = (await signIn(context, shop, 'staff')).cookie;
});

describe('an account at a provider', () => {
  it('keeps what a form leaves out: keys, host, speed; and takes the speed of the contract', async () => {
    const simulator = await startSimulator({ ...KEYS.solapi, now });
    const first = { provider: 'solapi', baseUrl: simulator.url, kakaoBaseUrl: simulator.url, serves: ['sms', 'kakao'] };
    const missing = await call('PUT', '/api/message-desk/provider', first);
    expect(missing.status).toBe(400);
    const made = await call('PUT', '/api/message-desk/provider', {
      ...first,
      credentials: KEYS.solapi,
      certificateNo: 'KISA-1',
      certificateUrl: 'https://kisa.example/1',
      messagesPerSecond: 50,
    });
    expect(made.json).toMatchObject({ reportPath: expect.stringMatching(/^\/hooks\/messages\//) });
    const again = { provider: 'solapi', serves: ['sms', 'kakao'], certificateNo: 'KISA-1', prices: { alimtalk: 8 } };
    const saved = await call('PUT', '/api/message-desk/provider', again);
    expect(saved.json).toMatchObject({
      reportPath: null,
      accounts: [{ baseUrl: simulator.url, messagesPerSecond: 50 }],
    });
    const [kept] = await shop.db.selectFrom('messaging.providerAccount').select('certificateUrl').execute();
    expect(kept?.certificateUrl).toBe('https://kisa.example/1');
    expect((await call('PUT', '/api/message-desk/provider', { ...again, messagesPerSecond: 0 })).status).toBe(400);
    // Neither another host nor another one for KakaoTalk gets the stored keys.
    for (const elsewhere of [{ baseUrl: 'http://127.0.0.1:9' }, { kakaoBaseUrl: 'http://127.0.0.1:9' }]) {
      const moved = await call('PUT', '/api/message-desk/provider', { ...again, ...elsewhere });
      expect({ status: moved.status, issues: moved.json.error.details }).toMatchObject({
        status: 400,
        issues: { issues: [{ path: 'body.credentials' }] },
      });
    }
    expect(await shop.db.selectFrom('messaging.providerAccount').select(['baseUrl', 'kakaoBaseUrl']).execute()).toEqual(
      [{ baseUrl: simulator.url, kakaoBaseUrl: simulator.url }],
    );
    expect((await call('PUT', '/api/message-desk/provider', again, staff)).status).toBe(403);
    await call('POST', '/api/message-templates', {
      name: '예약',
      channel: 'kakao',
      class: 'info',
      body: '[#{가게}] #{이름}님, 예약이 확정되었습니다.',
    });
    expect((await call('POST', '/api/message-templates/sync')).json).toMatchObject({ changed: 0, error: '' });
    await simulator.close();
    const gone = await call('POST', '/api/message-templates/sync');
    expect(gone.status).toBe(200);
    expect(gone.json).not.toMatchObject({ error: '' });
  });
});

describe('removing a provider and a sender number', () => {
  it('is refused in words while messages wait for it, and forgets it afterwards', async () => {
    const own = await buildShop(context);
    const cookie = (await signIn(context, own)).cookie;
    const ask = (method: 'PUT' | 'DELETE', path: string, body?: object) =>
      call(method, `/api/message-desk/${path}`, body, cookie);
    await ask('PUT', 'provider', { provider: 'aligo', serves: ['sms', 'kakao'], credentials: KEYS.aligo });
    const sender = { label: '', state: 'registered', proof: '', isDefault: true };
    for (const number of ['0212345678', '0212340000']) await ask('PUT', 'sender', { ...sender, number });
    const customerId = await buildCaller(own, 0);
    const message = {
      customerId,
      contactPointId: null,
      address: phoneOf(0),
      subject: '',
      body: '안내',
      fallbackBody: null,
    };
    await queueMessages(context, own.db, {
      workspaceId: own.workspaceId,
      automationId: newId(),
      class: 'info',
      channel: 'sms',
      locale: 'ko',
      now: now(),
      messages: [{ ...message, variables: {} }],
    });
    const removals = ['provider?provider=aligo', 'sender?number=0212340000'];
    for (const path of removals) {
      const refused = await call('DELETE', `/api/message-desk/${path}`, undefined, staff);
      expect(refused.status).toBe(403);
      expect(await ask('DELETE', path)).toMatchObject({ status: 409, json: { error: { details: { waiting: 1 } } } });
    }
    // Nothing leaves from a number that is not in use.
    expect((await ask('DELETE', 'sender?number=02-1234-5678')).status).toBe(200);
    await own.db.updateTable('messaging.message').set({ state: 'cancelled' }).execute();
    for (const path of removals) expect((await ask('DELETE', path)).status).toBe(200);
    for (const path of removals) expect((await ask('DELETE', path)).status).toBe(404);
    expect((await call('GET', '/api/message-desk', undefined, cookie)).json).toMatchObject({
      accounts: [],
      senders: [],
    });
  });
});

describe('the mailbox', () => {
  it('is stored without showing its password, read when asked, and forgotten', async () => {
    const path = '/api/mail-server/mailbox';
    expect((await call('GET', path)).json).toEqual({ mailbox: null, hasMailServer: false });
    const mailbox = await startMailbox('ongi', 'letters');
    const box = { host: '127.0.0.1', port: mailbox.port, secure: false, username: 'ongi' };
    expect((await call('PUT', path, { ...box, password: 'letters' })).status).toBe(409);
    const mail = await startMailServer();
    await connectMailServer(context, shop, mail.port);
    expect((await call('PUT', path, box)).status).toBe(400);
    expect((await call('PUT', path, { ...box, password: 'wrong' })).json).toEqual({
      mailbox: { ...box, hasPassword: true, lastError: '' },
      hasMailServer: true,
    });
    const refused = (await call('POST', `${path}/test`)).json;
    expect(refused).toMatchObject({ ok: false });
    expect(JSON.stringify(refused)).not.toContain('wrong');
    await call('PUT', path, { ...box, password: 'letters' });
    expect((await call('POST', `${path}/test`)).json).toEqual({ ok: true, error: '' });
    // Another host never gets the stored password.
    expect((await call('PUT', path, { ...box, host: 'imap.example.com' })).status).toBe(400);
    for (const method of ['GET', 'DELETE'] as const)
      expect((await call(method, path, undefined, staff)).status).toBe(403);
    expect((await call('DELETE', path)).json).toEqual({ mailbox: null, hasMailServer: true });
    await mailbox.close();
    await mail.close();
  });
});

describe('a dry run (AD-52)', () => {
  it('is listed with masked names and read one by one, by those who may', async () => {
    await giveRefusalNumber(shop, now(), { isDryRun: true });
    const customerId = await buildCaller(shop, 0);
    await queueMessages(context, shop.db, {
      workspaceId: shop.workspaceId,
      automationId: newId(),
      class: 'ad',
      channel: 'sms',
      locale: 'ko',
      now: now(),
      messages: [
        {
          customerId,
          contactPointId: null,
          address: phoneOf(0),
          subject: '',
          body: '쿠폰 2,000원',
          fallbackBody: null,
          variables: {},
        },
      ],
    });
    const [lane] = await shop.db.selectFrom('messaging.message').select('laneId').distinct().execute();
    await dispatchLane(
      context,
      { workspaceId: shop.workspaceId, laneId: lane?.laneId ?? '' },
      new AbortController().signal,
    );
    const { json } = await call('GET', '/api/message-dry-run');
    expect(json).toMatchObject({
      isDryRun: true,
      count: 1,
      messages: [{ customerId, nameMasked: '손***', class: 'ad' }],
    });
    const { messageId } = (json as unknown as { messages: [{ messageId: string }] }).messages[0];
    const read = await call('POST', `/api/message-dry-run/${messageId}/read`);
    expect(read.json).toMatchObject({ isLabelled: true, smsLink: expect.stringContaining('sms:') });
    expect((read.json as unknown as { text: string }).text).toContain('(광고)');
    expect((await call('POST', `/api/message-dry-run/${messageId}/read`, undefined, staff)).status).toBe(403);
  });

  it('counts as sent by hand what somebody copied and sent, once, if the law lets it go at that moment (AD-11, AD-12)', async () => {
    const listed = async () =>
      ((await call('GET', '/api/message-dry-run')).json as unknown as { messages: { messageId: string }[] }).messages;
    const url = `/api/message-dry-run/${(await listed())[0]?.messageId}/sent`;
    context.clock.set('2026-11-21T22:00:00+09:00');
    expect((await call('POST', url)).json).toMatchObject({ error: { code: 'conflict', details: { reason: 'night' } } });
    context.clock.set(TEST_NOW);
    expect((await call('POST', url, undefined, staff)).status).toBe(403);
    const sent = await call('POST', url);
    expect(sent).toMatchObject({ status: 200, json: { sentAt: now().toISOString() } });
    expect((await call('POST', url)).json).toEqual(sent.json);
    expect(await listed()).toEqual([]);
    const [row] = await shop.db
      .selectFrom('messaging.message')
      .select(['customerId', 'state', 'reason', 'rule', 'sentBy', 'priceMinor'])
      .execute();
    expect(row).toMatchObject({ state: 'sent', reason: 'by_hand', rule: 'AD-10', priceMinor: 0 });
    const evidence = (await call('GET', `/api/customers/${row?.customerId}/message-evidence`)).json;
    expect(evidence).toMatchObject({ messages: [{ state: 'sent', reason: 'by_hand', sentBy: row?.sentBy }] });
    expect(row?.sentBy).not.toBeNull();
    // It counts against the cap like any other: the next advertisement of the day may not go to her.
    const [next] = await decideRecipients(context, {
      workspaceId: shop.workspaceId,
      customerIds: [row?.customerId ?? ''],
      class: 'ad',
      channel: 'sms',
      now: now(),
      today: '2026-11-21',
    });
    expect(next?.decision).toMatchObject({ outcome: 'skip', rule: 'CAP' });
  });

  it('has evidence of every message, however many: a card shows the newest, the proof is whole (§2.10)', async () => {
    const customerId = await buildCaller(shop, 90);
    await queueMessages(context, shop.db, {
      workspaceId: shop.workspaceId,
      automationId: newId(),
      class: 'info',
      channel: 'sms',
      locale: 'ko',
      now: now(),
      messages: Array.from({ length: 230 }, (_, n) => ({
        customerId,
        contactPointId: null,
        address: phoneOf(90),
        subject: '',
        body: '예약이 확정되었습니다.',
        occasion: String(n),
      })),
    });
    const count = async (what: string) =>
      ((await call('GET', `/api/customers/${customerId}/${what}`)).json as unknown as { messages: unknown[] }).messages
        .length;
    expect(await count('message-evidence')).toBe(230);
    expect(await count('messages')).toBe(200);
  });
});

describe('information to one person (AD-02)', () => {
  it('leaves with an approved template only, once a key, and never as an advertisement (AD-40)', async () => {
    await giveRefusalNumber(shop, now(), { isDryRun: true });
    const customerId = await buildCaller(shop, 91, []);
    const made = await call('POST', '/api/message-templates', {
      name: '조리 완료',
      channel: 'kakao',
      class: 'info',
      body: '[#{가게}] 주문 #{주문번호}번이 준비되었습니다.',
    });
    const { templateId } = made.json as unknown as { templateId: string };
    const url = `/api/customers/${customerId}/inform`;
    const body = { templateId, values: { '#{가게}': '온기식당', '#{주문번호}': '17' }, informKey: newId() };
    expect((await call('POST', url, body)).status).toBe(409);
    await shop.db
      .updateTable('messaging.template')
      .set({ reviewState: 'approved', providerCode: 'T-2' })
      .where('templateId', '=', templateId)
      .execute();
    const ad = await call('POST', url, { ...body, values: { ...body.values, '#{주문번호}': '17, 다음에 10% 할인' } });
    expect(ad).toMatchObject({ status: 400, json: { error: { message: expect.stringContaining('AD-40') } } });
    expect((await call('POST', url, { ...body, values: { '#{가게}': '온기식당' } })).status).toBe(400);
    expect((await call('POST', url, body, staff)).status).toBe(403);
    expect((await call('POST', url, body)).json).toEqual({ queued: 1 });
    expect((await call('POST', url, body)).json).toEqual({ queued: 0 });
    // Whoever changes the words has to bring a new key: with the old one the answer says that nothing was sent.
    const changed = { ...body, values: { ...body.values, '#{주문번호}': '18' } };
    expect((await call('POST', url, changed)).json).toEqual({ queued: 0 });
    expect((await call('POST', url, { ...changed, informKey: newId() })).json).toEqual({ queued: 1 });
    await dispatchLane(
      context,
      { workspaceId: shop.workspaceId, laneId: shop.workspaceId },
      new AbortController().signal,
    );
    const messages = await shop.db
      .selectFrom('messaging.message')
      .select(['class', 'medium', 'rule', 'body', 'fallbackBody'])
      .where('customerId', '=', customerId)
      .orderBy('body')
      .execute();
    const words = ['[온기식당] 주문 17번이 준비되었습니다.', '[온기식당] 주문 18번이 준비되었습니다.'];
    expect(messages).toEqual(
      words.map((body) => ({ class: 'info', medium: 'alimtalk', rule: 'AD-01', body, fallbackBody: body })),
    );
  });
});

describe('what the law wants to be told', () => {
  it('is listed by name with its day, and a refusal of several things in one breath is one line (AD-14)', async () => {
    const customerId = await buildCaller(shop, 7);
    const said = (['marketing_use', 'ad_sms', 'ad_kakao'] as const).map((kind) => ({
      workspaceId: shop.workspaceId,
      customerId,
      kind,
      state: 'withdrawn' as const,
      method: 'staff' as const,
      evidence: '',
      at: now(),
    }));
    await recordConsents(shop.db, said, now());
    const { refusals } = (await call('GET', '/api/message-refusals')).json as unknown as {
      refusals: { customerId: string; kinds: string[]; name: string }[];
    };
    expect(refusals).toHaveLength(1);
    expect(refusals[0]?.kinds.toSorted()).toEqual(['ad_kakao', 'ad_sms', 'marketing_use']);
    await tellNotices(context, shop.workspaceId);
    const list = async (query: string) =>
      (await call('GET', `/api/message-notices?${query}`)).json as unknown as {
        total: number;
        notices: { noticeId: string; consentKind: string; name: string; state: string; dueOn: string }[];
      };
    const { notices: results, total } = await list('kind=result&stand=open');
    expect(total).toBe(3);
    expect(results.map(({ consentKind }) => consentKind).toSorted()).toEqual(['ad_kakao', 'ad_sms', 'marketing_use']);
    // Said on 2026-11-21, told within 14 days.
    for (const one of results) expect(one).toMatchObject({ consentState: 'withdrawn', dueOn: '2026-12-05' });
    // A list in which nobody stands shows nobody's data: the access log has the one with people.
    const lookedAt = () =>
      shop.db.selectFrom('staff.accessLog').selectAll().where('subject', '=', 'notices of the law').execute();
    const before = (await lookedAt()).length;
    expect(before).toBeGreaterThan(0);
    expect((await list('kind=result&stand=overdue')).total).toBe(0);
    expect(await lookedAt()).toHaveLength(before);
    const noon = context.clock.now();
    context.clock.set(new Date('2026-12-06T12:00:00+09:00'));
    const late = await list('kind=result&stand=overdue&limit=2');
    const rest = await list('kind=result&stand=overdue&limit=2&offset=2');
    context.clock.set(noon);
    expect([late.total, late.notices.length, rest.notices.length]).toEqual([3, 2, 1]);
    expect(new Set([...late.notices, ...rest.notices].map(({ noticeId }) => noticeId)).size).toBe(3);
  });

  it('lists every overdue confirmation beside hundreds that are told or need not be, and every refusal (AD-15)', async () => {
    const { db, workspaceId } = shop;
    const many = 520;
    const notice = (nth: number, state: string, dueOn: string) => ({
      workspaceId,
      noticeId: newId(),
      customerId: people[nth % people.length] ?? '',
      kind: 'reconfirmation',
      consentKind: 'ad_sms',
      consentEventId: newId(),
      consentState: 'granted',
      saidOn: '2024-01-01',
      dueOn,
      state,
      createdAt: now(),
    });
    const people = await Promise.all([buildCaller(shop, 21), buildCaller(shop, 22)]);
    await db
      .insertInto('messaging.notice')
      .values(Array.from({ length: many }, (_, nth) => notice(nth, 'superseded', '2024-01-01')))
      .execute();
    await db
      .insertInto('messaging.notice')
      .values([notice(0, 'unreachable', '2026-11-19'), notice(1, 'waiting', '2026-11-20')])
      .execute();
    const answer = await call('GET', '/api/message-notices?kind=reconfirmation&stand=overdue');
    expect(answer.json).toMatchObject({
      total: 2,
      notices: [
        { state: 'unreachable', dueOn: '2026-11-19', name: expect.stringContaining('*') },
        { state: 'waiting', dueOn: '2026-11-20' },
      ],
    });
    const before = (await call('GET', '/api/message-refusals')).json as unknown as { total: number };
    const said = Array.from({ length: many }, (_, nth) => ({
      workspaceId,
      customerId: people[nth % people.length] ?? '',
      kind: 'ad_sms' as const,
      state: 'refused' as const,
      method: 'staff' as const,
      evidence: '',
      at: new Date(now().getTime() - (nth + 1) * 60_000),
    }));
    await recordConsents(db, said, now());
    const seen = new Set<string>();
    for (let offset = 0; ; offset += 200) {
      const page = (await call('GET', `/api/message-refusals?limit=200&offset=${offset}`)).json as unknown as {
        total: number;
        refusals: { customerId: string; at: string }[];
      };
      expect(page.total).toBe(before.total + many);
      for (const one of page.refusals) seen.add(`${one.customerId} ${one.at}`);
      if (page.refusals.length === 0) break;
    }
    expect(seen.size).toBe(before.total + many);
  });

  it('come from a provider’s page as a list: people are withdrawn, numbers of nobody kept, twice changes nothing (AD-11)', async () => {
    const { db, workspaceId } = shop;
    const [refused, again] = [await buildCaller(shop, 71), await buildCaller(shop, 72)];
    await recordConsents(
      db,
      [
        {
          workspaceId,
          customerId: again,
          kind: 'ad_sms',
          state: 'granted',
          method: 'paper',
          evidence: 'sheet 2',
          at: now(),
        },
      ],
      now(),
    );
    const list = `수신거부번호\t일시\n2026-11-15 10:02:11 ${phoneOf(71)}\n010-2000-0072; 01099998888\n1234567`;
    // The day beside the first number is its own; the others refused by the day of the list.
    const body = { numbers: list, refusedOn: '2026-11-18' };
    const first = await call('POST', '/api/message-refusals', body);
    expect(first).toMatchObject({
      status: 200,
      // The second agreed to text messages again since; her KakaoTalk consent is older than the list.
      json: { numbers: 3, withdrawn: 2, refusedBefore: 0, unknown: 1, unreadable: 1 },
    });
    expect((await call('POST', '/api/message-refusals', body)).json).toMatchObject({ withdrawn: 0, refusedBefore: 2 });
    const events = await db
      .selectFrom('privacy.consentEvent')
      .select(['customerId', 'kind', 'evidence'])
      .where('state', '=', 'withdrawn')
      .where('customerId', 'in', [refused, again])
      .orderBy('kind')
      .execute();
    expect(events.map(({ customerId, kind }) => `${customerId} ${kind}`).sort()).toEqual(
      [`${refused} ad_kakao`, `${refused} ad_sms`, `${again} ad_kakao`].sort(),
    );
    expect(events[0]?.evidence).toContain('refused by 2026-11-15');
    // Whoever comes with the number of nobody is not written to.
    const late = await buildPerson(shop, { phone: '+821099998888' });
    const [one] = await decideRecipients(context, {
      workspaceId,
      customerIds: [late],
      class: 'ad',
      channel: 'sms',
      now: now(),
      today: '2026-11-21',
    });
    expect(one?.decision).toMatchObject({ outcome: 'block', reason: 'suppressed_contact' });
    expect((await call('POST', '/api/message-refusals', { ...body, refusedOn: '2026-12-31' })).status).toBe(400);
    expect((await call('POST', '/api/message-refusals', { ...body, numbers: '없음' })).status).toBe(400);
    expect((await call('POST', '/api/message-refusals', body, staff)).status).toBe(403);
  });
});
