import type { DayNumber } from './calendar.ts';
import { computeWeekday, formatDay } from './calendar.ts';
import type { HolidayEffect } from './holidays.ts';
import { computeHolidays } from './holidays.ts';

/** Sunday first: how full the house is against its average. */
const WEEKDAY_DEMAND = [1.12, 0.84, 0.87, 0.92, 0.97, 1.14, 1.2];
const HOLIDAY_DEMAND: Readonly<Record<HolidayEffect, number>> = { closed: 0, quiet: 0.55, busy: 1.2 };
/** Hot soup sells better in winter: ± this share around the year, at its highest in the middle of January. */
const SEASON_SWING = 0.05;
const COLDEST_DAY_OF_YEAR = 15;

const holidaysByYear = new Map<number, Map<string, HolidayEffect>>();
const levelByDay = new Map<DayNumber, number>();

/** What a public holiday does on this day; undefined on any other day. */
function findHolidayEffect(day: DayNumber): HolidayEffect | undefined {
  const text = formatDay(day);
  const year = Number(text.slice(0, 4));
  let holidays = holidaysByYear.get(year);
  if (!holidays) holidaysByYear.set(year, (holidays = computeHolidays(year)));
  return holidays.get(text);
}

/** Demand of a day for the shop as a whole against an average day (1); 0 when it is shut. Weekday, holiday, season. */
export function computeDayDemand(day: DayNumber): number {
  return (WEEKDAY_DEMAND[computeWeekday(day)] ?? 1) * computeDayLevel(day);
}

/** Holiday and season alone: for people, who bring their own weekdays. */
export function computeDayLevel(day: DayNumber): number {
  // Asked for once per person and day, so a year of it is worth remembering.
  let level = levelByDay.get(day);
  if (level === undefined) levelByDay.set(day, (level = computeFreshDayLevel(day)));
  return level;
}

function computeFreshDayLevel(day: DayNumber): number {
  const effect = findHolidayEffect(day);
  const holiday = effect === undefined ? 1 : HOLIDAY_DEMAND[effect];
  return holiday * (1 + SEASON_SWING * Math.cos((2 * Math.PI * (day - COLDEST_DAY_OF_YEAR)) / 365.25));
}

/** Share of its old sales the slipping item still has: 1 until four months before `today`, then down to 0.3 in ten weeks. */
export function computeSlippingShare(day: DayNumber, today: DayNumber): number {
  const SLIPS_FOR_DAYS = 120;
  const FALLS_FOR_DAYS = 70;
  const LOWEST_SHARE = 0.3;
  const fallen = Math.min(1, Math.max(0, (day - (today - SLIPS_FOR_DAYS)) / FALLS_FOR_DAYS));
  return 1 - (1 - LOWEST_SHARE) * fallen;
}
