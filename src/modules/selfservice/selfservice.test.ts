import { describe, expect, it, onTestFinished } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { startMailServer } from '../../../test/e2e/mail-server.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildPerson } from '../../../test/factories-people.ts';
import { runDueJobs } from '../../platform/jobs.ts';
import { newId } from '../../shared/ids.ts';
import { refreshDuplicates } from '../customers/duplicates/compute.ts';
import { mergeCustomers } from '../customers/index.ts';
import type { ConsentText } from '../privacy/contract/texts.ts';
import { listConsents, recordConsents } from '../privacy/index.ts';
import { JOIN_KINDS } from './contract.ts';
import { mailSelfLinkJob } from './mail-link.ts';
import { decideJoin, keepRefusals } from './rules.ts';

const context = await createTestContext();
const server = await buildServer(context);
let callers = 0;

/** Somebody at a browser; each has an address of its own, because tries are counted by it. */
function browser(cookie?: string) {
  callers += 1;
  const remoteAddress = `10.0.0.${callers}`;
  return async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
    const headers = { 'user-agent': 'tablet browser', ...(cookie ? { cookie } : {}) };
    const answer = await server.inject({ method, url, remoteAddress, headers, ...(payload ? { payload } : {}) });
    return { status: answer.statusCode, body: answer.json() };
  };
}

async function open(role: 'owner' | 'manager' | 'staff' = 'owner') {
  const shop = await buildShop(context);
  return { shop, ask: browser((await signIn(context, shop, role)).cookie) };
}

type Ask = ReturnType<typeof browser>;

async function textsOf(ask: Ask, url = '/api/tablet/consent') {
  const { body } = await ask('GET', url);
  return new Map((body.texts as ConsentText[]).map((text) => [text.kind as string, text.textVersionId]));
}

const pressed = (texts: Map<string, string>, answers: Record<string, 'granted' | 'refused'>) =>
  Object.entries(answers).map(([kind, state]) => ({ kind, state, textVersionId: texts.get(kind) }));

async function people(shop: TestShop) {
  const rows = await shop.db.selectFrom('customers.customer').selectAll().execute();
  const consents = await listConsents(shop.db, {
    workspaceId: shop.workspaceId,
    customerIds: rows.map(({ customerId }) => customerId),
  });
  return rows.map((row) => ({ ...row, consents: consents.get(row.customerId) ?? {} }));
}

const GUEST = { name: '김하나', phone: '010-1234-5678' };

