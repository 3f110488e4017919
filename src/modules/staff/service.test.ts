import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';

let context: TestContext;
let server: FastifyInstance;
const password = 'correct-horse-battery-1';
const firstRun = {
  email: 'owner@example.com',
  password,
  name: '김하나',
  locale: 'ko',
  shop: { name: '온기식당', pack: 'restaurant', currency: 'KRW', timeZone: 'Asia/Seoul', dayEndsAtHour: 5 },
};

beforeAll(async () => {
  context = await createTestContext();
  server = await buildServer(context);
});

describe('first run and sign-in', () => {
  it('makes the owner and the shop once, and is refused after that', async () => {
    const look = async () => (await server.inject({ method: 'GET', url: '/api/setup' })).json();
    // Where the data will lie is told to who sets it up, and to nobody after that.
    expect(await look()).toEqual({ done: false, home: context.config.home });
    const first = await server.inject({ method: 'POST', url: '/api/setup', payload: firstRun });
    expect(first.statusCode).toBe(200);
    expect(first.json().session.workspace.shop.name).toBe('온기식당');
    const cookie = first.cookies[0];
    expect(cookie).toMatchObject({ name: 'dangol_session', httpOnly: true, sameSite: 'Lax' });
    const again = await server.inject({
      method: 'POST',
      url: '/api/setup',
      payload: { ...firstRun, email: 'b@example.com' },
    });
    expect(again.statusCode).toBe(409);
    expect(await look()).toEqual({ done: true, home: null });
  });

  it('reports every issue of a bad first run with its path, in the language of the caller', async () => {
    const answer = await server.inject({
      method: 'POST',
      url: '/api/setup',
      payload: { ...firstRun, email: 'nobody', password: 'short' },
      headers: { 'accept-language': 'ko' },
    });
    expect(answer.statusCode).toBe(400);
    const paths = answer.json().error.details.issues.map((issue: { path: string }) => issue.path);
    expect(paths).toEqual(['body.email', 'body.password']);
  });

  it('signs in with the right password and says nothing about which part was wrong', async () => {
    const wrong = await server.inject({
      method: 'POST',
      url: '/api/session',
      payload: { email: firstRun.email, password: 'wrong-password' },
    });
    const unknown = await server.inject({
      method: 'POST',
      url: '/api/session',
      payload: { email: 'x@example.com', password },
    });
    expect([wrong.statusCode, unknown.statusCode]).toEqual([401, 401]);
    expect(wrong.json().error.message).toBe(unknown.json().error.message);
    const right = await server.inject({
      method: 'POST',
      url: '/api/session',
      payload: { email: 'OWNER@example.com', password },
    });
    expect(right.statusCode).toBe(200);
    // The log says with whose account, not that the system did it (PV-53).
    const cookie = String(right.headers['set-cookie']).split(';')[0] ?? '';
    const { entries } = (
      await server.inject({ method: 'GET', url: '/api/access-log?limit=2', headers: { cookie } })
    ).json();
    expect(
      entries.map((entry: { action: string; accountEmail: string }) => [entry.action, entry.accountEmail]),
    ).toEqual([
      ['login', 'owner@example.com'],
      ['login_fail', 'owner@example.com'],
    ]);
  });

  it('closes the door after ten wrong tries and opens it again ten minutes later (PV-51)', async () => {
    const attempt = (secret: string) =>
      server.inject({
        method: 'POST',
        url: '/api/session',
        payload: { email: firstRun.email, password: secret },
        remoteAddress: '10.0.0.9',
      });
    for (let i = 0; i < 10; i += 1) await attempt('wrong-password');
    expect((await attempt(password)).statusCode).toBe(429);
    context.clock.set(new Date(context.clock.now().getTime() + 10 * 60_000 + 1));
    expect((await attempt(password)).statusCode).toBe(200);
  });

  it('ends a session at once when it is revoked', async () => {
    const shop = await buildShop(context);
    const { cookie } = await signIn(context, shop);
    expect((await server.inject({ method: 'GET', url: '/api/shop', headers: { cookie } })).statusCode).toBe(200);
    await server.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } });
    expect((await server.inject({ method: 'GET', url: '/api/shop', headers: { cookie } })).statusCode).toBe(401);
  });

  it('refuses a change that comes from another site', async () => {
    const shop = await buildShop(context);
    const { cookie } = await signIn(context, shop);
    const patch = (headers: Record<string, string>) =>
      server.inject({
        method: 'PATCH',
        url: '/api/shop',
        payload: { name: '다른 이름' },
        headers: { cookie, host: 'shop.example', ...headers },
      });
    expect((await patch({ origin: 'https://evil.example' })).statusCode).toBe(403);
    expect((await patch({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect((await patch({ origin: 'https://shop.example', 'sec-fetch-site': 'same-origin' })).statusCode).toBe(200);
  });
});

describe('the fence between workspaces', () => {
  let mine: TestShop;
  let theirs: TestShop;
  beforeAll(async () => {
    mine = await buildShop(context, { name: '우리 가게' });
    theirs = await buildShop(context, { name: '남의 가게' });
  });

  it('shows nothing of another workspace to a query that forgot to name one', async () => {
    const rows = await mine.db.selectFrom('workspace.shop').select('name').execute();
    expect(rows).toEqual([{ name: '우리 가게' }]);
  });

  it('changes nothing of another workspace even when the query asks for it', async () => {
    const changed = await mine.db
      .updateTable('workspace.shop')
      .set({ name: 'x' })
      .where('workspaceId', '=', theirs.workspaceId)
      .executeTakeFirst();
    expect(changed.numUpdatedRows).toBe(0n);
  });

  it('refuses to write a row into another workspace', async () => {
    await expect(
      mine.db
        .insertInto('staff.membership')
        .values({ workspaceId: theirs.workspaceId, accountId: theirs.workspaceId, role: 'owner' })
        .execute(),
    ).rejects.toThrow(/row-level security/);
  });

  it('shows no fenced row at all without a workspace', async () => {
    expect(await context.database.outside.selectFrom('workspace.shop').selectAll().execute()).toEqual([]);
  });

  it('works as a role that owns nothing and can neither bypass the fence nor change the log of accesses', async () => {
    const { rows } = await context.database.pool.query(
      `select r.rolsuper, r.rolbypassrls, (select count(*)::int from pg_class c where c.relowner = r.oid) as owned,
              has_table_privilege('staff.access_log', 'update') as may_update, has_table_privilege('staff.access_log', 'delete') as may_delete
       from pg_roles r where r.rolname = current_user`,
    );
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, owned: 0, may_update: false, may_delete: false }]);
  });
});
