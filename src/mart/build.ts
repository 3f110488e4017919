import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { z } from 'zod';
import { type Db, inTransaction } from '../platform/db.ts';
import { businessDayOf } from '../shared/time.ts';
import { CLOSED_DAYS_BEFORE, CLOSED_DAYS_SINCE, CLOSED_IN_GAP, CLOSURES } from './fragments.ts';
import { dayOfNumber, readCalendar } from './person-model/read.ts';
import { defineQuery } from './query.ts';
import { zShopSpans } from './wrong-clock.ts';

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

type ClosureParameters = 'closedFrom' | 'closedTo' | 'countedSince' | 'today';
type FactParameters = 'workspaceId' | 'customerIds' | 'timeZone' | 'shopMedianDays' | ClosureParameters;
const closureMarkers = { closures: CLOSURES, closedInGap: CLOSED_IN_GAP };
const factMarkers = { ...closureMarkers, closedSince: CLOSED_DAYS_SINCE, closedBefore: CLOSED_DAYS_BEFORE };
const ONLY = 'and customer_id = any(:customerIds::uuid[])';
const buildFacts = {
  full: defineQuery<never, FactParameters>('customer_fact', { ...factMarkers, only: '', onlyOrders: '' }),
  incremental: defineQuery<never, FactParameters>('customer_fact', {
    ...factMarkers,
    only: ONLY,
    onlyOrders: 'and o.customer_id = any(:customerIds::uuid[])',
  }),
};
const removeFacts = {
  full: defineQuery<never, 'workspaceId' | 'customerIds' | 'countedSince' | 'today'>('remove_stale', { only: '' }),
  incremental: defineQuery<never, 'workspaceId' | 'customerIds' | 'countedSince' | 'today'>('remove_stale', {
    only: ONLY,
  }),
};
const findShopInterval = defineQuery<
  { medianIntervalDays: number | null; people: number },
  'workspaceId' | ClosureParameters
>('shop_interval', closureMarkers);
const findSizes = defineQuery<{ orders: number; lines: number; customers: number }, 'workspaceId'>('sizes');

/**
 * When the shop was closed for long, and what a wrong clock dated, as it looks on a business day: as it is kept, and as it is
 * asked with.
 */
async function findSpans(db: Db, workspaceId: string, today: string) {
  const { closures, setApart } = await readCalendar(db, workspaceId, today);
  const daysOf = ({ from, to }: { from: number; to: number }) => ({ from: dayOfNumber(from), to: dayOfNumber(to) });
  const closed = closures.map(daysOf);
  const spans: z.output<typeof zShopSpans> = [
    ...(setApart ? [{ ...daysOf(setApart), isWrongClock: true as const }] : []),
    ...closed,
  ];
  return {
    spans,
    parameters: {
      closedFrom: closed.map(({ from }) => from),
      closedTo: closed.map(({ to }) => to),
      countedSince: setApart ? dayOfNumber(setApart.to + 1) : '-infinity',
      today,
    },
  };
}

/**
 * Brings mart.customer_fact up to date: for everybody, or for `customerIds` when they are few, the mart has been built
 * before, and since then no closure has come or gone and no clock been found wrong, which changes everybody's days. A partial
 * refresh keeps the shop's median of the last full one, which moves by less than one order can show. Refreshes of one workspace
 * wait for each other; readers never wait. `now` is the workspace's now.
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
      .select(['timeZone', 'dayEndsAtHour'])
      .where('workspaceId', '=', workspaceId)
      .executeTakeFirstOrThrow();
    const before = await db
      .selectFrom('mart.shopFact')
      .selectAll()
      .where('workspaceId', '=', workspaceId)
      .executeTakeFirst();
    const { spans, parameters: closed } = await findSpans(db, workspaceId, businessDayOf(now, shop));
    // Without a median yet, one more person can be the one who makes it.
    const isPartial =
      customerIds !== undefined &&
      customerIds.length <= MAX_INCREMENTAL_CUSTOMERS &&
      before !== undefined &&
      before.medianIntervalDays !== null &&
      isDeepStrictEqual(zShopSpans.parse(before.closures), spans);
    // Compiling a statement this long takes longer than running it.
    await sql`select set_config('jit', 'off', true)`.execute(db);
    if (isPartial) {
      const parameters = {
        workspaceId,
        customerIds,
        timeZone: shop.timeZone,
        shopMedianDays: before.medianIntervalDays,
        ...closed,
      };
      await buildFacts.incremental.run(db, parameters);
      await removeFacts.incremental.run(db, parameters);
      await db.updateTable('mart.shopFact').set({ refreshedAt: now }).where('workspaceId', '=', workspaceId).execute();
      const { orders, lines, customers } = before;
      return { mode: 'incremental' as const, orders, lines, customers, builtAt: now, seconds: secondsSince(startedAt) };
    }
    await sql`select set_config('work_mem', ${BUILD_WORK_MEM}, true)`.execute(db);
    await sql`select mart.analyze_sources()`.execute(db);
    const interval = (await findShopInterval.run(db, { workspaceId, ...closed }))[0];
    const medianIntervalDays = interval?.medianIntervalDays ?? null;
    const parameters = {
      workspaceId,
      customerIds: undefined,
      timeZone: shop.timeZone,
      shopMedianDays: medianIntervalDays,
      ...closed,
    };
    await buildFacts.full.run(db, parameters);
    await removeFacts.full.run(db, parameters);
    const sizes = (await findSizes.run(db, { workspaceId }))[0] ?? { orders: 0, lines: 0, customers: 0 };
    const row = {
      workspaceId,
      medianIntervalDays,
      medianIntervalPeople: interval?.people ?? 0,
      closures: JSON.stringify(spans),
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
