import { computeWeekday, formatDay, parseDay } from './calendar.ts';

/** What a public holiday does to a restaurant in a Seoul neighbourhood: shut, half empty, or fuller than usual. */
export type HolidayEffect = 'closed' | 'quiet' | 'busy';

/** Years whose movable feasts stand in the table below; outside of them only the fixed days are known. */
export const HOLIDAY_YEARS = { first: 2024, last: 2030 } as const;

/** Days of the lunar calendar in the solar one. Written by hand and checked against a lunar calendar by a test. */
const MOVABLE_FEASTS: Readonly<Record<number, { seollal: string; buddha: string; chuseok: string }>> = {
  2024: { seollal: '02-10', buddha: '05-15', chuseok: '09-17' },
  2025: { seollal: '01-29', buddha: '05-05', chuseok: '10-06' },
  2026: { seollal: '02-17', buddha: '05-24', chuseok: '09-25' },
  2027: { seollal: '02-07', buddha: '05-13', chuseok: '09-15' },
  2028: { seollal: '01-27', buddha: '05-02', chuseok: '10-03' },
  2029: { seollal: '02-13', buddha: '05-20', chuseok: '09-22' },
  2030: { seollal: '02-03', buddha: '05-09', chuseok: '09-12' },
};

/** Elections and days the government added at short notice; later ones are missing until they are added here (OP-86). */
const TEMPORARY_DAYS = ['2024-04-10', '2024-10-01', '2025-01-27', '2025-06-03', '2026-06-03'];

/** Fixed days; `substitute` says whether one falling on a weekend gives the next working day off (OP-86). */
const FIXED_DAYS: ReadonlyArray<{ monthDay: string; substitute: boolean; since?: number }> = [
  { monthDay: '01-01', substitute: false },
  { monthDay: '03-01', substitute: true },
  { monthDay: '05-01', substitute: true, since: 2026 },
  { monthDay: '05-05', substitute: true },
  { monthDay: '06-06', substitute: false },
  { monthDay: '07-17', substitute: true, since: 2026 },
  { monthDay: '08-15', substitute: true },
  { monthDay: '10-03', substitute: true },
  { monthDay: '10-09', substitute: true },
  { monthDay: '12-25', substitute: true },
];

const SUNDAY = 0;
const SATURDAY = 6;

/**
 * Public holidays of one year with their effect, substitute days included, by day 'YYYY-MM-DD'.
 * A year outside `HOLIDAY_YEARS` has the fixed days only. Example: 2026-09-25 (추석) → 'closed'.
 */
export function computeHolidays(year: number): Map<string, HolidayEffect> {
  const holidays = new Map<string, HolidayEffect>();
  const owed: number[] = [];
  const add = (day: number, effect: HolidayEffect, earnsSubstitute: boolean) => {
    const key = formatDay(day);
    if (earnsSubstitute || (holidays.has(key) && effect !== 'closed')) owed.push(day);
    if (holidays.get(key) !== 'closed') holidays.set(key, effect);
  };
  const isWeekend = (day: number) => [SUNDAY, SATURDAY].includes(computeWeekday(day));

  for (const fixed of FIXED_DAYS) {
    if (fixed.since !== undefined && year < fixed.since) continue;
    const day = parseDay(`${year}-${fixed.monthDay}`);
    add(day, 'busy', fixed.substitute && isWeekend(day));
  }
  const feasts = MOVABLE_FEASTS[year];
  if (feasts) {
    const buddha = parseDay(`${year}-${feasts.buddha}`);
    add(buddha, 'busy', isWeekend(buddha));
    for (const feast of [feasts.seollal, feasts.chuseok]) {
      const middle = parseDay(`${year}-${feast}`);
      // The great feasts take their substitute only for a Sunday, and only one for the three days.
      const meetsSunday = [middle - 1, middle, middle + 1].some((day) => computeWeekday(day) === SUNDAY);
      add(middle - 1, 'quiet', false);
      add(middle, 'closed', false);
      add(middle + 1, 'quiet', meetsSunday);
    }
  }
  for (const day of TEMPORARY_DAYS) if (day.startsWith(`${year}-`)) holidays.set(day, 'busy');
  for (const day of owed) {
    let free = day + 1;
    while (isWeekend(free) || holidays.has(formatDay(free))) free += 1;
    holidays.set(formatDay(free), 'busy');
  }
  return holidays;
}
