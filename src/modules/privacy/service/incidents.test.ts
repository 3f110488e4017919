import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn } from '../../../../test/factories.ts';
import { buildPerson } from '../../../../test/factories-people.ts';
import type { Incident } from '../contract/incidents.ts';
import { composeIncidentNotice } from '../rules/incidents.ts';

const context = await createTestContext();
const server = await buildServer(context);

async function open(role: 'owner' | 'manager' | 'staff' = 'owner') {
  const shop = await buildShop(context);
  const { cookie } = await signIn(context, shop, role);
  return async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
    const answer = await server.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) });
    return { status: answer.statusCode, body: answer.json() };
  };
}

const FACTS = { isPossible: false, items: ['name', 'phone'], persons: 999, wasAttack: false, happened: '', remedy: '' };
const LEAK = { ...FACTS, isRehearsal: false, knownAt: '2026-11-21T11:10' };

describe('a leak of personal data (PV-43)', () => {
  it('counts down 72 hours from when it was known, and is reported once the law asks for it (PV-40, PV-42)', async () => {
    const ask = await open();
    const list = async (): Promise<Incident[]> => (await ask('GET', '/api/privacy/incidents')).body.incidents;
    expect(await list()).toEqual([]);
    const { incidentId } = (await ask('POST', '/api/privacy/incidents', LEAK)).body;
    // Known at 11:10, now it is noon.
    expect(await list()).toMatchObject([
      {
        incidentId,
        noticeBy: '2026-11-24T02:10:00.000Z',
        reportBy: null,
        reportReasons: [],
        minutesLeft: 71 * 60 + 10,
        notifiedAt: null,
        steps: [],
      },
    ]);
    const mended = { ...FACTS, items: ['name', 'phone', 'health'], happened: '11월 20일 밤, 잃어버린 휴대전화' };
    expect((await ask('PUT', `/api/privacy/incidents/${incidentId}`, mended)).status).toBe(200);
    const [known] = await list();
    expect(known).toMatchObject({ reportBy: '2026-11-24T02:10:00.000Z', reportReasons: ['sensitive'] });
    expect(known?.notice.ko).toContain('건강 정보(알레르기 등)');
    expect(known?.notice.ko).toContain('11월 20일 밤, 잃어버린 휴대전화');
    // What stood before is still there to be read.
    expect(known?.steps).toMatchObject([{ kind: 'changed', note: expect.stringContaining('"persons":999') }]);
  });

  it('keeps what was done in its order, takes nothing more once it is closed, and is the owner’s alone to write', async () => {
    const ask = await open();
    const { incidentId } = (await ask('POST', '/api/privacy/incidents', { ...LEAK, persons: 1_000 })).body;
    const step = (kind: string, note = '') => ask('POST', `/api/privacy/incidents/${incidentId}/steps`, { kind, note });
    for (const kind of ['notified', 'reported']) expect((await step(kind, '1,000분')).status).toBe(200);
    expect((await step('noted', '900101-1234567')).status).toBe(400);
    expect((await step('closed')).status).toBe(200);
    expect((await step('noted', '늦은 메모')).status).toBe(409);
    const { incidents } = (await ask('GET', '/api/privacy/incidents')).body;
    expect(incidents).toMatchObject([
      {
        reportReasons: ['many_people'],
        notifiedAt: expect.any(String),
        reportedAt: expect.any(String),
        closedAt: expect.any(String),
        steps: [{ kind: 'notified', note: '1,000분' }, { kind: 'reported' }, { kind: 'closed' }],
      },
    ]);
    expect((await ask('POST', '/api/privacy/incidents', { ...LEAK, knownAt: '2026-11-21T12:01' })).status).toBe(400);
    const staff = await open('staff');
    expect((await staff('GET', '/api/privacy/incidents')).status).toBe(403);
    expect((await staff('POST', '/api/privacy/incidents', LEAK)).status).toBe(403);
  });

  it('is counted from the access log, in all and by account, and says what the log does not name', async () => {
    const shop = await buildShop(context);
    const [owner, staff] = [await signIn(context, shop), await signIn(context, shop, 'staff')];
    const get = (cookie: string, url: string) => server.inject({ method: 'GET', url, headers: { cookie } });
    const [hana, duri] = [await buildPerson(shop), await buildPerson(shop)];
    for (const customerId of [hana, hana, duri]) await get(staff.cookie, `/api/customers/${customerId}`);
    await get(owner.cookie, `/api/customers/${hana}/loyalty`);
    await get(owner.cookie, '/api/customers/list');
    // What is logged without waiting is there once it is asked for.
    const ask = async (from: string, until: string) =>
      (await get(owner.cookie, `/api/privacy/incidents/affected?from=${from}&until=${until}`)).json();
    await expect.poll(async () => (await ask('2026-11-21T11:59', '2026-11-21T12:01')).all.persons).toBe(2);
    const counted = await ask('2026-11-21T11:59', '2026-11-21T12:01');
    expect(counted.accounts.map(({ persons }: { persons: number }) => persons).slice(0, 2)).toEqual([2, 1]);
    expect((await ask('2026-11-20T00:00', '2026-11-21T11:59')).all.persons).toBe(0);
    expect(
      (await get(staff.cookie, '/api/privacy/incidents/affected?from=2026-11-20T00:00&until=2026-11-21T00:00'))
        .statusCode,
    ).toBe(403);
  });

  it('waits in the inbox, first of all, until its people are told; a rehearsal does not (PV-40)', async () => {
    const ask = await open();
    const leaks = async () =>
      (await ask('GET', '/api/decisions')).body.open.filter(({ kind }: { kind: string }) => kind === 'leak_open');
    await ask('POST', '/api/privacy/incidents', { ...LEAK, isRehearsal: true });
    expect(await leaks()).toEqual([]);
    const { incidentId } = (await ask('POST', '/api/privacy/incidents', LEAK)).body;
    const leak = { kind: 'leak_open', subject: incidentId, reason: { persons: 999, possible: 0, hours: 71 } };
    expect(await leaks()).toMatchObject([{ ...leak, to: '/settings/privacy?tab=incidents' }]);
    // A look does not take it away, and it cannot be refused.
    const choose = async (choice: string) =>
      (await ask('POST', '/api/decisions', { kind: 'leak_open', subject: incidentId, choice })).status;
    expect(await choose('look')).toBe(200);
    expect(await choose('no')).toBeGreaterThanOrEqual(400);
    expect(await leaks()).toHaveLength(1);
    await ask('POST', `/api/privacy/incidents/${incidentId}/steps`, { kind: 'notified', note: '' });
    expect(await leaks()).toEqual([]);
  });

  it('is told in the order of the law, a possible one as possible, and what is unknown is said to follow (PV-40, PV-41)', () => {
    const facts = {
      shopName: '온기식당',
      contact: ['02-123-4567', ''],
      items: ['phone', 'points'] as const,
      isPossible: true,
      happened: '',
      remedy: '',
    };
    const notice = composeIncidentNotice(facts, 'ko');
    const heads = notice.split('\n').map((line) => line.slice(0, 2));
    expect(heads).toEqual(['[온', '고객', '1.', '2.', '3.', '4.', '5.', '6.']);
    expect(notice).toContain('유출 가능성');
    expect(notice).toContain('확인하는 대로 다시 알려');
    expect(notice).toContain('포인트와 쿠폰');
    expect(notice).not.toContain('신분증');
    expect(notice).toContain('02-123-4567');
    expect(composeIncidentNotice(facts, 'en')).toContain('possible leak');
  });
});
