import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { connectProvider, KEYS, phoneOf } from '../../../test/factories-desk.ts';
import { giveSenderDetails } from '../../../test/factories-plays.ts';
import { buildCallers } from '../../../test/many-callers.ts';
import { newId } from '../../shared/ids.ts';
import type * as legalRules from '../privacy/legal-rules.ts';
import type * as compose from './compose.ts';
import { dispatchLane } from './dispatch.ts';
import { queueMessages } from './queue.ts';
import { type Simulator, startSimulator } from './simulator/simulator.ts';
import { takeTurn } from './store/desk.ts';

/** What happens between the decision and the moment a batch leaves. */
const meanwhile = vi.hoisted(() => ({ composed: async (): Promise<void> => {} }));
vi.mock('./compose.ts', async (original) => {
  const real = await original<typeof compose>();
  return {
    ...real,
    composeOutgoing: async (...input: Parameters<typeof real.composeOutgoing>) => {
      const composed = await real.composeOutgoing(...input);
      await meanwhile.composed();
      return composed;
    },
  };
});
// The shop's own hours (AD-13) end an hour before the night and would hide it.
vi.mock('../privacy/legal-rules.ts', async (original) => {
  const real = await original<typeof legalRules>();
  const allDay = { fromHour: 0, toHour: 24 };
  return {
    ...real,
    legalRule: (key: Parameters<typeof real.legalRule>[0], onDay: string) =>
      key === 'ad_shop_window' ? allDay : real.legalRule(key, onDay),
  };
});

const context = await createTestContext();
const never = new AbortController().signal;
const kst = (time: string) => new Date(`2026-11-21T${time}+09:00`);
const MORNING = new Date('2026-11-22T08:00:00+09:00');

beforeEach(() => {
  meanwhile.composed = async () => {};
});

async function open(): Promise<{ shop: TestShop; simulator: Simulator }> {
  const shop = await buildShop(context);
  await giveSenderDetails(shop);
  const simulator = await startSimulator({ ...KEYS.solapi, now: () => context.clock.now() });
  await connectProvider(context, shop, { provider: 'solapi', baseUrl: simulator.url });
  return { shop, simulator };
}

async function queue(shop: TestShop, people: readonly string[]): Promise<string> {
  const laneId = newId();
  await queueMessages(context, shop.db, {
    workspaceId: shop.workspaceId,
    automationId: laneId,
    class: 'ad',
    channel: 'sms',
    locale: 'ko',
    now: context.clock.now(),
    messages: people.map((customerId, n) => ({
      customerId,
      contactPointId: null,
      address: phoneOf(n),
      subject: '',
      body: '이번주 단골 쿠폰 2,000원!',
    })),
  });
  return laneId;
}

const dispatch = (shop: TestShop, laneId: string) =>
  dispatchLane(context, { workspaceId: shop.workspaceId, laneId }, never);
const rowsOf = (shop: TestShop) =>
  shop.db
    .selectFrom('messaging.message')
    .select(['customerId', 'state', 'reason', 'notBefore'])
    .where('workspaceId', '=', shop.workspaceId)
    .execute();

describe('the night begins at 21:00:00, whatever hours the shop keeps (AD-12)', () => {
  it.each(['20:59:31', '20:59:59', '21:00:00', '23:30:00'])('nothing is begun at %s', async (time) => {
    context.clock.set(kst(time));
    const { shop, simulator } = await open();
    const laneId = await queue(shop, await buildCallers(shop, 3));
    expect(await dispatch(shop, laneId)).toEqual({ runAt: MORNING });
    await simulator.close();
    expect(simulator.taken).toEqual([]);
    const waits = { state: 'queued', reason: 'night', notBefore: MORNING };
    expect(await rowsOf(shop)).toMatchObject([waits, waits, waits]);
  });

  it('what is decided at 20:59:29 has left before it', async () => {
    context.clock.set(kst('20:59:29'));
    const { shop, simulator } = await open();
    await dispatch(shop, await queue(shop, await buildCallers(shop, 3)));
    await simulator.close();
    expect(simulator.taken).toHaveLength(3);
  });

  it('what was decided in time is not handed over when the process stood still until the end', async () => {
    context.clock.set(kst('20:59:20'));
    const { shop, simulator } = await open();
    const laneId = await queue(shop, await buildCallers(shop, 3));
    meanwhile.composed = async () => context.clock.set(kst('20:59:45'));
    expect(await dispatch(shop, laneId)).toEqual({ runAt: MORNING });
    await simulator.close();
    expect(simulator.taken).toEqual([]);
    const waits = { state: 'queued', reason: 'night', notBefore: MORNING };
    expect(await rowsOf(shop)).toMatchObject([waits, waits, waits]);
  });
});

describe('two lanes at the same second', () => {
  it('see each other: nobody gets more advertising than the cap (CAP)', async () => {
    context.clock.set(kst('12:00:00'));
    const { shop, simulator } = await open();
    const people = await buildCallers(shop, 40);
    const lanes = [await queue(shop, people), await queue(shop, people.toReversed())];
    // Each has decided before the other hands over.
    let decided = 0;
    let bothDecided = () => {};
    const both = new Promise<void>((resolve) => {
      bothDecided = resolve;
    });
    meanwhile.composed = async () => {
      decided += 1;
      if (decided === lanes.length) bothDecided();
      await both;
    };
    await Promise.all(lanes.map((laneId) => dispatch(shop, laneId)));
    await simulator.close();
    expect(new Set(simulator.taken.map(({ to }) => to)).size).toBe(people.length);
    expect(simulator.taken).toHaveLength(people.length);
    const rows = await rowsOf(shop);
    expect(rows.filter(({ state }) => state === 'sent')).toHaveLength(people.length);
    const others = rows.filter(({ state }) => state !== 'sent');
    expect(others).toHaveLength(people.length);
    expect(new Set(others.map(({ state, reason }) => `${state} ${reason}`))).toEqual(
      new Set(['skipped frequency_day']),
    );
  });

  it('stand in one line for the account they send through', async () => {
    context.clock.set(kst('12:00:00'));
    const { shop, simulator } = await open();
    await simulator.close();
    const { db, workspaceId } = shop;
    await db
      .updateTable('messaging.providerAccount')
      .set({ messagesPerSecond: 10 })
      .where('workspaceId', '=', workspaceId)
      .execute();
    const turn = { workspaceId, provider: 'solapi', messages: 10_000 };
    // A turn of 1,000 s each, asked for within a few.
    const waits = (await Promise.all([takeTurn(db, turn), takeTurn(db, turn), takeTurn(db, turn)])).map(({ waitMs }) =>
      Math.ceil(waitMs / 1_000_000),
    );
    expect(waits.toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
  });
});
