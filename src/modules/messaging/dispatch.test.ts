import { sql } from 'kysely';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { connectProvider, KEYS, phoneOf } from '../../../test/factories-desk.ts';
import { buildDesk } from '../../../test/factories-messages.ts';
import { buildItem } from '../../../test/factories-people.ts';
import { EMAIL_PLAY, giveSenderDetails } from '../../../test/factories-plays.ts';
import { buildCallers } from '../../../test/many-callers.ts';
import { newId } from '../../shared/ids.ts';
import { markItems } from '../menu/index.ts';
import { createPlay, launchPlay } from '../plays/index.ts';
import { hashContact } from '../privacy/index.ts';
import type * as legalRules from '../privacy/legal-rules.ts';
import type * as compose from './compose.ts';
import { dispatchLane } from './dispatch.ts';
import { eraseMessagesOf } from './erase.ts';
import type { Simulator } from './simulator/house.ts';
import { startSimulator } from './simulator/simulator.ts';
import { takeTurn } from './store/desk.ts';
import { cancelAdvertising } from './store/queue.ts';

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
vi.mock('../privacy/legal-rules.ts', async (original) =>
  (await import('../../../test/ads-all-day.ts')).withAdsAllDay(await original<typeof legalRules>()),
);

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

const desk = buildDesk(context);
async function queue(shop: TestShop, people: readonly string[]): Promise<string> {
  const laneId = newId();
  await desk.queue(shop, people, { automationId: laneId });
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

const waitingOf = (shop: TestShop) =>
  shop.db.selectFrom('messaging.waiting').select('messageId').where('workspaceId', '=', shop.workspaceId).execute();

describe('the night begins at 21:00:00, whatever hours the shop keeps (AD-12)', () => {
  it.each(['20:59:31', '20:59:59', '21:00:00', '23:30:00'])('nothing is begun at %s', async (time) => {
    context.clock.set(kst(time));
    const { shop, simulator } = await open();
    const laneId = await queue(shop, await buildCallers(shop, 3));
    expect(await dispatch(shop, laneId)).toEqual({ delayMs: MORNING.getTime() - context.clock.now().getTime() });
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
    expect(await dispatch(shop, laneId)).toEqual({ delayMs: MORNING.getTime() - context.clock.now().getTime() });
    await simulator.close();
    expect(simulator.taken).toEqual([]);
    const waits = { state: 'queued', reason: 'night', notBefore: MORNING };
    expect(await rowsOf(shop)).toMatchObject([waits, waits, waits]);
  });
});

describe('what changes while a message leaves', () => {
  it('keeps back what is composed already for somebody who refuses meanwhile, by person or by address (AD-11)', async () => {
    context.clock.set(kst('12:00:00'));
    const { shop, simulator } = await open();
    const { db, workspaceId } = shop;
    // Two calls of two.
    await db
      .updateTable('messaging.providerAccount')
      .set({ messagesPerSecond: 2 })
      .where('workspaceId', '=', workspaceId)
      .execute();
    const people = await buildCallers(shop, 4);
    const laneId = await queue(shop, people);
    let composed = 0;
    meanwhile.composed = async () => {
      composed += 1;
      if (composed !== 2) return;
      await cancelAdvertising(db, { workspaceId, customerIds: people.slice(2, 3), channels: ['sms'] });
      const contactHash = hashContact(context.secrets.key, phoneOf(3));
      await cancelAdvertising(db, { workspaceId, customerIds: [], contactHash, channels: 'all' });
    };
    await dispatch(shop, laneId);
    await simulator.close();
    expect(simulator.taken.map(({ to }) => to).toSorted()).toEqual(['01020000000', '01020000001']);
    const rows = await rowsOf(shop);
    expect(rows.filter(({ state }) => state === 'sent')).toHaveLength(2);
    expect(rows.filter(({ state, reason }) => state === 'cancelled' && reason === 'opted_out')).toHaveLength(2);
    expect(await waitingOf(shop)).toEqual([]);
  });

  it('waits exactly as long as it is queued or handed over', async () => {
    context.clock.set(kst('23:00:00'));
    const { shop, simulator } = await open();
    const people = await buildCallers(shop, 3);
    const laneId = await queue(shop, people);
    expect(await waitingOf(shop)).toHaveLength(3);
    // Put off till the morning.
    await dispatch(shop, laneId);
    expect(await waitingOf(shop)).toHaveLength(3);
    await eraseMessagesOf(shop.db, { workspaceId: shop.workspaceId, customerId: people[0] ?? '' });
    expect(await waitingOf(shop)).toHaveLength(2);
    context.clock.set('2026-11-22T12:00:00+09:00');
    simulator.faults = { silentAfterTaking: 1 };
    await dispatch(shop, laneId);
    expect(await waitingOf(shop)).toHaveLength(2);
    simulator.faults = {};
    context.clock.set('2026-11-22T12:10:00+09:00');
    expect(await dispatch(shop, laneId)).toBeUndefined();
    await simulator.close();
    expect(await waitingOf(shop)).toEqual([]);
    expect(simulator.taken).toHaveLength(2);
  });

  it('stands in no index that a later state would have to be written into', async () => {
    const { shop } = await open();
    const { rows } = await sql<{ name: string }>`
      select distinct a.attname as name from pg_index i
      join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam
      join pg_attribute a on a.attrelid = i.indrelid and (a.attnum = any(i.indkey) or exists (
        select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = i.indexrelid and d.refobjid = i.indrelid
          and d.refobjsubid = a.attnum))
      where i.indrelid = 'messaging.message'::regclass and m.amname <> 'brin'`.execute(shop.db);
    const written = ['state', 'reason', 'attempts', 'not_before', 'provider', 'provider_message_id', 'hand_over_id'];
    const later = ['handed_over_at', 'sent_at', 'at_carrier_at', 'delivered_at', 'failure_class', 'medium', 'bytes'];
    const indexed = new Set(rows.map(({ name }) => name));
    expect(indexed).toContain('dedupe_key');
    expect([...written, ...later].filter((name) => indexed.has(name))).toEqual([]);
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

describe('an advertisement of what has sold out since it was queued', () => {
  const states = async (shop: TestShop) =>
    (await shop.db.selectFrom('messaging.message').select(['state', 'reason']).execute()).map(({ state, reason }) =>
      `${state} ${reason}`.trim(),
    );
  const say = (shop: TestShop, itemId: string, availability: 'sold_out' | 'in_stock') =>
    markItems(shop.db, {
      workspaceId: shop.workspaceId,
      accountId: null,
      sayings: [{ itemId, availability, untilDay: null }],
      today: '2026-11-21',
      now: context.clock.now(),
    });

  it.each(['offers it', 'speaks of it'])('waits for it to be there again when it %s, and not for good', async (how) => {
    context.clock.set(kst('12:00:00'));
    const { shop, simulator } = await open();
    const { db, workspaceId } = shop;
    const [noodles, other] = [await buildItem(shop, '국수'), await buildItem(shop, '만두')];
    await buildCallers(shop, 3);
    const item = how === 'offers it' ? { itemId: noodles } : {};
    const draft = {
      ...EMAIL_PLAY,
      channel: 'sms' as const,
      offer: { ...EMAIL_PLAY.offer, ...item },
      message: {
        subject: '',
        body: how === 'offers it' ? '오시면 드려요.' : '국수가 새로 나왔어요.',
        locale: 'ko' as const,
      },
      holdoutRate: 0.01,
    };
    const { playId } = await createPlay(db, shop.actor(), draft, context.clock.now());
    await launchPlay(context, shop.actor(), { playId, today: '2026-11-21', now: context.clock.now() });
    const treated = (await states(shop)).length;
    const dispatch = async (time: string | Date) => {
      context.clock.set(typeof time === 'string' ? kst(time) : time);
      await dispatchLane(context, { workspaceId, laneId: playId }, never);
      return new Set(await states(shop));
    };
    await say(shop, noodles, 'sold_out');
    await say(shop, other, 'sold_out');
    expect(await dispatch('12:05:00')).toEqual(new Set(['queued item_sold_out']));
    expect(simulator.taken).toEqual([]);
    await say(shop, noodles, 'in_stock');
    expect(await dispatch('13:10:00')).toEqual(new Set(['sent']));
    expect(simulator.taken).toHaveLength(treated);
    // Put off for two days by something else, and sold out since an hour: it waits like the others.
    await db.updateTable('messaging.message').set({ state: 'queued', sentAt: null, providerMessageId: null }).execute();
    await sql`insert into messaging.waiting (workspace_id, lane_id, channel, message_id, contact_hash)
      select workspace_id, lane_id, channel, message_id, contact_hash from messaging.message where workspace_id = ${workspaceId}`.execute(
      db,
    );
    context.clock.set(new Date('2026-11-23T12:05:00+09:00'));
    await say(shop, noodles, 'sold_out');
    const dispatchOn = (day: string) => dispatch(new Date(`${day}+09:00`));
    expect(await dispatchOn('2026-11-23T13:05:00')).toEqual(new Set(['queued item_sold_out']));
    expect(await dispatchOn('2026-11-24T13:05:00')).toEqual(new Set(['queued item_sold_out']));
    // Sold out for two days: what it says is too old by then, but not before it has waited once.
    await db.updateTable('messaging.message').set({ reason: 'ad_night', notBefore: null }).execute();
    expect(await dispatchOn('2026-11-25T12:10:00')).toEqual(new Set(['queued item_sold_out']));
    expect(await dispatchOn('2026-11-25T13:15:00')).toEqual(new Set(['skipped item_sold_out']));
    await simulator.close();
  });
});
