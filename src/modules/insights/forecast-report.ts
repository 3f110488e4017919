import {
  countOpenDays,
  type DailyForecast,
  findSalesEnd,
  isTooRough,
  listItemDays,
  listShopDays,
  type MonthlyForecast,
  readMenuChanges,
  runOffThread,
} from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { holidayOn } from '../../shared/holidays.ts';
import { minorUnitDigits } from '../../shared/money.ts';
import { addDays, addMonths } from '../../shared/time.ts';
import { findItemByName } from '../menu/index.ts';
import { getWorkspace } from '../workspace/index.ts';

/** `insights forecast`: sales in the currency's major unit, orders, covers, or pieces of an item, day by day. */
export type ForecastReport = Omit<DailyForecast, 'method' | 'candidates' | 'tested' | 'errors'> & {
  /** `too_few` below 28 open days, or 36 whole months: nothing is foreseen. */
  method: DailyForecast['method'] | MonthlyForecast['method'] | 'too_few';
  candidates: (DailyForecast['candidates'][number] | MonthlyForecast['candidates'][number])[];
  series: string;
  until: string;
  unit: ForecastUnit;
  /** Months that are whole, where months are foreseen. */
  months: number;
  openDays: number;
  /** Of them, in the last year, which is what is learnt from; and the last of all. */
  recentOpenDays: number;
  lastOpenOn: string | null;
  /** Sales had ended by `until`, with that day as the last: nothing is foreseen (decision 0029). */
  salesEndedOn: string | null;
  /** The name an item had before, or the one it goes by today: it is foreseen from both. */
  renamed: { name: string; before: string } | null;
  /** A new price of the item in the last twelve weeks, in the currency's major unit. */
  priceChanged: { name: string; before: number; after: number } | null;
  /** An item sold too seldom, or off by too much, for its numbers to be told (`isTooRough`). */
  isRough: boolean;
  seconds: number;
};

const SHOP_SERIES = ['sales', 'orders', 'covers'] as const;

export type ForecastUnit = 'day' | 'month';

/** Steps looked ahead at most: beyond, a pattern of weekdays, or of the seasons, is all that is left. */
export const MAX_HORIZON: Readonly<Record<ForecastUnit, number>> = { day: 90, month: 60 };

/**
 * Foresees the days, or the whole months, after `until` (MT-85..89). `series` is sales, orders, covers or the name of an item.
 * @throws AppError forbidden | not_found (an item of that name)
 */
export async function reportForecast(
  db: Db,
  actor: Actor,
  { series, until, horizon, unit = 'day' }: { series: string; until: string; horizon: number; unit?: ForecastUnit },
): Promise<ForecastReport> {
  actor.require('insights:read');
  const startedAt = performance.now();
  const { workspaceId } = actor;
  const { currency, country } = await getWorkspace(db, workspaceId);
  const ofShop = SHOP_SERIES.find((one) => one === series);
  const isOfShop = ofShop !== undefined;
  const itemId = isOfShop ? null : await findItemByName(db, workspaceId, series);
  if (itemId === undefined) {
    throw new AppError('not_found', 'no item of that name', {
      userMessage: {
        ko: `‘${series}’라는 메뉴가 없어요. 이름을 그대로 써 주세요. 매출은 sales, 주문은 orders, 인원은 covers예요.`,
        en: `There is no item called ‘${series}’. Write its name as it is, or sales, orders or covers.`,
      },
    });
  }
  const item = itemId === null ? undefined : await findItemChanges(db, { workspaceId, itemId, until, currency });
  const shopDays = await listShopDays(db, { workspaceId, until });
  const rows = ofShop
    ? shopDays.map(({ day, [ofShop]: value }) => ({ day, value }))
    : await listItemDayValues(db, { workspaceId, shopDays, itemIds: item?.itemIds ?? [], until });
  const minor = series === 'sales' ? 10 ** minorUnitDigits(currency) : 1;
  // Only Korea's holidays are known; elsewhere every day is an ordinary one.
  const holidayOf = (day: string) => (country === 'KR' ? holidayOn(day) : undefined);
  const days = rows.map(({ day, value }) => ({
    day,
    value: value === null ? null : value / minor,
    holiday: holidayOf(day)?.key ?? null,
  }));
  const months = unit === 'month' ? wholeMonths(days) : [];
  const open = days.flatMap(({ value }, at) => (value === null ? [] : [at]));
  const end = findSalesEnd(open, days.length);
  const found = end ? undefined : unit === 'month' ? await askMonths(months, { until, horizon }) : await askDays();
  return {
    ...(found ?? {
      method: 'too_few' as const,
      forecast: [],
      backtest: { wape: null, mase: null, rmsle: null, coverage: null, days: 0 },
      candidates: [],
      causes: [],
      isRough: false,
    }),
    series,
    until,
    unit,
    months: months.length,
    ...countOpenDays(days),
    salesEndedOn: end ? (days[end.last]?.day ?? null) : null,
    renamed: item?.renamed ?? null,
    priceChanged: item?.priceChanged ?? null,
    seconds: Math.round(performance.now() - startedAt) / 1_000,
  };

  async function askDays() {
    const holidays = new Map(
      Array.from({ length: horizon }, (_, step) => addDays(until, step + 1)).flatMap((day) => {
        const holiday = holidayOf(day);
        return holiday ? [[day, holiday.key] as const] : [];
      }),
    );
    const forecast = await runOffThread('forecastDaily', days, { horizon, holidays, isCounted: !isOfShop });
    if (!forecast) return undefined;
    const { tested, errors: _errors, ...told } = forecast;
    return { ...told, isRough: !isOfShop && isTooRough({ wape: told.backtest.wape, tested }) };
  }
}

