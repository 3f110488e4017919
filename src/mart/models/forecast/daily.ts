import { percentile } from '../../../shared/stats.ts';
import { addDays, weekdayOf } from '../../../shared/time.ts';
import { type Foreseen, mase, rmsle, wape } from './accuracy.ts';
import { fitEts } from './ets.ts';

/** One day of a shop: what came, or null when it was closed. `holiday` names a public holiday. */
export interface ShopDay {
  day: string;
  value: number | null;
  holiday: string | null;
}

/** How a forecast was made; the plain ones are there to be beaten (MT-85). */
export const FORECAST_METHODS = ['last_week', 'four_weeks', 'weekday_level', 'ets', 'combined'] as const;
export type ForecastMethod = (typeof FORECAST_METHODS)[number];

/** A day to come. `low` and `high` hold it eight times in ten, by the errors of the last weeks. */
export interface ForecastDay {
  date: string;
  mean: number;
  low: number;
  high: number;
}

/** Why a day differs from its weekday. */
export interface Cause {
  date: string;
  reason: 'holiday' | 'closed_weekday' | 'closed_holiday' | 'level_shift';
  holiday: string | null;
}

export interface DailyForecast {
  method: ForecastMethod;
  forecast: ForecastDay[];
  /** The same method asked at eight earlier moments about the days that followed; and how often the interval held. */
  backtest: { wape: number | null; mase: number | null; rmsle: number | null; coverage: number | null; days: number };
  /** Share of error (WAPE) of every candidate, so that the choice can be followed. */
  candidates: { method: ForecastMethod; wape: number | null }[];
  causes: Cause[];
}

const WEEK = 7;
/** Fewer open days than this tell nothing about next week. */
export const MIN_OPEN_DAYS = 28;
const ORIGINS = 8;
/** Older than this a shop was another shop. */
const MEMORY_DAYS = 364;
/** A weekday that was closed this often in the last eight weeks is closed. */
const CLOSED_SHARE = 0.75;
const INTERVAL = { low: 0.1, high: 0.9 };
/** Weight of a week against the week after it, for factors of weekdays and for the level. */
const WEEK_DECAY = 0.93;
const LEVEL_DAYS_DECAY = 0.92;
/** The last two weeks differ from the months before by more than this: said, because a person knows why and we do not. */
const SHIFT = 0.25;
const SHIFT_DAYS = 14;

/**
 * Foresees the days after the last one given: candidates are tried at eight earlier moments (rolling origin), the best by
 * WAPE is used, its error stands beside it (MT-85..89). Closed days are gaps, never zeros; holidays are left out of the
 * learning and come back as a factor of their own. Undefined below 28 open days: 아직 모릅니다.
 * `holidays` names the public holidays among the days to come.
 */
export function forecastDaily(
  days: readonly ShopDay[],
  { horizon, holidays }: { horizon: number; holidays: ReadonlyMap<string, string> },
): DailyForecast | undefined {
  const recent = days.slice(-MEMORY_DAYS);
  if (recent.filter(({ value }) => value !== null).length < MIN_OPEN_DAYS) return undefined;
  const reach = Math.min(Math.max(horizon, WEEK), 2 * WEEK);
  const tests = FORECAST_METHODS.map((method) => ({ method, origins: backtest(days, { method, reach }) }));
  const scored = tests.map((test) => ({ ...test, wape: wape(test.origins.flat()) ?? null }));
  const best = scored.reduce((lowest, test) => ((test.wape ?? Infinity) < (lowest.wape ?? Infinity) ? test : lowest));
  const last = recent.at(-1) as ShopDay;
  const coming = Array.from({ length: horizon }, (_, step) => addDays(last.day, step + 1));
  const means = predictDays(days, { method: best.method, coming, holidays });
  const ratios = best.origins.map((pairs) =>
    pairs.filter(({ forecast }) => forecast > 0).map(({ actual, forecast }) => actual / forecast),
  );
  const all = ratios.flat();
  const low = percentile(all, INTERVAL.low) ?? 0;
  const high = percentile(all, INTERVAL.high) ?? 2;
  // What was known before the first of the moments asked about.
  const tested = reach + (best.origins.length - 1) * WEEK;
  const train = recent.slice(0, Math.max(0, recent.length - tested)).map(({ value }) => value);
  const pairs = best.origins.flat();
  return {
    method: best.method,
    forecast: coming.map((date, step) => {
      const mean = means[step]?.mean ?? 0;
      return { date, mean, low: mean * Math.min(low, 1), high: mean * Math.max(high, 1) };
    }),
    backtest: {
      wape: best.wape,
      mase: mase(pairs, { train, season: WEEK }) ?? null,
      rmsle: rmsle(pairs) ?? null,
      coverage: coverageOf(ratios),
      days: pairs.length,
    },
    candidates: scored.map(({ method, wape: error }) => ({ method, wape: error })),
    causes: [
      ...coming.flatMap((date, step): Cause[] => {
        const cause = means[step]?.cause;
        return cause ? [{ date, reason: cause, holiday: holidays.get(date) ?? null }] : [];
      }),
      ...(hasShifted(recent) ? [{ date: last.day, reason: 'level_shift' as const, holiday: null }] : []),
    ],
  };
}