describe('the consent tablet', () => {
  it('makes a member of who refuses everything optional (PV-06), with the words and the proof', async () => {
    const { shop, ask } = await open('staff');
    const texts = await textsOf(ask);
    expect([...texts.keys()]).toEqual([...JOIN_KINDS]);
    const choices = pressed(texts, {
      svc_membership: 'granted',
      svc_optional_fields: 'refused',
      marketing_use: 'refused',
      sensitive_health: 'refused',
    });
    const answer = await ask('POST', '/api/tablet/consent', { ...GUEST, birthDate: '1990-05-05', choices });
    expect(answer).toMatchObject({ status: 200, body: { joined: true } });
    const [person] = await people(shop);
    expect(person).toMatchObject({ name: '김하나', birthDate: null, source: 'tablet' });
    expect(
      Object.fromEntries(Object.entries(person?.consents ?? {}).map(([kind, said]) => [kind, said?.state])),
    ).toEqual({
      svc_membership: 'granted',
      svc_optional_fields: 'refused',
      marketing_use: 'refused',
      sensitive_health: 'refused',
    });
    const event = await shop.db
      .selectFrom('privacy.consentEvent')
      .selectAll()
      .where('kind', '=', 'svc_membership')
      .executeTakeFirstOrThrow();
    expect(event).toMatchObject({ method: 'tablet', textVersionId: texts.get('svc_membership') });
    expect(event.device).toContain('tablet browser');
    expect(event.actor).not.toBeNull();
  });

  it('stores nothing of who refuses the membership', async () => {
    const { shop, ask } = await open();
    const choices = pressed(await textsOf(ask), { svc_membership: 'refused', marketing_use: 'granted' });
    expect((await ask('POST', '/api/tablet/consent', { ...GUEST, choices })).body).toEqual({ joined: false });
    expect(await people(shop)).toEqual([]);
    expect(await shop.db.selectFrom('privacy.consentEvent').selectAll().execute()).toEqual([]);
  });

  it('takes no way of advertising without the consent to promotion, and no word that is not in force', async () => {
    const { shop, ask } = await open();
    const texts = await textsOf(ask);
    const choices = pressed(texts, { svc_membership: 'granted', ad_sms: 'granted', ad_night: 'granted' });
    await ask('POST', '/api/tablet/consent', { ...GUEST, choices });
    expect(Object.keys((await people(shop))[0]?.consents ?? {})).toEqual(['svc_membership']);
    await ask('POST', '/api/privacy/texts', {
      kind: 'svc_membership',
      lang: 'ko',
      title: '회원 동의',
      purpose: '회원 확인',
      items: '이름',
      retention: '▶1년◀',
      refusal: '거부하면 적립할 수 없습니다.',
    });
    const stale = await ask('POST', '/api/tablet/consent', { name: '박건', phone: '010-2222-3333', choices });
    expect(stale.status).toBe(409);
    expect(await people(shop)).toHaveLength(1);
  });

  it('keeps a child out until a guardian was checked, and asks it for no promotion (PV-11)', async () => {
    const { shop, ask } = await open();
    const texts = await textsOf(ask);
    const child = { name: '아이', phone: '010-3333-4444', birthDate: '2012-11-22' };
    const choices = pressed(texts, { svc_membership: 'granted' });
    expect((await ask('POST', '/api/tablet/consent', { ...child, choices })).status).toBe(400);
    await ask('POST', '/api/tablet/guardians', { name: '어머니', contact: '010-9999-8888' });
    const waiting = (await ask('GET', '/api/privacy/guardians')).body.guardians;
    expect(waiting).toMatchObject([{ name: '어머니', contact: '010-9999-8888', verifiedAt: null }]);
    const { guardianId } = waiting[0];
    expect((await ask('POST', '/api/tablet/consent', { ...child, guardianId, choices })).status).toBe(400);
    expect(await people(shop)).toEqual([]);
    const verify = { method: 'call', evidence: '11월 21일 11시 통화' };
    expect((await ask('POST', `/api/privacy/guardians/${guardianId}/verify`, verify)).status).toBe(200);
    const promoted = pressed(texts, { svc_membership: 'granted', marketing_use: 'granted' });
    expect((await ask('POST', '/api/tablet/consent', { ...child, guardianId, choices: promoted })).status).toBe(400);
    expect((await ask('POST', '/api/tablet/consent', { ...child, guardianId, choices })).body).toEqual({
      joined: true,
    });
    const [joined] = await people(shop);
    expect(joined).toMatchObject({ birthDate: '2012-11-22' });
    expect(joined?.consents).toMatchObject({ svc_membership: { state: 'granted' }, guardian: { state: 'granted' } });
    // One guardian's answer is for one child.
    const second = { ...child, name: '동생', phone: '010-3333-5555', guardianId, choices };
    expect((await ask('POST', '/api/tablet/consent', second)).status).toBe(404);
    // Born a day earlier she is 14, and joins by herself.
    const older = { name: '언니', phone: '010-3333-6666', birthDate: '2012-11-21', choices };
    expect((await ask('POST', '/api/tablet/consent', older)).body).toEqual({ joined: true });
    // A child whom the shop knows is one on every way in.
    const url = `/api/customers/${joined?.customerId}/consents`;
    const onPaper = { choices: [{ kind: 'ad_email', state: 'granted' }], method: 'paper', evidence: '동의서 3' };
    expect((await ask('POST', url, onPaper)).status).toBe(400);
  });

  it('knows a child by her own record, though it was merged into a grown-up of one number with a parent (PV-11)', async () => {
    const { shop, ask } = await open();
    const phone = '+821044445555';
    const [parent, child] = [await buildPerson(shop), await buildPerson(shop, { name: '아이', phone })];
    for (const [customerId, birthDate] of [
      [parent, '1980-01-02'],
      [child, '2015-01-02'],
    ] as const)
      await shop.db
        .updateTable('customers.customer')
        .set({ birthDate })
        .where('workspaceId', '=', shop.workspaceId)
        .where('customerId', '=', customerId)
        .execute();
    const link = (await ask('POST', `/api/customers/${child}/self-link`)).body;
    await mergeCustomers(shop.db, shop.actor(), { into: parent, from: child, now: context.clock.now() });
    const texts = await textsOf(ask);
    const choices = pressed(texts, { svc_membership: 'granted' });
    expect((await ask('POST', '/api/tablet/consent', { name: '아이', phone, choices })).status).toBe(400);
    const path = `/api${new URL(link.url).pathname}`;
    const guest = browser();
    const { session } = (await guest('POST', `${path}/open`, { code: link.code })).body;
    const said = { session, kind: 'marketing_use', state: 'granted', textVersionId: texts.get('marketing_use') };
    expect((await guest('POST', `${path}/consents`, said)).status).toBe(400);
  });

  it('refuses a resident number in any box (PV-12)', async () => {
    const { shop, ask } = await open();
    const choices = pressed(await textsOf(ask), { svc_membership: 'granted' });
    expect((await ask('POST', '/api/tablet/consent', { ...GUEST, name: '900101-1234567', choices })).status).toBe(400);
    expect(await people(shop)).toEqual([]);
  });

  it('takes down what a person says whom the shop knows', async () => {
    const { shop, ask } = await open('staff');
    const customerId = await buildPerson(shop, { name: '김하나' });
    expect((await ask('GET', `/api/tablet/people/${customerId}`)).body).toEqual({ nameMasked: '김*나' });
    const choices = pressed(await textsOf(ask), { marketing_use: 'granted', ad_email: 'granted' });
    expect((await ask('POST', `/api/tablet/people/${customerId}/consent`, { choices })).status).toBe(200);
    expect((await people(shop))[0]?.consents.ad_email).toMatchObject({ state: 'granted', method: 'tablet' });
  });
});

