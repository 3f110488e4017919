import { addDays, daysBetween, weekdayOf } from '../../../shared/time.ts';
import type { SourceHealth } from './contract.ts';

/** Arrival days that a rhythm needs: fewer say more about chance. */
export const MIN_ARRIVAL_DAYS = 5;
/** Days of all sources that tell on which weekdays the shop is open. */
const MIN_DAYS_FOR_WEEKDAYS = 14;
/** A weekday on which nothing at all came in more than half of the weeks is a day off. */
const MIN_OPEN_SHARE = 0.5;
/** Times its usual gap after which a source is late, and silent. */
const LATE_GAPS = 2;
const SILENT_GAPS = 3;
/** One gap in ten is as long as this and was no trouble. */
const WIDE_QUANTILE = 0.9;
const SILENT_WIDE_GAPS = 1.5;

/**
 * Weekdays (0 = Sunday) on which the shop is open, from the days on which anything came from anywhere: those with something
 * in at least half of the weeks between the first and the last of these days. All seven while fewer than 14 days are known.
 * Worked: four weeks without a Monday → 0, 2, 3, 4, 5, 6.
 */
export function findOpenWeekdays(activeDays: readonly string[]): ReadonlySet<number> {
  const all = new Set([0, 1, 2, 3, 4, 5, 6]);
  const days = [...new Set(activeDays)].toSorted();
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined || daysBetween(first, last) < MIN_DAYS_FOR_WEEKDAYS) return all;
  const seen = countByWeekday(days);
  const possible = countByWeekday(
    Array.from({ length: daysBetween(first, last) + 1 }, (_, nth) => addDays(first, nth)),
  );
  const open = [...all].filter((weekday) => (seen[weekday] ?? 0) >= MIN_OPEN_SHARE * (possible[weekday] ?? 0));
  return open.length > 0 ? new Set(open) : all;
}

function countByWeekday(days: readonly string[]): number[] {
  const counts = [0, 0, 0, 0, 0, 0, 0];
  for (const day of days) counts[weekdayOf(day)] = (counts[weekdayOf(day)] ?? 0) + 1;
  return counts;
}

/**
 * Days between the first and the last day of trade on which nothing was sold at all: holidays and closures, on which a
 * source that brought nothing was not late. Days after the last one are left in: there the till itself may have failed.
 * Worked: sales on the 1st, 2nd and 5th → the 3rd and 4th.
 */
export function findClosedDays(saleDays: readonly string[]): ReadonlySet<string> {
  const days = new Set(saleDays);
  const sorted = [...days].toSorted();
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return new Set();
  const between = Array.from({ length: daysBetween(first, last) }, (_, nth) => addDays(first, nth));
  return new Set(between.filter((day) => !days.has(day)));
}

/** When the shop trades: its weekdays, and days between on which it did not. */
export interface OpenDays {
  weekdays: ReadonlySet<number>;
  closed: ReadonlySet<string>;
}

/** Open days after `from` up to `to`, `to` included: Monday to Wednesday is 2, and 1 when Tuesday is a day off. */
export function countOpenDays(from: string, to: string, { weekdays, closed }: OpenDays): number {
  const days = Math.max(0, daysBetween(from, to));
  let count = 0;
  for (let nth = 1; nth <= days; nth += 1) {
    const day = addDays(from, nth);
    if (weekdays.has(weekdayOf(day)) && !closed.has(day)) count += 1;
  }
  return count;
}

/** What a source's rhythm says of it now. */
export type Judgement = Pick<SourceHealth, 'state' | 'lastOn' | 'usualGapDays' | 'gapDays'>;

/**
 * Whether a source is late by its own rhythm. Its gaps are counted in open days between days with an arrival; today, which
 * is not over, counts as one of them. Late: longer than twice the usual gap (the median) and than nine gaps in ten were;
 * silent: longer than three times, and than one and a half of that wide one. Below five arrival days it is `new`: nothing is said.
 * `activeDays` in rising order.
 * Worked: something every open day, the last on Tuesday: Thursday 2 → ok, Friday 3 → late, Saturday 4 → silent.
 */
export function judgeSource(input: {
  activeDays: readonly string[];
  today: string;
  open: OpenDays;
  isMuted: boolean;
}): Judgement {
  const { activeDays, today, open, isMuted } = input;
  const lastOn = activeDays.at(-1) ?? null;
  const gapDays = lastOn === null ? null : countOpenDays(lastOn, today, open);
  if (activeDays.length < MIN_ARRIVAL_DAYS || gapDays === null)
    return { state: isMuted ? 'muted' : 'new', lastOn, usualGapDays: null, gapDays };
  const gaps = activeDays
    .slice(1)
    .map((day, nth) => Math.max(1, countOpenDays(activeDays[nth] ?? day, day, open)))
    .toSorted((a, b) => a - b);
  const usualGapDays = quantile(gaps, 0.5);
  const wideGapDays = quantile(gaps, WIDE_QUANTILE);
  const isSilent = gapDays > Math.max(SILENT_GAPS * usualGapDays, SILENT_WIDE_GAPS * wideGapDays);
  const isLate = gapDays > Math.max(LATE_GAPS * usualGapDays, wideGapDays);
  const state = isMuted ? 'muted' : isSilent ? 'silent' : isLate ? 'late' : 'ok';
  return { state, lastOn, usualGapDays, gapDays };
}

/** The value that a share of the sorted values does not pass; the nearest one that is there. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? sorted[0] ?? 1;
}
