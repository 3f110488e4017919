import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createTestContext } from '../../test/database.ts';
import { buildShop } from '../../test/factories.ts';
import { buildOrders, buildPeople, buildPerson } from '../../test/factories-people.ts';
import { crontab, jobs } from '../app/jobs.ts';
import { defineJob, runDueJobs, subscribe } from '../platform/jobs.ts';
import { addDays } from '../shared/time.ts';
import { refreshMart } from './build.ts';
import { martRefreshed, refreshEveryMartJob, refreshMartJob } from './jobs.ts';

const context = await createTestContext();
const zTold = z.object({ workspaceId: z.string(), customerIds: z.array(z.string()).optional() });

it('brings every shop up to date each night, and twice does the same as once', async () => {
  expect(crontab).toContain(refreshEveryMartJob.name);
  const shops = [await buildShop(context), await buildShop(context)];
  for (const shop of shops) {
    const customerId = await buildPerson(shop);
    await buildOrders(shop, [{ customerId, businessDay: '2026-11-20' }]);
  }
  const facts = () =>
    Promise.all(
      shops.map(
        async ({ db }) =>
          (await sql<{ n: number }>`select count(*)::int as n from mart.customer_fact`.execute(db)).rows[0]?.n,
      ),
    );
  expect(await facts()).toEqual([0, 0]);
  for (let night = 0; night < 2; night += 1) {
    await refreshEveryMartJob.run(context, {}, new AbortController().signal);
    await runDueJobs(context, jobs);
    expect(await facts()).toEqual([1, 1]);
  }
});

it('tells of everybody when an order shows that the shop was open after all, and of her alone otherwise (MT-15)', async () => {
  const shop = await buildShop(context);
  const { workspaceId } = shop;
  const customerIds = await buildPeople(shop, 6);
  const [first = ''] = customerIds;
  const ago = (days: number) => addDays('2026-11-21', -days);
  const comes = [...Array.from({ length: 30 }, (_, at) => 60 + at), 1];
  await buildOrders(
    shop,
    customerIds.flatMap((customerId) => comes.map((days) => ({ customerId, businessDay: ago(days) }))),
  );
  await refreshMart(shop.db, { workspaceId, now: context.clock.now() });
  const told: (readonly string[] | undefined)[] = [];
  const listener = defineJob({ name: 'test.listener', payload: zTold, run: async () => {} });
  subscribe(martRefreshed, listener, (payload) => {
    if (payload.workspaceId === workspaceId) told.push(payload.customerIds);
    return undefined;
  });
  await refreshMartJob.run(context, { workspaceId, customerIds: [first] }, new AbortController().signal);
  await buildOrders(
    shop,
    [50, 40, 30, 20, 10].map((days) => ({ customerId: first, businessDay: ago(days) })),
  );
  await refreshMartJob.run(context, { workspaceId, customerIds: [first] }, new AbortController().signal);
  expect(told).toEqual([[first], undefined]);
});
