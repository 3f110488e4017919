import { beforeEach, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { ACT, buildFlowOn, listRunsOf } from '../../../test/factories-flows.ts';
import { buildItem, buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { refreshMart } from '../../mart/index.ts';
import { newId } from '../../shared/ids.ts';
import { addDays } from '../../shared/time.ts';
import { mergeCustomers } from '../customers/index.ts';
import type { Step, Trigger } from './contract.ts';
import { tendFlows } from './jobs.ts';
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
