import { AppError } from '../../../shared/errors.ts';

/** A business day as the number of days since 1970-01-01, so that days can be counted and compared cheaply. */
export type DayNumber = number;

const DAY_MS = 86_400_000;
/** Korea is nine hours ahead of UTC all year; it has had no summer time since 1988. */
const SEOUL_OFFSET_MS = 9 * 3_600_000;
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 4;

/**
 * Day number of a 'YYYY-MM-DD' day: '2026-01-01' → 20454.
 * @throws AppError invalid_input when the text is no calendar day
 */
export function parseDay(day: string): DayNumber {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms) || formatDay(ms / DAY_MS) !== day) throw new AppError('invalid_input', 'not a calendar day');
  return ms / DAY_MS;
}

/** 'YYYY-MM-DD' of a day number: 20454 → '2026-01-01'. */
export function formatDay(day: DayNumber): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Weekday of a day number, 0 = Sunday … 6 = Saturday. */
export function computeWeekday(day: DayNumber): number {
  return (((day + EPOCH_WEEKDAY) % 7) + 7) % 7;
}

/**
 * The instant of a minute of a business day in Seoul. Minutes run past 1,440 for orders after midnight, which still
 * belong to the evening before (the day ends at 05:00): 25:30 is 1,530.
 */
export function computeInstant(day: DayNumber, minute: number, second: number): Date {
  return new Date(day * DAY_MS - SEOUL_OFFSET_MS + minute * 60_000 + second * 1000);
}

/** First day of a history of this many months that ends on `day`: 18 months back from 2026-01-31 is 2024-08-01. */
export function computeHistoryStart(day: string, months: number): string {
  const end = new Date(parseDay(day) * DAY_MS);
  const first = Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - months, end.getUTCDate() + 1);
  return formatDay(Math.floor(first / DAY_MS));
}
