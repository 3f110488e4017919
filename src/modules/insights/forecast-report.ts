import { type DailyForecast, listDayValues, runOffThread } from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { holidayOn } from '../../shared/holidays.ts';
import { minorUnitDigits } from '../../shared/money.ts';
import { addDays } from '../../shared/time.ts';
import { findItemByName } from '../menu/index.ts';
import { getWorkspace } from '../workspace/index.ts';

/** `insights forecast`: sales in the currency's major unit, orders, covers, or pieces of an item, day by day. */
export type ForecastReport = Omit<DailyForecast, 'method' | 'tested' | 'errors'> & {
  /** `too_few` below 28 open days: nothing is foreseen. */
  method: DailyForecast['method'] | 'too_few';
  series: string;
  until: string;
  openDays: number;
  seconds: number;
};

const SHOP_SERIES = ['sales', 'orders', 'covers'] as const;

/** Days looked ahead at most: beyond, a weekday pattern is all that is left. */
export const MAX_HORIZON_DAYS = 90;

/**
 * Foresees the days after `until` (MT-85..89). `series` is sales, orders, covers or the name of an item.
 * @throws AppError forbidden | not_found (an item of that name)
 */
export async function reportForecast(
  db: Db,
  actor: Actor,
  { series, until, horizon }: { series: string; until: string; horizon: number },
): Promise<ForecastReport> {
  actor.require('insights:read');
  const startedAt = performance.now();
  const { workspaceId } = actor;
  const { currency, country } = await getWorkspace(db, workspaceId);
  const isOfShop = (SHOP_SERIES as readonly string[]).includes(series);
  const itemId = isOfShop ? null : await findItemByName(db, workspaceId, series);
  if (itemId === undefined) {
    throw new AppError('not_found', 'no item of that name', {
      userMessage: {
        ko: `‘${series}’라는 메뉴가 없어요. 이름을 그대로 써 주세요. 매출은 sales, 주문은 orders, 인원은 covers예요.`,
        en: `There is no item called ‘${series}’. Write its name as it is, or sales, orders or covers.`,
      },
    });
  }
  const rows = await listDayValues(db, { workspaceId, series: isOfShop ? series : 'item', itemId, until });
  const unit = series === 'sales' ? 10 ** minorUnitDigits(currency) : 1;
  // Only Korea's holidays are known; elsewhere every day is an ordinary one.
  const holidayOf = (day: string) => (country === 'KR' ? holidayOn(day) : undefined);
  const days = rows.map(({ day, value }) => ({
    day,
    value: value === null ? null : value / unit,
    holiday: holidayOf(day)?.key ?? null,
  }));
  const holidays = new Map(
    Array.from({ length: horizon }, (_, step) => addDays(until, step + 1)).flatMap((day) => {
      const holiday = holidayOf(day);
      return holiday ? [[day, holiday.key] as const] : [];
    }),
  );
  const forecast = await runOffThread('forecastDaily', days, { horizon, holidays });
  const { tested: _tested, errors: _errors, ...found } = forecast ?? {};
  return {
    ...('method' in found
      ? found
      : {
          method: 'too_few' as const,
          forecast: [],
          backtest: { wape: null, mase: null, rmsle: null, coverage: null, days: 0 },
          candidates: [],
          causes: [],
        }),
    series,
    until,
    openDays: days.filter(({ value }) => value !== null).length,
    seconds: Math.round(performance.now() - startedAt) / 1_000,
  };
}
