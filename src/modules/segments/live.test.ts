import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildEmailConsent, buildItem, buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { jobs } from '../../app/jobs.ts';
import { listAudience, refreshMart } from '../../mart/index.ts';
import { defineJob, emit, runDueJobs, subscribe } from '../../platform/jobs.ts';
import { solarDayOf } from '../../shared/birthdays.ts';
import { addDays } from '../../shared/time.ts';
import { customersChanged, mergeCustomers, unmergeCustomers } from '../customers/index.ts';
import { importSales, undoImport } from '../imports/index.ts';
import { FIRST_SETTINGS } from '../loyalty/contract.ts';
import { ordersChanged } from '../orders/index.ts';
import { eraseCustomer, recordConsentsNow } from '../privacy/index.ts';
import { membersEntered } from './events.ts';
import { followChanges, sweepGroups } from './follow.ts';
import type { Rule } from './index.ts';
import { momentOf, sweepGroupsJob } from './jobs.ts';

const TODAY = '2026-11-21';
const NOON = '2026-11-21T12:00:00+09:00';
let context: TestContext;
let shop: TestShop;
let server: FastifyInstance;
let cookie: string;
let noodles: string;

beforeAll(async () => {
  context = await createTestContext();
  server = await buildServer(context);
});

beforeEach(async () => {
  context.clock.set(NOON);
  shop = await buildShop(context);
  cookie = (await signIn(context, shop)).cookie;
  noodles = await buildItem(shop, '마라탕');
});

async function call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: object) {
  const response = await server.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) });
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}
const work = () => runDueJobs(context, jobs);

async function createGroup(rule: Rule, name = '무리'): Promise<string> {
  const { segmentId } = await call('POST', '/api/segments', { name, rule });
  await work();
  return segmentId;
}
async function memberIds(segmentId: string): Promise<string[]> {
  const { members } = await call('GET', `/api/segments/${segmentId}/members`);
  return members.map(({ customerId }: { customerId: string }) => customerId).sort();
}
const eventsOf = async (segmentId: string) => (await call('GET', `/api/segments/${segmentId}/events`)).events;

async function order(customerId: string, change: { businessDay?: string; items?: string[]; hour?: number } = {}) {
  await buildOrders(shop, [{ customerId, businessDay: TODAY, items: [noodles], ...change }]);
  await emit(shop.db, ordersChanged, { workspaceId: shop.workspaceId, customerIds: [customerId] });
  await work();
}

const TWICE_NOODLES = (): Rule => ({ fact: 'bought', itemIds: [noodles], timesAtLeast: 2, withinDays: 90 });