describe('the public form', () => {
  it('works without signing in until it is shut, and never undoes a refusal of somebody known', async () => {
    const { shop, ask } = await open();
    const { url } = (await ask('GET', '/api/join-link')).body;
    const path = `/api${new URL(url).pathname}`;
    const guest = browser();
    const texts = await textsOf(guest, path);
    const choices = pressed(texts, { svc_membership: 'granted', marketing_use: 'granted', ad_sms: 'granted' });
    expect((await guest('POST', path, { ...GUEST, choices })).body).toEqual({ joined: true });
    const [person] = await people(shop);
    expect(person).toMatchObject({ source: 'web_form', consents: { ad_sms: { state: 'granted', method: 'web' } } });
    const said = {
      workspaceId: shop.workspaceId,
      customerId: person?.customerId ?? '',
      method: 'staff',
      evidence: 'x',
    } as const;
    const now = new Date(context.clock.now().getTime() + 1);
    await recordConsents(shop.db, [{ ...said, kind: 'ad_sms', state: 'withdrawn', at: now }], now);
    context.clock.set(new Date(now.getTime() + 1_000));
    expect((await guest('POST', path, { ...GUEST, choices })).body).toEqual({ joined: true });
    expect((await people(shop))[0]?.consents.ad_sms?.state).toBe('withdrawn');
    await ask('POST', '/api/join-link');
    expect((await guest('GET', path)).status).toBe(404);
  });

  it('is asked ten times in ten minutes at most', async () => {
    const { ask } = await open();
    const path = `/api${new URL((await ask('GET', '/api/join-link')).body.url).pathname}`;
    const guest = browser();
    const choices = pressed(await textsOf(guest, path), { svc_membership: 'refused' });
    const states: number[] = [];
    for (let n = 0; n < 11; n += 1) states.push((await guest('POST', path, { ...GUEST, choices })).status);
    expect(states.slice(0, 10).every((status) => status === 200)).toBe(true);
    expect(states[10]).toBe(429);
  });
});

