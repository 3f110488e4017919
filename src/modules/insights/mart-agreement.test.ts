import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../test/database.ts';
import { buildShop } from '../../../test/factories.ts';
import { buildItem, buildOrders, buildPerson, type TestOrder } from '../../../test/factories-people.ts';
import { listRestingRows, listRfm, refreshMart, type UsualItemFact } from '../../mart/index.ts';
import { addDays, daysBetween, weekdayOf } from '../../shared/time.ts';
import {
  computeLapse,
  computeShopMedianInterval,
  computeUsualHour,
  computeUsualItems,
  computeUsualOption,
  computeVisitInterval,
  computeWorthPerMonthMinor,
  rfmSegment,
  scoreRfm,
} from './rules/index.ts';

const TODAY = '2026-11-21';
const NOW = new Date('2026-11-21T12:00:00+09:00');

let context: TestContext;
beforeAll(async () => {
  context = await createTestContext();
});

/** What a generated person did: days ago, hour, items, spend. */
const zPerson = fc.array(
  fc.record({
    daysAgo: fc.integer({ min: 0, max: 500 }),
    hour: fc.integer({ min: 6, max: 23 }),
    items: fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
    option: fc.constantFrom('2단계', '2단계', '2단계', '곱빼기', ''),
    grossMinor: fc.integer({ min: 1, max: 90_000 }),
    refundMinor: fc.constantFrom(0, 0, 0, -500),
  }),
  { minLength: 1, maxLength: 14 },
);

/** A time in which the shop sold nothing, in days ago; it may last until today, and be too short for a closure. */
const zShut = fc
  .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 60 }))
  .map(([to, length]) => ({ from: to + length - 1, to }));

/** Its days that nobody could have come on: from two weeks on, and not today, which is not over. */
function closedDaysOf({ from, to }: { from: number; to: number }): string[] {
  const closed = Array.from({ length: from - to + 1 }, (_, at) => from - at).filter((daysAgo) => daysAgo > 0);
  return closed.length < 14 ? [] : closed.map((daysAgo) => addDays(TODAY, -daysAgo));
}

