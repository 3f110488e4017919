import { describe, expect, it, onTestFinished } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { startMailServer } from '../../../test/e2e/mail-server.ts';
import { buildServer } from '../../../test/factories.ts';
import { buildForms } from '../../../test/factories-forms.ts';
import { buildPerson } from '../../../test/factories-people.ts';
import { runDueJobs } from '../../platform/jobs.ts';
import { newId } from '../../shared/ids.ts';
import type { ConsentText } from '../privacy/contract/texts.ts';
import { mailSelfLinkJob } from './mail-link.ts';

const context = await createTestContext();
const server = await buildServer(context);
const { browser, open, textsOf, pressed, people } = buildForms(context, server);
const GUEST = { name: '김하나', phone: '010-1234-5678' };

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