describe('who is in a saved group', () => {
  it('follows an order, and says which facts decided it', async () => {
    const person = await buildPerson(shop, { name: '김하나' });
    await order(person, { businessDay: addDays(TODAY, -7) });
    const segmentId = await createGroup(TWICE_NOODLES());
    expect(await memberIds(segmentId)).toEqual([]);
    await order(person);
    expect(await memberIds(segmentId)).toEqual([person]);
    expect(await eventsOf(segmentId)).toMatchObject([
      {
        customerId: person,
        name: '김*나',
        change: 'entered',
        cause: 'change',
        facts: [{ met: true, text: { ko: '마라탕 2번 (최근 90일)', en: '마라탕 2 times (last 90 days)' } }],
      },
    ]);
    const { members } = await call('GET', `/api/segments/${segmentId}/members`);
    expect(members[0].facts).toEqual([
      { met: true, text: { ko: '마라탕 2번 (최근 90일)', en: '마라탕 2 times (last 90 days)' } },
    ]);
    expect(await call('GET', `/api/segments/${segmentId}`)).toMatchObject({
      members: 1,
      days: [{ day: TODAY, members: 1, entered: 1, left: 0 }],
    });
  });

  it('follows the points and the level that an order earned, until the points have passed their day (OP-50, OP-56)', async () => {
    const levels = [{ key: 'gold', name: '골드', threshold: 500, rateBasisPoints: 500 }];
    const tiers = { ...FIRST_SETTINGS.tiers, levels };
    const settings = { ...FIRST_SETTINGS, isOn: true, tiers };
    await call('PUT', '/api/loyalty/programme', { settings, expectedVersion: 0 });
    const person = await buildPerson(shop);
    await buildPerson(shop, { name: '박건' });
    const rule: Rule = {
      all: [
        { fact: 'balance', unit: 'points', atLeast: 500 },
        { fact: 'level', in: ['gold'] },
      ],
    };
    const segmentId = await createGroup(rule);
    const stamps = await createGroup({ fact: 'balance', unit: 'stamps' }, '스탬프');
    expect(await memberIds(segmentId)).toEqual([]);
    // 10,000 at 5 %.
    await order(person);
    expect(await memberIds(segmentId)).toEqual([person]);
    expect(await memberIds(stamps)).toEqual([]);
    const { members } = await call('GET', `/api/segments/${segmentId}/members`);
    expect(members[0].facts).toEqual([
      { met: true, text: { ko: '포인트 500점', en: 'Points: 500' } },
      { met: true, text: { ko: '등급: 골드', en: 'Level: 골드' } },
    ]);
    expect((await call('GET', `/api/segments/${segmentId}`)).sentence).toEqual({
      ko: '포인트가 500점 이상이고, ‘골드’ 등급인 손님',
      en: 'Guests who have at least 500 points and are on the level “골드”',
    });
    // Nothing has booked them as expired yet: the till would not take them either.
    context.clock.set('2027-11-22T12:00:00+09:00');
    await sweepGroups(shop.db, await momentOf(shop.db, shop.workspaceId, context.clock.now()));
    expect(await memberIds(segmentId)).toEqual([]);
  });

  it('is filled at first without a history, and moves by the day without an order', async () => {
    const person = await buildPerson(shop);
    await order(person, { businessDay: addDays(TODAY, -89) });
    const segmentId = await createGroup({ fact: 'bought', itemIds: [noodles], withinDays: 90 });
    expect(await memberIds(segmentId)).toEqual([person]);
    expect(await eventsOf(segmentId)).toEqual([]);
    context.clock.set('2026-11-22T06:00:00+09:00');
    const tomorrow = await momentOf(shop.db, shop.workspaceId, context.clock.now());
    await sweepGroups(shop.db, tomorrow);
    expect(await memberIds(segmentId)).toEqual([]);
    expect(await eventsOf(segmentId)).toMatchObject([{ customerId: person, change: 'left', cause: 'time' }]);
    await sweepGroups(shop.db, tomorrow);
    expect(await eventsOf(segmentId)).toHaveLength(1);
  });

  it('moves by the hour', async () => {
    const person = await buildPerson(shop);
    for (const weeks of [3, 2, 1]) await order(person, { businessDay: addDays(TODAY, -7 * weeks), hour: 18 });
    const segmentId = await createGroup({ fact: 'usualHour', withinHours: 2 });
    expect(await memberIds(segmentId)).toEqual([]);
    for (const [hour, expected] of [
      ['16', [person]],
      ['18', [person]],
      ['19', []],
    ] as const) {
      context.clock.set(`2026-11-21T${hour}:05:00+09:00`);
      await sweepGroupsJob.run(context, { workspaceId: shop.workspaceId }, new AbortController().signal);
      expect(await memberIds(segmentId), hour).toEqual(expected);
    }
  });

  it('follows a consent, a tag and a number', async () => {
    const person = await buildPerson(shop, { email: 'a@example.com' });
    const consenting = await createGroup({ fact: 'contactable', channel: 'email' });
    const reachable = await createGroup({ fact: 'reachable', by: 'phone' });
    for (const kind of ['marketing_use', 'ad_email'] as const) {
      await recordConsentsNow(shop.db, {
        workspaceId: shop.workspaceId,
        customerId: person,
        said: [{ kind, state: 'granted', method: 'paper', evidence: 'sheet' }],
        now: context.clock.now(),
      });
    }
    await call('POST', `/api/customers/${person}/contact-points`, { value: '010-2345-6789' });
    const { tags } = await call('PATCH', `/api/customers/${person}/tags`, { add: ['VIP'] });
    const tagged = await createGroup({ fact: 'tag', in: [tags[0].tagId] });
    await work();
    expect(await memberIds(consenting)).toEqual([person]);
    expect(await memberIds(reachable)).toEqual([person]);
    expect(await memberIds(tagged)).toEqual([person]);
    // One goes as another comes: as many as before, and yet the screen is told.
    const before = await call('GET', `/api/segments/${tagged}`);
    const other = await buildPerson(shop);
    await call('PATCH', `/api/customers/${other}/tags`, { add: ['VIP'] });
    await work();
    await call('PATCH', `/api/customers/${person}/tags`, { remove: [tags[0].tagId] });
    await work();
    expect(await memberIds(tagged)).toEqual([other]);
    const after = await call('GET', `/api/segments/${tagged}`);
    expect([after.members, after.evaluatedAt]).toEqual([before.members, before.evaluatedAt]);
    expect(after.latestEventId).not.toBe(before.latestEventId);
  });

  it('is the same whether people are gone through one by one or all at once, and twice does nothing more', async () => {
    const people = [await buildPerson(shop), await buildPerson(shop), await buildPerson(shop)];
    const [first = '', second = ''] = people;
    const segmentId = await createGroup(TWICE_NOODLES());
    const moment = await momentOf(shop.db, shop.workspaceId, context.clock.now());
    await buildOrders(
      shop,
      people.flatMap((customerId) =>
        [1, 2].map((days) => ({ customerId, businessDay: addDays(TODAY, -days), items: [noodles] })),
      ),
    );
    await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: context.clock.now() });
    await followChanges(shop.db, { ...moment, customerIds: [first] });
    expect(await memberIds(segmentId)).toEqual([first]);
    await followChanges(shop.db, { ...moment, customerIds: [first, second] });
    await followChanges(shop.db, moment);
    await followChanges(shop.db, moment);
    expect(await memberIds(segmentId)).toEqual([...people].sort());
    expect(await eventsOf(segmentId)).toHaveLength(3);
    expect((await call('GET', `/api/segments/${segmentId}`)).days).toEqual([
      { day: TODAY, members: 3, entered: 3, left: 0 },
    ]);
  });

  it('goes with two people who become one and two again, with nobody counted twice', async () => {
    const one = await buildPerson(shop, { name: '김하나' });
    const other = await buildPerson(shop, { name: '김하나' });
    const segmentId = await createGroup(TWICE_NOODLES());
    await order(one, { businessDay: addDays(TODAY, -1) });
    await order(other);
    expect(await memberIds(segmentId)).toEqual([]);
    const { mergeId } = await mergeCustomers(shop.db, shop.actor(), {
      into: one,
      from: other,
      now: context.clock.now(),
    });
    await work();
    expect(await memberIds(segmentId)).toEqual([one]);
    await unmergeCustomers(shop.db, shop.actor(), mergeId, context.clock.now());
    await work();
    expect(await memberIds(segmentId)).toEqual([]);
  });
});

