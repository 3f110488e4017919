import { AppError } from '../../../shared/errors.ts';
import { median } from '../../../shared/stats.ts';

/** MT-14: gaps needed before a person has a rhythm of her own; three visits make two gaps. */
export const MIN_OWN_GAPS = 2;
/** MT-14 `[rule]`: weight of the shop's rhythm, in gaps; with three gaps of her own a person counts half. */
export const INTERVAL_SHRINKAGE = 3;
/** Fewer people with a rhythm say more about themselves than about the shop. */
export const MIN_PEOPLE_FOR_SHOP_INTERVAL = 5;

/** MT-15 `[rule]`: days since the last visit ÷ usual interval, up to and including which a state holds. */
export const LAPSE_LIMITS = { onRhythm: 1.5, due: 2, watch: 3 } as const;

export type LapseState = 'on_rhythm' | 'due' | 'watch' | 'lapsed';

/** Average length of a month in days, over the Gregorian cycle of 400 years. */
const DAYS_PER_MONTH = 30.436875;
/** A person active for less is counted as a month: three visits in one week do not make twelve a month. */
export const MIN_ACTIVE_DAYS = 30;

/** How often a person comes, whose rhythm that is, and the number of her own gaps it stands on. */
export interface VisitInterval {
  intervalDays: number;
  source: 'own' | 'shop';
  n: number;
}

/**
 * The shop's usual interval in days: the median over people of each one's median gap, counting people with at least
 * two gaps (three visits). People, not gaps, count once: otherwise the daily guest alone would set the rhythm.
 * Gaps are days between successive business days with a visit, so at least 1. Fewer than five such people → undefined.
 * MT-14; worked: medians 7, 7, 14, 21, 30 → 14 of 5 people.
 */
export function computeShopMedianInterval(
  gapsByPerson: readonly (readonly number[])[],
): { medianDays: number; people: number } | undefined {
  const medians: number[] = [];
  for (const gaps of gapsByPerson) {
    const own = gaps.length >= MIN_OWN_GAPS ? median(gaps) : undefined;
    if (own !== undefined) medians.push(own);
  }
  const medianDays = median(medians);
  if (medianDays === undefined || medians.length < MIN_PEOPLE_FOR_SHOP_INTERVAL) return undefined;
  return { medianDays, people: medians.length };
}

/**
 * A person's usual interval in days: her median gap pulled towards the shop's, the less the more often she came; below
 * two gaps (three visits) the shop's alone. Without a shop median her own stands unpulled; with neither → undefined.
 * MT-14: (k·shop + n·own)/(k + n), k = 3, n = her gaps; worked: shop 21, own 14 from 9 gaps → 15.75.
 * @throws AppError invalid_input when a gap or the shop's median is not above zero
 */
export function computeVisitInterval({
  ownIntervalsDays,
  shopMedianDays,
}: {
  ownIntervalsDays: readonly number[];
  shopMedianDays: number | undefined;
}): VisitInterval | undefined {
  if (shopMedianDays !== undefined && !(shopMedianDays > 0)) {
    throw new AppError('invalid_input', "the shop's interval must be above zero days");
  }
  if (!ownIntervalsDays.every((days) => days > 0)) {
    throw new AppError('invalid_input', 'a gap between visits must be above zero days');
  }
  const n = ownIntervalsDays.length;
  const own = n >= MIN_OWN_GAPS ? median(ownIntervalsDays) : undefined;
  if (own === undefined) {
    return shopMedianDays === undefined ? undefined : { intervalDays: shopMedianDays, source: 'shop', n };
  }
  if (shopMedianDays === undefined) return { intervalDays: own, source: 'own', n };
  const intervalDays = (INTERVAL_SHRINKAGE * shopMedianDays + n * own) / (INTERVAL_SHRINKAGE + n);
  return { intervalDays, source: 'own', n };
}

/**
 * How far a person is behind her own rhythm: days since the last visit ÷ usual interval, and what that means. `closedDays` of
 * them the shop was shut for long, and nobody could have come: they are left out.
 * MT-15: up to 1.5 on rhythm, up to 2 due, up to 3 watch, above lapsed; worked: 35 days at an interval of 14 → 2.5, watch;
 * 21 of them closed → 1, on rhythm.
 * @throws AppError invalid_input when the interval is not above zero, or the days are negative or fewer than the closed ones
 */
export function computeLapse({
  daysSinceLast,
  closedDays,
  intervalDays,
}: {
  daysSinceLast: number;
  closedDays: number;
  intervalDays: number;
}): { ratio: number; state: LapseState } {
  if (!(intervalDays > 0)) throw new AppError('invalid_input', 'the interval must be above zero days');
  if (!(closedDays >= 0 && daysSinceLast >= closedDays)) {
    throw new AppError('invalid_input', 'days since the last visit cannot be negative, nor fewer than those closed');
  }
  const ratio = (daysSinceLast - closedDays) / intervalDays;
  if (ratio <= LAPSE_LIMITS.onRhythm) return { ratio, state: 'on_rhythm' };
  if (ratio <= LAPSE_LIMITS.due) return { ratio, state: 'due' };
  if (ratio <= LAPSE_LIMITS.watch) return { ratio, state: 'watch' };
  return { ratio, state: 'lapsed' };
}

/**
 * What a person spent in an average month while she came, in whole minor units: for sorting those who slip away by what
 * they are worth. `activeDays` runs from the first visit to the last; below 30 it counts as 30.
 * Worked: 600,000 over 182 days → 100,341 a month; 12,000 on a single day → 12,175.
 * @throws AppError invalid_input when activeDays is negative
 */
export function computeWorthPerMonthMinor({
  spendMinor,
  activeDays,
}: {
  spendMinor: number;
  activeDays: number;
}): number {
  if (!(activeDays >= 0)) throw new AppError('invalid_input', 'active days cannot be negative');
  return Math.round((spendMinor * DAYS_PER_MONTH) / Math.max(activeDays, MIN_ACTIVE_DAYS));
}
