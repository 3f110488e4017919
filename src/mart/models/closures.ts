/** So many days in a row without any order are a closure, not weekly rest or a feast. */
export const CLOSURE_DAYS = 14;

/** A time in which the shop was closed; days as numbers. */
export interface Closure {
  from: number;
  to: number;
}

/**
 * Long times without a single order, from the days that had one (rising numbers). Worked: days 1, 2, 40 → 3 to 39.
 */
export function findClosures(openDays: readonly number[]): Closure[] {
  return openDays.slice(1).flatMap((day, at) => {
    const before = openDays[at] as number;
    return day - before > CLOSURE_DAYS ? [{ from: before + 1, to: day - 1 }] : [];
  });
}

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
