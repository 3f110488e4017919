import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildOrders, buildPeople } from '../../../test/factories-people.ts';
import { generateShop, visitsOf } from '../../../test/simulated/visits.ts';
import { addDays } from '../../shared/time.ts';
import { refreshMart } from '../build.ts';
import { listExpectedDays } from '../regulars.ts';
import { findPersonModel } from './find.ts';
import { dayOfNumber } from './read.ts';
import { refitPeople, updatePersonModels } from './refit.ts';

const NOW = new Date('2026-05-20T12:00:00+09:00');

let context: TestContext;
beforeAll(async () => {
  context = await createTestContext();
});

describe('the models of a generated shop', () => {
  let shop: TestShop;
  const people = new Map<string, string>();
  beforeAll(async () => {
    shop = await buildShop(context);
    const visits = visitsOf(generateShop(1, { today: '2026-05-19' }));
    const names = [...visits.keys()];
    const ids = await buildPeople(shop, names.length);
    names.forEach((name, at) => people.set(name, ids[at] ?? ''));
    await buildOrders(
      shop,
      names.flatMap((name) =>
        (visits.get(name) ?? []).map((day, at) => ({
          customerId: people.get(name) ?? '',
          businessDay: dayOfNumber(day),
          grossMinor: 8_000 + ((at * 7_919) % 9) * 1_500,
        })),
      ),
    );
    await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: NOW });
  }, 120_000);

  it('are chosen by hold-out, brought to what really came, and kept with their back-test (MT-17, MT-18)', async () => {
    const { db, workspaceId } = shop;
    const fit = await refitPeople(db, { workspaceId, now: NOW });
    expect(fit.model).not.toBe('rhythm');
    const { actual, calibrated, holdoutWeeks, spread } = fit.result;
    expect(holdoutWeeks).toBe(26);
    expect(Math.abs((calibrated ?? 0) - actual) / actual).toBeLessThan(0.2);
    expect(spread?.heldHalf).toBeCloseTo(0.5, 1);
    expect(spread?.heldMost).toBeCloseTo(0.9, 1);
    // MT-20: most who rest stopped for good, and some were only late.
    const { lapsed, cameBack } = fit.result.lapse ?? { lapsed: 0, cameBack: 0 };
    expect(lapsed).toBeGreaterThan(30);
    expect(cameBack).toBeGreaterThan(0);
    expect(cameBack / lapsed).toBeLessThan(0.5);
    const tests = await db
      .selectFrom('mart.backTest')
      .select('warnings')
      .where('workspaceId', '=', workspaceId)
      .execute();
    expect(tests).toHaveLength(1);
    const rows = await db.selectFrom('mart.personModel').selectAll().where('workspaceId', '=', workspaceId).execute();
    expect(rows).toHaveLength(people.size);
    for (const row of rows) {
      expect(row.pAlive).toBeGreaterThanOrEqual(0);
      expect(row.pAlive).toBeLessThanOrEqual(1);
      const [low, mid, high] = [row.value12mLowMinor, row.value12mMinor, row.value12mHighMinor];
      expect(low).toBeLessThanOrEqual(mid ?? 0);
      expect(mid).toBeLessThanOrEqual(high ?? 0);
      if (row.expectedNextOn === null) continue;
      expect((row.expectedFromOn ?? '') <= row.expectedNextOn && row.expectedNextOn <= (row.expectedToOn ?? '')).toBe(
        true,
      );
      expect((row.expectedFromOn ?? '') >= '2026-05-20').toBe(true);
    }
  }, 120_000);

  it('expect somebody on each of the coming days, and nobody twice', async () => {
    const { db, workspaceId } = shop;
    const days = await listExpectedDays(db, { workspaceId, today: '2026-05-20', days: 60 });
    const rows = await db
      .selectFrom('mart.personModel')
      .select(['pAlive', 'expectedToOn'])
      .where('workspaceId', '=', workspaceId)
      .where('expectedNextOn', 'is not', null)
      .execute();
    const whole = rows.filter(({ expectedToOn }) => (expectedToOn ?? '') <= addDays('2026-05-20', 59));
    const sum = days.reduce((total, { people }) => total + people, 0);
    const alive = (some: typeof rows) => some.reduce((total, { pAlive }) => total + (pAlive ?? 1), 0);
    for (const { people } of days.slice(0, 7)) expect(people).toBeGreaterThan(0);
    // Each range holds 95 of 100 from its first day on; a day's sum is rounded.
    expect(sum).toBeGreaterThan(0.95 * alive(whole) - 30);
    expect(sum).toBeLessThan(0.95 * alive(rows) + 30);
  });

  it('follow an order without a new fit, and forget who has no visits any more', async () => {
    const { db, workspaceId } = shop;
    const row = await db
      .selectFrom('mart.personModel')
      .selectAll()
      .where('workspaceId', '=', workspaceId)
      .where('expectedNextOn', 'is', null)
      .where('nVisits', '>', 4)
      .executeTakeFirstOrThrow();
    const { customerId } = row;
    await buildOrders(shop, [{ customerId, businessDay: '2026-05-20' }]);
    await updatePersonModels(db, { workspaceId, customerIds: [customerId], now: NOW });
    const after = await findPersonModel(db, workspaceId, customerId);
    expect(after?.nVisits).toBe(row.nVisits + 1);
    expect(after?.pAlive).toBeGreaterThan(row.pAlive ?? 1);
    expect((after?.expectedNextOn ?? '') > '2026-05-20').toBe(true);
    await db
      .deleteFrom('orders.saleOrder')
      .where('workspaceId', '=', workspaceId)
      .where('customerId', '=', customerId)
      .execute();
    await updatePersonModels(db, { workspaceId, customerIds: [customerId], now: NOW });
    expect(await findPersonModel(db, workspaceId, customerId)).toBeUndefined();
  });
});
