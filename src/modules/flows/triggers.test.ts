import { beforeEach, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { ACT, buildFlowOn, listRunsOf } from '../../../test/factories-flows.ts';
import { buildItem, buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { refreshMart } from '../../mart/index.ts';
import { newId } from '../../shared/ids.ts';
import { addDays } from '../../shared/time.ts';
import { mergeCustomers } from '../customers/index.ts';
import { recordMovements } from '../loyalty/ledger/service.ts';
import type { Step, Trigger } from './contract.ts';
import { findInformFacts } from './inform-facts.ts';
import { tendFlows } from './jobs.ts';
import { previewFlow } from './service/preview.ts';
import { startFlow } from './service/start.ts';

const context = await createTestContext();
const NOON = '2026-11-21T12:00:00+09:00';
const TODAY = '2026-11-21';
const at = (now: string) => context.clock.set(now);
const now = () => context.clock.now();

let shop: TestShop;
beforeEach(async () => {
  at(NOON);
  shop = await buildShop(context);
});

const ago = (days: number) => addDays(TODAY, -days);
const visits = (customerId: string, days: readonly number[], more: { hour?: number; items?: string[] } = {}) =>
  buildOrders(
    shop,
    days.map((day) => ({ customerId, businessDay: ago(day), ...more })),
  );
const enteredBy = async (trigger: Trigger) => {
  await buildFlowOn(context, shop, { trigger });
  await tendFlows(context, shop.workspaceId);
  await tendFlows(context, shop.workspaceId);
  return (await listRunsOf(shop)).map(({ customerId }) => customerId);
};

describe('what lets somebody in (each ready-made one: ready.test.ts)', () => {
  it('ordered one of the items, or of the kinds', async () => {
    const [noodles, rice] = [await buildItem(shop, '국수'), await buildItem(shop, '밥')];
    await shop.db.updateTable('menu.item').set({ category: '밥' }).where('itemId', '=', rice).execute();
    const [hers, others] = [await buildPerson(shop), await buildPerson(shop)];
    await visits(hers, [1], { items: [noodles] });
    await visits(others, [1], { items: [rice] });
    expect(await enteredBy({ kind: 'ordered', itemIds: [noodles], categories: [] })).toEqual([hers]);
    await shop.db.deleteFrom('flows.run').execute();
    // The flow of before lets her in again, and the one of kinds lets the other in.
    expect((await enteredBy({ kind: 'ordered', itemIds: [], categories: ['밥'] })).sort()).toEqual(
      [hers, others].sort(),
    );
  });
});

describe('each happening', () => {
  const every = { reentry: { kind: 'every' as const } };
  const tend = () => tendFlows(context, shop.workspaceId);
  const roundsOf = async () =>
    (await listRunsOf(shop)).map(({ entryKey, round }) => `${round} ${entryKey.split(':')[0]}`).sort();

  it('of every order lets in, each in a round of its own and with a play of its own, also one that a file brings late', async () => {
    const noodles = await buildItem(shop, '국수');
    const hers = await buildPerson(shop);
    // Before the automation was on: the last one stands for all.
    await visits(hers, [1, 2], { items: [noodles] });
    await buildFlowOn(context, shop, { trigger: { kind: 'ordered', itemIds: [noodles], categories: [] }, ...every });
    await tend();
    expect(await roundsOf()).toEqual(['1 order']);
    // Two of one day that come together.
    at('2026-11-21T21:00:00+09:00');
    await visits(hers, [0], { hour: 13, items: [noodles] });
    await visits(hers, [0], { hour: 19, items: [noodles] });
    await tend();
    await tend();
    expect(await roundsOf()).toEqual(['1 order', '2 order', '3 order']);
    const plays = await shop.db.selectFrom('flows.stepPlay').select(['round', 'playId']).orderBy('round').execute();
    expect(plays.map(({ round }) => round)).toEqual([1, 2, 3]);
    const drawn = await shop.db.selectFrom('plays.assignment').select('playId').execute();
    expect(new Set(drawn.map(({ playId }) => playId))).toEqual(new Set(plays.map(({ playId }) => playId)));
    // The till's file of two days ago; what is older than three days is let go.
    at('2026-11-24T04:30:00+09:00');
    await buildOrders(shop, [
      { customerId: hers, businessDay: '2026-11-21', hour: 12, items: [noodles] },
      { customerId: hers, businessDay: '2026-11-20', hour: 23, items: [noodles] },
    ]);
    await tend();
    expect(await roundsOf()).toEqual(['1 order', '2 order', '3 order', '4 order']);
  });

  it('of points and of stamps that end on one day are two, whatever the re-entry says of each', async () => {
    const hers = await buildPerson(shop);
    await buildFlowOn(context, shop, {
      trigger: { kind: 'points_expiring', withinDays: 14 },
      reentry: { kind: 'after_days', days: 14 },
    });
    const action = (amount: number) => ({ kind: 'earn' as const, amount, expiresOn: '2026-11-30' });
    const sale = { owner: { customerId: hers, mergedFrom: null }, at: now(), businessDay: TODAY };
    await recordMovements(shop.db, {
      workspaceId: shop.workspaceId,
      commands: [
        { ...sale, unit: 'points', key: newId(), action: action(500) },
        { ...sale, unit: 'stamps', key: newId(), action: action(3) },
      ],
      now: now(),
    });
    await tend();
    await tend();
    const { workspaceId, workspace } = shop;
    const runs = await listRunsOf(shop);
    const facts = await findInformFacts(
      shop.db,
      { workspaceId, workspace, today: TODAY, now: now() },
      { trigger: { kind: 'points_expiring', withinDays: 14 }, runs },
    );
    const told = runs.map(({ round, entryKey, runId }) => {
      const { 포인트: points = '-', 스탬프: stamps = '-' } = facts.get(runId) ?? {};
      return `${round} ${entryKey} ${points} ${stamps}`;
    });
    expect(told.sort()).toEqual(['1 points:2026-11-30 500 -', '2 stamps:2026-11-30 - 3']);
    // Let in by her points a moment ago, her stamps would still let her in: the preview says so too.
    await shop.db.deleteFrom('flows.run').where('entryKey', 'like', 'stamps:%').execute();
    const [{ flowId } = { flowId: '' }] = runs;
    expect(await previewFlow(context, shop.actor(), { flowId, now: now() })).toMatchObject({ found: 1 });
    await tend();
    expect(await previewFlow(context, shop.actor(), { flowId, now: now() })).toMatchObject({ found: 0 });
  });
});

describe('what becomes of whoever is inside', () => {
  const inside = async (steps: Step[], more: Parameters<typeof buildFlowOn>[2] = {}) => {
    const flowId = await buildFlowOn(context, shop, { steps, ...more });
    await startFlow(context, shop.actor(), { flowId, startKey: newId(), now: now() });
    await tendFlows(context, shop.workspaceId);
    return flowId;
  };

  it('goes along the side of a branch that is hers, and both meet again', async () => {
    const [regular, guest] = [await buildPerson(shop), await buildPerson(shop)];
    await visits(regular, [3, 10, 17]);
    await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: now() });
    const rule = { all: [{ fact: 'visits' as const, atLeast: 3 }] };
    await inside([
      { id: 'fork', kind: 'branch', rule, yes: [{ ...ACT, id: 'yes' }], no: [{ ...ACT, id: 'no' }] },
      { ...ACT, id: 'both' },
    ]);
    const drawn = await shop.db
      .selectFrom('plays.assignment as a')
      .innerJoin('flows.stepPlay as s', 's.playId', 'a.playId')
      .select(['a.customerId', 's.stepKey', 'a.arm'])
      .execute();
    for (const [person, side] of [
      [regular, 'yes'],
      [guest, 'no'],
    ]) {
      const own = drawn.filter(({ customerId }) => customerId === person);
      // Whoever is held out of the first, one in a hundred, is left alone by what follows.
      const isHeldOut = own.find(({ stepKey }) => stepKey === side)?.arm === 'holdout';
      const steps = own.map(({ stepKey }) => stepKey);
      expect(steps).toHaveLength(isHeldOut ? 1 : 2);
      expect(new Set(steps)).toEqual(new Set(isHeldOut ? [side] : ['both', side]));
    }
  });

  it('gets the first offer that is hers, with why the others were passed', async () => {
    const [regular, guest] = [await buildPerson(shop), await buildPerson(shop)];
    await visits(regular, [3, 10, 17]);
    await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: now() });
    const candidate = { name: '혜택', itemId: null, inStock: true, when: null, arm: ACT.arm };
    await inside([
      {
        id: 'pick',
        kind: 'choose',
        candidates: [
          { ...candidate, key: 'gone', inStock: false },
          { ...candidate, key: 'dear', when: { all: [{ fact: 'visits', atLeast: 3 }] } },
          { ...candidate, key: 'all' },
        ],
      },
    ]);
    const choices = new Map((await listRunsOf(shop)).map((run) => [run.customerId, run.choices]));
    expect(choices.get(regular)).toEqual({ pick: { key: 'dear', passed: [{ key: 'gone', why: 'out_of_stock' }] } });
    expect(choices.get(guest)).toMatchObject({ pick: { key: 'all' } });
  });

  it('gets nothing while her complaint is open (FE-15), and the others do', async () => {
    const [open, glad] = [await buildPerson(shop), await buildPerson(shop)];
    await inside([{ id: 'pause', kind: 'wait', amount: 1, unit: 'days' }, ACT]);
    await shop.db
      .insertInto('messaging.complaint')
      .values({
        workspaceId: shop.workspaceId,
        complaintId: newId(),
        customerId: open,
        openedAt: now(),
        closedAt: null,
      })
      .execute();
    at('2026-11-22T12:30:00+09:00');
    await tendFlows(context, shop.workspaceId);
    const drawn = await shop.db.selectFrom('plays.assignment').select('customerId').execute();
    expect(drawn).toEqual([{ customerId: glad }]);
  });

  it('leaves when she comes to meet the exit', async () => {
    const person = await buildPerson(shop);
    const wait: Step = { id: 'pause', kind: 'wait', amount: 1, unit: 'days' };
    await inside([wait, ACT], { exitWhen: { all: [{ fact: 'visits', atLeast: 1 }] } });
    await visits(person, [0]);
    await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: now() });
    at('2026-11-22T12:30:00+09:00');
    await tendFlows(context, shop.workspaceId);
    expect(await listRunsOf(shop)).toMatchObject([{ state: 'left', reason: 'exit' }]);
  });

  it('goes on as one when two records become one: nobody gets it twice', async () => {
    const [into, from] = [await buildPerson(shop), await buildPerson(shop)];
    const wait: Step = { id: 'pause', kind: 'wait', amount: 1, unit: 'days' };
    await inside([wait, ACT]);
    await mergeCustomers(shop.db, shop.actor(), { into, from, now: now() });
    expect((await listRunsOf(shop)).map(({ customerId }) => customerId)).toEqual([into, into]);
    at('2026-11-22T12:30:00+09:00');
    await tendFlows(context, shop.workspaceId);
    const drawn = await shop.db.selectFrom('plays.assignment').select('customerId').execute();
    expect(drawn).toEqual([{ customerId: into }]);
    expect((await listRunsOf(shop)).map(({ state }) => state)).toEqual(['done', 'done']);
  });
});
