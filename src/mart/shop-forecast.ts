import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../platform/db.ts';
import { holidayOn } from '../shared/holidays.ts';
import { minorUnitDigits } from '../shared/money.ts';
import { addDays, businessDayOf } from '../shared/time.ts';
import { findHugeOrders } from './huge-orders.ts';
import { readMenuChanges } from './menu-changes.ts';
import { isTooRough } from './models/forecast/counts.ts';
import { countOpenDays, type DailyForecast } from './models/forecast/daily.ts';
import type { HourlyForecast } from './models/forecast/hourly.ts';
import { computePreparation } from './models/forecast/prepare.ts';
import type { ShopDay } from './models/forecast/shop-day.ts';
import { fillSoldOut, timesOfMarks } from './models/forecast/sold-out.ts';
import { runOffThread } from './off-thread/index.ts';
import { findBackTest, recordBackTest } from './person-model/back-test.ts';
import { listItemSales, listShopDays } from './sales.ts';
import { listHourValues, listItemDays, listSoldOut } from './shop-figures.ts';

/** Days foreseen, and days whose hours are: today and tomorrow. */
export const FORECAST_DAYS = 14;
const HOURS_OF_DAYS = 2;
/** Items foreseen, the most sold of four weeks: more than any kitchen prepares, and no answer without an end. */
const ITEMS = 100;
const ITEM_WINDOW_DAYS = 28;
const HOUR_WINDOW_DAYS = 180;
const VAT_RATE_KR = 0.1;

/** One item of the coming days, with what to prepare for each (MT-90). */
export interface ItemForecast {
  itemId: string;
  name: string;
  wape: number | null;
  /** Sold too seldom, or off by too much, for a number (`isTooRough`); absent in what an older version kept. */
  isRough?: boolean;
  /** Null where nobody told a cost: a quantity would be made up. */
  criticalRatio: number | null;
  /** Days on which it ran out: filled up to what would have been wanted, and left out. Absent in what an older version kept. */
  soldOut?: { filled: number; leftOut: number };
  /** What it was called before, where it is foreseen from both names. */
  renamedFrom?: string | null;
  /** A new price in the last twelve weeks, in the currency's major unit. */
  priceChanged?: { before: number; after: number } | null;
  days: { date: string; mean: number; low: number; high: number; prepare: number | null }[];
}

/** Everything foreseen of a shop; sales in the currency's major unit. Plain data: kept in mart.back_test. */
export interface ShopForecast {
  until: string;
  openDays: number;
  /** Open days of the last year, and the last one; absent in what an older version kept. */
  recentOpenDays?: number;
  lastOpenOn?: string | null;
  /** Null below 28 open days. */
  daily: { sales: DailyForecast | null; orders: DailyForecast | null; covers: DailyForecast | null };
  /** Orders by hour of today and of tomorrow. */
  hours: HourlyForecast[];
  items: ItemForecast[];
  /** Items sold in the four weeks that `items` are the first of; absent in what an older version kept. */
  itemsSold?: number | undefined;
  /** Of the most sold, those that ran out so often that too few of their days are known; absent in what an older version kept. */
  itemsUnknown?: { name: string; leftOut: number }[];
  seconds: number;
}

const SUBJECT = 'forecast';

