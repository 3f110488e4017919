import { computeHolidays as computePublicHolidays } from '../../../shared/holidays.ts';

/** What a public holiday does to a restaurant in a Seoul neighbourhood: shut, half empty, or fuller than usual. */
export type HolidayEffect = 'closed' | 'quiet' | 'busy';

const EFFECT: Readonly<Record<string, HolidayEffect>> = {
  seollal: 'closed',
  chuseok: 'closed',
  seollal_eve: 'quiet',
  seollal_after: 'quiet',
  chuseok_eve: 'quiet',
  chuseok_after: 'quiet',
};

/** Public holidays of one year with their effect, by day 'YYYY-MM-DD'. Example: 2026-09-25 (추석) → 'closed'. */
export function computeHolidays(year: number): Map<string, HolidayEffect> {
  return new Map([...computePublicHolidays(year)].map(([day, { key }]) => [day, EFFECT[key] ?? 'busy']));
}
