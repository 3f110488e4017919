import type { z } from 'zod';
import {
  type DailyForecast,
  findForeseenOrders,
  findLastSalesDay,
  getShopForecast,
  isFitUnderWay,
  refitForecast,
} from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { addDays, businessDayOf } from '../../shared/time.ts';
import { getWorkspace } from '../workspace/index.ts';
import { type getForecast, zForecast } from './contract/forecast.ts';
import {
  sayForecastPrice,
  sayForecastRenamed,
  sayForecastStopped,
  saySoldOut,
  sayUnknownItems,
  sayWhileFitted,
} from './rules/say-doubts.ts';
import { sayCauses, sayDay, sayForecastError, sayForecastTooFew } from './rules/say-forecast.ts';
import { type Saying, sayIn } from './rules/saying.ts';

const WEEK = 7;

/** Orders and people are counted in ones: the range is widened to whole ones here, so that sentence, table and picture agree. */
const inWholeOnes = <Series extends { forecast: { low: number; high: number }[] } | null>(series: Series): Series =>
  series && {
    ...series,
    forecast: series.forecast.map((day) => ({ ...day, low: Math.floor(day.low), high: Math.ceil(day.high) })),
  };

/** Why days differ, each once: a huge order moves the sales of a day and not the number of its orders. */
function causesOf({ orders, sales }: z.output<typeof zForecast>['daily']) {
  const told = new Set(orders?.causes.map(({ date, reason }) => `${date} ${reason}`));
  return [
    ...(orders?.causes ?? []),
    ...(sales?.causes ?? []).filter(({ date, reason }) => reason === 'outlier' && !told.has(`${date} ${reason}`)),
  ];
}

/**
 * The open days of last week beside what was said of them before they came. Where a day has no such word, all are what the
 * method of today would have said, which was chosen knowing them, and are called that.
 */
async function readLastWeek(
  db: Db,
  { workspaceId, until, tested }: { workspaceId: string; until: string } & Pick<DailyForecast, 'tested'>,
) {
  const replayed = tested.filter(({ date }) => date > addDays(until, -WEEK));
  const foreseen = await findForeseenOrders(db, { workspaceId, from: addDays(until, 1 - WEEK), until });
  const lastWeek = replayed.flatMap(({ date, actual }) => {
    const forecast = foreseen.get(date);
    return forecast === undefined ? [] : [{ date, actual, forecast }];
  });
  return lastWeek.length === replayed.length
    ? { lastWeekIs: 'foreseen' as const, lastWeek }
    : { lastWeekIs: 'replayed' as const, lastWeek: replayed };
}

/**
 * The coming days: today and tomorrow in a sentence each, how well the forecast did last week, every day's sales, orders and
 * covers, orders by hour, and what to prepare (MT-85..90). Made each night; made now when it is older. @throws AppError forbidden
 */
export async function getForecastPage(db: Db, actor: Actor, now: Date): Promise<z.output<typeof getForecast.output>> {
  actor.require('insights:read');
  const { workspaceId, locale } = actor;
  const workspace = await getWorkspace(db, workspaceId);
  const today = businessDayOf(now, workspace);
  const [kept, end] = await Promise.all([
    getShopForecast(db, { workspaceId, now, today }),
    findLastSalesDay(db, { workspaceId, today }),
  ]);
  const found = zForecast.parse(kept);
  // Sales that ended say nothing of tomorrow, whatever their pattern was.
  const daily = end ? { sales: null, orders: null, covers: null } : found.daily;
  const forecast = {
    ...found,
    ...(end ? { hours: [], items: [], itemsUnknown: [] } : {}),
    daily: { ...daily, orders: inWholeOnes(daily.orders), covers: inWholeOnes(daily.covers) },
  };
  const { orders } = forecast.daily;
  const metrics = ['forecast', 'forecastError', 'prepQuantity', 'netSales', 'covers'];
  if (!orders) {
    return {
      ...forecast,
      sentences: (end
        ? [sayForecastStopped(end)]
        : sayWhileFitted([sayForecastTooFew(forecast)], { isUnderWay: await isFitUnderWay(db, workspaceId) })
      ).map((saying) => sayIn(locale, saying)),
      lastWeekIs: 'replayed',
      lastWeek: [],
      metrics,
    };
  }
  const { lastWeekIs, lastWeek } = await readLastWeek(db, {
    workspaceId,
    until: forecast.until,
    tested: orders.tested,
  });
  const total = lastWeek.reduce((sum, { actual }) => sum + actual, 0);
  const missed = lastWeek.reduce((sum, { actual, forecast: said }) => sum + Math.abs(actual - said), 0);
  const days = (['today', 'tomorrow'] as const).flatMap((when, at) => {
    const day = orders.forecast[at];
    const hours = forecast.hours.find((one) => one.day === day?.date)?.hours;
    const busiest = hours?.reduce((most, hour) => (hour.mean > most.mean ? hour : most));
    return day ? [sayDay({ when, day, busiest })] : [];
  });
  const { wape, coverage } = orders.backtest;
  const naive = orders.candidates.find(({ method }) => method === 'last_week')?.wape ?? null;
  const said = [
    ...days,
    sayForecastError({
      wape,
      naive,
      lastWeek: total === 0 ? null : missed / total,
      lastWeekIs,
      days: orders.backtest.days,
      coverage,
      series: 'orders',
    }),
    ...sayCauses(causesOf(daily)),
    ...sayItems(forecast.items, workspace.currency),
    ...[sayUnknownItems(forecast.itemsUnknown ?? []) ?? []].flat(),
  ];
  return { ...forecast, sentences: said.map((saying) => sayIn(locale, saying)), lastWeekIs, lastWeek, metrics };
}

/** Changes told of the items foreseen, of each kind. */
const SAID_CHANGES = 2;

/** What a cook should know of the items foreseen: new names, new prices, days on which they ran out (MT-90). */
function sayItems(items: z.output<typeof zForecast>['items'], currency: string): Saying[] {
  const renamed = items.flatMap(({ name, renamedFrom }) =>
    renamedFrom ? [sayForecastRenamed({ name, before: renamedFrom })] : [],
  );
  const priced = items.flatMap(({ name, priceChanged: price }) =>
    price ? [sayForecastPrice({ name, ...price }, currency)] : [],
  );
  const soldOut = saySoldOut(items.flatMap(({ name, soldOut }) => (soldOut ? [{ name, ...soldOut }] : [])));
  return [...renamed.slice(0, SAID_CHANGES), ...priced.slice(0, SAID_CHANGES), soldOut ?? []].flat();
}

/** Makes the forecast anew now. @throws AppError forbidden */
export async function refitForecastNow(db: Db, actor: Actor, now: Date) {
  actor.require('insights:read');
  return refitForecast(db, { workspaceId: actor.workspaceId, now });
}
