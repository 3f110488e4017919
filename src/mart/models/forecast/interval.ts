import { weekdayOf } from '../../../shared/time.ts';
import type { Foreseen } from './accuracy.ts';

/** A day that was asked about at an earlier moment. `week`: how many weeks ahead it then lay, 0 for the first seven days. */
export interface TestedDay extends Foreseen {
  date: string;
  week: number;
}

/** What a forecast is multiplied with: eight days in ten came between. `low` is at most 1, `high` at least. */
export interface Range {
  low: number;
  high: number;
}

const TAIL = 0.1;
/** MT-89: from so many days of one weekday on they have a range of their own; below, a quantile would be one single day. */
export const MIN_OF_WEEKDAY = 12;
/** From so many days of one week ahead on it is known how much wider than the others they stray. */
export const MIN_OF_WEEK = 30;
/** Nothing is known of how days stray. */
const UNKNOWN: Range = { low: 0, high: 2 };

/**
 * How far days stray from what was foreseen, actual ÷ forecast: quantiles of the same weekday from 12 days on (MT-89), widened
 * or narrowed as days so many weeks ahead stray more or less than all, from 30 days on; of all days below. Days foreseen as
 * none tell nothing. Worked: nine days that came .6, .7 … 1.4 times as foreseen → .6 to 1.4.
 */
export function rangeOf(tested: readonly TestedDay[], { date, week }: Pick<TestedDay, 'date' | 'week'>): Range {
  const known = tested.filter(({ forecast }) => forecast > 0);
  const all = quantilesOf(known);
  if (!all) return UNKNOWN;
  const weekday = weekdayOf(date);
  const alike = known.filter((day) => weekdayOf(day.date) === weekday);
  const own = (alike.length >= MIN_OF_WEEKDAY && quantilesOf(alike)) || all;
  const asFar = known.filter((day) => day.week === week);
  const far = (asFar.length >= MIN_OF_WEEK && quantilesOf(asFar)) || all;
  const width = ({ low, high }: Range) => high - low;
  const stretch = width(all) > 0 ? width(far) / width(all) : 1;
  return {
    low: Math.max(0, Math.min(1, 1 + (own.low - 1) * stretch)),
    high: Math.max(1, 1 + (own.high - 1) * stretch),
  };
}

/** A tenth of days to come lies below and a tenth above, also where few are known: the k-th of n stands for k ÷ (n + 1). */
function quantilesOf(days: readonly TestedDay[]): Range | undefined {
  const ratios = days.map(({ actual, forecast }) => actual / forecast).sort((a, b) => a - b);
  if (ratios.length === 0) return undefined;
  const at = (share: number) => {
    const place = Math.min(Math.max(share * (ratios.length + 1) - 1, 0), ratios.length - 1);
    const below = ratios[Math.floor(place)] as number;
    const above = ratios[Math.ceil(place)] as number;
    return below + (above - below) * (place - Math.floor(place));
  };
  return { low: at(TAIL), high: at(1 - TAIL) };
}

/** So much wider at most: beyond it a range says nothing any more. */
const MOST_WIDER = 3;
/** A range that is a point would have to be widened without end. */
const LEAST_WIDTH = 0.01;

/** How much wider ranges have to be drawn to hold eight days in ten, 1 at least, and how often ranges drawn so held; null without any. */
export interface Calibration {
  widen: number;
  coverage: number | null;
}

/**
 * Quantiles of few days hold fewer of the next than of their own. Each moment is held against the range made of days asked
 * about at other moments: how much wider it would have had to be for each day, and eight in ten of those are what all are
 * drawn wider by (conformal prediction, Lei et al. 2018). Coverage is told of each moment with the width learnt from the others.
 * Worked: ranges from .9 to 1.1 and days that came .8 … 1.2 times as foreseen, evenly → drawn .82 to 1.18.
 */
export function calibrate(moments: readonly (readonly TestedDay[])[]): Calibration {
  const needs = moments.map((own) => {
    const dates = new Set(own.map(({ date }) => date));
    const others = moments.flatMap((moment) => (moment === own ? [] : moment.filter(({ date }) => !dates.has(date))));
    if (others.length === 0) return [];
    return own.flatMap((day) => (day.forecast > 0 ? [widthNeeded(day, rangeOf(others, day))] : []));
  });
  let held = 0;
  for (const own of needs) {
    const widen = widenBy(needs.flatMap((other) => (other === own ? [] : other)));
    held += own.filter((need) => need <= widen).length;
  }
  const all = needs.flat();
  return { widen: widenBy(all), coverage: all.length === 0 ? null : held / all.length };
}

function widthNeeded({ actual, forecast }: TestedDay, { low, high }: Range): number {
  const ratio = actual / forecast;
  return ratio < 1 ? (1 - ratio) / Math.max(LEAST_WIDTH, 1 - low) : (ratio - 1) / Math.max(LEAST_WIDTH, high - 1);
}

function widenBy(needs: readonly number[]): number {
  if (needs.length === 0) return 1;
  const place = Math.min(needs.length, Math.ceil((1 - 2 * TAIL) * (needs.length + 1))) - 1;
  const enough = needs.toSorted((a, b) => a - b)[place] as number;
  return Math.min(MOST_WIDER, Math.max(1, enough));
}

/** A range drawn wider on both sides; nothing less than none comes. */
export const widened = ({ low, high }: Range, by: number): Range => ({
  low: Math.max(0, 1 - (1 - low) * by),
  high: 1 + (high - 1) * by,
});