/** Foresees sales, orders, covers, hours and items from everything up to yesterday, and keeps it with its back-test. */
export async function refitForecast(
  db: Db,
  { workspaceId, now }: { workspaceId: string; now: Date },
): Promise<ShopForecast> {
  const startedAt = performance.now();
  const shop = await db
    .selectFrom('workspace.shop')
    .select(['currency', 'country', 'timeZone', 'dayEndsAtHour'])
    .where('workspaceId', '=', workspaceId)
    .executeTakeFirstOrThrow();
  const until = addDays(businessDayOf(now, shop), -1);
  const holidayOf = (day: string) => (shop.country === 'KR' ? (holidayOn(day)?.key ?? null) : null);
  const unit = 10 ** minorUnitDigits(shop.currency);
  const shopDays = await listShopDays(db, { workspaceId, until });
  const seriesOf = (series: 'sales' | 'orders' | 'covers', scale: number): ShopDay[] =>
    shopDays.map(({ day, [series]: value }) => ({
      day,
      value: value === null ? null : value / scale,
      holiday: holidayOf(day),
    }));
  const [sales, orders, covers] = [seriesOf('sales', unit), seriesOf('orders', 1), seriesOf('covers', 1)];
  const month = { workspaceId, from: addDays(until, 1 - ITEM_WINDOW_DAYS), until };
  const huge = await findHugeOrders(db, month);
  const [hourRows, sold] = await Promise.all([
    listHourValues(db, { workspaceId, from: addDays(until, -HOUR_WINDOW_DAYS), until, timeZone: shop.timeZone }),
    listItemSales(db, { ...month, leaveOut: huge?.orderIds ?? [] }),
  ]);
  const { alarms, heirs: heirOf, names } = await readMenuChanges(db, { workspaceId, until, unit });
  const priceOf = new Map(
    alarms.flatMap(({ itemId, kind, before, after }) =>
      kind === 'price_changed' ? [[itemId, { before, after }]] : [],
    ),
  );
  // A dish under a new name is foreseen from both: by the new one alone most of its days would be zeros.
  const oldOf = new Map(alarms.flatMap(({ itemId, renamedTo }) => (renamedTo === null ? [] : [[renamedTo, itemId]])));
  const oldNames = Map.groupBy(heirOf.keys(), (old) => heirOf.get(old) ?? old);
  const top = sold
    .filter(({ itemId }) => !heirOf.has(itemId))
    .toSorted((a, b) => b.units - a.units)
    .slice(0, ITEMS);
  const itemIds = top.flatMap(({ itemId }) => [itemId, ...(oldNames.get(itemId) ?? [])]);
  const [pieces, marks] = await Promise.all([
    listItemDays(db, { workspaceId, from: orders[0]?.day ?? until, until, itemIds }),
    listSoldOut(db, { workspaceId, from: addDays(until, -HOUR_WINDOW_DAYS), itemIds }),
  ]);
  const piecesOf = new Map<string, number>();
  for (const { itemId, day, pieces: count } of pieces) {
    const key = `${heirOf.get(itemId) ?? itemId} ${day}`;
    piecesOf.set(key, (piecesOf.get(key) ?? 0) + count);
  }
  const coming = Array.from({ length: FORECAST_DAYS }, (_, step) => addDays(until, step + 1));
  const holidays = new Map(
    coming.flatMap((day) => {
      const holiday = holidayOf(day);
      return holiday === null ? [] : [[day, holiday] as const];
    }),
  );
  const hours = new Map<string, number[]>();
  for (const { day, hour, orders: count } of hourRows) {
    const own = hours.get(day) ?? new Array<number>(24).fill(0);
    own[hour] = count;
    hours.set(day, own);
  }
  // Nobody counted guests: an empty column is no forecast of none.
  const hasCovers = covers.some(({ value }) => value !== null && value > 0);
  const series = top.map(({ itemId }) =>
    fillSoldOut(
      orders.map(({ day, value, holiday }) => ({
        day,
        value: value === null ? null : (piecesOf.get(`${itemId} ${day}`) ?? 0),
        holiday,
      })),
      {
        times: timesOfMarks(
          marks.filter((mark) => (heirOf.get(mark.itemId) ?? mark.itemId) === itemId),
          { ...shop, until },
        ),
        hours,
        dayEndsAtHour: shop.dayEndsAtHour,
      },
    ),
  );
  const found = await runOffThread('forecastShop', {
    series: [sales, orders, ...(hasCovers ? [covers] : [])],
    items: series.map(({ days }) => days),
    hours,
    hourDays: coming.slice(0, HOURS_OF_DAYS),
    horizon: FORECAST_DAYS,
    holidays,
  });
  const vatRate = shop.country === 'KR' ? VAT_RATE_KR : 0;
  const forecast: ShopForecast = {
    until,
    ...countOpenDays(orders),
    daily: { sales: found.series[0] ?? null, orders: found.series[1] ?? null, covers: found.series[2] ?? null },
    hours: found.hours,
    items: top.flatMap((item, at) => {
      const daily = found.items[at];
      if (!daily) return [];
      const isRough = isTooRough({ wape: daily.backtest.wape, tested: daily.tested });
      const money =
        item.unitCostMinor === null || isRough
          ? null
          : { price: item.amountMinor / item.units, cost: item.unitCostMinor, vatRate };
      const prepare = (mean: number) => (money ? computePreparation({ mean, errors: daily.errors }, money) : undefined);
      return [
        {
          itemId: item.itemId,
          name: item.name,
          wape: daily.backtest.wape,
          isRough,
          criticalRatio: prepare(1)?.criticalRatio ?? null,
          soldOut: { filled: series[at]?.filled ?? 0, leftOut: series[at]?.leftOut ?? 0 },
          priceChanged: priceOf.get(item.itemId) ?? null,
          renamedFrom: names.get(oldOf.get(item.itemId) ?? '') ?? null,
          days: daily.forecast.map((day) => ({ ...day, prepare: prepare(day.mean)?.quantity ?? null })),
        },
      ];
    }),
    itemsSold: sold.length,
    itemsUnknown: top.flatMap(({ name }, at) => {
      const leftOut = series[at]?.leftOut ?? 0;
      return found.items[at] || leftOut === 0 ? [] : [{ name, leftOut }];
    }),
    seconds: Math.round(performance.now() - startedAt) / 1_000,
  };
  await recordBackTest(db, workspaceId, {
    subject: SUBJECT,
    model: forecast.daily.orders?.method ?? 'too_few',
    fittedAt: now,
    fromDay: orders[0]?.day ?? null,
    untilDay: until,
    testedUntilDay: until,
    result: forecast,
    warnings: forecast.daily.orders ? [] : ['too_few'],
  });
  return forecast;
}