/** The item under all its names, and what changed about it (MT-40). */
async function findItemChanges(
  db: Db,
  { workspaceId, itemId, until, currency }: { workspaceId: string; itemId: string; until: string; currency: string },
) {
  const unit = 10 ** minorUnitDigits(currency);
  const { alarms, heirs, names } = await readMenuChanges(db, { workspaceId, until, unit });
  const heir = heirs.get(itemId) ?? itemId;
  const olds = [...heirs].flatMap(([old, now]) => (now === heir ? [old] : []));
  const old = heir === itemId ? olds.at(-1) : itemId;
  const name = names.get(heir) ?? '';
  const priced = alarms.find((alarm) => alarm.itemId === heir && alarm.kind === 'price_changed');
  return {
    itemIds: [heir, ...olds],
    renamed: old === undefined ? null : { name, before: names.get(old) ?? '' },
    priceChanged: priced ? { name, before: priced.before, after: priced.after } : null,
  };
}

/** Pieces of an item day by day, under all its names together; null on closed days. */
async function listItemDayValues(
  db: Db,
  {
    workspaceId,
    shopDays,
    itemIds,
    until,
  }: {
    workspaceId: string;
    shopDays: Awaited<ReturnType<typeof listShopDays>>;
    itemIds: readonly string[];
    until: string;
  },
) {
  const from = shopDays[0]?.day ?? until;
  const pieces = new Map<string, number>();
  for (const row of await listItemDays(db, { workspaceId, from, until, itemIds }))
    pieces.set(row.day, (pieces.get(row.day) ?? 0) + row.pieces);
  return shopDays.map(({ day, orders }) => ({ day, value: orders === null ? null : (pieces.get(day) ?? 0) }));
}

async function askMonths(
  months: { month: string; value: number }[],
  { until, horizon }: { until: string; horizon: number },
) {
  const last = months.at(-1)?.month ?? `${until.slice(0, 7)}-01`;
  const coming = Array.from({ length: horizon }, (_, step) => addMonths(last, step + 1));
  const forecast = await runOffThread('forecastMonths', months, { coming });
  return forecast && { ...forecast, causes: [], isRough: false };
}

/** What each month came to from its first day to its last; the one that a shop began in and the one not over are left out. */
function wholeMonths(days: readonly { day: string; value: number | null }[]): { month: string; value: number }[] {
  const sums = new Map<string, number>();
  for (const { day, value } of days) {
    const month = `${day.slice(0, 7)}-01`;
    sums.set(month, (sums.get(month) ?? 0) + (value ?? 0));
  }
  const first = days[0]?.day ?? '';
  const end = addDays(days.at(-1)?.day ?? '2000-01-01', 1);
  return [...sums].flatMap(([month, value]) =>
    month >= first && addMonths(month, 1) <= end ? [{ month, value }] : [],
  );
}