describe('a number that somebody else has (OP-04)', () => {
  it('makes a second person, and the shop reads of both at once, whatever the next look through thinks', async () => {
    const { shop, ask } = await open();
    const known = await buildPerson(shop, { name: '박건', phone: '+821012345678' });
    const texts = await textsOf(ask);
    const choices = pressed(texts, { svc_membership: 'granted' });
    const joinAs = (name: string) => ask('POST', '/api/tablet/consent', { ...GUEST, name, choices });
    expect((await joinAs('김하나')).body).toEqual({ joined: true });
    // The same guest again is the same person, and nobody new.
    await joinAs('김하나');
    const made = (await people(shop)).find(({ name }) => name === '김하나');
    expect(await people(shop)).toHaveLength(2);
    const look = async () => {
      const { pairs, total } = (await ask('GET', '/api/customers/duplicates')).body;
      const { open: decisions } = (await ask('GET', '/api/decisions')).body;
      return { pairs, total, decisions };
    };
    const { pairs, total, decisions } = await look();
    expect(total).toBe(1);
    expect(pairs).toHaveLength(1);
    const [pair] = pairs;
    expect(new Set([pair.a.customerId, pair.b.customerId])).toEqual(new Set([known, made?.customerId]));
    expect(pair.reasons).toContainEqual(expect.objectContaining({ field: 'mobile', level: 'same' }));
    const { meetingId } = pair.meeting;
    const card = { kind: 'same_number', subject: meetingId, to: `/people/duplicates?pair=${meetingId}` };
    expect(decisions).toContainEqual(expect.objectContaining(card));
    expect(decisions.filter(({ kind }: { kind: string }) => kind === 'duplicates')).toEqual([]);
    // Two names on one number are a family as likely: the next look through would not show them.
    await refreshDuplicates(shop.db, shop.workspaceId, context.clock.now());
    const after = await look();
    expect(after.pairs[0]?.meeting?.meetingId).toBe(meetingId);
    expect((await ask('GET', '/api/customers/duplicates/count')).body).toEqual({
      total: 1,
      computedAt: context.clock.now().toISOString(),
    });
    const { a, b } = { a: pair.a.customerId, b: pair.b.customerId };
    expect((await ask('POST', '/api/customers/duplicates/different', { a, b })).status).toBe(200);
    const decided = await look();
    expect([decided.total, decided.decisions.some(({ kind }: { kind: string }) => kind === 'same_number')]).toEqual([
      0,
      false,
    ]);
  });
});

describe('her own page (PV-32)', () => {
  async function visit() {
    const { shop, ask } = await open();
    const customerId = await buildPerson(shop, {
      name: '김하나',
      phone: '+821012345678',
      email: 'a@example.com',
      note: '창가',
    });
    const link = (await ask('POST', `/api/customers/${customerId}/self-link`)).body;
    const path = `/api${new URL(link.url).pathname}`;
    const guest = browser();
    const enter = async (code: string = link.code) => guest('POST', `${path}/open`, { code });
    return { shop, ask, customerId, link, path, guest, enter };
  }

  it('opens once, with the code, and dies after five wrong ones', async () => {
    const first = await visit();
    const stateOf = async (one: { guest: typeof first.guest; path: string }) => (await one.guest('GET', one.path)).body;
    const { workspaceId } = first.shop;
    expect(await stateOf(first)).toEqual({ state: 'open', workspaceId });
    expect((await first.enter()).status).toBe(200);
    const again = await first.enter();
    expect([again.status, again.body.error.message]).toEqual([404, expect.stringContaining('이미 열었어요')]);
    expect(await stateOf(first)).toEqual({ state: 'used', workspaceId });
    expect((await first.guest('GET', `/api/my/${'x'.repeat(32)}`)).body).toEqual({ state: 'over', workspaceId: null });
    const { link, enter, guest, path } = await visit();
    const wrong = link.code === '000000' ? '000001' : '000000';
    for (let n = 0; n < 5; n += 1) expect((await enter(wrong)).status).toBe(400);
    expect((await enter()).status).toBe(404);
    expect((await guest('GET', path)).body.state).toBe('over');
    const late = await visit();
    const noon = context.clock.now();
    context.clock.set(new Date(noon.getTime() + 25 * 3_600_000));
    expect((await late.enter()).status).toBe(404);
    context.clock.set(noon);
  });

  it('shows everything, takes a withdrawal at once, corrects the name and asks the shop for the rest', async () => {
    const { shop, ask, customerId, path, guest, enter } = await visit();
    const { session } = (await enter()).body;
    expect((await guest('POST', `${path}/view`, { session: 'x'.repeat(30) })).status).toBe(404);
    const { body } = await guest('POST', `${path}/view`, { session });
    expect(body).toMatchObject({ name: '김하나', note: '창가', orders: 0 });
    expect(body.contacts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'mobile', value: '010-1234-5678', source: 'test' }),
        expect.objectContaining({ kind: 'email', value: 'a@example.com', source: 'test' }),
      ]),
    );
    const text = (body.texts as ConsentText[]).find((one) => one.kind === 'ad_email');
    const say = (state: string) =>
      guest('POST', `${path}/consents`, { session, kind: 'ad_email', state, textVersionId: text?.textVersionId });
    expect((await say('granted')).status).toBe(200);
    expect((await people(shop))[0]?.consents.ad_email).toMatchObject({ state: 'granted', method: 'web' });
    expect((await say('withdrawn')).status).toBe(200);
    expect((await people(shop))[0]?.consents.ad_email?.state).toBe('withdrawn');
    await guest('POST', `${path}/correct`, { session, name: '김하나나', contact: '010-7777-8888' });
    expect((await people(shop))[0]?.name).toBe('김하나나');
    const { requests } = (await ask('GET', '/api/privacy/requests')).body;
    expect(requests).toMatchObject([
      {
        type: 'correct',
        detail: '010-7777-8888',
        receivedOn: '2026-11-21',
        dueOn: '2026-12-01',
        daysLeft: 10,
        tone: 'calm',
      },
    ]);
    const { file } = (await guest('POST', `${path}/download`, { session })).body;
    expect(file.person).toMatchObject({ name: '김하나나', contacts: body.contacts });
    // PV-15: that it was she who said so, and when.
    const said = { field: 'name', before: '김하나', after: '김하나나', source: 'own_page' };
    expect(file.changes).toMatchObject([said]);
    expect(file.consentEvents).toHaveLength(2);
    expect((await guest('POST', `${path}/erase`, { session })).status).toBe(200);
    expect(await people(shop)).toEqual([]);
    expect((await guest('POST', `${path}/view`, { session })).status).toBe(404);
    const ledger = (await ask('GET', '/api/privacy/retention')).body;
    expect(ledger).toMatchObject({ isWhole: true, ledger: [{ scope: 'customer', reason: 'request', count: 1 }] });
    expect((await ask('GET', `/api/customers/${customerId}`)).status).toBe(404);
  });
});