/** The forecast made with everything up to yesterday: the kept one, or a new one. */
export async function getShopForecast(
  db: Db,
  input: { workspaceId: string; now: Date; today: string },
): Promise<ShopForecast> {
  const kept = await findBackTest(db, input.workspaceId, SUBJECT);
  // Written by this file in this shape; the contract checks it again on the way out.
  if (kept?.untilDay === addDays(input.today, -1)) return kept.result as ShopForecast;
  return refitForecast(db, input);
}

const zForeseen = z.array(z.object({ date: z.string(), mean: z.number() })).nullable();

/**
 * Orders that were foreseen for days from `from` to `until` before they came: of each day the last forecast that did not know
 * it, by day. Days that no kept forecast reached are missing.
 */
export async function findForeseenOrders(
  db: Db,
  { workspaceId, from, until }: { workspaceId: string; from: string; until: string },
): Promise<Map<string, number>> {
  const kept = await db
    .selectFrom('mart.backTest')
    .select(['untilDay', sql`result -> 'daily' -> 'orders' -> 'forecast'`.as('forecast')])
    .where('workspaceId', '=', workspaceId)
    .where('subject', '=', SUBJECT)
    .where('untilDay', '>=', addDays(from, -FORECAST_DAYS))
    .where('untilDay', '<', until)
    .orderBy('untilDay')
    .orderBy('fittedAt')
    .execute();
  const foreseen = kept.flatMap(({ forecast }) => zForeseen.parse(forecast) ?? []);
  return new Map(foreseen.filter(({ date }) => date >= from && date <= until).map(({ date, mean }) => [date, mean]));
}
