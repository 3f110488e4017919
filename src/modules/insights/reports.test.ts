import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildItem, buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { addDays, weekdayOf } from '../../shared/time.ts';
import { reportBasket, reportCohorts, reportForecast, reportMenu, reportRepeat, sayForecastTooFew } from './index.ts';

describe('reports from the orders', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await buildShop(await createTestContext());
    const [soup, rice] = [await buildItem(shop, '마라탕'), await buildItem(shop, '공기밥')];
    const [ann, bo] = [await buildPerson(shop), await buildPerson(shop, { name: '박건' })];
    const visits = [
      [ann, '2026-01-05'],
      [ann, '2026-01-06'],
      [ann, '2026-03-02'],
      [bo, '2026-02-01'],
    ] as const;
    for (const [customerId, businessDay] of visits) {
      await buildOrders(shop, [{ customerId, businessDay, grossMinor: 9_000, items: [soup, rice] }]);
    }
    await buildOrders(shop, [{ customerId: ann, businessDay: '2026-03-03', grossMinor: 0, refundMinor: -9_000 }]);
    for (let at = 0; at < 70; at += 1) {
      const businessDay = addDays('2026-04-01', at);
      if (weekdayOf(businessDay) === 1) continue;
      for (let order = 0; order < (weekdayOf(businessDay) === 6 ? 4 : 2); order += 1) {
        await buildOrders(shop, [{ customerId: null, businessDay, grossMinor: 10_000 }]);
      }
    }
  });

  it('count people by month of their first purchase, months without anybody as zero (MT-19)', async () => {
    expect((await reportCohorts(shop.db, shop.actor(), { until: '2026-03-31' })).cohorts).toEqual([
      { cohort: '2026-01', people: [1, 0, 1] },
      { cohort: '2026-02', people: [1] },
    ]);
  });

  it('count days of purchase, and a day with nothing but a refund as none (MT-16)', async () => {
    const report = await reportRepeat(shop.db, shop.actor(), {
      model: 'mbg-nbd',
      unit: 'day',
      until: '2026-02-28',
      holdoutUntil: '2026-03-31',
      spend: false,
    });
    expect(report).toMatchObject({ customers: 2, repeaters: 1, repeatTransactions: 1, holdout: { actual: 1 } });
    expect(report.warnings).toContain('too_few_people');
    expect([report.params, report.logLikelihood, report.holdout?.expected, report.holdout?.mae]).toEqual(
      Array(4).fill(null),
    );
  });

  it('refuse a test period that does not follow, and a past without anybody', async () => {
    const ask = (until: string, holdoutUntil?: string) =>
      reportRepeat(shop.db, shop.actor(), { model: 'bg-nbd', unit: 'week', until, holdoutUntil, spend: false });
    await expect(ask('2026-03-01', '2026-02-01')).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(ask('2020-01-01')).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('foresee orders by weekday, closed days apart (MT-85)', async () => {
    const report = await reportForecast(shop.db, shop.actor(), { series: 'orders', until: '2026-06-09', horizon: 7 });
    expect(report.forecast).toHaveLength(7);
    for (const { date, mean } of report.forecast) {
      expect(mean).toBeCloseTo({ 1: 0, 6: 4 }[weekdayOf(date)] ?? 2, 1);
    }
    const early = await reportForecast(shop.db, shop.actor(), { series: 'sales', until: '2026-01-10', horizon: 7 });
    expect(early).toMatchObject({ method: 'too_few', forecast: [], openDays: 2 });
    // Sales that ended long ago are no too few days, and covers that nobody wrote down no closed shop.
    const ended = await reportForecast(shop.db, shop.actor(), { series: 'orders', until: '2027-12-31', horizon: 7 });
    expect(ended).toMatchObject({ method: 'too_few', recentOpenDays: 0, lastOpenOn: '2026-06-09' });
    expect(sayForecastTooFew(ended).en).toMatch(/^The last sale is from 2026-06-09, with 0 open days in the last year/);
    const covers = await reportForecast(shop.db, shop.actor(), { series: 'covers', until: '2026-06-09', horizon: 7 });
    expect(sayForecastTooFew(covers).key).toBe('forecast_no_covers');
    const months = { series: 'orders', until: '2026-06-09', horizon: 3, unit: 'month' } as const;
    expect(await reportForecast(shop.db, shop.actor(), months)).toMatchObject({ method: 'too_few', months: 4 });
    await expect(
      reportForecast(shop.db, shop.actor(), { series: '없는 메뉴', until: '2026-06-09', horizon: 1 }),
    ).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('count items of one order together, and say when there is too little to tell (MT-80)', async () => {
    const report = await reportBasket(shop.db, shop.actor(), {
      minSupport: 0.01,
      minConfidence: 0.5,
      maxLength: 3,
      from: '2026-01-01',
      until: '2026-03-31',
    });
    expect(report).toMatchObject({ transactions: 4, itemsets: { total: 3 }, verdict: 'too_few', together: 4 });
    expect(report.top[0]).toMatchObject({ count: 4, confidence: 1, lift: 1, conviction: null });
  });

  it('set no item against others where there are fewer than four (MT-40)', async () => {
    const rows = await reportMenu(shop.db, shop.actor(), { from: '2026-01-01', until: '2026-03-31' });
    expect(rows.map((row) => row.class)).toEqual([null, null]);
    expect(rows.reduce((sum, row) => sum + row.units, 0)).toBe(8);
  });
});
