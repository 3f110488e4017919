import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn } from '../../../../test/factories.ts';
import { buildPerson } from '../../../../test/factories-people.ts';
import { enqueue, runDueJobs } from '../../../platform/jobs.ts';
import { addDays } from '../../../shared/time.ts';
import { mergeCustomers } from '../../customers/index.ts';
import { type NewTouchpoint, recordTouchpoints } from '../../touchpoints/index.ts';
import { askGuardian, retentionJob } from '../index.ts';
import { requestUrgency } from '../rules/requests.ts';
import { listDestructions } from './destruction.ts';
import { destroyOverduePeople } from './due-people.ts';

const context = await createTestContext();
const server = await buildServer(context);
const now = context.clock.now();

async function open() {
  const shop = await buildShop(context);
  const { cookie } = await signIn(context, shop);
  const ask = async (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) => {
    const answer = await server.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) });
    return { status: answer.statusCode, body: answer.json() };
  };
  return { shop, ask };
}

describe('a request of a person', () => {
  it('is due ten days later: 2026-11-21 → 2026-12-01; amber at D-3, red at D-1 (PV-31)', async () => {
    const { shop, ask } = await open();
    const customerId = await buildPerson(shop, { name: '김하나' });
    const url = `/api/customers/${customerId}/requests`;
    const asked = { type: 'access', receivedVia: 'phone', identityCheck: '전화번호로 확인' };
    expect((await ask('POST', url, asked)).body).toMatchObject({ dueOn: '2026-12-01' });
    const [request] = (await ask('GET', '/api/privacy/requests')).body.requests;
    expect(request).toMatchObject({ nameMasked: '김*나', state: 'open', daysLeft: 10 });
    const close = (body: object) => ask('POST', `/api/privacy/requests/${request.requestId}/close`, body);
    expect((await close({ state: 'refused' })).status).toBe(400);
    expect((await close({ state: 'refused', reason: '다른 법이 정한 보관' })).status).toBe(200);
    expect((await close({ state: 'done' })).status).toBe(404);
    const erase = `/api/privacy/requests/${request.requestId}/erase`;
    expect((await ask('POST', erase)).status).toBe(404);
    expect(requestUrgency('2026-12-01', '2026-11-27')).toEqual({ daysLeft: 4, tone: 'calm' });
    expect(requestUrgency('2026-12-01', '2026-11-28')).toEqual({ daysLeft: 3, tone: 'soon' });
    expect(requestUrgency('2026-12-01', '2026-11-30')).toEqual({ daysLeft: 1, tone: 'urgent' });
    expect(requestUrgency('2026-12-01', '2026-12-02')).toEqual({ daysLeft: -1, tone: 'urgent' });
  });

  it('to delete is answered by erasing, and stays in the queue without her', async () => {
    const { shop, ask } = await open();
    const customerId = await buildPerson(shop, { name: '김하나' });
    const asked = {
      type: 'delete',
      receivedVia: 'counter',
      identityCheck: '본인',
      detail: '010-1234-5678로 알려 주세요',
    };
    const { requestId } = (await ask('POST', `/api/customers/${customerId}/requests`, asked)).body;
    expect((await ask('POST', `/api/privacy/requests/${requestId}/erase`)).status).toBe(200);
    expect((await ask('GET', `/api/customers/${customerId}`)).status).toBe(404);
    expect((await ask('GET', '/api/privacy/requests')).body.requests).toMatchObject([
      { requestId, customerId: null, nameMasked: '', detail: '', state: 'done' },
    ]);
  });
});

