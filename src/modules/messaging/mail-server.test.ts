import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn } from '../../../test/factories.ts';
import { connectMailServer, startMailServer } from '../../../test/factories-plays.ts';

const context = await createTestContext();

describe('the mail server of a shop', () => {
  it('is only changed by the owner, its password never comes out, and another host does not get the stored one', async () => {
    const shop = await buildShop(context);
    const server = await buildServer(context);
    const { cookie } = await signIn(context, shop);
    const { cookie: manager } = await signIn(context, shop, 'manager');
    const body = {
      host: 'smtp.ongi.example',
      port: 465,
      secure: true,
      username: 'ongi',
      password: 'very secret',
      fromEmail: 'hello@ongi.example',
    };
    const put = (payload: object, who: string) =>
      server.inject({ method: 'PUT', url: '/api/mail-server', payload, headers: { cookie: who } });
    expect((await put(body, manager)).statusCode).toBe(403);
    const stored = await put(body, cookie);
    expect(stored.statusCode).toBe(200);
    expect(stored.body).not.toContain('very secret');
    expect(stored.json().mailServer.hasPassword).toBe(true);
    const { password: _, ...without } = body;
    expect((await put(without, cookie)).json().mailServer.hasPassword).toBe(true);
    expect((await put({ ...without, host: 'evil.example' }, cookie)).json().mailServer.hasPassword).toBe(false);
    expect((await put({ ...without, host: 'a b' }, cookie)).statusCode).toBe(400);
    const sealed = await shop.db.selectFrom('messaging.mailServer').select('passwordSealed').executeTakeFirstOrThrow();
    expect(sealed.passwordSealed).toBeNull();
  });

  it('sends a test to the person who asks', async () => {
    const shop = await buildShop(context);
    const mail = await startMailServer();
    await connectMailServer(context, shop, mail.port);
    const server = await buildServer(context);
    const { cookie } = await signIn(context, shop);
    const answer = await server.inject({
      method: 'POST',
      url: '/api/mail-server/test',
      payload: {},
      headers: { cookie },
    });
    await mail.close();
    expect(answer.json()).toMatchObject({ ok: true, error: '' });
    expect(mail.received.map(({ to }) => to)).toEqual([answer.json().to]);
  });
});
