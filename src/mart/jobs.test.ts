import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createTestContext } from '../../test/database.ts';
import { buildShop } from '../../test/factories.ts';
import { buildOrders, buildPerson } from '../../test/factories-people.ts';
import { crontab, jobs } from '../app/jobs.ts';
import { runDueJobs } from '../platform/jobs.ts';
import { refreshEveryMartJob } from './jobs.ts';

const context = await createTestContext();

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
