import { createHash } from 'node:crypto';
import { type Interval, mean, standardDeviation, studentQuantile } from '../../../shared/stats.ts';
import { addDays, daysBetween } from '../../../shared/time.ts';
import { DEFAULT_CONFIDENCE } from './comparison.ts';

const WEEK = 7;
/** Pairs of days below which the spread between them is guesswork (MT-02 in days rather than people). */
export const MIN_DAY_PAIRS = 7;

/**
 * Whether an offline action is out on a business day of its switch-back: weeks are taken two by two, and of the two days
 * of one weekday one is drawn to be on and the other off, so that weekdays cannot tilt the comparison and the weather
 * does so only by chance. The same answer at any time. A day before `startOn` is off.
 * Worked: of 28 days from a Monday, 14 are on, two of each weekday.
 */
export function isOnDay({ seed, startOn, day }: { seed: string; startOn: string; day: string }): boolean {
  const at = daysBetween(startOn, day);
  if (at < 0) return false;
  const fortnight = Math.floor(at / (2 * WEEK));
  const digest = createHash('sha256')
    .update(JSON.stringify(['switchback', seed, fortnight, at % WEEK]))
    .digest();
  const firstIsOn = (digest[0] ?? 0) < 128;
  const isFirst = at % (2 * WEEK) < WEEK;
  return firstIsOn === isFirst;
}

/** A day with the action out compared with the same weekday without it: net sales in minor units, or a share of tables. */
export interface SwitchbackEffect {
  pairs: number;
  difference: number;
  ci: Interval;
  /** `more` and `less` are effects; `unknown` could be chance, or stands on too few days. */
  direction: 'more' | 'less' | 'unknown';
}

/**
 * The effect of being out, from pairs of one weekday in two following weeks, one on and one off: mean of the paired
 * differences with Student's interval (Bojinov, Simchi-Levi & Zhao 2023 call the design a switchback). Only pairs whose
 * days are both over and open count: a closed day has no entry. Fewer than two pairs → undefined; below seven, `unknown`.
 * Worked: differences 10, 20, 30 → 20 [−4.8, 44.8].
 */
export function measureSwitchback(input: {
  seed: string;
  startOn: string;
  /** Last business day that is over. */
  until: string;
  /** Net sales by business day, or what share of the day's tables had the set. */
  byDay: ReadonlyMap<string, number>;
}): SwitchbackEffect | undefined {
  const differences: number[] = [];
  for (let day = input.startOn; addDays(day, WEEK) <= input.until; day = addDays(day, 1)) {
    if (daysBetween(input.startOn, day) % (2 * WEEK) >= WEEK) continue;
    const one = input.byDay.get(day);
    const other = input.byDay.get(addDays(day, WEEK));
    if (one === undefined || other === undefined) continue;
    differences.push(isOnDay({ seed: input.seed, startOn: input.startOn, day }) ? one - other : other - one);
  }
  const spread = standardDeviation(differences);
  if (spread === undefined) return undefined;
  const difference = mean(differences) ?? 0;
  const reach =
    (studentQuantile((1 + DEFAULT_CONFIDENCE) / 2, differences.length - 1) * spread) / Math.sqrt(differences.length);
  const isKnown = differences.length >= MIN_DAY_PAIRS && spread > 0 && Math.abs(difference) > reach;
  return {
    pairs: differences.length,
    difference,
    ci: [difference - reach, difference + reach],
    direction: isKnown ? (difference > 0 ? 'more' : 'less') : 'unknown',
  };
}
