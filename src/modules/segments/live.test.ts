import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer } from '../../../test/factories.ts';
import { buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { buildGroups } from '../../../test/factories-segments.ts';
import { workOff } from '../../../test/work-off.ts';
import { listAwaited, settleAwaited } from '../../mart/awaited.ts';
import { refreshMart } from '../../mart/index.ts';
import { defineJob, emit, subscribe } from '../../platform/jobs.ts';
import { addDays } from '../../shared/time.ts';
import { customersChanged, mergeCustomers, unmergeCustomers } from '../customers/index.ts';
import { FIRST_SETTINGS } from '../loyalty/contract.ts';
import { recordConsentsNow } from '../privacy/index.ts';
import { membersEntered } from './events.ts';
import { followChanges, sweepGroups } from './follow.ts';
import type { Rule } from './index.ts';
import { momentOf, sweepGroupsJob } from './jobs.ts';

const TODAY = '2026-11-21';
const context = await createTestContext();
const server = await buildServer(context);
const open = () => buildGroups(context, server);

const twiceOf = (noodles: string): Rule => ({ fact: 'bought', itemIds: [noodles], timesAtLeast: 2, withinDays: 90 });

describe('who is in a saved group', () => {
  it('follows an order, and says which facts decided it', async () => {
    const { shop, noodles, call, createGroup, memberIds, eventsOf, order } = await open();
    const person = await buildPerson(shop, { name: '김하나' });
    await order(person, { businessDay: addDays(TODAY, -7) });
    const segmentId = await createGroup(twiceOf(noodles));
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
    const { shop, call, createGroup, memberIds, order } = await open();
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
    const { shop, noodles, createGroup, memberIds, eventsOf, order } = await open();
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
    const { shop, createGroup, memberIds, order } = await open();
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
    const { shop, call, work, createGroup, memberIds } = await open();
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
    const { shop, noodles, call, createGroup, memberIds, eventsOf } = await open();
    const people = [await buildPerson(shop), await buildPerson(shop), await buildPerson(shop)];
    const [first = '', second = ''] = people;
    const segmentId = await createGroup(twiceOf(noodles));
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
    const { shop, noodles, work, createGroup, memberIds, order } = await open();
    const one = await buildPerson(shop, { name: '김하나' });
    const other = await buildPerson(shop, { name: '김하나' });
    const segmentId = await createGroup(twiceOf(noodles));
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

describe('between a merge and the mart’s refresh', () => {
  /** Two people, the second of whom has been in the group of those who came twice since her second visit. */
  async function openWithTwo() {
    const opened = await open();
    const { shop, createGroup, order, memberIds } = opened;
    const [once, twice] = [await buildPerson(shop, { name: '김하나' }), await buildPerson(shop, { name: '김하나' })];
    const segmentId = await createGroup({ fact: 'visits', atLeast: 2 });
    await order(once, { businessDay: addDays(TODAY, -9) });
    for (const days of [2, 1]) await order(twice, { businessDay: addDays(TODAY, -days) });
    expect(await memberIds(segmentId)).toEqual([twice]);
    const lookAgain = async () => {
      const moment = await momentOf(shop.db, shop.workspaceId, context.clock.now());
      await followChanges(shop.db, { ...moment, customerIds: [once, twice] });
      await followChanges(shop.db, moment);
    };
    return { ...opened, once, twice, segmentId, lookAgain };
  }
  const changesOf = (events: { change: string; customerId: string; cause: string }[]) =>
    events.map(({ change, customerId, cause }) => [change, customerId, cause]);

  it('nobody leaves by facts that are no longer hers, nor when the merge is taken back', async () => {
    const { shop, work, once, twice, segmentId, lookAgain, memberIds, eventsOf } = await openWithTwo();
    const before = changesOf(await eventsOf(segmentId));
    const people = { into: once, from: twice, now: context.clock.now() };
    const { mergeId } = await mergeCustomers(shop.db, shop.actor(), people);
    // Her facts still tell of one visit.
    await lookAgain();
    expect(await memberIds(segmentId)).toEqual([once]);
    await work();
    expect(await memberIds(segmentId)).toEqual([once]);
    await unmergeCustomers(shop.db, shop.actor(), mergeId, context.clock.now());
    // Hers tell of three, the other's of none.
    await lookAgain();
    expect(await memberIds(segmentId)).toEqual([twice]);
    await work();
    expect(await memberIds(segmentId)).toEqual([twice]);
    await lookAgain();
    expect(changesOf(await eventsOf(segmentId))).toEqual(before);
  });

  it('whoever does leave by it leaves once the refresh has seen it, and others meanwhile as ever', async () => {
    const { shop, work, call, once, twice, lookAgain, memberIds, eventsOf, order } = await openWithTwo();
    const { segmentId } = await call('POST', '/api/segments', {
      name: '한 번',
      rule: { not: { fact: 'visits', atLeast: 2 } },
    });
    await work();
    expect(await memberIds(segmentId)).toEqual([once]);
    await mergeCustomers(shop.db, shop.actor(), { into: once, from: twice, now: context.clock.now() });
    const other = await buildPerson(shop, { name: '박건' });
    await lookAgain();
    expect(await memberIds(segmentId)).toEqual([once, other].sort());
    await work();
    expect(await memberIds(segmentId)).toEqual([other]);
    expect(changesOf(await eventsOf(segmentId))).toEqual([
      ['left', once, 'change'],
      ['entered', other, 'change'],
    ]);
    await order(other);
    expect(await memberIds(segmentId)).toEqual([other]);
  });

  it('a refresh that began before the merge settles nothing of it', async () => {
    const { shop, work, once, twice, segmentId, lookAgain, memberIds } = await openWithTwo();
    const { workspaceId } = shop;
    const before = await listAwaited(shop.db, workspaceId, undefined);
    await mergeCustomers(shop.db, shop.actor(), { into: once, from: twice, now: context.clock.now() });
    await settleAwaited(shop.db, workspaceId, before);
    await lookAgain();
    expect(await memberIds(segmentId)).toEqual([once]);
    await work();
    expect(await listAwaited(shop.db, workspaceId, undefined)).toEqual([]);
    expect(await memberIds(segmentId)).toEqual([once]);
  });
});

describe('a group in a group', () => {
  it('follows what it is built on, refuses circles, and holds what it stands on', async () => {
    const { shop, cookie, call, work, createGroup, memberIds, order } = await open();
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
    const { shop, cookie, call, work, createGroup, memberIds, order } = await open();
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
  const { shop, createGroup, order } = await open();
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
  await workOff(context, listener);
  expect(told).toEqual([{ workspaceId: shop.workspaceId, segmentId, customerIds: [other] }]);
});
