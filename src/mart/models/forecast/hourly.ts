import { percentile } from '../../../shared/stats.ts';
import { addDays, weekdayOf } from '../../../shared/time.ts';
import { type Foreseen, wape } from './accuracy.ts';
import type { DailyForecast } from './daily.ts';

/** What came in each hour (0–23) of an open day. */
export type HoursByDay = ReadonlyMap<string, readonly number[]>;

/** How the hours of a day are foreseen; the plain ones are there to be beaten (MT-85). */
export const HOURLY_METHODS = ['last_week', 'four_weeks', 'day_profile'] as const;
/** One of `HOURLY_METHODS`. */
export type HourlyMethod = (typeof HOURLY_METHODS)[number];

/** One hour to come; `low` and `high` hold it eight times in ten. */
export interface ForecastHour {
  hour: number;
  mean: number;
  low: number;
  high: number;
}

/** The hours of one day to come by the method that did best, with how well it did. */
export interface HourlyForecast {
  method: HourlyMethod;
  day: string;
  hours: ForecastHour[];
  /** Error of the same method over the hours of the last eight weeks, and how often the interval held. */
  backtest: { wape: number | null; coverage: number | null; hours: number };
  candidates: { method: HourlyMethod; wape: number | null }[];
}

const HOURS = 24;
const WEEK = 7;
/** Weeks that a day's profile is learnt from. */
const PROFILE_WEEKS = 8;
const INTERVAL = { low: 0.1, high: 0.9 };

/**
 * Foresees the hours of one coming day (MT-85): the day's own forecast spread by the hours of the last eight such weekdays,
 * against the same hour last week and the mean of four weeks; the best over the days the daily forecast was tested on is
 * used. Hours that never sold are left out. Undefined where the day is closed or its weekday was never open.
 */
export function forecastHours(
  hours: HoursByDay,
  { daily, day }: { daily: DailyForecast; day: string },
): HourlyForecast | undefined {
  const total = daily.forecast.find(({ date }) => date === day)?.mean ?? 0;
  if (total <= 0) return undefined;
  const tests = HOURLY_METHODS.map((method) => {
    const pairs = daily.tested.flatMap((tested) => {
      const actual = hours.get(tested.date);
      // A week before: nothing that the daily forecast did not know either.
      const said = sayHours(hours, {
        method,
        day: tested.date,
        before: addDays(tested.date, -WEEK + 1),
        total: tested.forecast,
      });
      return actual && said ? said.map((forecast, hour) => ({ actual: actual[hour] ?? 0, forecast })) : [];
    });
    return { method, pairs, wape: wape(pairs) ?? null };
  });
  const best = tests.reduce((lowest, test) => ((test.wape ?? Infinity) < (lowest.wape ?? Infinity) ? test : lowest));
  const last = daily.tested.at(-1)?.date ?? day;
  const means = sayHours(hours, { method: best.method, day, before: addDays(last, 1), total });
  if (!means) return undefined;
  // Sales of a quiet hour stray less than those of a full one: errors in units of √mean fit both.
  const strays = best.pairs.filter(({ forecast }) => forecast > 0).map(strayOf);
  const low = Math.min(0, percentile(strays, INTERVAL.low) ?? 0);
  const high = Math.max(0, percentile(strays, INTERVAL.high) ?? 0);
  const held = strays.filter((stray) => stray >= low && stray <= high).length;
  return {
    method: best.method,
    day,
    hours: means.flatMap((mean, hour) =>
      mean <= 0
        ? []
        : [{ hour, mean, low: Math.max(0, mean + low * Math.sqrt(mean)), high: mean + high * Math.sqrt(mean) }],
    ),
    backtest: {
      wape: best.wape,
      coverage: strays.length === 0 ? null : held / strays.length,
      hours: best.pairs.length,
    },
    candidates: tests.map(({ method, wape: error }) => ({ method, wape: error })),
  };
}

const strayOf = ({ actual, forecast }: Foreseen) => (actual - forecast) / Math.sqrt(forecast);

/** What a method says of the hours of a day, from days before `before`; undefined when such a weekday was never open. */
function sayHours(
  hours: HoursByDay,
  { method, day, before, total }: { method: HourlyMethod; day: string; before: string; total: number },
): number[] | undefined {
  const weeks = method === 'last_week' ? 1 : method === 'four_weeks' ? 4 : PROFILE_WEEKS;
  const known: (readonly number[])[] = [];
  const weekday = weekdayOf(day);
  for (let at = addDays(before, -1), tries = 0; tries < 2 * PROFILE_WEEKS * WEEK && known.length < weeks; tries += 1) {
    const own = weekdayOf(at) === weekday ? hours.get(at) : undefined;
    if (own) known.push(own);
    at = addDays(at, -1);
  }
  if (known.length === 0) return undefined;
  const sums = Array.from({ length: HOURS }, (_, hour) => known.reduce((sum, own) => sum + (own[hour] ?? 0), 0));
  if (method !== 'day_profile') return sums.map((sum) => sum / known.length);
  const all = sums.reduce((sum, value) => sum + value, 0);
  return all <= 0 ? undefined : sums.map((sum) => (total * sum) / all);
}
