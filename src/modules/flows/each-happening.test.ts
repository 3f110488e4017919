import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildFlowOn, listRunsOf } from '../../../test/factories-flows.ts';
import { buildItem, buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { PROJECT_ROOT } from '../../platform/config.ts';
import { newId } from '../../shared/ids.ts';
import { businessDayOf } from '../../shared/time.ts';
import { findInformFacts } from './inform-facts.ts';
import { tendFlows } from './jobs.ts';

const context = await createTestContext();
const MIGRATION = readFileSync(path.join(PROJECT_ROOT, 'db/migrations/0064_each_happening.sql'), 'utf8');

/** What an upgrade does to the runs of the version before. The migration goes by the database's clock. */
async function upgrade(): Promise<void> {
  const owner = new pg.Client({ connectionString: context.ownerUrl });
  await owner.connect();
  try {
    await owner.query(MIGRATION);
  } finally {
    await owner.end();
  }
}

/** A run as the version before left it: named by the day. */
async function letInBefore(
  shop: TestShop,
  run: { flowId: string; customerId: string; mergedFrom?: string; day: string; at: Date },
): Promise<string> {
  const { flowId, customerId, mergedFrom = null, day, at } = run;
  const runId = newId();
  await shop.db
    .insertInto('flows.run')
    .values({
      workspaceId: shop.workspaceId,
      runId,
      flowId,
      version: 1,
      customerId,
      mergedFrom,
      entryKey: `order:${day}`,
      round: 1,
      stepKey: 'message',
      dueAt: at,
      state: 'active',
      enteredAt: at,
    })
    .execute();
  return runId;
}

describe('an upgrade from runs that are named by the day (0064)', async () => {
  const now = new Date();
  now.setUTCHours(14, 0, 0, 0);
  if (now > new Date()) now.setUTCDate(now.getUTCDate() - 1);
  // On for days already: each order counts.
  context.clock.set(new Date(now.getTime() - 5 * 86_400_000));
  const shop = await buildShop(context);
  const { db, workspaceId, workspace } = shop;
  const today = businessDayOf(now, workspace);
  const [soup, coffee] = [await buildItem(shop, '마라탕'), await buildItem(shop, '커피')];
  const trigger = { kind: 'ordered' as const, itemIds: [soup], categories: [] };
  const flowId = await buildFlowOn(context, shop, { trigger, reentry: { kind: 'every' } });
  context.clock.set(now);
  const order = async (customerId: string, hour: number, item: string, day = today) => {
    const [id = ''] = await buildOrders(shop, [{ customerId, businessDay: day, hour, items: [item] }]);
    return id;
  };
  const runsOf = async (customerId: string) =>
    (await listRunsOf(shop))
      .filter((run) => run.customerId === customerId)
      .map(({ entryKey, state, round }) => `${round} ${state} ${entryKey}`)
      .sort();

  it('names them by the order that the automation asks for, and lets in by none of what was told of before', async () => {
    const [hers, other] = [await buildPerson(shop), await buildPerson(shop)];
    const before = await order(hers, 11, soup);
    const named = await order(hers, 12, soup);
    await order(hers, 13, coffee);
    await order(hers, 14, coffee);
    await letInBefore(shop, { flowId, customerId: hers, day: today, at: now });
    // What was ordered while nobody looked still has its turn.
    const untold = await order(other, 12, soup);
    await upgrade();
    expect(await runsOf(hers)).toEqual([`1 active order:${named}`, `1 done order:${before}`].sort());
    await upgrade();
    await tendFlows(context, workspaceId);
    expect(await runsOf(hers)).toEqual([`1 done order:${before}`, `1 done order:${named}`].sort());
    expect(await runsOf(other)).toEqual([`1 done order:${untold}`]);
  });

  it('names by any order of that day where none holds the item any more, and each of two merged records by its own', async () => {
    const [into, from] = [await buildPerson(shop), await buildPerson(shop)];
    const [own, moved] = [await order(into, 12, coffee), await order(into, 13, coffee)];
    await db.updateTable('orders.saleOrder').set({ mergedFrom: from }).where('orderId', '=', moved).execute();
    await letInBefore(shop, { flowId, customerId: into, day: today, at: now });
    await letInBefore(shop, { flowId, customerId: into, mergedFrom: from, day: today, at: now });
    await upgrade();
    expect(await runsOf(into)).toEqual([`1 active order:${own}`, `1 active order:${moved}`].sort());
  });

  it('has nothing to tell whose order is gone, and tells the others (a day is no order)', async () => {
    const [gone, stays] = [await buildPerson(shop), await buildPerson(shop)];
    const named = await order(stays, 12, soup);
    const lost = await letInBefore(shop, { flowId, customerId: gone, day: today, at: now });
    const kept = await letInBefore(shop, { flowId, customerId: stays, day: today, at: now });
    await upgrade();
    expect(await runsOf(gone)).toEqual([`1 active order:${today}`]);
    const runs = (await listRunsOf(shop)).filter(({ runId }) => [lost, kept].includes(runId));
    const facts = await findInformFacts(db, { workspaceId, workspace, today, now }, { trigger, runs });
    expect([...facts].map(([runId, told]) => [runId, told?.['주문번호']])).toEqual([[kept, named]]);
  });
});
