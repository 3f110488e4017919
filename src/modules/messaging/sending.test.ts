import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTestContext, TEST_NOW } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import {
  buildReader,
  connectMailServer,
  EMAIL_PLAY,
  giveSenderDetails,
  type ReceivedMail,
  smtpError,
  startMailServer,
} from '../../../test/factories-plays.ts';
import { jobs } from '../../app/jobs.ts';
import { PROJECT_ROOT } from '../../platform/config.ts';
import { runDueJobs } from '../../platform/jobs.ts';
import { createPlay, launchPlay } from '../plays/index.ts';
import { recordConsents } from '../privacy/index.ts';
import { dispatchLane } from './dispatch.ts';
import { stopAdvertising } from './jobs.ts';

const context = await createTestContext();
const now = () => context.clock.now();
const KILLS = 4;
const MESSAGES_BETWEEN_KILLS = 40;
const neverAborted = new AbortController().signal;

async function launch(shop: TestShop, people: number): Promise<string> {
  await giveSenderDetails(shop);
  for (let at = 0; at < people; at += 1) await buildReader(shop, `guest${at}@example.com`);
  const { playId } = await createPlay(shop.db, shop.actor(), { ...EMAIL_PLAY, holdoutRate: 0.01 }, now());
  await launchPlay(context, shop.actor(), { playId, today: '2026-11-21', now: now() });
  return playId;
}

