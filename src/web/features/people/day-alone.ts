import { businessDayOf, zonedParts } from '../../../shared/time.ts';

/**
 * The day of an instant that a file told without its hour, which is stored as midnight of the shop's clock; undefined where
 * the hour is told. Worked: 2026-01-01T15:00:00Z in Seoul → 2026-01-02, whenever the shop's day ends.
 */
export function dayAlone(at: string, timeZone: string): string | undefined {
  const instant = new Date(at);
  const { hour, minute } = zonedParts(instant, timeZone);
  const isMidnight = hour === 0 && minute === 0 && instant.getTime() % 60_000 === 0;
  return isMidnight ? businessDayOf(instant, { timeZone, dayEndsAtHour: 0 }) : undefined;
}
