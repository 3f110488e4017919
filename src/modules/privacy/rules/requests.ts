import { daysBetween } from '../../../shared/time.ts';

/** Days left from which a request is shown in amber, and in red (PV-31). */
const SOON_DAYS = 3;
const URGENT_DAYS = 1;

/**
 * How near an open request is to the day it is due (PV-31): amber from D-3, red from D-1 and when it is late. Days in
 * 'YYYY-MM-DD'. Worked: due 2026-12-01, today 2026-11-28 → soon with 3 days left; 2026-11-30 → urgent with 1.
 */
export function requestUrgency(dueOn: string, today: string): { daysLeft: number; tone: 'calm' | 'soon' | 'urgent' } {
  const daysLeft = daysBetween(today, dueOn);
  if (daysLeft <= URGENT_DAYS) return { daysLeft, tone: 'urgent' };
  return { daysLeft, tone: daysLeft <= SOON_DAYS ? 'soon' : 'calm' };
}
