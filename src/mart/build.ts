import { sql } from 'kysely';
import { type Db, inTransaction } from '../platform/db.ts';
import { defineQuery } from './query.ts';

/** What a refresh did. */
export interface MartRefresh {
  mode: 'full' | 'incremental';
  orders: number;
  lines: number;
  customers: number;
  builtAt: Date;
  seconds: number;
}

/** From here on one statement over everybody is quicker than one over a list. */
export const MAX_INCREMENTAL_CUSTOMERS = 5_000;

/** Sorting and hashing half a million lines in memory; held for one transaction only. */
const BUILD_WORK_MEM = '128MB';

type FactParameters = 'workspaceId' | 'customerIds' | 'timeZone' | 'shopMedianDays';
const ONLY = 'and customer_id = any(:customerIds::uuid[])';
const buildFacts = {
  full: defineQuery<never, FactParameters>('customer_fact', { only: '', onlyOrders: '' }),
  incremental: defineQuery<never, FactParameters>('customer_fact', {
    only: ONLY,
    onlyOrders: 'and o.customer_id = any(:customerIds::uuid[])',
  }),
};
const removeFacts = {
  full: defineQuery<never, 'workspaceId' | 'customerIds'>('remove_stale', { only: '' }),
  incremental: defineQuery<never, 'workspaceId' | 'customerIds'>('remove_stale', { only: ONLY }),
};
const findShopInterval = defineQuery<{ medianIntervalDays: number | null; people: number }, 'workspaceId'>(
  'shop_interval',
);
const findSizes = defineQuery<{ orders: number; lines: number; customers: number }, 'workspaceId'>('sizes');

/**
 * Brings mart.customer_fact up to date: for everybody, or for `customerIds` when they are few and the mart has been
 * built before. A partial refresh keeps the shop's median of the last full one, which moves by less than one order can
 * show. Refreshes of one workspace wait for each other; readers never wait. `now` is the workspace's now.
 */
export async function refreshMart(
  db: Db,
  { workspaceId, customerIds, now }: { workspaceId: string; customerIds?: readonly string[] | undefined; now: Date },
): Promise<MartRefresh> {
  const startedAt = performance.now();
  return inTransaction(db, async (db) => {
    await sql`select pg_advisory_xact_lock(4300008, hashtext(${workspaceId}))`.execute(db);
    const shop = await db
      .selectFrom('workspace.shop')
      .select('timeZone')
      .where('workspaceId', '=', workspaceId)
      .executeTakeFirstOrThrow();
    const before = await db
      .selectFrom('mart.shopFact')
      .selectAll()
      .where('workspaceId', '=', workspaceId)
      .executeTakeFirst();
    // Without a median yet, one more person can be the one who makes it.
    const isPartial =
      customerIds !== undefined &&
      customerIds.length <= MAX_INCREMENTAL_CUSTOMERS &&
      before !== undefined &&
      before.medianIntervalDays !== null;
    if (isPartial) {
      const parameters = {
        workspaceId,
        customerIds,
        timeZone: shop.timeZone,
        shopMedianDays: before.medianIntervalDays,
      };
      await buildFacts.incremental.run(db, parameters);
      await removeFacts.incremental.run(db, parameters);
      await db.updateTable('mart.shopFact').set({ refreshedAt: now }).where('workspaceId', '=', workspaceId).execute();
      const { orders, lines, customers } = before;
      return { mode: 'incremental' as const, orders, lines, customers, builtAt: now, seconds: secondsSince(startedAt) };
    }
    await sql`select set_config('work_mem', ${BUILD_WORK_MEM}, true), set_config('jit', 'off', true)`.execute(db);
    await sql`select mart.analyze_sources()`.execute(db);
    const interval = (await findShopInterval.run(db, { workspaceId }))[0];
    const medianIntervalDays = interval?.medianIntervalDays ?? null;
    const parameters = {
      workspaceId,
      customerIds: undefined,
      timeZone: shop.timeZone,
      shopMedianDays: medianIntervalDays,
    };
    await buildFacts.full.run(db, parameters);
    await removeFacts.full.run(db, parameters);
    const sizes = (await findSizes.run(db, { workspaceId }))[0] ?? { orders: 0, lines: 0, customers: 0 };
    const row = {
      workspaceId,
      medianIntervalDays,
      medianIntervalPeople: interval?.people ?? 0,
      ...sizes,
      builtAt: now,
      refreshedAt: now,
    };
    await db
      .insertInto('mart.shopFact')
      .values(row)
      .onConflict((oc) => oc.column('workspaceId').doUpdateSet(row))
      .execute();
    return { mode: 'full' as const, ...sizes, builtAt: now, seconds: secondsSince(startedAt) };
  });
}

const secondsSince = (startedAt: number) => Math.round(performance.now() - startedAt) / 1000;
