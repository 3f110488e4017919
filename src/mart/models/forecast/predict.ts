import { percentile } from '../../../shared/stats.ts';
import { weekdayOf } from '../../../shared/time.ts';
import { type ClosedCause, holidayFactor, learnClosedDays } from '../closed-days.ts';
import { type EtsFit, fitEts } from './ets.ts';
import type { Cause, ForecastMethod, ShopDay } from './shop-day.ts';

const WEEK = 7;
/** Older than this a shop was another shop. */
const MEMORY_DAYS = 364;
/** Weight of a week against the week after it, for factors of weekdays and for the level. */
const WEEK_DECAY = 0.93;
const LEVEL_DAYS_DECAY = 0.92;
/** A day this many times its weekday's middle is one event, not the shop. */
const OUTLIER_FACTOR = 3;
/** ... and so many times the root of that middle above it: a dish that sells twice a day may well sell seven times. */
const OUTLIER_ROOTS = 5;
const MIN_DAYS_FOR_OUTLIER = 4;
/** ... among as many such weekdays before and after: what a shop has become since is no row of events. */
const OUTLIER_WEEKS = 8;

/** Ordinary days far above what is usual on their weekday: one huge order, a feast of its own. Worked: Mondays 10, 11, 9, 12, 60 → the last. */
export function findOutliers(days: readonly ShopDay[]): Set<string> {
  const found = new Set<string>();
  const ordinary = days.filter(({ holiday }) => holiday === null);
  for (const own of Map.groupBy(ordinary, ({ day }) => weekdayOf(day)).values()) {
    const open = own.flatMap(({ day, value }) => (value === null ? [] : [{ day, value }]));
    if (open.length < MIN_DAYS_FOR_OUTLIER) continue;
    for (const [at, { day, value }] of open.entries()) {
      const around = open.slice(Math.max(0, at - OUTLIER_WEEKS), at + OUTLIER_WEEKS + 1);
      const middle = percentile(
        around.map((one) => one.value),
        0.5,
      );
      if (middle === undefined || middle <= 0) continue;
      if (value > OUTLIER_FACTOR * middle && value > middle + OUTLIER_ROOTS * Math.sqrt(middle)) found.add(day);
    }
  }
  return found;
}

/** What a method says of one day. */
export interface Said {
  mean: number;
  cause: Cause['reason'] | undefined;
}

/** What is known at one moment, made ready once for all methods and for every reach that are asked about it. */
export interface Known {
  all: readonly ShopDay[];
  weekdays: readonly number[];
  plain: readonly (number | null)[];
  closedOn: (day: string, holiday: string | null) => ClosedCause | undefined;
  outliers: ReadonlySet<string>;
  /** Fitted with the first question that needs it: by far the most of the work. */
  smoothed: () => EtsFit | undefined;
}

/** Days known, for `predictDays`. Days far above their weekday (one huge order) and holidays teach nothing of ordinary days. */
export function learnFrom(all: readonly ShopDay[]): Known {
  const days = all.slice(-MEMORY_DAYS);
  const outliers = findOutliers(days);
  const plain = days.map(({ day, value, holiday }) => (holiday === null && !outliers.has(day) ? value : null));
  let fit: { ets: EtsFit | undefined } | undefined;
  const smoothed = () => {
    // Half a year says all that a smoothing of a week's season remembers.
    fit ??= { ets: fitEts(plain.slice(-26 * WEEK), { form: { error: 'A', trend: 'N', season: 'A' }, period: WEEK }) };
    return fit.ets;
  };
  return {
    all,
    weekdays: days.map(({ day }) => weekdayOf(day)),
    plain,
    closedOn: learnClosedDays(all),
    outliers,
    smoothed,
  };
}

/** What a method says of coming days. A holiday is looked for in all days known, an ordinary day in the last year. */
export function predictDays(
  known: Known,
  {
    method,
    coming,
    holidays,
  }: { method: ForecastMethod; coming: readonly string[]; holidays: ReadonlyMap<string, string> },
): Said[] {
  const { all, plain, weekdays, closedOn, smoothed } = known;
  const plainMeans = predictPlain({ plain, weekdays, smoothed, method, coming: coming.map(weekdayOf) });
  return coming.map((day, step): Said => {
    const holiday = holidays.get(day);
    const closed = closedOn(day, holiday ?? null);
    if (closed) return { mean: 0, cause: closed };
    if (holiday !== undefined) return { mean: (plainMeans[step] ?? 0) * holidayFactor(all, holiday), cause: 'holiday' };
    return { mean: Math.max(0, plainMeans[step] ?? 0), cause: undefined };
  });
}

interface Plain extends Pick<Known, 'plain' | 'weekdays' | 'smoothed'> {
  method: ForecastMethod;
  coming: readonly number[];
}

function predictPlain(input: Plain): number[] {
  const { plain, weekdays, smoothed: fit, method, coming } = input;
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
  const ets = fit();
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
