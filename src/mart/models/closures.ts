import { median } from '../../shared/stats.ts';

/** So many days in a row without any order are a closure, not weekly rest or a feast. */
export const CLOSURE_DAYS = 14;
/** And so many times the shop's usual gap: one that sells once a fortnight is not closed in between. */
const USUAL_GAPS = 3;
/** Fewer days with an order do not tell which gap is usual. */
const MIN_OPEN_DAYS = 20;

/** A time in which the shop was closed: its first and its last day, as numbers. */
export interface Closure {
  from: number;
  to: number;
}

/**
 * Long times without a single order, from the days up to `until` that had one (rising numbers): longer than 14 days and than
 * three of the shop's usual gaps (their median), also when nothing has come since; `until` itself is not over. Below 20 days
 * with an order: none. Worked: days 1 to 20, then 58, until 60 → 21 to 57; until 90 → also 59 to 89.
 */
export function findClosures(openDays: readonly number[], until: number): Closure[] {
  const usual = openDays.length < MIN_OPEN_DAYS ? undefined : median(gapsOf(openDays));
  if (usual === undefined) return [];
  const shortest = Math.max(CLOSURE_DAYS, USUAL_GAPS * usual);
  const last = openDays.at(-1) as number;
  const days = until > last ? [...openDays, until] : openDays;
  return days.slice(1).flatMap((day, at) => {
    const before = days[at] as number;
    return day - before > shortest ? [{ from: before + 1, to: day - 1 }] : [];
  });
}

/** No shop that closed for longer is the same one: what lies before was rather written down by a wrong clock. */
const LONGEST_CLOSURE_DAYS = 5 * 365;
/** A wrong clock is noticed within so many days with orders; more of them are a past of the shop's own. */
const MOST_WRONG_DAYS = 60;

/**
 * The first day that counts, where a till whose clock had gone back dated orders years before all others: after more than five
 * years without one, and with no more days of orders before them (60 at most) than since. Undefined where all days count.
 * Worked: days 1 and 2, then 9,000 to 9,010 → 9,000; 1 to 100, then 9,000 → undefined.
 */
export function findFirstCounted(openDays: readonly number[]): number | undefined {
  return findStart(openDays, LONGEST_CLOSURE_DAYS);
}

/** From here on days that lie apart may be another clock's; a shop that closed for so long looks the same by its days. */
const DOUBTFUL_GAP_DAYS = 180;

/**
 * The first day after days that lie half a year or more before all others: either the shop was closed, or a till's clock had gone
 * back. Its days cannot tell which; its receipts may (`clock_evidence.sql`). Undefined where no days lie apart so.
 * Worked: days 1 and 2, then 400 to 410 → 400; days 1 to 100, then 400 → undefined.
 */
export function findDoubtfulStart(openDays: readonly number[]): number | undefined {
  return findStart(openDays, DOUBTFUL_GAP_DAYS);
}

function findStart(openDays: readonly number[], gapDays: number): number | undefined {
  const most = Math.min(MOST_WRONG_DAYS, Math.floor(openDays.length / 2));
  for (let before = most; before >= 1; before -= 1) {
    const day = openDays[before] as number;
    if (day - (openDays[before - 1] as number) > gapDays) return day;
  }
  return undefined;
}

/** So many days without a sale are a rest, a feast or a slow import. */
export const MOST_RESTED = 3;

/** Sales that end before `until`, which is not over. */
export interface SalesEnd {
  /** The last day with an order. */
  last: number;
  /** Long enough for a closure: everybody's days stand still since (decision 0029). */
  isClosure: boolean;
}

/**
 * Whether nothing has been written down for more than three days and two of the shop's usual gaps: what is said of today is as
 * of the last day then. Undefined where sales go on, and without any. Worked: days 1 to 30, until 34 → none; until 35 → since 30.
 */
export function findSalesEnd(openDays: readonly number[], until: number): SalesEnd | undefined {
  const last = openDays.at(-1);
  if (last === undefined || until - last - 1 <= Math.max(MOST_RESTED, 2 * (median(gapsOf(openDays)) ?? 1)))
    return undefined;
  return { last, isClosure: findClosures(openDays, until).at(-1)?.from === last + 1 };
}

const gapsOf = (days: readonly number[]) => days.slice(1).map((day, at) => day - (days[at] as number));

/**
 * A clock that stands still while the shop is closed: nobody stayed away from a shop that was shut.
 * Worked: closed 3 to 39 → day 2 stays 2, day 40 becomes 3.
 */
export function openClock(closures: readonly Closure[]): (day: number) => number {
  return (day) => {
    let closed = 0;
    for (const { from, to } of closures) if (day > from) closed += Math.min(day, to + 1) - from;
    return day - closed;
  };
}
