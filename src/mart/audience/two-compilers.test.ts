import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import {
  buildConsents,
  buildEmailConsent,
  buildItem,
  buildOrders,
  buildPerson,
} from '../../../test/factories-people.ts';
import { legalRule } from '../../modules/privacy/index.ts';
import { newId } from '../../shared/ids.ts';
import { addDays, addMonths, businessDayOf } from '../../shared/time.ts';
import {
  type AudienceCondition,
  type AudienceRule,
  countAudience,
  countAudienceColumnar,
  listAudience,
  listAudienceColumnar,
  refreshMart,
} from '../index.ts';

const TODAY = '2026-11-21';
const PEOPLE = 60;
/** Days ago on which the shop was shut: states and rhythms leave them out. */
const SHUT = { from: 60, to: 21 };
const SHUT_DAYS = SHUT.from - SHUT.to + 1;
let context: TestContext;
let shop: TestShop;
const items: string[] = [];

/** A generator of numbers that is the same each time: the shop is random, the test is not. */
function stream(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const openDay = (daysAgo: number) => (daysAgo < SHUT.to ? daysAgo : daysAgo + SHUT_DAYS);

beforeAll(async () => {
  context = await createTestContext();
  shop = await buildShop(context);
  const { db, workspaceId } = shop;
  const next = stream(7);
  for (const [name, category] of [
    ['마라탕', '식사'],
    ['꿔바로우', '식사'],
    ['콜라', '음료'],
    ['맥주', '음료'],
  ] as const) {
    const itemId = await buildItem(shop, name);
    await db.updateTable('menu.item').set({ category }).where('itemId', '=', itemId).execute();
    items.push(itemId);
  }
  for (let at = 0; at < PEOPLE; at += 1) {
    const customerId = await buildPerson(shop, {
      name: `손님${at}`,
      ...(next(2) === 0 ? { email: `p${at}@example.com` } : {}),
      ...(at % 2 === 0 ? { phone: `+8210${10_000_000 + at}` } : {}),
    });
    if (next(2) === 0) await buildEmailConsent(shop, customerId, next(3) === 0 ? 'refused' : 'granted');
    else if (at % 3 > 0) {
      const kinds = ['marketing_use', at % 3 === 1 ? 'ad_sms' : 'ad_kakao'];
      await buildConsents(shop, { customerId, kinds, state: at % 5 === 0 ? 'refused' : 'granted' });
    } else if (at % 4 === 0) await buildOldConsent(customerId, at % 8 === 0);
    // A source told her addresses: those before September are what she agreed to, later ones are not (AD-10).
    if (at % 5 === 0) {
      const told = { toldBySourceAt: new Date(next(2) === 0 ? '2026-08-01T00:00:00Z' : '2026-10-01T00:00:00Z') };
      await db.updateTable('customers.contactPoint').set(told).where('customerId', '=', customerId).execute();
    }
    if (at % 7 === 0) {
      const dead = { invalidSince: context.clock.now() };
      await db.updateTable('customers.contactPoint').set(dead).where('customerId', '=', customerId).execute();
    }
    const orders = next(9);
    await buildOrders(
      shop,
      Array.from({ length: orders }, () => ({
        customerId,
        businessDay: addDays(TODAY, -openDay(next(160 - SHUT_DAYS))),
        hour: [7, 12, 16, 19, 23][next(5)] ?? 12,
        grossMinor: 1_000 * (1 + next(30)),
        refundMinor: next(5) === 0 ? -1_000 : 0,
        items: items.filter(() => next(2) === 0),
        options: ['2단계', '', '얼음 없이', ''],
      })),
    );
    if (next(3) === 0) {
      const seen = (kind: string) => ({
        workspaceId,
        touchpointId: newId(),
        shopId: workspaceId,
        at: context.clock.now(),
        receivedAt: context.clock.now(),
        businessDay: addDays(TODAY, -next(40)),
        source: 'web',
        idempotencyKey: newId(),
        phase: 'before',
        kind,
        customerId,
      });
      const [right, wrong] = [seen('web.page_viewed'), seen('web.page_viewed')];
      const told = next(3) === 0 ? [wrong, { ...right, corrects: wrong.touchpointId }] : [right];
      await db
        .insertInto('touchpoints.touchpoint')
        .values(told.map((row) => ({ corrects: null, ...row })))
        .execute();
    }
  }
  await refreshMart(db, { workspaceId, now: context.clock.now() });
  // The first question builds the columnar mart; those of the runs below then only ask it.
  await listAudienceColumnar(context, { workspaceId, today: TODAY, rule: { all: [] }, fresh: true });
});

/** A consent whose two years are over today, or end today; `isConfirmed`: she was told again in between (AD-15). */
async function buildOldConsent(customerId: string, isConfirmed: boolean) {
  const { db, workspaceId } = shop;
  const at = new Date(`2024-11-${customerId < '8' ? 21 : 22}T12:00:00+09:00`);
  await buildConsents(shop, { customerId, kinds: ['marketing_use', 'ad_email', 'ad_sms'], state: 'granted', at });
  if (!isConfirmed) return;
  const messageId = newId();
  const { consentEventId } = await db
    .selectFrom('privacy.consent')
    .select('consentEventId')
    .where('customerId', '=', customerId)
    .where('kind', '=', 'ad_email')
    .executeTakeFirstOrThrow();
  const sentAt = new Date('2026-10-20T12:00:00+09:00');
  await db
    .insertInto('messaging.message')
    .values({
      workspaceId,
      messageId,
      customerId,
      class: 'notice_legal',
      channel: 'email',
      dedupeKey: messageId,
      subject: '수신 동의 확인',
      body: '',
      state: 'sent',
      laneId: workspaceId,
      queuedAt: sentAt,
      sentAt,
      optOutTokenHash: Buffer.alloc(32, 1),
    })
    .execute();
  await db
    .insertInto('messaging.notice')
    .values({
      workspaceId,
      noticeId: newId(),
      customerId,
      kind: 'reconfirmation',
      consentKind: 'ad_email',
      consentEventId,
      consentState: 'granted',
      saidOn: '2024-11-21',
      dueOn: '2026-11-20',
      state: 'sent',
      messageId,
      sentAt,
      createdAt: sentAt,
    })
    .execute();
}

const small = fc.integer({ min: 0, max: 5 });
const days = fc.constantFrom(undefined, 7, 30, 90);
const bounds = (low: string, high: string, value: fc.Arbitrary<number> = small) =>
  fc.oneof(
    fc.record({ [low]: value }),
    fc.record({ [high]: value }),
    fc.record({ [low]: value, [high]: value }),
    fc.constant({}),
  );
const won = fc.integer({ min: -1, max: 60 }).map((n) => n * 1_000);
const dayparts = fc.subarray(['morning', 'lunch', 'break', 'dinner', 'night'], { minLength: 1 });
const some = (list: () => readonly string[]) =>
  fc.integer({ min: 1, max: 15 }).map((mask) => list().filter((_one, at) => (mask >> at) & 1));

const condition: fc.Arbitrary<AudienceCondition> = fc
  .oneof(
    fc.tuple(bounds('atLeast', 'atMost'), days).map(([b, withinDays]) => ({ fact: 'visits', ...b, withinDays })),
    fc
      .tuple(bounds('atLeastMinor', 'atMostMinor', won), days)
      .map(([b, withinDays]) => ({ fact: 'spend', ...b, withinDays })),
    bounds('atLeastMinor', 'atMostMinor', won).map((b) => ({ fact: 'worthPerMonth', ...b })),
    fc.subarray(['on_rhythm', 'due', 'watch', 'lapsed'], { minLength: 1 }).map((list) => ({ fact: 'lapse', in: list })),
    bounds('daysAgoAtLeast', 'daysAgoAtMost', fc.integer({ min: 0, max: 160 })).map((b) => ({
      fact: 'lastVisit',
      ...b,
    })),
    bounds('daysAgoAtLeast', 'daysAgoAtMost', fc.integer({ min: 0, max: 160 })).map((b) => ({
      fact: 'firstVisit',
      ...b,
    })),
    dayparts.map((list) => ({ fact: 'usualDaypart', in: list })),
    fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }).map((list) => ({ fact: 'usualWeekday', in: list })),
    fc.integer({ min: 0, max: 12 }).map((withinHours) => ({ fact: 'usualHour', withinHours })),
    fc
      .tuple(
        some(() => items),
        days,
        fc.constantFrom(undefined, 1, 2, 3),
      )
      .map(([itemIds, withinDays, timesAtLeast]) => ({ fact: 'ordered', itemIds, withinDays, timesAtLeast })),
    fc
      .record({
        itemIds: fc.option(
          some(() => items),
          { nil: undefined },
        ),
        categories: fc.option(fc.subarray(['식사', '음료'], { minLength: 1 }), { nil: undefined }),
        option: fc.constantFrom(undefined, '2단계', '얼음'),
        daypart: fc.option(dayparts, { nil: undefined }),
        withinDays: days,
        timesAtLeast: fc.option(small, { nil: undefined }),
        timesAtMost: fc.option(small, { nil: undefined }),
        amountAtLeastMinor: fc.option(won, { nil: undefined }),
        amountAtMostMinor: fc.option(won, { nil: undefined }),
      })
      .map((rule) => ({ fact: 'bought', ...rule })),
    fc.constantFrom('email', 'sms', 'kakao').map((channel) => ({ fact: 'contactable', channel })),
    fc.constant({ fact: 'reachable', by: 'email' }),
    fc.constantFrom('ad_email', 'marketing_use', 'ad_sms').map((kind) => ({ fact: 'consent', kind })),
    fc
      .tuple(bounds('timesAtLeast', 'timesAtMost'), days)
      .map(([b, withinDays]) => ({ fact: 'happened', kinds: ['web.page_viewed'], ...b, withinDays })),
    fc
      .tuple(bounds('timesAtLeast', 'timesAtMost'), days)
      .map(([b, withinDays]) => ({ fact: 'sent', ...b, withinDays })),
    fc.constantFrom('any', 'treated', 'heldOut', 'redeemed').map((as) => ({ fact: 'play', as })),
    fc.constantFrom(undefined, 7).map((expiresWithinDays) => ({ fact: 'coupon', expiresWithinDays })),
    fc.subarray(['test', 'web'], { minLength: 1 }).map((list) => ({ fact: 'source', in: list })),
    fc
      .tuple(
        fc.string({ maxLength: 5 }).filter((text) => !text.includes('\0')),
        fc.integer({ min: 2, max: 9 }),
        small,
      )
      .map(([salt, of, from]) => ({ fact: 'bucket', salt, of, from, to: from + 2 })),
  )
  .map((rule) => rule as AudienceCondition);