/** What a method would have said at earlier moments, a week apart, about the open days that followed. */
function backtest(
  days: readonly ShopDay[],
  { method, reach }: { method: ForecastMethod; reach: number },
): Foreseen[][] {
  const origins: Foreseen[][] = [];
  for (let back = 0; back < ORIGINS; back += 1) {
    const end = days.length - reach - back * WEEK;
    const known = days.slice(0, end);
    if (known.filter(({ value }) => value !== null).length < MIN_OPEN_DAYS - WEEK) break;
    const followed = days.slice(end, end + reach);
    const holidays = new Map(
      followed.flatMap(({ day, holiday }) => (holiday === null ? [] : [[day, holiday] as const])),
    );
    const said = predictDays(known, { method, coming: followed.map(({ day }) => day), holidays });
    // A day on which the shop turned out to be closed is no error of the forecast: nobody could have come.
    origins.push(
      followed.flatMap(({ value }, at) => (value === null ? [] : [{ actual: value, forecast: said[at]?.mean ?? 0 }])),
    );
  }
  return origins;
}

/** How often the interval made of the other moments held the days of one. */
function coverageOf(ratios: readonly (readonly number[])[]): number | null {
  let held = 0;
  let all = 0;
  for (const [at, own] of ratios.entries()) {
    const others = ratios.filter((_, other) => other !== at).flat();
    const low = percentile(others, INTERVAL.low);
    const high = percentile(others, INTERVAL.high);
    if (low === undefined || high === undefined) continue;
    held += own.filter((ratio) => ratio >= Math.min(low, 1) && ratio <= Math.max(high, 1)).length;
    all += own.length;
  }
  return all === 0 ? null : held / all;
}

interface Said {
  mean: number;
  cause: Cause['reason'] | undefined;
}

/** `all` is everything known: a holiday is looked for in all of it, an ordinary day in the last year. */
function predictDays(
  all: readonly ShopDay[],
  {
    method,
    coming,
    holidays,
  }: { method: ForecastMethod; coming: readonly string[]; holidays: ReadonlyMap<string, string> },
): Said[] {
  const days = all.slice(-MEMORY_DAYS);
  // Holidays teach nothing about ordinary days.
  const plain = days.map(({ value, holiday }) => (holiday === null ? value : null));
  const weekdays = days.map(({ day }) => weekdayOf(day));
  const plainMeans = predictPlain({ plain, weekdays, method, coming: coming.map(weekdayOf) });
  const closed = closedWeekdays(days);
  return coming.map((day, step): Said => {
    const holiday = holidays.get(day);
    if (holiday !== undefined) {
      const factor = holidayFactor(all, holiday);
      return factor === 0
        ? { mean: 0, cause: 'closed_holiday' }
        : { mean: (plainMeans[step] ?? 0) * factor, cause: 'holiday' };
    }
    if (closed.has(weekdayOf(day))) return { mean: 0, cause: 'closed_weekday' };
    return { mean: Math.max(0, plainMeans[step] ?? 0), cause: undefined };
  });
}

interface Plain {
  plain: readonly (number | null)[];
  weekdays: readonly number[];
  method: ForecastMethod;
  coming: readonly number[];
}

