import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTestContext, TEST_NOW } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import {
  connectMailServer,
  launchByEmail,
  type ReceivedMail,
  smtpError,
  startMailServer,
} from '../../../test/factories-plays.ts';
import { workOff } from '../../../test/work-off.ts';
import { PROJECT_ROOT } from '../../platform/config.ts';
import { recordConsents } from '../privacy/index.ts';
import { dispatchLane } from './dispatch.ts';
import { stopAdvertising } from './jobs.ts';

const context = await createTestContext();
const now = () => context.clock.now();
const KILLS = 4;
const MESSAGES_BETWEEN_KILLS = 40;
const neverAborted = new AbortController().signal;

async function statesOf(shop: TestShop): Promise<Record<string, number>> {
  const rows = await shop.db
    .selectFrom('messaging.message')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
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
    await launchByEmail(context, shop, 3);
    await workOff(context);
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
    await workOff(context);
    expect(await statesOf(shop)).toEqual({ sent: mail.received.length });
  });

  it('keeps advertising whose refusal link nobody could open until there is an address (AD-16)', async () => {
    const shop = await buildShop(context);
    const mail = await startMailServer();
    await connectMailServer(context, shop, mail.port);
    await launchByEmail(context, shop, 3);
    const { publicUrl } = context.config;
    context.config.publicUrl = 'http://127.0.0.1:4300';
    try {
      await workOff(context);
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
    const playId = await launchByEmail(context, shop, 12);
    const written = await shop.db
      .selectFrom('messaging.message as m')
      .innerJoin('customers.contactPoint as p', 'p.contactPointId', 'm.contactPointId')
      .select('p.value')
      .execute();
    const treated = written.length;
    [unknown, late, spam] = written.map(({ value }) => value);
    await workOff(context);
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
    const playId = await launchByEmail(context, shop, 5);
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
    const playId = await launchByEmail(context, shop, 24);
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
    await launchByEmail(context, shop, 4);
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
    await workOff(context);
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
    await launchByEmail(context, shop, 4);
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
    await workOff(context);
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
    await launchByEmail(context, shop, 200);
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

describe('the demo without a mail server', () => {
  it('delivers into the database and nowhere else', async () => {
    const shop = await buildShop(context, { kind: 'demo' });
    await launchByEmail(context, shop, 3);
    await workOff(context);
    const rows = await shop.db.selectFrom('messaging.message').select(['state', 'reason']).distinct().execute();
    expect(rows).toEqual([{ state: 'sent', reason: 'demo_outbox' }]);
  });
});