async function statesOf(shop: TestShop): Promise<Record<string, number>> {
  const rows = await shop.db
    .selectFrom('messaging.message')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** The link of a message, from its header (RFC 8058). */
function optOutPath(mail: ReceivedMail | undefined): string {
  const unfolded = (mail?.raw ?? '').replace(/\r?\n[ \t]/g, '');
  const url = /^List-Unsubscribe: ?<([^>]+)>/im.exec(unfolded)?.[1] ?? '';
  return new URL(url).pathname;
}

function decoded(mail: ReceivedMail | undefined): string {
  return (mail?.raw ?? '').replace(/^([A-Za-z0-9+/=]{4,}\r?\n)+/gm, (block) =>
    Buffer.from(block.replace(/\s/g, ''), 'base64').toString('utf8'),
  );
}

describe('sending', () => {
  it('labels advertising, names the sender and carries the one-click refusal', async () => {
    const shop = await buildShop(context);
    const mail = await startMailServer();
    await connectMailServer(context, shop, mail.port);
    await launch(shop, 3);
    await runDueJobs(context, jobs);
    await mail.close();
    const message = mail.received[0];
    const subject = /^Subject: (.+(?:\r?\n[ \t].+)*)/im.exec(message?.raw ?? '')?.[1] ?? '';
    const words = [...subject.matchAll(/=\?UTF-8\?B\?([^?]+)\?=/gi)].map((match) =>
      Buffer.from(match[1] ?? '', 'base64'),
    );
    expect(Buffer.concat(words).toString('utf8')).toMatch(/^\(광고\) 김하나님, 오랜만이에요/);
    expect(decoded(message)).toContain('02-123-4567');
    expect(message?.raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(await statesOf(shop)).toEqual({ sent: mail.received.length });
    await runDueJobs(context, jobs);
    expect(await statesOf(shop)).toEqual({ sent: mail.received.length });
  });

  it('keeps advertising whose refusal link nobody could open until there is an address (AD-16)', async () => {
    const shop = await buildShop(context);
    const mail = await startMailServer();
    await connectMailServer(context, shop, mail.port);
    await launch(shop, 3);
    const { publicUrl } = context.config;
    context.config.publicUrl = 'http://127.0.0.1:4300';
    try {
      await runDueJobs(context, jobs);
    } finally {
      context.config.publicUrl = publicUrl;
      await mail.close();
    }
    const { queued, ...others } = await statesOf(shop);
    expect([queued, others, mail.received]).toEqual([expect.any(Number), {}, []]);
    const { reason } = await shop.db.selectFrom('messaging.message').select('reason').executeTakeFirstOrThrow();
    expect(reason).toBe('no_public_url');
  });

  it('puts off what a server puts off, gives up an address that it refuses, and sends the rest', async () => {
    const shop = await buildShop(context);
    let grey = true;
    /** Whom the server turns down; chosen after the draw, for who is held out gets nothing. */
    let [unknown, late, spam]: (string | undefined)[] = [];
    const mail = await startMailServer({
      rcpt: (to) => {
        if (to === unknown) return smtpError(550, 'no such user');
        return to === late && grey ? smtpError(451, 'greylisted') : undefined;
      },
      data: (to) => (to === spam ? smtpError(554, 'spam') : undefined),
    });
    await connectMailServer(context, shop, mail.port);
    const playId = await launch(shop, 12);
    const written = await shop.db
      .selectFrom('messaging.message as m')
      .innerJoin('customers.contactPoint as p', 'p.contactPointId', 'm.contactPointId')
      .select('p.value')
      .execute();
    const treated = written.length;
    [unknown, late, spam] = written.map(({ value }) => value);
    await runDueJobs(context, jobs);
    const states = await statesOf(shop);
    expect(states).toEqual({ sent: treated - 3, queued: 1, failed: 2 });
    const reasons = await shop.db
      .selectFrom('messaging.message')
      .select('reason')
      .where('state', '!=', 'sent')
      .orderBy('reason')
      .execute();
    expect(reasons.map(({ reason }) => reason)).toEqual(['invalid_address', 'later', 'refused_by_server']);

    const invalid = await shop.db
      .selectFrom('customers.contactPoint')
      .select('value')
      .where('invalidSince', 'is not', null)
      .execute();
    expect(invalid).toEqual([{ value: unknown }]);

    grey = false;
    await dispatchLane(context, { workspaceId: shop.workspaceId, laneId: playId }, neverAborted);
    expect((await statesOf(shop))['queued']).toBe(1);
    context.clock.set(new Date(now().getTime() + 2 * 60_000));
    await dispatchLane(context, { workspaceId: shop.workspaceId, laneId: playId }, neverAborted);
    context.clock.set(TEST_NOW);
    await mail.close();
    expect(await statesOf(shop)).toEqual({ sent: treated - 2, failed: 2 });
    expect(mail.received.filter(({ to }) => to === late)).toHaveLength(1);
  });

  it('loses nothing when no server answers, and goes on when it is back', async () => {
    const shop = await buildShop(context);
    const gone = await startMailServer();
    await gone.close();
    await connectMailServer(context, shop, gone.port);
    const playId = await launch(shop, 5);
    const play = { workspaceId: shop.workspaceId, laneId: playId };
    await expect(dispatchLane(context, play, neverAborted)).rejects.toMatchObject({ code: 'unavailable' });
    const states = await statesOf(shop);
    expect(Object.keys(states)).toEqual(['queued']);
    const settings = await shop.db.selectFrom('messaging.mailServer').select('lastError').executeTakeFirstOrThrow();
    expect(settings.lastError).toContain('ESOCKET');
    const mail = await startMailServer();
    await connectMailServer(context, shop, mail.port);
    await dispatchLane(context, play, neverAborted);
    await mail.close();
    expect(await statesOf(shop)).toEqual({ sent: states['queued'] });
  });

  it('prepares a letter once, also for a server so slow that what was decided is too old before its turn comes', async () => {
    const shop = await buildShop(context);
    let begun = 0;
    const mail = await startMailServer({
      rcpt: () => {
        begun += 1;
        context.clock.set(new Date(now().getTime() + 3_000));
        return undefined;
      },
    });
    await connectMailServer(context, shop, mail.port);
    const playId = await launch(shop, 24);
    await dispatchLane(context, { workspaceId: shop.workspaceId, laneId: playId }, neverAborted);
    await mail.close();
    context.clock.set(TEST_NOW);
    const sent = (await statesOf(shop))['sent'] ?? 0;
    expect(mail.received).toHaveLength(sent);
    // One begun in vain for each decision that grew too old (20 s, 3 s a letter), and none behind it.
    expect(begun - sent).toBeLessThanOrEqual(Math.ceil(sent / 6));
  });

  it('asks again at dispatch: who withdrew after the launch gets nothing', async () => {
    const shop = await buildShop(context);
    const mail = await startMailServer();
    await connectMailServer(context, shop, mail.port);
    await launch(shop, 4);
    const [first] = await shop.db.selectFrom('messaging.message').select('customerId').execute();
    const customerId = first?.customerId ?? '';
    await recordConsents(
      shop.db,
      [
        {
          workspaceId: shop.workspaceId,
          customerId,
          kind: 'ad_email',
          state: 'withdrawn',
          method: 'staff',
          evidence: 'spoken',
          at: now(),
        },
      ],
      now(),
    );
    await runDueJobs(context, jobs);
    await mail.close();
    const row = await shop.db
      .selectFrom('messaging.message')
      .select(['state', 'reason'])
      .where('customerId', '=', customerId)
      .executeTakeFirst();
    expect(row?.reason).toBe('opted_out');
    expect(['skipped', 'cancelled']).toContain(row?.state);
  });

  it.each([
    { kind: 'ad_sms', stops: false },
    { kind: 'ad_night', stops: false },
    { kind: 'ad_email', stops: true },
    { kind: 'marketing_use', stops: true },
  ] as const)('a refusal of $kind cancels a waiting e-mail: $stops (AD-11)', async ({ kind, stops }) => {
    const shop = await buildShop(context);
    const mail = await startMailServer();
    await connectMailServer(context, shop, mail.port);
    await launch(shop, 4);
    const { customerId } = await shop.db.selectFrom('messaging.message').select('customerId').executeTakeFirstOrThrow();
    const { workspaceId } = shop;
    await recordConsents(
      shop.db,
      [{ workspaceId, customerId, kind, state: 'refused', method: 'staff', evidence: 'spoken', at: now() }],
      now(),
    );
    await stopAdvertising.run(context, { workspaceId, kind, customerIds: [customerId] }, neverAborted);
    const rows = await shop.db
      .selectFrom('messaging.message')
      .select('state')
      .where('customerId', '=', customerId)
      .execute();
    expect(rows).toEqual([{ state: stops ? 'cancelled' : 'queued' }]);
    await runDueJobs(context, jobs);
    await mail.close();
    expect((await statesOf(shop))['cancelled'] ?? 0).toBe(stops ? 1 : 0);
  });

  it('writes to everybody exactly once when the process is killed in the middle, again and again', {
    timeout: 120_000,
  }, async () => {
    const shop = await buildShop(context);
    let child: ChildProcess | undefined;
    let killed = 0;
    // Two moments by turns: before the message was handed over, and when the server has it but has not said so.
    const killAfter = (messages: number) => {
      if (killed >= KILLS || mail.received.length < messages) return undefined;
      killed += 1;
      child?.kill('SIGKILL');
      return undefined;
    };
    const mail = await startMailServer({
      rcpt: () => (killed % 2 === 1 ? killAfter((killed + 1) * MESSAGES_BETWEEN_KILLS) : undefined),
      data: () => (killed % 2 === 0 ? killAfter((killed + 1) * MESSAGES_BETWEEN_KILLS) : undefined),
    });
    await connectMailServer(context, shop, mail.port, 200);
    await launch(shop, 200);
    const total = (await statesOf(shop))['queued'] ?? 0;
    const { home, publicUrl } = context.config;
    const env = {
      ...process.env,
      DATABASE_URL: context.ownerUrl,
      DANGOL_HOME: home,
      DANGOL_PUBLIC_URL: publicUrl,
      CLOCK: TEST_NOW,
    };
    for (let round = 0; round < 12 && mail.received.length < total; round += 1) {
      child = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', path.join(PROJECT_ROOT, 'test/sending-process.ts')],
        {
          env,
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
      await once(child, 'exit');
    }
    await mail.close();
    expect(killed).toBe(KILLS);
    const addresses = mail.received.map(({ to }) => to);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(addresses).toHaveLength(total);
    const states = await statesOf(shop);
    expect((states['sent'] ?? 0) + (states['unconfirmed'] ?? 0)).toBe(total);
    expect(states['unconfirmed'] ?? 0).toBeLessThanOrEqual(killed);
  });
});

describe('the one-click refusal', () => {
  it('takes effect at once without sign-in, survives a re-import, and opening the page changes nothing', async () => {
    const shop = await buildShop(context);
    const mail = await startMailServer();
    await connectMailServer(context, shop, mail.port);
    await launch(shop, 2);
    await runDueJobs(context, jobs);
    await mail.close();
    const link = optOutPath(mail.received[0]);
    const customer = await shop.db
      .selectFrom('customers.contactPoint')
      .select(['customerId', 'value'])
      .where('value', '=', mail.received[0]?.to ?? '')
      .executeTakeFirstOrThrow();
    const server = await buildServer(context);
    const consentNow = () =>
      shop.db
        .selectFrom('privacy.consent')
        .select('state')
        .where('customerId', '=', customer.customerId)
        .where('kind', '=', 'ad_email')
        .executeTakeFirst();

    const page = await server.inject(link);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<form method="post">');
    expect(page.body).not.toContain('<script');
    expect(await consentNow()).toEqual({ state: 'granted' });

    const oneClick = () =>
      server.inject({
        method: 'POST',
        url: link,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          origin: 'https://mail.example.net',
          'sec-fetch-site': 'cross-site',
        },
        payload: 'List-Unsubscribe=One-Click',
      });
    expect((await oneClick()).statusCode).toBe(200);
    expect(await consentNow()).toEqual({ state: 'withdrawn' });
    expect((await oneClick()).body).toContain('수신거부를 마쳤어요');
    const events = await shop.db
      .selectFrom('privacy.consentEvent')
      .select('method')
      .where('customerId', '=', customer.customerId)
      .where('state', '=', 'withdrawn')
      .execute();
    expect(events).toEqual([{ method: 'one_click' }]);

    // She agrees again and presses the old link once more: that takes the new consent back too (AD-11).
    const agreed = { workspaceId: shop.workspaceId, customerId: customer.customerId, kind: 'ad_email' as const };
    const later = new Date(now().getTime() + 60_000);
    await recordConsents(
      shop.db,
      [
        {
          ...agreed,
          state: 'granted',
          method: 'paper',
          evidence: 'sheet 9',
          at: later,
        },
      ],
      later,
    );
    expect((await server.inject(link)).body).toContain('<form method="post">');
    expect((await oneClick()).statusCode).toBe(200);
    expect(await consentNow()).toEqual({ state: 'withdrawn' });
    expect((await server.inject(link)).body).not.toContain('<form method="post">');

    // The record goes, the file brings the address back as a new person who is said to have agreed.
    await shop.db.deleteFrom('customers.customer').where('customerId', '=', customer.customerId).execute();
    const again = await buildReader(shop, customer.value);
    const nextDay = new Date('2026-11-22T12:00:00Z');
    await recordConsents(
      shop.db,
      [
        {
          workspaceId: shop.workspaceId,
          customerId: again,
          kind: 'ad_email',
          state: 'granted',
          method: 'import',
          evidence: 'batch 2, line 3',
          at: nextDay,
        },
      ],
      nextDay,
    );
    const { playId } = await createPlay(shop.db, shop.actor(), EMAIL_PLAY, now());
    const { cookie } = await signIn(context, shop);
    const preview = await server.inject({ method: 'GET', url: `/api/plays/${playId}/preview`, headers: { cookie } });
    expect(preview.json().excluded).toContainEqual({ reason: 'suppressed_contact', count: 1 });
  });

  it('answers a link that nobody has with a page, and does nothing', async () => {
    const server = await buildServer(context);
    const answer = await server.inject({ method: 'POST', url: '/u/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toContain('text/html');
  });
});

describe('the demo without a mail server', () => {
  it('delivers into the database and nowhere else', async () => {
    const shop = await buildShop(context, { kind: 'demo' });
    await launch(shop, 3);
    await runDueJobs(context, jobs);
    const rows = await shop.db.selectFrom('messaging.message').select(['state', 'reason']).distinct().execute();
    expect(rows).toEqual([{ state: 'sent', reason: 'demo_outbox' }]);
  });
});

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