const rule: fc.Arbitrary<AudienceRule> = fc.letrec<{ rule: AudienceRule }>((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    condition,
    fc.array(tie('rule'), { maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('rule'), { maxLength: 3 }).map((any) => ({ any })),
    tie('rule').map((not) => ({ not })),
    tie('rule').map((inner) => ({ fact: 'group' as const, segmentId: newId(), rule: inner })),
  ),
})).rule;

it('name exactly the same people, and count them alike, whatever the rule', { timeout: 120_000 }, async () => {
  const scope = { workspaceId: shop.workspaceId, today: TODAY, hour: 12 };
  let told = 0;
  await fc.assert(
    fc.asyncProperty(rule, async (rule) => {
      const question = { ...scope, rule };
      const [rows, columns] = await Promise.all([
        listAudience(shop.db, question),
        listAudienceColumnar(context, question),
      ]);
      expect(columns).toEqual(rows);
      if (rows.length > 0 && rows.length < PEOPLE) told += 1;
      expect(await countAudienceColumnar(context, question)).toEqual(await countAudience(shop.db, question));
    }),
    { numRuns: 300, seed: 20_261_121 },
  );
  // A test in which every rule found everybody or nobody would say nothing.
  expect(told).toBeGreaterThan(60);
});

it('leave out the same days of a closure, also when an order shows that the shop was open', async () => {
  const { db, workspaceId } = shop;
  const scope = { workspaceId, today: TODAY };
  const STATES = ['on_rhythm', 'due', 'watch', 'lapsed'];
  const people = async () => {
    const found: Record<string, number> = {};
    for (const state of STATES) {
      const question = { ...scope, rule: { fact: 'lapse' as const, in: [state] } };
      const rows = await listAudience(db, question);
      expect(await listAudienceColumnar(context, { ...question, fresh: true })).toEqual(rows);
      found[state] = rows.length;
    }
    return found;
  };
  const facts = () =>
    db
      .selectFrom('mart.customerFact')
      .selectAll()
      .where('workspaceId', '=', workspaceId)
      .orderBy('customerId')
      .execute();
  const closed = await facts();
  const away = closed.filter(({ lastVisitOn }) => lastVisitOn < addDays(TODAY, -SHUT.from));
  expect(away.length).toBeGreaterThan(5);
  for (const { customerId, closedDaysSince } of closed) {
    expect(closedDaysSince).toBe(away.some((one) => one.customerId === customerId) ? SHUT_DAYS : 0);
  }
  const before = await people();
  const [person, other] = closed;
  if (!person || !other) throw new Error('nobody came');

  // Nothing of the calendar changed: only she is computed.
  const now = context.clock.now();
  const named = { workspaceId, customerIds: [person.customerId], now };
  expect((await refreshMart(db, named)).mode).toBe('incremental');
  expect((await facts()).map(({ closedDaysSince }) => closedDaysSince)).toEqual(
    closed.map(({ closedDaysSince }) => closedDaysSince),
  );
  // Found later: the till was written down after all, and everybody's days change with hers.
  await buildOrders(
    shop,
    [56, 48, 40, 32, 24].map((daysAgo) => ({ customerId: person.customerId, businessDay: addDays(TODAY, -daysAgo) })),
  );
  expect((await refreshMart(db, named)).mode).toBe('full');
  expect((await facts()).map(({ closedDaysSince }) => closedDaysSince)).toEqual(closed.map(() => 0));
  expect((await people())['lapsed']).toBeGreaterThan(before['lapsed'] ?? 0);
});