describe('history keeps up with records that go and come', () => {
  const daysOf = async (segmentId: string) => (await call('GET', `/api/segments/${segmentId}`)).days;
  const membersOf = async (segmentId: string) => (await call('GET', `/api/segments/${segmentId}`)).members;

  it('tells of people whom an import brought and its undo took away, without a name', async () => {
    const segmentId = await createGroup({ fact: 'visits', atLeast: 1 });
    const fileName = 'sales.csv';
    const folder = path.join(context.config.home, 'files', shop.workspaceId);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, fileName),
      [
        'order_no,ordered_at,item_name,quantity,amount,customer_id,customer_name,customer_phone',
        'R1,2026-11-20T12:00:00,국수,1,7000,,김하나,010-1234-5678',
        'R2,2026-11-20T13:00:00,국수,1,7000,,이두리,010-2222-3333',
      ].join('\n'),
    );
    const { batchId } = await importSales(context, shop.actor(), { source: path.join(folder, fileName), fileName });
    await work();
    expect(await eventsOf(segmentId)).toMatchObject([
      { change: 'entered', cause: 'change' },
      { change: 'entered', cause: 'change' },
    ]);
    await undoImport(context, shop.actor(), batchId);
    await work();
    const events = await eventsOf(segmentId);
    expect(events.filter(({ change }: { change: string }) => change === 'left')).toMatchObject([
      { customerId: null, name: '', cause: 'gone', facts: [] },
      { customerId: null, name: '', cause: 'gone', facts: [] },
    ]);
    expect(events.every(({ customerId }: { customerId: string | null }) => customerId === null)).toBe(true);
    expect(await daysOf(segmentId)).toEqual([{ day: TODAY, members: 0, entered: 2, left: 2 }]);
  });

  it('tells of an order that was taken back, by name', async () => {
    const person = await buildPerson(shop, { name: '김하나' });
    const segmentId = await createGroup({ fact: 'visits', atLeast: 1 });
    await order(person);
    await shop.db.deleteFrom('orders.saleOrder').where('workspaceId', '=', shop.workspaceId).execute();
    await emit(shop.db, ordersChanged, { workspaceId: shop.workspaceId });
    await work();
    expect(await eventsOf(segmentId)).toMatchObject([
      { customerId: person, change: 'left', cause: 'change' },
      { customerId: person, change: 'entered' },
    ]);
  });

  it('tells that somebody left who was erased, and not who', async () => {
    const [person, other] = [await buildPerson(shop), await buildPerson(shop)];
    await order(person);
    await order(other);
    const segmentId = await createGroup({ fact: 'visits', atLeast: 1 });
    const [now, { key }] = [context.clock.now(), context.secrets];
    const why = { reason: 'request' as const, actor: null, now, key };
    await eraseCustomer(shop.db, { workspaceId: shop.workspaceId, customerId: person, ...why });
    await work();
    expect(await memberIds(segmentId)).toEqual([other]);
    expect(await membersOf(segmentId)).toBe(1);
    expect(await eventsOf(segmentId)).toMatchObject([{ customerId: null, change: 'left', cause: 'gone', facts: [] }]);
    expect(await daysOf(segmentId)).toMatchObject([{ day: TODAY, members: 1, left: 1 }]);
  });

  it('counts once however many were erased, and names of a merge nobody else who went meanwhile', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => buildPerson(shop, { name: '김하나' })));
    for (const person of people) await order(person);
    const segmentId = await createGroup({ fact: 'visits', atLeast: 1 });
    const [one = '', other = '', ...gone] = people;
    const [now, { key }] = [context.clock.now(), context.secrets];
    const why = { reason: 'request' as const, actor: null, now, key };
    await mergeCustomers(shop.db, shop.actor(), { into: one, from: other, now });
    for (const customerId of gone) await eraseCustomer(shop.db, { workspaceId: shop.workspaceId, customerId, ...why });
    const { rows } = await context.database.pool.query(
      `select key from graphile_worker.jobs where task_identifier = 'segments.recount' order by key`,
    );
    const recount = `segments:${shop.workspaceId}:recount`;
    expect(rows).toEqual([{ key: recount }, { key: `${recount}:${one}` }]);
    await work();
    const events = await eventsOf(segmentId);
    expect(events).toHaveLength(4);
    expect(events.filter(({ customerId }: { customerId: string | null }) => customerId !== null)).toMatchObject([
      { customerId: one, cause: 'merge' },
    ]);
  });

  it('tells of two members who become one, and of the one who becomes two again', async () => {
    const [one, other] = [await buildPerson(shop, { name: '김하나' }), await buildPerson(shop, { name: '김하나' })];
    await order(one);
    await order(other);
    const segmentId = await createGroup({ fact: 'visits', atLeast: 1 });
    const now = context.clock.now();
    const { mergeId } = await mergeCustomers(shop.db, shop.actor(), { into: one, from: other, now });
    await work();
    expect(await membersOf(segmentId)).toBe(1);
    expect(await eventsOf(segmentId)).toMatchObject([{ customerId: one, change: 'left', cause: 'merge' }]);
    await unmergeCustomers(shop.db, shop.actor(), mergeId, now);
    await work();
    expect(await membersOf(segmentId)).toBe(2);
    expect(await eventsOf(segmentId)).toMatchObject([{ change: 'entered', cause: 'merge' }, { change: 'left' }]);
    expect(await daysOf(segmentId)).toEqual([{ day: TODAY, members: 2, entered: 1, left: 1 }]);
  });
});