describe('the link by mail (PV-30, PV-32)', () => {
  async function withMail() {
    const { shop, ask } = await open();
    const mail = await startMailServer();
    onTestFinished(() => mail.stop());
    const settings = { host: '127.0.0.1', port: mail.port, secure: false, username: '', fromEmail: 'shop@example.com' };
    expect((await ask('PUT', '/api/mail-server', { ...settings, password: '' })).status).toBe(200);
    const customerId = await buildPerson(shop, { name: '김하나', email: 'hana@example.com' });
    const work = () => runDueJobs(context, [mailSelfLinkJob]);
    return { shop, ask, mail, customerId, work };
  }
  const linkIn = (body: string) => /\/my\/[\w-]{20,}/.exec(body.replaceAll('=\r\n', ''))?.[0] ?? '';

  it('goes to her at the shop\u2019s word; the code stays with the shop', async () => {
    const { shop, ask, mail, customerId, work } = await withMail();
    const { status, body } = await ask('POST', `/api/customers/${customerId}/self-link/mail`);
    expect([status, body.emailMasked]).toEqual([200, 'h***@example.com']);
    await work();
    const [sent] = mail.mails;
    expect(sent?.to).toBe('hana@example.com');
    expect(sent?.body).not.toContain(body.code);
    const opened = await browser()('POST', `/api${linkIn(sent?.body ?? '')}/open`, { code: body.code });
    expect(opened.status).toBe(200);
    const stored = await shop.db.selectFrom('privacy.selfLink').selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain(linkIn(sent?.body ?? '').slice(4));
    const nobody = await buildPerson(shop, { name: '박건' });
    expect((await ask('POST', `/api/customers/${nobody}/self-link/mail`)).status).toBe(409);
  });

  it('is asked for by anybody, and comes only to a known address; the answers are alike', async () => {
    const { shop, mail, work } = await withMail();
    const path = `/api/my-link/${shop.workspaceId}`;
    const guest = browser();
    expect((await guest('GET', path)).status).toBe(200);
    const known = await guest('POST', path, { email: ' Hana@Example.com ' });
    const unknown = await guest('POST', path, { email: 'nobody@example.com' });
    expect([known.status, unknown.status]).toEqual([200, 200]);
    expect([Object.keys(known.body), Object.keys(unknown.body)]).toEqual([['code'], ['code']]);
    await work();
    expect(mail.mails.map(({ to }) => to)).toEqual(['hana@example.com']);
    const opened = await guest('POST', `/api${linkIn(mail.mails[0]?.body ?? '')}/open`, known.body);
    expect(opened.status).toBe(200);
    expect((await guest('GET', `/api/my-link/${newId()}`)).status).toBe(404);
  });

  it('is asked for ten times in ten minutes at most, by one caller or for one address', async () => {
    const { shop } = await open();
    const path = `/api/my-link/${shop.workspaceId}`;
    const states: number[] = [];
    for (let n = 0; n < 11; n += 1) states.push((await browser()('POST', path, { email: 'a@example.com' })).status);
    expect(states.slice(0, 10).every((status) => status === 200)).toBe(true);
    expect(states[10]).toBe(429);
  });
});