it('count nothing that a wrong clock dated, of lines, visits or money, however far back is asked', async () => {
  const own = await buildShop(context);
  const { db, workspaceId } = own;
  const itemId = await buildItem(own, '마라탕');
  const [regular, stranger] = await Promise.all([buildPerson(own, { name: '단골' }), buildPerson(own, { name: '옛' })]);
  const lately = Array.from({ length: 10 }, (_, at) => addDays(TODAY, -1 - at));
  await buildOrders(own, [
    ...lately.map((businessDay) => ({ customerId: regular, businessDay, items: [itemId], grossMinor: 1_000 })),
    ...[regular, stranger].map((customerId) => ({
      customerId,
      businessDay: '2006-05-01',
      items: [itemId],
      grossMinor: 1_000,
    })),
  ]);
  await refreshMart(db, { workspaceId, now: context.clock.now() });
  const ever = { withinDays: 20_000 };
  const asked: [AudienceRule, string[]][] = [
    [{ fact: 'bought', itemIds: [itemId] }, [regular]],
    [{ fact: 'bought', itemIds: [itemId], timesAtLeast: 10 }, [regular]],
    [{ fact: 'bought', itemIds: [itemId], timesAtLeast: 11 }, []],
    [{ fact: 'bought', itemIds: [itemId], amountAtLeastMinor: 10_001, ...ever }, []],
    [{ fact: 'visits', atLeast: 11, ...ever }, []],
    [{ fact: 'spend', atLeastMinor: 10_001, ...ever }, []],
    [{ fact: 'visits', atLeast: 1, ...ever }, [regular]],
  ];
  for (const [rule, people] of asked) {
    const question = { workspaceId, today: TODAY, rule };
    expect(await listAudience(db, question), JSON.stringify(rule)).toEqual(people);
    expect(await listAudienceColumnar(context, { ...question, fresh: true }), JSON.stringify(rule)).toEqual(people);
  }
});