describe('a group in a group', () => {
  it('follows what it is built on, refuses circles, and holds what it stands on', async () => {
    const person = await buildPerson(shop);
    await order(person);
    const inner = await createGroup({ fact: 'visits', atLeast: 1 }, '오신 분');
    const outer = await createGroup({ all: [{ fact: 'group', segmentId: inner }, { fact: 'bought' }] }, '산 분');
    expect(await memberIds(outer)).toEqual([person]);
    await call('PATCH', `/api/segments/${inner}`, { rule: { fact: 'visits', atLeast: 2 } });
    await work();
    expect(await memberIds(outer)).toEqual([]);
    const post = (method: 'PATCH' | 'DELETE', payload?: object) =>
      server.inject({ method, url: `/api/segments/${inner}`, headers: { cookie }, ...(payload ? { payload } : {}) });
    expect((await post('PATCH', { rule: { fact: 'group', segmentId: inner } })).statusCode).toBe(400);
    expect((await post('PATCH', { rule: { not: { fact: 'group', segmentId: outer } } })).statusCode).toBe(400);
    expect((await post('DELETE')).statusCode).toBe(409);
    expect((await call('GET', `/api/segments/${inner}`)).usedBy).toEqual([{ segmentId: outer, name: '산 분' }]);
  });

  it('can be removed and brought back as it should be by then', async () => {
    const person = await buildPerson(shop);
    const segmentId = await createGroup({ fact: 'visits', atLeast: 1 });
    await call('DELETE', `/api/segments/${segmentId}`);
    expect((await call('GET', '/api/segments')).segments).toEqual([]);
    await order(person);
    await call('POST', `/api/segments/${segmentId}/restore`);
    await work();
    expect(await memberIds(segmentId)).toEqual([person]);
    await call('DELETE', `/api/segments/${segmentId}`);
    const later = new Date(context.clock.now().getTime() + 31 * 86_400_000);
    await sweepGroups(shop.db, await momentOf(shop.db, shop.workspaceId, later));
    const again = await server.inject({
      method: 'POST',
      url: `/api/segments/${segmentId}/restore`,
      headers: { cookie },
    });
    expect(again.statusCode).toBe(404);
  });
});

