import { percentile } from '../../../shared/stats.ts';
import { addDays, weekdayOf } from '../../../shared/time.ts';
import { findClosures } from '../closures.ts';
import { mase, rmsle, wape } from './accuracy.ts';
import { countsOf } from './counts.ts';
import { calibrate, rangeOf, type TestedDay, widened } from './interval.ts';
import { type Known, learnFrom, predictDays } from './predict.ts';
import { type Cause, FORECAST_METHODS, type ForecastMethod, type ShopDay } from './shop-day.ts';

/** A day to come. `low` and `high` hold it eight times in ten, by the errors of such weekdays in the last weeks (MT-89). */
export interface ForecastDay {
  date: string;
  mean: number;
  low: number;
  high: number;
}

/** Days to come by the method that did best, with how well it did; in the unit of the days given. */
export interface DailyForecast {
  method: ForecastMethod;
  forecast: ForecastDay[];
  /** The same method asked at eight earlier moments about the days that followed; and how often the interval held. */
  backtest: { wape: number | null; mase: number | null; rmsle: number | null; coverage: number | null; days: number };
  /** Share of error (WAPE) of every candidate, so that the choice can be followed. */
  candidates: { method: ForecastMethod; wape: number | null }[];
  causes: Cause[];
  /** What the method would have said of each open day of the last eight weeks but outliers, a week to a day ahead; the oldest first. */
  tested: { date: string; actual: number; forecast: number }[];
  /** Actual ÷ forecast of those days in 101 quantiles: what an interval, or a quantity to prepare, is read from. */
  errors: number[];
}

const WEEK = 7;
/** Fewer open days than this tell nothing about next week. */
export const MIN_OPEN_DAYS = 28;
const ORIGINS = 8;
/** Older than this a shop was another shop. */
const MEMORY_DAYS = 364;
/** The last two weeks differ from the months before by more than this: said, because a person knows why and we do not. */
const SHIFT = 0.25;
const SHIFT_DAYS = 14;

/**
 * Foresees the days after the last one given: candidates are tried at eight earlier moments (rolling origin), the best by
 * WAPE is used, its error stands beside it (MT-85..89). Closed days are gaps, never zeros; holidays are left out of the
 * learning and come back as a factor of their own. Days of a huge order teach nothing and are in no error (`causes` names them). Undefined below 28 open days: 아직 모릅니다.
 * `holidays` names the public holidays among the days to come; `methods` are the candidates, all of them when left out.
 */
export function forecastDaily(
  days: readonly ShopDay[],
  {
    horizon,
    holidays,
    isCounted = false,
    methods = FORECAST_METHODS,
  }: {
    horizon: number;
    holidays: ReadonlyMap<string, string>;
    /** Pieces of an item: where few are sold a day, the range is of whole pieces that days came to. */
    isCounted?: boolean;
    methods?: readonly ForecastMethod[];
  },
): DailyForecast | undefined {
  const recent = days.slice(-MEMORY_DAYS);
  if (recent.filter(({ value }) => value !== null).length < MIN_OPEN_DAYS) return undefined;
  const reach = Math.min(Math.max(horizon, WEEK), 2 * WEEK);
  // Every method, and the second reach, asks about the same moments: each is learnt from once.
  const learnt = new Map<number, Known>();
  const knownUntil = (end: number) => {
    const known = learnt.get(end) ?? learnFrom(days.slice(0, end));
    learnt.set(end, known);
    return known;
  };
  const known = knownUntil(days.length);
  // One huge order says nothing of how far other days stray: neither the range nor the error told is made of it.
  const askAbout = (method: ForecastMethod, ahead: number) =>
    backtest(days, { method, reach: ahead, knownUntil }).map((moment) =>
      moment.filter(({ date }) => !known.outliers.has(date)),
    );
  const tests = methods.map((method) => ({ method, origins: askAbout(method, reach) }));
  const scored = tests.map((test) => ({ ...test, wape: wape(test.origins.flat()) ?? null }));
  const best = scored.reduce((lowest, test) => ((test.wape ?? Infinity) < (lowest.wape ?? Infinity) ? test : lowest));
  const last = recent.at(-1) as ShopDay;
  const coming = Array.from({ length: horizon }, (_, step) => addDays(last.day, step + 1));
  const means = predictDays(known, { method: best.method, coming, holidays });
  // What was known before the first of the moments asked about.
  const tested = reach + (best.origins.length - 1) * WEEK;
  const train = recent
    .slice(0, Math.max(0, recent.length - tested))
    .map(({ day, value }) => (known.outliers.has(day) ? null : value));
  const pairs = best.origins.flat();
  const { widen, coverage } = calibrate(best.origins);
  const outliers = [...known.outliers].filter((date) => date > addDays(last.day, -tested));
  const strays = pairs.filter(({ forecast }) => forecast > 0).map(({ actual, forecast }) => actual / forecast);
  return {
    method: best.method,
    forecast: coming.map((date, step) => {
      const mean = means[step]?.mean ?? 0;
      const counts = isCounted ? countsOf(pairs, mean) : undefined;
      if (counts) return { date, mean, ...counts };
      const { low, high } = widened(rangeOf(pairs, { date, week: Math.floor(step / WEEK) }), widen);
      return { date, mean, low: mean * low, high: mean * high };
    }),
    backtest: {
      wape: best.wape,
      mase: mase(pairs, { train, season: WEEK }) ?? null,
      rmsle: rmsle(pairs) ?? null,
      coverage,
      days: pairs.length,
    },
    candidates: scored.map(({ method, wape: error }) => ({ method, wape: error })),
    causes: [
      ...coming.flatMap((date, step): Cause[] => {
        const cause = means[step]?.cause;
        return cause ? [{ date, reason: cause, holiday: holidays.get(date) ?? null }] : [];
      }),
      ...longClosures(recent),
      ...outliers.map((date) => ({ date, reason: 'outlier' as const, holiday: null })),
      ...(hasShifted(recent) ? [{ date: last.day, reason: 'level_shift' as const, holiday: null }] : []),
    ],
    tested: askAbout(best.method, WEEK)
      .toReversed()
      .flat()
      .map(({ date, actual, forecast }) => ({ date, actual, forecast })),
    errors: strays.length === 0 ? [] : Array.from({ length: 101 }, (_, at) => percentile(strays, at / 100) ?? 1),
  };
}

