import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop } from '../../../test/factories.ts';
import { connectProvider, KEYS } from '../../../test/factories-desk.ts';
import { EMAIL_PLAY, giveSenderDetails } from '../../../test/factories-plays.ts';
import { buildCallers } from '../../../test/many-callers.ts';
import { PROJECT_ROOT } from '../../platform/config.ts';
import { createPlay, launchPlay } from '../plays/index.ts';
import { recordConsents } from '../privacy/index.ts';
import { pollReports } from './reports.ts';
import { startSimulator } from './simulator/simulator.ts';

const context = await createTestContext();
/** DANGOL_KILLS=50 for the whole promise; a few in every run. */
const KILLS = Number(process.env['DANGOL_KILLS'] ?? 4);
/** Enough that some are left at the last kill: a round that is killed sends for a second or two, the evening's last one for four. */
const SECONDS = KILLS * 2 + 6;
/** DANGOL_KILLED_PEOPLE=100000 for the whole promise; what is sent in a second grows with them. */
const PEOPLE = Number(process.env['DANGOL_KILLED_PEOPLE'] ?? SECONDS * 200);
const PER_SECOND = Math.ceil(PEOPLE / SECONDS);
/** Who refuses after a kill: one in a hundred, and of very many no more than can be written down meanwhile. */
const REFUSING = Math.min(0.01, 200 / PEOPLE);
/** The shop's evening ends at 20:00 (AD-13); a batch needs half a minute's room before it. */
const EVENING = new Date('2026-11-21T19:59:30+09:00');
const HOUR_MS = 3_600_000;
/** How long before the end of the evening its last round begins: time for a process to start and send a little. */
const ENDING_MS = 4_000;
const MORNING = new Date('2026-11-22T09:00:01+09:00');

