import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { mergeCustomers, resolvePeople, unmergeCustomers } from '../src/modules/customers/index.ts';
import { FIRST_SETTINGS } from '../src/modules/loyalty/contract/programme.ts';
import { saveProgramme } from '../src/modules/loyalty/programme/service.ts';
import { recordSales } from '../src/modules/loyalty/receipts/service.ts';
import { recordTouchpoints } from '../src/modules/touchpoints/index.ts';
import { newId } from '../src/shared/ids.ts';
import { addDays } from '../src/shared/time.ts';
import { createTestContext } from './database.ts';
import { buildShop, type TestShop } from './factories.ts';

const context = await createTestContext();
const PEOPLE = 4;
const FIRST_DAY = '2026-11-21';
const person = fc.integer({ min: 0, max: PEOPLE - 1 });
const two = fc.integer({ min: 0, max: 1 });

/** What comes for somebody through a till, a message, a site, a group or a play, and who is taken for whom meanwhile. */
const happening = fc.oneof(
  { weight: 8, arbitrary: fc.record({ what: fc.constantFrom('sale', 'message', 'coupon', 'visit'), who: person }) },
  // Groups and plays take in whoever is shown and not in them yet.
  { weight: 4, arbitrary: fc.record({ what: fc.constantFrom('group', 'play'), who: person, which: two }) },
  { weight: 5, arbitrary: fc.record({ what: fc.constant('merge' as const), into: person, from: person }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('unmerge' as const), nth: fc.nat(5) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** Tables with at most one row a person that counts, and what they are about. */
const ONCE = [
  { table: 'segments.member', about: 'segment_id' },
  { table: 'plays.assignment', about: 'play_id' },
] as const;

/** Whose row each is: the record it was written for, with what tells it from others in two shops. */
const OWNED = {
  'messaging.message': sql`subject`,
  'loyalty.coupon': sql`value::text`,
  'loyalty.account': sql`unit || ' ' || balance`,
  'loyalty.receipt': sql`business_day::text`,
  'touchpoints.touchpoint': sql`idempotency_key`,
  'segments.member': sql`since::text`,
  'segments.member_event': sql`at::text`,
  'plays.assignment': sql`variant`,
} as const;

interface World {
  shop: TestShop;
  /** Records, and what is known of them at a till: an id each. */
  ids: string[];
  /** The two groups and the two plays. */
  segments: string[];
  plays: string[];
}

async function buildWorld(): Promise<World> {
  const shop = await buildShop(context);
  const { db, workspaceId } = shop;
  const now = context.clock.now();
  const settings = { ...FIRST_SETTINGS, isOn: true };
  await saveProgramme(db, shop.actor(), { settings, expectedVersion: 0, today: FIRST_DAY, now });
  const clues = Array.from({ length: PEOPLE }, (_, at) => ({
    externalIds: [{ source: 'till', externalId: `T${at}` }],
  }));
  const made = await resolvePeople(db, { workspaceId, source: 'till', now, clues });
  const [segments, plays] = [
    [newId(), newId()],
    [newId(), newId()],
  ];
  await db
    .insertInto('segments.segment')
    .values(segments.map((segmentId, at) => ({ workspaceId, segmentId, name: `무리 ${at}`, rule: '{"all":[]}' })))
    .execute();
  await db
    .insertInto('plays.play')
    .values(
      plays.map((playId) => ({
        workspaceId,
        playId,
        name: '쿠폰',
        rule: '{"all":[]}',
        channel: 'none',
        offer: '{"kind":"none"}',
        message: '{}',
        seed: playId,
        measureDays: 14,
        state: 'draft',
      })),
    )
    .execute();
  return { shop, ids: made.map((one) => one?.customerId ?? ''), segments, plays };
}

/** @returns whether it happened: a group does not take in twice, nor who is not shown */
async function happen(world: World, event: Happening & { who: number }, at: number): Promise<boolean> {
  const { shop, segments, plays } = world;
  const { db, workspaceId } = shop;
  const now = context.clock.now();
  const clue = { externalIds: [{ source: 'till', externalId: `T${event.who}` }] };
  const [known] = await resolvePeople(db, { workspaceId, source: 'till', now, clues: [clue] });
  if (!known) throw new Error('the till knows everybody');
  const { customerId, mergedFrom } = known;
  const owner = { workspaceId, customerId, mergedFrom };
  const businessDay = addDays(FIRST_DAY, at);
  switch (event.what) {
    case 'sale': {
      const sale = { orderId: null, counterKey: newId(), till: '', receiptNo: '', refundedMinor: 0, items: 0 };
      const sales = [{ ...sale, owner: { customerId, mergedFrom }, businessDay, at: now, billMinor: 1_000 * (at + 1) }];
      const [result] = await recordSales(db, { workspaceId, sales, now });
      expect(result?.status).toBe('earned');
      return true;
    }
    case 'message': {
      const about = {
        class: 'ad',
        channel: 'email',
        dedupeKey: newId(),
        subject: `소식 ${at}`,
        body: '',
        state: 'sent',
      };
      const row = { messageId: newId(), laneId: workspaceId, optOutTokenHash: randomBytes(32), queuedAt: now };
      await db
        .insertInto('messaging.message')
        .values({ ...owner, ...about, ...row })
        .execute();
      return true;
    }
    case 'coupon': {
      const coupon = { couponId: newId(), code: newId(), kind: 'amount', value: at + 1, validUntil: '2027-12-31' };
      await db
        .insertInto('loyalty.coupon')
        .values({ ...owner, ...coupon, playId: newId(), status: 'issued' })
        .execute();
      return true;
    }
    case 'visit':
      await recordTouchpoints(db, shop.actor(), {
        from: { source: 'site', way: 'api', phase: 'before' },
        touchpoints: [
          { at: now, phase: 'before', kind: 'web.page_viewed', idempotencyKey: `visit ${at}`, person: clue },
        ],
        now,
      });
      return true;
    case 'group': {
      if (mergedFrom !== null) return false;
      const segmentId = segments[event.which] ?? '';
      const since = new Date(Date.UTC(2026, 0, at + 1));
      const { rows } = await sql`insert into segments.member (workspace_id, segment_id, customer_id, since)
        values (${workspaceId}::uuid, ${segmentId}::uuid, ${customerId}::uuid, ${since}::timestamptz)
        on conflict do nothing returning 1`.execute(db);
      if (rows.length === 0) return false;
      const entered = { workspaceId, segmentId, memberEventId: newId(), customerId, at: since };
      await db
        .insertInto('segments.memberEvent')
        .values({ ...entered, change: 'entered', cause: 'change' })
        .execute();
      return true;
    }
    case 'play': {
      if (mergedFrom !== null) return false;
      const { rows } = await sql`insert into plays.assignment (workspace_id, play_id, customer_id, arm, variant)
        values (${workspaceId}::uuid, ${plays[event.which] ?? ''}::uuid, ${customerId}::uuid, 'treatment', ${at % 2 ? 'a' : 'b'})
        on conflict do nothing returning 1`.execute(db);
      return rows.length > 0;
    }
    default:
      throw new Error(`nothing is known of ${event.what}`);
  }
}

/** Each person shown has one row that counts where she or anybody who is she was taken in; nobody else has any. */
async function expectOneEach({ shop, ids }: World): Promise<void> {
  const { db, workspaceId } = shop;
  const records = await db
    .selectFrom('customers.customer')
    .select(['customerId', 'mergedInto'])
    .where('workspaceId', '=', workspaceId)
    .execute();
  const shownAs = new Map(records.map(({ customerId, mergedInto }) => [customerId, mergedInto ?? customerId]));
  for (const { table, about } of ONCE) {
    const { rows } = await sql<{ about: string; customerId: string; origin: string; counts: boolean }>`
      select ${sql.ref(about)}::text as about, customer_id, coalesce(merged_from, customer_id) as origin,
        merged_from is distinct from customer_id as counts
      from ${sql.table(table)} where workspace_id = ${workspaceId}::uuid`.execute(db);
    const wanted = new Set(rows.map(({ about, origin }) => `${about} ${shownAs.get(origin)}`));
    const counted = rows.filter(({ counts }) => counts).map(({ about, customerId }) => `${about} ${customerId}`);
    expect(counted.sort(), table).toEqual([...wanted].sort());
  }
  expect(ids).toHaveLength(PEOPLE);
}

async function describeWorld({ shop, ids, segments, plays }: World): Promise<Record<string, string[]>> {
  const numbers = new Map([...ids, ...segments, ...plays].map((id, at) => [id, at]));
  const described: Record<string, string[]> = {};
  for (const [table, tells] of Object.entries(OWNED)) {
    const about = ONCE.find((one) => one.table === table)?.about;
    const { rows } = await sql<{ customerId: string; mergedFrom: string | null; about: string; told: string }>`
      select customer_id, merged_from, ${about ? sql.ref(about) : sql`''`}::text as about, ${tells} as told
      from ${sql.table(table)} where workspace_id = ${shop.workspaceId}::uuid and customer_id is not null`.execute(
      shop.db,
    );
    described[table] = rows
      .map((row) =>
        JSON.stringify([numbers.get(row.customerId), row.mergedFrom, numbers.get(row.about) ?? null, row.told]),
      )
      .sort();
  }
  return described;
}

it('gives both their sales, points, messages, coupons, visits, groups and plays back, whatever happened in between', async () => {
  const found = { merges: 0, rows: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 6, maxLength: 28 }), async (history) => {
      const merged = await buildWorld();
      const { shop, ids } = merged;
      const { db } = shop;
      const now = context.clock.now();
      const open: string[] = [];
      const happened: { event: Happening & { who: number }; at: number }[] = [];
      for (const [at, event] of history.entries()) {
        if ('into' in event) {
          const pair = { into: ids[event.into] ?? '', from: ids[event.from] ?? '', now };
          const merge = await mergeCustomers(db, shop.actor(), pair).catch((error: { code?: string }) => {
            if (error.code !== 'conflict') throw error;
          });
          if (merge) open.push(merge.mergeId);
          found.merges += merge ? 1 : 0;
        } else if ('nth' in event) {
          const [mergeId] = open.splice(event.nth % Math.max(1, open.length), 1);
          if (mergeId) await unmergeCustomers(db, shop.actor(), mergeId, now);
        } else if (await happen(merged, event, at)) happened.push({ event, at });
        await expectOneEach(merged);
      }
      // In an order of their own, not the one in which they were made.
      for (const mergeId of [...open].sort((a, b) => a.slice(-6).localeCompare(b.slice(-6)))) {
        await unmergeCustomers(db, shop.actor(), mergeId, now);
        await expectOneEach(merged);
      }
      const never = await buildWorld();
      for (const { event, at } of happened) expect(await happen(never, event, at)).toBe(true);
      const described = await describeWorld(merged);
      expect(described).toEqual(await describeWorld(never));
      found.rows += Object.values(described).flat().length;
    }),
    { numRuns: Number(process.env['DANGOL_HISTORIES'] ?? 25) },
  );
  expect(found.merges).toBeGreaterThan(0);
  expect(found.rows).toBeGreaterThan(0);
}, 900_000);