/** How many days there are to learn from: all that were open, those of the last year, and the last of them. */
export function countOpenDays(days: readonly Pick<ShopDay, 'day' | 'value'>[]) {
  const open = days.filter(({ value }) => value !== null);
  const since = days.at(-MEMORY_DAYS)?.day ?? '';
  return {
    openDays: open.length,
    recentOpenDays: open.filter(({ day }) => day >= since).length,
    lastOpenOn: open.at(-1)?.day ?? null,
  };
}

/** What a method would have said at earlier moments, a week apart, about the open days that followed. */
function backtest(
  days: readonly ShopDay[],
  { method, reach, knownUntil }: { method: ForecastMethod; reach: number; knownUntil: (end: number) => Known },
): TestedDay[][] {
  const origins: TestedDay[][] = [];
  for (let back = 0; back < ORIGINS; back += 1) {
    const end = days.length - reach - back * WEEK;
    const known = days.slice(0, end);
    if (known.filter(({ value }) => value !== null).length < MIN_OPEN_DAYS - WEEK) break;
    const followed = days.slice(end, end + reach);
    const holidays = new Map(
      followed.flatMap(({ day, holiday }) => (holiday === null ? [] : [[day, holiday] as const])),
    );
    const said = predictDays(knownUntil(end), { method, coming: followed.map(({ day }) => day), holidays });
    // A day on which the shop turned out to be closed is no error of the forecast: nobody could have come.
    origins.push(
      followed.flatMap(({ day, value }, at) =>
        value === null
          ? []
          : [{ date: day, week: Math.floor(at / WEEK), actual: value, forecast: said[at]?.mean ?? 0 }],
      ),
    );
  }
  return origins;
}

function hasShifted(days: readonly ShopDay[]): boolean {
  const open = days.filter(({ value, holiday }) => value !== null && holiday === null);
  const late = open.slice(-SHIFT_DAYS);
  const before = open.slice(-SHIFT_DAYS - 8 * WEEK, -SHIFT_DAYS);
  if (before.length < 4 * WEEK) return false;
  const usual = (weekday: number) =>
    percentile(
      before.flatMap(({ day, value }) => (weekdayOf(day) === weekday && value !== null ? [value] : [])),
      0.5,
    );
  const ratios = late.flatMap(({ day, value }) => {
    const normal = usual(weekdayOf(day));
    return normal === undefined || normal === 0 || value === null ? [] : [value / normal];
  });
  const typical = percentile(ratios, 0.5) ?? 1;
  return typical > 1 + SHIFT || typical < 1 - SHIFT;
}

/** Long closures among the days learnt from, up to today: no part of what is usual. */
function longClosures(days: readonly ShopDay[]): Cause[] {
  const open = days.flatMap(({ value, isUnknown }, at) => (value === null && !isUnknown ? [] : [at]));
  return findClosures(open, days.length).map(({ from }) => ({
    date: (days[from] as ShopDay).day,
    reason: 'closed_long',
    holiday: null,
  }));
}
