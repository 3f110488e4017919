import { type DailyForecast, forecastDaily } from './daily.ts';
import { forecastHours, type HourlyForecast, type HoursByDay } from './hourly.ts';
import { FORECAST_METHODS, type ForecastMethod, QUICK_METHODS, type ShopDay } from './shop-day.ts';

/** Of so many items, the most sold, all methods are tried; of the others those that take no search. */
const TRIED_FULLY = 12;

/** Every series of a shop at once, items by what they sell; `series[1]` are the orders, whose hours are asked for. */
export function forecastShop(input: {
  series: readonly (readonly ShopDay[])[];
  items: readonly (readonly ShopDay[])[];
  hours: HoursByDay;
  hourDays: readonly string[];
  horizon: number;
  holidays: ReadonlyMap<string, string>;
}): { series: (DailyForecast | null)[]; items: (DailyForecast | null)[]; hours: HourlyForecast[] } {
  const { horizon, holidays, hours } = input;
  const foresee = (days: readonly ShopDay[], how: { isCounted?: boolean; methods?: readonly ForecastMethod[] } = {}) =>
    forecastDaily(days, { horizon, holidays, ...how }) ?? null;
  const series = input.series.map((days) => foresee(days));
  const orders = series[1];
  return {
    series,
    items: input.items.map((days, at) =>
      foresee(days, { isCounted: true, methods: at < TRIED_FULLY ? FORECAST_METHODS : QUICK_METHODS }),
    ),
    hours: orders ? input.hourDays.flatMap((day) => forecastHours(hours, { daily: orders, day }) ?? []) : [],
  };
}
