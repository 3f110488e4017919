import { percentile } from '../../shared/stats.ts';
import { weekdayOf } from '../../shared/time.ts';
import type { ShopDay } from './forecast/shop-day.ts';

const WEEK = 7;
/** A weekday that was closed this often in the last eight weeks is closed. */
const CLOSED_SHARE = 0.75;
const CLOSED_WEEKS = 8;
/** A shop that opens within two weeks no more has no next open day. */
const MOST_STEPS = 14;

/** Why a day to come is known to be closed. */
export type ClosedCause = 'closed_weekday' | 'closed_holiday';

/**
 * Which of the days to come are known to be closed, by the shop's days so far: its weekdays of rest, and holidays on which it
 * always rested. One rule for what is foreseen and for when anybody is expected.
 * Worked: no Monday with a sale in eight weeks → each Monday is closed, but not one that is a holiday it opened on before.
 */
export function learnClosedDays(
  days: readonly ShopDay[],
): (day: string, holiday: string | null) => ClosedCause | undefined {
  const weekdays = closedWeekdays(days);
  return (day, holiday) => {
    if (holiday !== null) return holidayFactor(days, holiday) === 0 ? 'closed_holiday' : undefined;
    return weekdays.has(weekdayOf(day)) ? 'closed_weekday' : undefined;
  };
}

/** A day of the next visit with its two ranges, as numbers of days. */
interface Foreseen {
  expected: number;
  half: [number, number];
  most: [number, number];
}

/** The day, or the first open one after it; the day itself where none comes within two weeks. */
export function openDayFrom(day: number, isClosed: (day: number) => boolean): number {
  for (let step = 0; step <= MOST_STEPS; step += 1) if (!isClosed(day + step)) return day + step;
  return day;
}

/**
 * The same visit on days that are open: who would come on a closed one comes on the next, and a range begins and ends with an
 * open day. It holds the open days it held before. Worked: Mondays closed; Monday, Sunday to Monday → Tuesday, Sunday to Tuesday.
 */
export function ontoOpenDays({ expected, half, most }: Foreseen, isClosed: (day: number) => boolean): Foreseen {
  const day = openDayFrom(expected, isClosed);
  const range = ([from, to]: [number, number], atLeast: number): [number, number] => {
    const start = openDayFrom(from, isClosed);
    let end = to;
    while (end > start && isClosed(end)) end -= 1;
    return [start, Math.max(isClosed(end) ? to : end, atLeast)];
  };
  const narrow = range(half, day);
  return { expected: day, half: narrow, most: range(most, narrow[1]) };
}

/** Weekdays on which the shop is closed: mostly so in the last eight weeks, holidays apart. */
function closedWeekdays(days: readonly ShopDay[]): Set<number> {
  const last = days.slice(-CLOSED_WEEKS * WEEK).filter(({ holiday }) => holiday === null);
  const closed = new Set<number>();
  for (let weekday = 0; weekday < WEEK; weekday += 1) {
    const own = last.filter(({ day }) => weekdayOf(day) === weekday);
    if (
      own.length >= 3 &&
      own.filter(({ value, isUnknown }) => value === null && !isUnknown).length >= CLOSED_SHARE * own.length
    )
      closed.add(weekday);
  }
  return closed;
}

/** What a holiday makes of an ordinary day: the median of its own past, or of all holidays; 0 where it was always closed. */
export function holidayFactor(days: readonly ShopDay[], holiday: string): number {
  const ratios = (wanted: (name: string) => boolean) =>
    days.flatMap(({ value, holiday: name, isUnknown }, at) => {
      if (name === null || isUnknown || !wanted(name)) return [];
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