it('tells who came in, once, and nothing when a group is made', async () => {
  const told: unknown[] = [];
  const listener = defineJob({
    name: 'test.listener',
    payload: membersEntered.payload,
    async run(_context, payload) {
      told.push(payload);
    },
  });
  subscribe(membersEntered, listener);
  const person = await buildPerson(shop);
  await order(person);
  const segmentId = await createGroup({ fact: 'visits', atLeast: 1 });
  const other = await buildPerson(shop);
  await order(other);
  await emit(shop.db, customersChanged, { workspaceId: shop.workspaceId, customerIds: [other] });
  await runDueJobs(context, [...jobs, listener]);
  expect(told).toEqual([{ workspaceId: shop.workspaceId, segmentId, customerIds: [other] }]);
});

it('finds birthdays on the day they are kept, by the moon and without a year (OP-72)', async () => {
  const born = async (birthDate: string | null, birthday: string | null, birthdayCalendar: string | null) => {
    const customerId = await buildPerson(shop);
    await shop.db
      .updateTable('customers.customer')
      .set({ birthDate, birthday, birthdayCalendar })
      .where('workspaceId', '=', shop.workspaceId)
      .where('customerId', '=', customerId)
      .execute();
    return customerId;
  };
  const solar = await born('1990-11-25', null, null);
  // Born on a day that comes soon by the sun, and kept by the moon in June.
  const moon = await born('1990-11-25', '05-05', 'lunar');
  const yearless = await born(null, '11-23', 'solar');
  const moonYearless = await born(null, '10-15', 'lunar');
  const leapDay = await born('1992-02-29', null, null);
  await buildPerson(shop);
  const found = async (condition: object) =>
    (
      await listAudience(shop.db, {
        workspaceId: shop.workspaceId,
        today: TODAY,
        rule: { fact: 'birthday', ...condition },
      })
    ).sort();
  expect(solarDayOf({ calendar: 'lunar', month: 10, day: 15 }, 2026)).toBe('2026-11-23');
  expect(await found({ withinDays: 7 })).toEqual([solar, yearless, moonYearless].sort());
  expect(await found({ withinDays: 3 })).toEqual([yearless, moonYearless].sort());
  expect(await found({ withinDays: 365 })).toEqual([solar, moon, yearless, moonYearless, leapDay].sort());
  expect(await found({})).toEqual([solar, moon, yearless, moonYearless, leapDay].sort());
  expect(await found({ months: [6] })).toEqual([moon]);
  expect(await found({ months: [11, 2] })).toEqual([solar, yearless, moonYearless, leapDay].sort());
  expect(await found({ months: [11], withinDays: 3 })).toEqual([yearless, moonYearless].sort());
  expect(await found({ months: [1] })).toEqual([]);
  const { facts } = await call('POST', '/api/segments/explain', { rule: { fact: 'birthday' }, customerId: moon });
  // On 2027-06-09.
  expect(facts[0]).toMatchObject({ met: true, text: { ko: '생일 6개월 뒤' } });
});