describe('what is due for destruction (PV-20)', () => {
  it('is proposed with its numbers, and destroyed by the owner only while it is due', async () => {
    const { shop, ask } = await open();
    const { db, workspaceId } = shop;
    const [old, soon, fresh] = [
      await buildPerson(shop, { name: '오래전' }),
      await buildPerson(shop, { name: '곧' }),
      await buildPerson(shop, { name: '새로' }),
    ];
    const known = async (customerId: string, day: string) =>
      db
        .updateTable('customers.customer')
        .set({ createdAt: new Date(`${day}T12:00:00+09:00`) })
        .where('workspaceId', '=', workspaceId)
        .where('customerId', '=', customerId)
        .execute();
    // Two years before 2026-11-21.
    await known(old, '2024-11-21');
    await known(soon, '2024-11-22');
    await known(fresh, '2026-11-01');
    const retention = (await ask('GET', '/api/privacy/retention')).body;
    expect(retention).toMatchObject({ overdue: 1, soon: 1, destroyWithinDays: 5, ledger: [] });
    expect(retention.people).toMatchObject([
      { customerId: old, nameMasked: '오*전', dueOn: '2026-11-21' },
      { customerId: soon, dueOn: '2026-11-22' },
    ]);
    const destroy = { customerIds: [old, soon, fresh] };
    expect((await ask('POST', '/api/privacy/retention/destroy', destroy)).body).toEqual({ destroyed: 1 });
    expect((await ask('GET', '/api/privacy/retention')).body).toMatchObject({
      overdue: 0,
      ledger: [{ scope: 'customer', reason: 'period_end', dueOn: '2026-11-21', count: 1 }],
      isWhole: true,
    });
    expect((await ask('GET', `/api/customers/${soon}`)).status).toBe(200);
  });

  it('is destroyed by the nightly job when the owner could read of it for five days and forgot, so that nobody stays overdue', async () => {
    const { shop, ask } = await open();
    const { db, workspaceId } = shop;
    const [old, comesBack] = [await buildPerson(shop, { name: '오래전' }), await buildPerson(shop, { name: '돌아온' })];
    const known = (customerId: string, at: string) =>
      db
        .updateTable('customers.customer')
        .set({ createdAt: new Date(at) })
        .where('workspaceId', '=', workspaceId)
        .where('customerId', '=', customerId)
        .execute();
    for (const id of [old, comesBack]) await known(id, '2020-01-01T12:00:00+09:00');
    const night = async (at: string) => {
      await destroyOverduePeople(db, { workspaceId, now: new Date(at), key: context.secrets.key });
      return (await ask('GET', '/api/privacy/retention')).body.overdue;
    };
    expect(await night('2026-11-21T20:00:00Z')).toBe(2);
    // A wrong date in a file can be mended before it does harm.
    expect(await night('2026-11-25T20:00:00Z')).toBe(2);
    await known(comesBack, '2026-11-20T12:00:00+09:00');
    expect(await night('2026-11-26T20:00:00Z')).toBe(0);
    expect((await ask('GET', `/api/customers/${old}`)).status).toBe(404);
    expect((await ask('GET', `/api/customers/${comesBack}`)).status).toBe(200);
    // Overdue anew, she is told of anew.
    await known(comesBack, '2020-01-01T12:00:00+09:00');
    expect(await night('2026-11-29T20:00:00Z')).toBe(1);
    expect((await ask('GET', '/api/privacy/retention')).body.ledger).toMatchObject([
      { reason: 'period_end', dueOn: expect.any(String) },
    ]);
  });

  it('is announced with its day before anything is destroyed, and on that day at the latest', async () => {
    const { shop, ask } = await open();
    const { db, workspaceId } = shop;
    // Two years end on the 26th, the 27th and the 30th of November.
    const ends = ['2026-11-26', '2026-11-27', '2026-11-30'];
    for (const day of ends) {
      const customerId = await buildPerson(shop, { name: `끝${day}` });
      await db
        .updateTable('customers.customer')
        .set({ createdAt: new Date(`${addDays(day, -730)}T12:00:00+09:00`) })
        .where('customerId', '=', customerId)
        .execute();
    }
    const people = async () =>
      (
        await db.selectFrom('customers.customer').select('customerId').where('workspaceId', '=', workspaceId).execute()
      ).map(({ customerId }) => customerId);
    const noon = context.clock.now();
    /** By person: every day with which she stood in the inbox's list. */
    const told = new Map<string, Set<string>>();
    const read = new Set<string>();
    for (let day = '2026-11-21'; day <= '2026-11-30'; day = addDays(day, 1)) {
      const at = new Date(`${day}T12:00:00+09:00`);
      context.clock.set(at);
      const before = await people();
      await destroyOverduePeople(db, { workspaceId, now: at, key: context.secrets.key });
      const after = await people();
      for (const gone of before.filter((id) => !after.includes(id))) expect(told.get(gone)).toContain(day);
      const { total, people: rows } = (await ask('GET', '/api/privacy/retention/announced')).body;
      expect(rows).toHaveLength(total);
      for (const { customerId, destroyOn } of rows) {
        expect(destroyOn > day).toBe(true);
        told.set(customerId, (told.get(customerId) ?? new Set()).add(destroyOn));
      }
      const { open: decisions } = (await ask('GET', '/api/decisions')).body;
      const card = decisions.find(({ kind }: { kind: string }) => kind === 'retention_due');
      const next = rows[0]?.destroyOn;
      if (total === 0 || read.has(next)) expect(card).toBeUndefined();
      else expect(card).toMatchObject({ subject: rows[0].destroyOn, reason: { day: rows[0].destroyOn, total } });
      // It cannot be refused; one day that was read does not hide the next.
      if (card && day === '2026-11-22') {
        read.add(card.subject);
        const answer = (choice: string) =>
          ask('POST', '/api/decisions', { kind: 'retention_due', subject: card.subject, choice });
        expect((await answer('no')).status).toBeGreaterThanOrEqual(400);
        await answer('done');
      }
    }
    context.clock.set(noon);
    expect(await people()).toEqual([]);
    expect(told.size).toBe(3);
  });

  it('is not somebody who is shown as another, whatever her own record says', async () => {
    const { shop, ask } = await open();
    const [into, from] = [await buildPerson(shop, { name: '김하나' }), await buildPerson(shop, { name: '김하나' })];
    await shop.db
      .updateTable('customers.customer')
      .set({ createdAt: new Date('2020-01-01') })
      .where('customerId', '=', from)
      .execute();
    await mergeCustomers(shop.db, shop.actor(), { into, from, now });
    expect((await ask('GET', '/api/privacy/retention')).body.overdue).toBe(0);
  });

  it('is a card of an event after its last day, and nobody whom the shop knows by more (domain 1.2)', async () => {
    const { shop } = await open();
    const { db, workspaceId } = shop;
    const card = (name: string, phone: string) => ({
      at: now,
      phase: 'before' as const,
      kind: 'event.entered',
      idempotencyKey: phone,
      person: { name, phone },
      payload: { event: '개업', purpose: 'event', keepUntil: '2026-12-20' },
    });
    const record = (touchpoints: NewTouchpoint[]) =>
      recordTouchpoints(db, shop.actor(), {
        from: { source: 'manual', way: 'manual', phase: 'before' },
        touchpoints,
        now,
      });
    await record([
      card('김하나', '010-1111-2222'),
      card('이두리', '010-3333-4444'),
      { ...card('이두리', '010-3333-4444'), kind: 'visit', idempotencyKey: 'visit', payload: {} },
    ]);
    const names = async () =>
      (await db.selectFrom('customers.customer').select('name').where('workspaceId', '=', workspaceId).execute()).map(
        ({ name }) => name,
      );
    const night = (at: string) =>
      destroyOverduePeople(db, { workspaceId, now: new Date(at), key: context.secrets.key });
    await night('2026-12-16T20:00:00+09:00');
    await night('2026-12-20T20:00:00+09:00');
    expect(await names()).toHaveLength(2);
    await night('2026-12-21T20:00:00+09:00');
    expect(await names()).toEqual(['이두리']);
  });

  it('is destroyed by the nightly job where nobody has to decide, once, and written down (PV-22)', async () => {
    const { shop } = await open();
    const { db, workspaceId } = shop;
    const monthAgo = new Date(now.getTime() - 31 * 86_400_000);
    await askGuardian(db, { workspaceId, name: '어머니', contact: '010-9999-8888', now: monthAgo });
    await askGuardian(db, { workspaceId, name: '아버지', contact: '010-9999-7777', now });
    for (let twice = 0; twice < 2; twice += 1) {
      await enqueue(context.database.outside, retentionJob, {});
      await runDueJobs(context, [retentionJob]);
    }
    const left = await db.selectFrom('privacy.guardian').select('name').execute();
    expect(left).toEqual([{ name: '아버지' }]);
    const { entries, isWhole } = await listDestructions(db, shop.actor());
    expect(entries).toMatchObject([{ scope: 'guardian', count: 1, reason: 'period_end' }]);
    expect(isWhole).toBe(true);
  });
});