describe('her birthday (OP-71, OP-72)', () => {
  it('is told by the moon on the tablet, seen with the day it is kept, and put right on her own page', async () => {
    const { shop, ask } = await open();
    const choices = pressed(await textsOf(ask), { svc_membership: 'granted', svc_optional_fields: 'granted' });
    const told = { birthDate: '1960-05-05', birthdayCalendar: 'lunar' };
    expect((await ask('POST', '/api/tablet/consent', { ...GUEST, ...told, choices })).status).toBe(200);
    const [person] = await people(shop);
    expect(person).toMatchObject({ birthDate: '1960-05-29', birthday: '05-05', birthdayCalendar: 'lunar' });
    const changes = await shop.db.selectFrom('customers.fieldChange').selectAll().orderBy('field').execute();
    const by = { source: 'tablet', changedBy: expect.any(String) };
    expect(changes).toMatchObject([
      { field: 'birth_date', newValue: '1960-05-29', ...by },
      { field: 'birthday', newValue: 'lunar 05-05', ...by },
    ]);
    const link = (await ask('POST', `/api/customers/${person?.customerId}/self-link`)).body;
    const path = `/api${new URL(link.url).pathname}`;
    const guest = browser();
    const { session } = (await guest('POST', `${path}/open`, { code: link.code })).body;
    const view = async () => (await guest('POST', `${path}/view`, { session })).body.birthday;
    expect(await view()).toEqual({ calendar: 'lunar', monthDay: '05-05', nextOn: '2027-06-09' });
    const birthday = { calendar: 'lunar', monthDay: '08-15' };
    expect((await guest('POST', `${path}/correct`, { session, birthday })).status).toBe(200);
    expect(await view()).toEqual({ ...birthday, nextOn: '2027-09-15' });
    // The year stays: a child cannot make herself older (PV-11).
    expect((await people(shop))[0]?.birthDate).toBe('1960-05-29');
  });
});

describe('what is taken of a form (PV-03, PV-06)', () => {
  const granted = (kind: string) => ({ kind, state: 'granted' as const });
  const refused = (kind: string) => ({ kind, state: 'refused' as const });

  it('is nothing without the required consent, whatever else was pressed', () => {
    expect(decideJoin([granted('marketing_use'), granted('ad_sms')])).toMatchObject({ joins: false, choices: [] });
    expect(decideJoin([refused('svc_membership'), granted('marketing_use')])).toMatchObject({
      joins: false,
      choices: [],
    });
  });

  it('is only what was pressed: silence is no consent (AD-10)', () => {
    expect(decideJoin([granted('svc_membership')]).choices).toEqual([granted('svc_membership')]);
    expect(decideJoin([granted('svc_membership'), granted('ad_sms')]).choices).toEqual([granted('svc_membership')]);
    const both = [granted('svc_membership'), granted('marketing_use'), granted('ad_sms')];
    expect(decideJoin(both).choices).toEqual(both);
    expect(decideJoin([granted('svc_membership'), granted('svc_optional_fields')]).keepsBirthDate).toBe(true);
  });

  it('never undoes a refusal by a form that anybody can fill in', () => {
    const held = { ad_sms: { state: 'withdrawn' }, ad_email: { state: 'granted' } };
    expect(keepRefusals([granted('ad_sms'), granted('ad_email'), refused('marketing_use')], held)).toEqual([
      granted('ad_email'),
      refused('marketing_use'),
    ]);
  });
});
