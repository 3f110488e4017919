import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { resetPassword } from './index.ts';

let context: TestContext;
let server: FastifyInstance;
const first = 'first-password-1';
const next = 'second-password-2';

async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object, cookie = '') {
  const answer = await server.inject({ method, url, headers: { cookie }, ...(payload && { payload }) });
  const made = answer.cookies[0];
  return { status: answer.statusCode, json: answer.json(), cookie: made ? `${made.name}=${made.value}` : '' };
}
const enter = (email: string, password: string) => call('POST', '/api/session', { email, password });
const add = (cookie: string, email: string, password = first) =>
  call('POST', '/api/staff', { email, password, name: '박직원', role: 'staff' }, cookie);

beforeAll(async () => {
  context = await createTestContext();
  server = await buildServer(context);
});

describe('before the first run', () => {
  it('a demo takes no members and does not count as a shop', async () => {
    const demo = await buildShop(context, { kind: 'demo' });
    const visitor = await signIn(context, demo);
    expect((await add(visitor.cookie, 'early@example.com')).status).toBe(409);
    await context.database.outside
      .insertInto('staff.account')
      .values({ accountId: demo.workspaceId, email: 'early@example.com', name: '', locale: 'ko', passwordHash: 'x' })
      .execute();
    const shop = { name: '온기', pack: 'restaurant', currency: 'KRW', timeZone: 'Asia/Seoul', dayEndsAtHour: 5 };
    const run = { email: 'early@example.com', password: first, name: '', locale: 'ko', shop };
    expect((await call('POST', '/api/setup', run)).status).toBe(200);
    expect((await call('POST', '/api/setup', { ...run, email: 'b@example.com' })).status).toBe(409);
  });
});

describe('members and their passwords', () => {
  let shop: TestShop;
  let owner: string;
  beforeAll(async () => {
    shop = await buildShop(context);
    owner = (await signIn(context, shop)).cookie;
  });

  it('takes somebody back who was removed, with the new password', async () => {
    const { accountId } = (await add(owner, 'back@example.com')).json;
    expect((await add(owner, 'back@example.com')).status).toBe(409);
    expect((await call('DELETE', `/api/staff/${accountId}`, undefined, owner)).status).toBe(200);
    expect((await enter('back@example.com', first)).status).toBe(401);
    expect((await add(owner, 'back@example.com', next)).status).toBe(200);
    expect((await enter('back@example.com', first)).status).toBe(401);
    expect((await enter('back@example.com', next)).status).toBe(200);
  });

  it('leaves the password of somebody from another shop alone', async () => {
    const theirs = (await signIn(context, await buildShop(context))).cookie;
    const { accountId } = (await add(theirs, 'both@example.com')).json;
    expect((await add(owner, 'both@example.com', next)).status).toBe(200);
    expect((await enter('both@example.com', next)).status).toBe(401);
    expect((await enter('both@example.com', first)).status).toBe(200);
    const set = await call('POST', `/api/staff/${accountId}/password`, { password: next }, owner);
    expect(set.status).toBe(409);
  });

  it('never lets the account of the demo into a shop', async () => {
    expect((await add(owner, 'visitor@demo.invalid')).status).toBe(409);
  });

  it('lets the owner set a new first password, which signs the member out', async () => {
    const { accountId } = (await add(owner, 'forgot@example.com')).json;
    const { cookie } = await enter('forgot@example.com', first);
    expect((await call('POST', `/api/staff/${accountId}/password`, { password: next }, cookie)).status).toBe(403);
    expect((await call('POST', `/api/staff/${accountId}/password`, { password: next }, owner)).status).toBe(200);
    expect((await call('GET', '/api/account/sessions', undefined, cookie)).status).toBe(401);
    expect((await enter('forgot@example.com', next)).status).toBe(200);
  });

  it('changes the own password against the current one and ends the other sessions', async () => {
    await add(owner, 'own@example.com');
    const here = (await enter('own@example.com', first)).cookie;
    const there = (await enter('own@example.com', first)).cookie;
    const change = (current: string) => call('PATCH', '/api/account/password', { current, next }, here);
    expect((await change('not-the-password')).status).toBe(400);
    expect((await change(first)).status).toBe(200);
    expect((await call('GET', '/api/account/sessions', undefined, here)).status).toBe(200);
    expect((await call('GET', '/api/account/sessions', undefined, there)).status).toBe(401);
    expect((await enter('own@example.com', next)).status).toBe(200);
  });

  it('lets a locked-out owner set a password from the machine', async () => {
    await add(owner, 'locked@example.com');
    await resetPassword(context, { email: 'locked@example.com', password: next });
    expect((await enter('locked@example.com', next)).status).toBe(200);
    await expect(resetPassword(context, { email: 'nobody@example.com', password: next })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('lets no more than ten wrong tries through that come at the same moment (PV-51)', async () => {
    context.clock.set('2026-11-22T12:00:00+09:00');
    await add(owner, 'many@example.com');
    const tries = await Promise.all(Array.from({ length: 25 }, () => enter('many@example.com', 'wrong-password')));
    expect(tries.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(tries.filter(({ status }) => status === 429)).toHaveLength(15);
    context.clock.set('2026-11-22T12:11:00+09:00');
    expect((await enter('many@example.com', first)).status).toBe(200);
    const left = await context.database.outside.selectFrom('staff.signInAttempt').selectAll().execute();
    expect(left).toEqual([]);
  });
});