it('take an overdue confirmation and an address that a source told later for no reach, as the sender does (AD-10, AD-15)', async () => {
  const reached = async (today: string) =>
    new Set(
      await listAudience(shop.db, {
        workspaceId: shop.workspaceId,
        today,
        rule: { fact: 'contactable', channel: 'email' },
      }),
    );
  const { rows } = await sql<{ customerId: string; at: Date; toldBySourceAt: Date | null; isConfirmed: boolean }>`
    select k.customer_id, k.at, p.told_by_source_at, exists (
      select from messaging.notice n where n.customer_id = k.customer_id and n.consent_kind = 'ad_email') as is_confirmed
    from privacy.consent k join customers.contact_point p on p.customer_id = k.customer_id and p.kind = 'email'
    where k.workspace_id = ${shop.workspaceId}::uuid and k.kind = 'ad_email' and k.state = 'granted' and p.invalid_since is null`.execute(
    shop.db,
  );
  for (const today of [addDays(TODAY, -1), TODAY, addDays(TODAY, 1)]) {
    const expected = rows.filter(({ at, toldBySourceAt, isConfirmed }) => {
      const saidOn = businessDayOf(at, { timeZone: 'Asia/Seoul', dayEndsAtHour: 0 });
      const dueOn = addDays(addMonths(saidOn, legalRule('ad_reconfirm_months', saidOn)), -1);
      return (toldBySourceAt === null || toldBySourceAt <= at) && (isConfirmed || dueOn >= today);
    });
    expect(await reached(today)).toEqual(new Set(expected.map(({ customerId }) => customerId)));
  }
  expect((await reached(TODAY)).size).toBeLessThan((await reached(addDays(TODAY, -1))).size);
});

it('leaves to PostgreSQL what the columnar mart does not keep', async () => {
  const scope = { workspaceId: shop.workspaceId, today: TODAY };
  const visits: AudienceRule = { fact: 'visits', atLeast: 1 };
  for (const rule of [
    { fact: 'tag', in: [newId()] },
    { fact: 'field', key: 'spicy' },
    { fact: 'household' },
    { fact: 'birthday', withinDays: 7 },
    { fact: 'rfm', in: ['loyal'] },
    { fact: 'balance', unit: 'points', atLeast: 1_000 },
    { fact: 'level', in: ['gold'] },
  ] satisfies AudienceRule[]) {
    expect(await listAudienceColumnar(context, { ...scope, rule: { all: [visits, { not: rule }] } })).toBeUndefined();
  }
});