describe('the mart and the rules say the same', () => {
  it('about every figure of a person, for random histories (MT-10..15)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(zPerson, { minLength: 1, maxLength: 12 }), zShut, async (all, shut) => {
        const isOpen = (daysAgo: number) => daysAgo > shut.from || daysAgo < shut.to;
        const people = all
          .map((person) => person.filter(({ daysAgo }) => isOpen(daysAgo)))
          .filter((person) => person.length > 0);
        const closed = closedDaysOf(shut);
        const closedBetween = (after: string, until: string) =>
          closed.filter((day) => day > after && day < until).length;
        const shop = await buildShop(context);
        // Somebody nobody knows buys every day on which the shop is open.
        await buildOrders(
          shop,
          Array.from({ length: 501 }, (_, daysAgo) => daysAgo)
            .filter(isOpen)
            .map((daysAgo) => ({ customerId: null, businessDay: addDays(TODAY, -daysAgo) })),
        );
        const names = ['가지', '나물', '마라탕', 'Cola'];
        const itemIds = await Promise.all(names.map((name) => buildItem(shop, name)));
        const histories = new Map<string, TestOrder[]>();
        for (const person of people) {
          const customerId = await buildPerson(shop);
          const orders = person.map((order) => ({
            customerId,
            businessDay: addDays(TODAY, -order.daysAgo),
            hour: order.hour,
            grossMinor: order.grossMinor,
            refundMinor: order.refundMinor,
            items: order.items.map((at) => itemIds[at] ?? ''),
            options: order.items.map(() => order.option),
          }));
          histories.set(customerId, orders);
          await buildOrders(shop, orders);
        }
        await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: NOW });
        const facts = await shop.db
          .selectFrom('mart.customerFact')
          .selectAll()
          .where('workspaceId', '=', shop.workspaceId)
          .execute();
        expect(facts).toHaveLength(people.length);

        const daysOf = (orders: readonly TestOrder[]) => [...new Set(orders.map((order) => order.businessDay))].sort();
        const gapsOf = (orders: readonly TestOrder[]) => {
          const days = daysOf(orders);
          return days.slice(1).map((day, at) => {
            const before = days[at] ?? day;
            return daysBetween(before, day) - closedBetween(before, day);
          });
        };
        const shopMedianDays = computeShopMedianInterval([...histories.values()].map(gapsOf))?.medianDays;
        for (const fact of facts) {
          const orders = histories.get(fact.customerId) ?? [];
          const days = daysOf(orders);
          const interval = computeVisitInterval({ ownIntervalsDays: gapsOf(orders), shopMedianDays });
          expect(fact.visits).toBe(days.length);
          const [previous, last = TODAY] = [days.at(-2), days.at(-1)];
          expect(fact.closedDaysSince).toBe(closedBetween(last, TODAY));
          expect(fact.closedDaysBefore).toBe(previous === undefined ? 0 : closedBetween(previous, last));
          expect(fact.intervalDays ?? undefined).toBe(interval?.intervalDays);
          const netMinor = orders.reduce((sum, order) => sum + (order.grossMinor ?? 0) + (order.refundMinor ?? 0), 0);
          expect(fact.netMinor).toBe(netMinor);
          const activeDays = daysBetween(days[0] ?? TODAY, days.at(-1) ?? TODAY);
          expect(fact.worthPerMonthMinor).toBe(computeWorthPerMonthMinor({ spendMinor: netMinor, activeDays }));

          const visits = days.map((day) => ({
            weekday: weekdayOf(day) || 7,
            hour: Math.min(...orders.filter((order) => order.businessDay === day).map((order) => order.hour ?? 0)),
          }));
          const usual = computeUsualHour(visits);
          expect([fact.usualWeekday, fact.usualWeekdayShare]).toEqual([
            usual.weekday?.value ?? null,
            usual.weekday?.share ?? null,
          ]);
          expect([fact.usualHour, fact.usualHourShare]).toEqual([usual.hour?.value ?? null, usual.hour?.share ?? null]);
          expect([fact.usualDaypart, fact.usualDaypartShare]).toEqual([
            usual.daypart?.value ?? null,
            usual.daypart?.share ?? null,
          ]);
          const counts = itemIds.map((itemId, at) => ({
            itemId,
            name: names[at] ?? '',
            option: computeUsualOption(
              orders.flatMap((order) => (order.items?.includes(itemId) ? [order.options?.[0] ?? ''] : [])),
            ),
            visits: new Set(orders.filter((order) => order.items?.includes(itemId)).map((order) => order.businessDay))
              .size,
          }));
          const items = computeUsualItems(counts, days.length).map(({ share: _share, n: _n, ...item }) => item);
          expect((fact.usualItems as UsualItemFact[]).map(({ share: _share, ...item }) => item)).toEqual(items);
        }

        const lapses = await listRestingRows(shop.db, {
          workspaceId: shop.workspaceId,
          today: TODAY,
          minVisits: 1,
          states: ['on_rhythm', 'due', 'watch', 'lapsed'],
          afterId: null,
          afterWorthMinor: null,
          limit: 100,
        });
        for (const row of lapses) {
          const { daysSinceLast, closedDays, intervalDays } = row;
          expect(closedDays).toBe(closedBetween(row.lastVisitOn, TODAY));
          const lapse = computeLapse({ daysSinceLast, closedDays, intervalDays });
          expect([row.lapse, row.lapseRatio]).toEqual([lapse.state, lapse.ratio]);
        }
      }),
      { numRuns: 12 },
    );
  });

  it.each([
    ['by fixed thresholds', 40, 1],
    ['by fifths', 150, 6],
  ])('about RFM scores and segments, %s (MT-11, MT-12)', async (_name, people, spread) => {
    const shop = await buildShop(context);
    for (let at = 0; at < people; at += 1) {
      const customerId = await buildPerson(shop);
      const visits = 1 + ((at * spread) % 7);
      await buildOrders(
        shop,
        Array.from({ length: visits }, (_, visit) => ({
          customerId,
          businessDay: addDays(TODAY, -((at * 13) % 300) - visit * 9),
          grossMinor: 1_000 + ((at * 37) % 91) * 100,
        })),
      );
    }
    await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: NOW });
    const rows = await listRfm(shop.db, { workspaceId: shop.workspaceId, today: TODAY });
    expect(rows).toHaveLength(people);
    const r = scoreRfm({ values: rows.map((row) => row.recencyDays), measure: 'recency' });
    const f = scoreRfm({ values: rows.map((row) => row.frequency), measure: 'frequency' });
    const m = scoreRfm({ values: rows.map((row) => row.monetaryMinor), measure: 'monetary' });
    expect(rows.map((row) => row.r)).toEqual(r.scores);
    expect(rows.map((row) => row.f)).toEqual(f.scores);
    expect(rows.map((row) => row.m)).toEqual(m.scores);
    expect(r.method).toBe(people < 100 ? 'thresholds' : 'quintiles');
    expect(rows.map((row) => row.segment)).toEqual(r.scores.map((score, at) => rfmSegment(score, f.scores[at] ?? 1)));
  });
});
