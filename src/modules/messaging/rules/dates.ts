import { addDays, addMonths } from '../../../shared/time.ts';
import { legalRule } from '../../privacy/index.ts';

/** The law's days are days of the Korean calendar, wherever the shop's clock stands. */
export const LAW_TIME_ZONE = 'Asia/Seoul';

/** A day after every row of the rules table: asks for the newest rule known. */
export const NEWEST_RULE = '9999-12-31';

/**
 * Last day on which an advertising consent still stands without being confirmed: the day before the same calendar day
 * 24 months on (AD-15). 2024-11-22 → 2026-11-21.
 */
export function reconfirmDueOn(consentedOn: string): string {
  return addDays(addMonths(consentedOn, legalRule('ad_reconfirm_months', consentedOn)), -1);
}

/** Last day to tell somebody the result of a consent, refusal or withdrawal (AD-14). 2026-11-21 → 2026-12-05. */
export function resultNoticeDueOn(changedOn: string): string {
  return addDays(changedOn, legalRule('ad_result_notice_days', changedOn));
}

/**
 * Whether a transaction that ended on `endedOn` still carries the existing-customer exception on `onDay` (§2.2, 50조 1항
 * 단서): to the same day of the month six months on. On 2026-11-21: 2026-05-20 no, 2026-05-21 yes, 2026-06-01 yes.
 */
export function isWithinExistingCustomerTerm(endedOn: string, onDay: string): boolean {
  return endedOn <= onDay && onDay <= addMonths(endedOn, legalRule('ad_existing_customer_months', onDay));
}

/** International age (만 나이, OP-71) on a day: born 2012-11-22, on 2026-11-21 → 13; born 2012-11-21 → 14. */
export function ageOn(birthDate: string, onDay: string): number {
  const years = Number(onDay.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return onDay.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