it(`nobody twice, nobody lost, nobody who refused meanwhile, nobody at night: killed ${KILLS} times (AD-11, AD-12)`, {
  timeout: 120_000 + KILLS * 60_000,
}, async () => {
  const shop = await buildShop(context);
  const { db, workspaceId } = shop;
  await giveSenderDetails(shop);
  // Half of the kills come in the evening, so that what is put off is tried out as well.
  let offsetMs = EVENING.getTime() - HOUR_MS - Date.now();
  const shopNow = () => new Date(Date.now() + offsetMs);
  const simulator = await startSimulator({
    ...KEYS.solapi,
    now: shopNow,
    seed: 7,
    faults: {
      silentAfterTaking: 0.1,
      silentBeforeTaking: 0.1,
      badGateway: 0.1,
      tooMany: 0.03,
      delayMs: 30,
      repeatsPolled: true,
    },
  });
  context.clock.set(shopNow());
  await connectProvider(context, shop, { provider: 'solapi', baseUrl: simulator.url });
  await db.updateTable('messaging.providerAccount').set({ messagesPerSecond: PER_SECOND }).execute();
  const customerIds = await buildCallers(shop, PEOPLE);
  const draft = { ...EMAIL_PLAY, channel: 'sms' as const, holdoutRate: 0.01 };
  const { playId } = await createPlay(db, shop.actor(), draft, shopNow());
  await launchPlay(context, shop.actor(), { playId, today: '2026-11-21', now: shopNow() });

  let child: ChildProcess | undefined;
  let killed = 0;
  const refusedAt = new Map<string, Date>();
  const refuseSome = async () => {
    const some = customerIds.filter(() => Math.random() < REFUSING).filter((id) => !refusedAt.has(id));
    const at = shopNow();
    for (const customerId of some)
      await recordConsents(
        db,
        [{ workspaceId, customerId, kind: 'ad_sms', state: 'withdrawn', method: 'phone', evidence: '080', at }],
        shopNow(),
      );
    // Committed by now; what left before that left rightly.
    for (const customerId of some) refusedAt.set(customerId, shopNow());
  };
  // What was delivered is asked for after every round: told several times, late and in any order.
  const hearReports = async () => {
    context.clock.set(shopNow());
    await pollReports(context, workspaceId);
  };
  const left = async () =>
    (
      await db
        .selectFrom('messaging.message')
        .select('messageId')
        .where('state', 'in', ['queued', 'sending', 'handing_over'])
        .execute()
    ).length;
  /** Of whom it is not known yet what became of her message. */
  const unheard = async () =>
    (
      await db
        .selectFrom('messaging.message')
        .select('messageId')
        .where('state', '=', 'sent')
        .where('deliveredAt', 'is', null)
        .execute()
    ).length;
  let rounds = 0;
  while ((await left()) > 0 && rounds < KILLS * 3 + 20) {
    rounds += 1;
    // Half-way a round runs into the end of the evening and is not killed; then the night is over.
    const isEnding = killed >= KILLS / 2 && offsetMs + Date.now() < EVENING.getTime() - HOUR_MS / 2;
    if (isEnding) offsetMs = EVENING.getTime() - ENDING_MS - Date.now();
    else if (shopNow() > EVENING && shopNow() < MORNING) offsetMs = MORNING.getTime() - Date.now();
    if (killed >= KILLS) simulator.faults.tooMany = 0;
    const env = {
      ...process.env,
      DATABASE_URL: context.ownerUrl,
      DANGOL_HOME: context.config.home,
      CLOCK_OFFSET_MS: String(offsetMs),
      WORKSPACE_ID: workspaceId,
      LANE_ID: playId,
    };
    child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', path.join(PROJECT_ROOT, 'test/desk-process.ts')],
      {
        env,
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    const ended = once(child, 'exit');
    if (killed < KILLS && !isEnding) {
      // By turns: in the middle of a call, and at any moment of a process that is under way.
      const inCall = killed % 2 === 0;
      const calls = new Promise<void>((resolve) => {
        simulator.faults.onSend = (_, moment) => {
          if (moment === (killed % 4 === 0 ? 'after' : 'before')) resolve();
        };
      });
      const before = killed;
      await Promise.race([ended, inCall ? calls : calls.then(() => wait(Math.random() * 900))]);
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        killed = before + 1;
      }
      simulator.faults.onSend = () => {};
      await Promise.all([ended, refuseSome()]);
    } else await ended;
    await hearReports();
    // However short the evening's last round was on a fast machine: it is over.
    if (isEnding && shopNow() < EVENING) offsetMs = EVENING.getTime() + 1 - Date.now();
    // A later round must not find the same clock: what was put off by minutes is due by then.
    if (killed >= KILLS && (await left()) > 0) offsetMs += 60_000;
  }
  // So many are asked about at once and no more: until a turn tells nothing new.
  for (let before = Number.POSITIVE_INFINITY, open = await unheard(); open < before; ) {
    await hearReports();
    [before, open] = [open, await unheard()];
  }
  await simulator.close();

  expect(killed).toBe(KILLS);
  const rows = await db
    .selectFrom('messaging.message')
    .select([
      'messageId',
      'customerId',
      'state',
      'reason',
      'handedOverAt',
      'sentAt',
      'bytes',
      'priceMinor',
      'medium',
      'rule',
      'deliveredAt',
      'failureClass',
    ])
    .execute();
  const takenRefs = simulator.taken.map(({ ref }) => ref);
  // Nobody twice.
  expect(new Set(takenRefs).size).toBe(takenRefs.length);
  expect(new Set(simulator.taken.map(({ to }) => to)).size).toBe(takenRefs.length);
  // Nobody lost, all states right: what the provider took is sent, and nothing else is.
  const sent = rows.filter(({ state }) => state === 'sent' || state === 'failed');
  expect(new Set(sent.map(({ messageId }) => messageId))).toEqual(new Set(takenRefs));
  // And each is as it was reported in the end, whatever was told of it before and after.
  const isDelivered = new Map(simulator.taken.map((one) => [one.ref, simulator.fateOf(one).code === '4000']));
  for (const { messageId, state, deliveredAt, failureClass } of sent) {
    const shown = isDelivered.get(messageId) ? ['sent', true, true] : ['failed', false, false];
    expect([state, deliveredAt !== null, failureClass === null]).toEqual(shown);
  }
  const others = rows.filter((row) => !sent.includes(row));
  expect(others.every(({ state, reason }) => ['cancelled', 'skipped'].includes(state) && reason === 'opted_out')).toBe(
    true,
  );
  expect(others.every(({ customerId }) => refusedAt.has(customerId))).toBe(true);
  expect(await db.selectFrom('messaging.waiting').select('messageId').execute()).toEqual([]);
  // Nobody who had refused when her message was handed over.
  expect(refusedAt.size).toBeGreaterThan(0);
  for (const { customerId, handedOverAt } of sent) {
    const at = refusedAt.get(customerId);
    if (at) expect((handedOverAt ?? shopNow()).getTime()).toBeLessThanOrEqual(at.getTime());
  }
  // Nobody between the end of the shop's evening and its morning, and so nobody after 21:00:00.
  const evening = simulator.taken.filter(({ takenAt }) => takenAt < MORNING);
  expect(evening.length).toBeGreaterThan(0);
  expect(takenRefs.length - evening.length).toBeGreaterThan(0);
  for (const { takenAt } of evening) expect(takenAt.getTime()).toBeLessThan(EVENING.getTime() + 30_000);
  expect(
    sent.every(({ rule, medium, priceMinor }) => rule === 'AD-10' && medium !== null && (priceMinor ?? 0) > 0),
  ).toBe(true);
});