it('counts and explains every kind of condition', async () => {
  const person = await buildPerson(shop, { name: '김하나', email: 'a@example.com' });
  await buildPerson(shop, { name: '안오심' });
  await shop.db
    .updateTable('customers.customer')
    .set({ birthDate: '1990-11-25' })
    .where('workspaceId', '=', shop.workspaceId)
    .execute();
  await buildEmailConsent(shop, person);
  for (const days of [1, 8, 15]) await order(person, { businessDay: addDays(TODAY, -days), hour: 12 });
  const count = async (rule: Rule) => (await call('POST', '/api/segments/count', { rule })).count;
  const cases: [Rule, number][] = [
    [{ fact: 'birthday', withinDays: 4 }, 2],
    [{ fact: 'birthday', withinDays: 3 }, 0],
    [{ fact: 'birthday', months: [11] }, 2],
    [{ fact: 'birthday', months: [1] }, 0],
    [{ fact: 'household' }, 0],
    [{ fact: 'usualHour', withinHours: 0 }, 1],
    [{ fact: 'bought' }, 1],
    [{ fact: 'bought', timesAtMost: 0 }, 1],
    [{ fact: 'bought', daypart: ['lunch'], timesAtLeast: 3 }, 1],
    [{ fact: 'bought', daypart: ['dinner'] }, 0],
    [{ fact: 'bought', itemIds: [noodles], option: '2단계' }, 0],
    [{ fact: 'bought', categories: ['없는 분류'] }, 0],
    [{ fact: 'bought', itemIds: [noodles], amountAtLeastMinor: 30_000 }, 1],
    [{ fact: 'bought', itemIds: [noodles], amountAtLeastMinor: 30_001 }, 0],
    [{ fact: 'sent', timesAtMost: 0 }, 2],
    [{ fact: 'sent' }, 0],
    [{ fact: 'happened', kinds: ['web.page_viewed'] }, 0],
    [{ fact: 'play', as: 'any' }, 0],
    [{ fact: 'play', as: 'redeemed', withinDays: 30 }, 0],
    [{ fact: 'coupon', expiresWithinDays: 7 }, 0],
    [{ fact: 'bucket', salt: 'a', of: 2, from: 1, to: 2 }, 2],
    [{ fact: 'group', segmentId: person }, 0],
  ];
  for (const [rule, expected] of cases) expect(await count(rule), JSON.stringify(rule)).toBe(expected);
  const drawn = await Promise.all(
    Array.from({ length: 10 }, (_, at) => count({ fact: 'bucket', salt: 'a', of: 10, from: at + 1, to: at + 1 })),
  );
  expect(drawn.reduce((sum, one) => sum + one, 0)).toBe(2);
  const { facts } = await call('POST', '/api/segments/explain', {
    rule: { any: [{ any: cases.slice(0, 11).map(([rule]) => rule) }, { any: cases.slice(11).map(([rule]) => rule) }] },
    customerId: person,
  });
  expect(facts).toHaveLength(cases.length);
  expect(JSON.stringify(facts)).not.toContain('undefined');
});
