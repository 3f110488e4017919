import { addDays, businessDayOf, zonedParts } from '../../../shared/time.ts';
import type { HoursByDay } from './hourly.ts';
import type { ShopDay } from './shop-day.ts';

/** When an item was said to have run out, and until when: taken back, the end of a business day, or not yet. */
export interface SoldOutMark {
  markedAt: Date;
  endedAt: Date | null;
  untilDay: string | null;
}

/** Times of a business day, in hours since its beginning, at which an item could not be had. */
export type SoldOutTimes = ReadonlyMap<string, readonly { from: number; until: number }[]>;

const DAY_HOURS = 24;
/** From a smaller share of a day's orders no more than this is concluded: what few bought early says little of the rest. */
const SEEN_AT_LEAST = 0.5;
/** From here on next to nobody came after it ran out. */
const NEARLY_ALL = 0.995;

/** The business days up to `until` on which an item had run out, each with its times. */
export function timesOfMarks(
  marks: readonly SoldOutMark[],
  { timeZone, dayEndsAtHour, until }: { timeZone: string; dayEndsAtHour: number; until: string },
): SoldOutTimes {
  const shop = { timeZone, dayEndsAtHour };
  const hoursInto = (instant: Date) => {
    const { hour, minute } = zonedParts(instant, timeZone);
    return (hour + minute / 60 - dayEndsAtHour + DAY_HOURS) % DAY_HOURS;
  };
  const times = new Map<string, { from: number; until: number }[]>();
  for (const { markedAt, endedAt, untilDay } of marks) {
    const first = businessDayOf(markedAt, shop);
    const endedOn = endedAt && businessDayOf(endedAt, shop);
    const last = [until, untilDay ?? until, endedOn ?? until].reduce((a, b) => (a < b ? a : b));
    for (let day = first; day <= last; day = addDays(day, 1)) {
      const own = times.get(day) ?? [];
      own.push({
        from: day === first ? hoursInto(markedAt) : 0,
        until: endedAt && day === endedOn ? hoursInto(endedAt) : DAY_HOURS,
      });
      times.set(day, own);
    }
  }
  return times;
}

/**
 * What would have been wanted of an item on days on which it ran out (MT-90: demand is censored there): its pieces ÷ the share
 * of that day's orders which came while it could be had, at most twice them: at least so many were wanted. A day on which
 * none came, or less than half and nothing was sold, tells nothing and is left out.
 * Worked: 12 pieces, gone at 19:00 when 30 of the day's 40 orders had come → 16; gone when 10 had come → 24; none sold → left out.
 */
export function fillSoldOut(
  days: readonly ShopDay[],
  { times, hours, dayEndsAtHour }: { times: SoldOutTimes; hours: HoursByDay; dayEndsAtHour: number },
): { days: ShopDay[]; filled: number; leftOut: number } {
  let [filled, leftOut] = [0, 0];
  const told = days.map((day) => {
    const own = times.get(day.day);
    if (!own || day.value === null) return day;
    const orders = hours.get(day.day) ?? [];
    const all = orders.reduce((sum, count) => sum + count, 0);
    const seen = orders.reduce((sum, count, hour) => {
      const from = (hour - dayEndsAtHour + DAY_HOURS) % DAY_HOURS;
      return sum + count * (1 - goneShare(own, from));
    }, 0);
    const share = all === 0 ? 0 : seen / all;
    if (share >= NEARLY_ALL) return day;
    if (share === 0 || (share < SEEN_AT_LEAST && day.value <= 0)) {
      leftOut += 1;
      return { ...day, value: null, isUnknown: true };
    }
    filled += 1;
    return { ...day, value: day.value / Math.max(share, SEEN_AT_LEAST) };
  });
  return { days: told, filled, leftOut };
}

/** The share of the hour from `from` on at which the item could not be had, 0–1. */
function goneShare(times: readonly { from: number; until: number }[], from: number): number {
  const gone = times.reduce(
    (sum, time) => sum + Math.max(0, Math.min(time.until, from + 1) - Math.max(time.from, from)),
    0,
  );
  return Math.min(1, gone);
}
