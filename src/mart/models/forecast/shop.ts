import { type DailyForecast, forecastDaily } from './daily.ts';
import { forecastHours, type HourlyForecast, type HoursByDay } from './hourly.ts';
import type { ShopDay } from './shop-day.ts';

/** Every series of a shop at once; `series[1]` are the orders, whose hours are asked for. */
export function forecastShop(input: {
  series: readonly (readonly ShopDay[])[];
  items: readonly (readonly ShopDay[])[];
  hours: HoursByDay;
  hourDays: readonly string[];
  horizon: number;
  holidays: ReadonlyMap<string, string>;
}): { series: (DailyForecast | null)[]; items: (DailyForecast | null)[]; hours: HourlyForecast[] } {
  const { horizon, holidays, hours } = input;
  const foresee = (days: readonly ShopDay[]) => forecastDaily(days, { horizon, holidays }) ?? null;
  const series = input.series.map(foresee);
  const orders = series[1];
  return {
    series,
    items: input.items.map((days) => forecastDaily(days, { horizon, holidays, isCounted: true }) ?? null),
    hours: orders ? input.hourDays.flatMap((day) => forecastHours(hours, { daily: orders, day }) ?? []) : [],
  };
}
