import { mase, rmsle, wape } from './accuracy.ts';
import type { ForecastDay } from './daily.ts';
import { calibrate, rangeOf, type TestedDay, widened } from './interval.ts';
import { foreseeYears } from './years-ahead.ts';

/** A whole month: its first day, and what it came to. */
export interface ShopMonth {
  month: string;
  value: number;
}

const YEAR = 12;
/** Two seasons to learn from, and one to be asked about. */
const MIN_MONTHS = 3 * YEAR;
/**
 * Moments that are asked about, counted back in months: twelve over six years where five years are known before each. Of one
 * year's moments nearly all months are the same, and what is left to hold them against says nothing of other years.
 */
const BACK = Array.from({ length: 12 }, (_, at) => 6 * (at + 1));
const MIN_KNOWN = 5 * YEAR;
/** A shorter past is asked at four moments of its last year. */
const BACK_IN_YEAR = [3, 6, 9, 12];

const MONTH_METHODS = ['last_year', 'years'] as const;
/** How months are foreseen: as a year before, or by growth and season. */
export type MonthMethod = (typeof MONTH_METHODS)[number];

/** As a `DailyForecast`, of months: `date` is the first day of one. */
export interface MonthlyForecast {
  method: MonthMethod;
  forecast: ForecastDay[];
  backtest: { wape: number | null; mase: number | null; rmsle: number | null; coverage: number | null; days: number };
  candidates: { method: MonthMethod; wape: number | null }[];
}

/**
 * Foresees the months after the last one given: the same month a year before, or growth and season (`foreseeYears`), whichever
 * strayed less (WAPE) at four earlier moments, twelve where there are years enough, about the months that followed (rolling
 * origin, MT-85..87). The range is what
 * eight months in ten of those came to (MT-89); beyond the year that was tried it widens with the root of the years ahead, as
 * errors that add up do (Hyndman & Athanasopoulos, fpp3 5.5). Undefined below 36 whole months.
 * Worked: 60 months that grow by 1 % each, with a summer: `years`, error under 1 %; the year before is 11 % short.
 */
export function forecastMonths(
  months: readonly ShopMonth[],
  { coming }: { coming: readonly string[] },
): MonthlyForecast | undefined {
  if (months.length < MIN_MONTHS) return undefined;
  const values = months.map(({ value }) => value);
  const tests = MONTH_METHODS.map((method) => {
    const origins = testAt(months, method);
    return { method, origins, wape: wape(origins.flat()) ?? null };
  });
  const best = tests.reduce((lowest, test) => ((test.wape ?? Infinity) < (lowest.wape ?? Infinity) ? test : lowest));
  const pairs = best.origins.flat();
  const { widen, coverage } = calibrate(best.origins);
  const means = say(values, best.method, coming.length) ?? [];
  return {
    method: best.method,
    forecast: coming.map((date, step) => {
      const mean = means[step] ?? 0;
      const { low, high } = widened(rangeOf(pairs, { date, week: 0 }), widen);
      const stretch = Math.sqrt(Math.max(1, (step + 1) / YEAR));
      return { date, mean, low: mean * Math.max(0, 1 - (1 - low) * stretch), high: mean * (1 + (high - 1) * stretch) };
    }),
    backtest: {
      wape: best.wape,
      mase: mase(pairs, { train: values.slice(0, -YEAR), season: YEAR }) ?? null,
      rmsle: rmsle(pairs) ?? null,
      coverage,
      days: pairs.length,
    },
    candidates: tests.map(({ method, wape: error }) => ({ method, wape: error })),
  };
}

function say(values: readonly number[], method: MonthMethod, horizon: number): number[] | undefined {
  if (method === 'years') return foreseeYears(values, { period: YEAR, horizon });
  return Array.from({ length: horizon }, (_, step) => values.at((step % YEAR) - YEAR) ?? 0);
}

/** What a method would have said of the year that followed, at moments up to six years back; none where it cannot. */
function testAt(months: readonly ShopMonth[], method: MonthMethod): TestedDay[][] {
  const far = BACK.filter((back) => months.length - back >= MIN_KNOWN);
  return (far.length < BACK_IN_YEAR.length ? BACK_IN_YEAR : far).map((back) => {
    const end = months.length - back;
    const followed = months.slice(end, end + YEAR);
    const known = months.slice(0, end).map(({ value }) => value);
    const said = say(known, method, followed.length) ?? [];
    return followed.flatMap(({ month, value }, step) => {
      const forecast = said[step];
      // A month has no weekday and no week: all of them make one range.
      return forecast === undefined ? [] : [{ date: month, week: 0, actual: value, forecast }];
    });
  });
}