function predictPlain(input: Plain): number[] {
  const { plain, weekdays, method, coming } = input;
  const lastOf = (weekday: number, count: number) => {
    const values: number[] = [];
    for (let at = plain.length - 1; at >= 0 && values.length < count; at -= 1) {
      const value = plain[at];
      if (weekdays[at] === weekday && value !== null && value !== undefined) values.push(value);
    }
    return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const known = plain.filter((value): value is number => value !== null);
  const usual = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  if (method === 'last_week') return coming.map((weekday) => lastOf(weekday, 1) ?? usual);
  if (method === 'four_weeks') return coming.map((weekday) => lastOf(weekday, 4) ?? usual);
  if (method === 'weekday_level') return weekdayLevel(input, usual);
  // Half a year says all that a smoothing of a week's season remembers.
  const window = plain.slice(-26 * WEEK);
  const ets = fitEts(window, { form: { error: 'A', trend: 'N', season: 'A' }, period: WEEK });
  const smoothed = ets ? ets.forecast(coming.length) : weekdayLevel(input, usual);
  if (method === 'ets') return smoothed;
  return weekdayLevel(input, usual).map((value, step) => (value + (smoothed[step] ?? value)) / 2);
}

/** Weekday factors that forget slowly times a level that forgets quickly. */
function weekdayLevel({ plain, weekdays, coming }: Plain, usual: number): number[] {
  const sums = Array.from({ length: WEEK }, () => ({ value: 0, weight: 0 }));
  let total = 0;
  let totalWeight = 0;
  plain.forEach((value, at) => {
    if (value === null) return;
    const weight = WEEK_DECAY ** ((plain.length - 1 - at) / WEEK);
    const sum = sums[weekdays[at] ?? 0];
    if (sum) {
      sum.value += weight * value;
      sum.weight += weight;
    }
    total += weight * value;
    totalWeight += weight;
  });
  const everyday = totalWeight === 0 ? 0 : total / totalWeight;
  if (everyday === 0) return coming.map(() => 0);
  const factors = sums.map(({ value, weight }) => (weight === 0 ? undefined : value / weight / everyday));
  let level = 0;
  let levelWeight = 0;
  plain.forEach((value, at) => {
    const factor = factors[weekdays[at] ?? 0];
    if (value === null || factor === undefined || factor === 0) return;
    const weight = LEVEL_DAYS_DECAY ** (plain.length - 1 - at);
    level += (weight * value) / factor;
    levelWeight += weight;
  });
  const now = levelWeight === 0 ? usual : level / levelWeight;
  return coming.map((weekday) => now * (factors[weekday] ?? 1));
}

/** Weekdays on which the shop is closed: mostly so in the last eight weeks, holidays apart. */
function closedWeekdays(days: readonly ShopDay[]): Set<number> {
  const last = days.slice(-ORIGINS * WEEK).filter(({ holiday }) => holiday === null);
  const closed = new Set<number>();
  for (let weekday = 0; weekday < WEEK; weekday += 1) {
    const own = last.filter(({ day }) => weekdayOf(day) === weekday);
    if (own.length >= 3 && own.filter(({ value }) => value === null).length >= CLOSED_SHARE * own.length)
      closed.add(weekday);
  }
  return closed;
}

/** What a holiday makes of an ordinary day: the median of its own past, or of all holidays; 0 where it was always closed. */
function holidayFactor(days: readonly ShopDay[], holiday: string): number {
  const ratios = (wanted: (name: string) => boolean) =>
    days.flatMap(({ value, holiday: name }, at) => {
      if (name === null || !wanted(name)) return [];
      const around = [-2 * WEEK, -WEEK, WEEK, 2 * WEEK].flatMap((step) => {
        const other = days[at + step];
        return other && other.value !== null && other.holiday === null ? [other.value] : [];
      });
      // Closed on its weekday anyway: that says nothing of the holiday.
      if (value === null) return around.length === 0 ? [] : [0];
      const usual = around.reduce((sum, other) => sum + other, 0) / Math.max(1, around.length);
      return usual === 0 ? [] : [value / usual];
    });
  const own = ratios((name) => name === holiday);
  return (
    percentile(own, 0.5) ??
    percentile(
      ratios(() => true).filter((ratio) => ratio > 0),
      0.5,
    ) ??
    1
  );
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
