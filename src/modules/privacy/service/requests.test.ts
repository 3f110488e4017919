import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn } from '../../../../test/factories.ts';
import { buildPerson } from '../../../../test/factories-people.ts';
import { enqueue, runDueJobs } from '../../../platform/jobs.ts';
import { askGuardian, retentionJob } from '../index.ts';
import { requestUrgency } from '../rules/requests.ts';
import { listDestructions } from './destruction.ts';

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
