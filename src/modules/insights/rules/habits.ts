import { AppError } from '../../../shared/errors.ts';
import { DAYPART_KEYS, type DaypartKey } from '../contract/kinds.ts';

/** Fewer visits make no habit; then we say nothing. */
export const MIN_VISITS_FOR_HABIT = 3;
/** Share of visits that must fall on one weekday, hour or daypart before we call it usual. */
export const USUAL_SHARE = 0.4;
/** Share of visits in which an item must have been ordered before we call it usual. */
export const USUAL_ITEM_SHARE = 0.3;
/** Ordered once is not usual, however few the visits. */
const MIN_ORDERS_OF_USUAL_ITEM = 2;
/** Fewer lines of an item say nothing of how she has it. */
const MIN_LINES_FOR_OPTION = 3;
/** Share of an item's lines that must have the same options before we call them usual. */
const USUAL_OPTION_SHARE = 0.6;
/** More than a cashier reads in a glance. */
const MAX_USUAL_ITEMS = 3;

const HOURS = 24;
const DAYS = 7;

export interface Daypart {
  key: DaypartKey;
  /** First whole hour, 0–23, on the shop's clock. */
  fromHour: number;
  /** Hour at which the next one begins; lower than `fromHour` when it runs over midnight. */
  toHour: number;
}

/** Dayparts of a restaurant, covering the whole clock without overlap (domain §3.6); a shop may bring its own. */
export const DAYPARTS: readonly Daypart[] = [
  { key: 'morning', fromHour: 5, toHour: 11 },
  { key: 'lunch', fromHour: 11, toHour: 15 },
  { key: 'break', fromHour: 15, toHour: 17 },
  { key: 'dinner', fromHour: 17, toHour: 21 },
  { key: 'night', fromHour: 21, toHour: 5 },
];

/** The daypart an hour (0–23) belongs to; undefined when the shop's own list leaves a gap there. Worked: 18 → dinner. */
export function findDaypart(hour: number, dayparts: readonly Daypart[] = DAYPARTS): DaypartKey | undefined {
  return dayparts.find(({ fromHour, toHour }) =>
    fromHour < toHour ? hour >= fromHour && hour < toHour : hour >= fromHour || hour < toHour,
  )?.key;
}

/** One visit on the shop's clock. */
export interface VisitTime {
  /** ISO weekday of the business day, 1 Monday – 7 Sunday: an order at 01:30 belongs to the evening before (MT-06). */
  weekday: number;
  /** 0–23. */
  hour: number;
}

interface Share {
  /** Visits that fit. */
  count: number;
  /** count ÷ all visits, 0–1. */
  share: number;
}

/** When a person usually comes; each part only if it holds, and `n` the visits it stands on. */
export interface UsualHour {
  n: number;
  weekday?: Share & { value: number };
  /** Middle of the best three-hour stretch. */
  hour?: Share & { value: number };
  daypart?: Share & { value: DaypartKey };
}

/** Two Tuesdays and two Fridays make neither the usual day. */
function isTied(counts: readonly number[]): boolean {
  const highest = Math.max(...counts);
  return counts.indexOf(highest) !== counts.lastIndexOf(highest);
}

/** The fullest slot when at least three visits and two fifths of them fall there; the earliest of equals. */
function usualOf(counts: readonly number[], n: number): (Share & { value: number }) | undefined {
  let best = 0;
  for (const [slot, count] of counts.entries()) if (count > (counts[best] ?? 0)) best = slot;
  const count = counts[best] ?? 0;
  if (n < MIN_VISITS_FOR_HABIT || count / n < USUAL_SHARE) return undefined;
  return { value: best, count, share: count / n };
}

/**
 * Usual weekday, hour and daypart of a person, each with its share; absent below three visits, below 40 % of them, or
 * when two weekdays (or dayparts) are equally full.
 * The hour is the middle of the fullest three-hour stretch around the clock (mode ± 1 h: 18:50 and 19:10 are one habit,
 * and so are 23:50 and 00:10); of equal stretches the one whose middle hour is fullest. O(n).
 * Worked: Fridays 18, 19, 19 and a Monday 12 → Friday 0.75, 19 h 0.75, dinner 0.75, n 4.
 * @throws AppError invalid_input when a weekday or an hour is off the clock
 */
export function computeUsualHour(visits: readonly VisitTime[], dayparts: readonly Daypart[] = DAYPARTS): UsualHour {
  const n = visits.length;
  const byWeekday = new Array<number>(DAYS).fill(0);
  const byHour = new Array<number>(HOURS).fill(0);
  const byDaypart = new Array<number>(DAYPART_KEYS.length).fill(0);
  for (const { weekday, hour } of visits) {
    if (!Number.isInteger(weekday) || weekday < 1 || weekday > DAYS) {
      throw new AppError('invalid_input', 'weekday must be 1 (Monday) to 7 (Sunday)');
    }
    if (!Number.isInteger(hour) || hour < 0 || hour >= HOURS) {
      throw new AppError('invalid_input', 'hour must be 0 to 23');
    }
    const daypart = findDaypart(hour, dayparts);
    const part = daypart === undefined ? -1 : DAYPART_KEYS.indexOf(daypart);
    byWeekday[weekday - 1] = (byWeekday[weekday - 1] ?? 0) + 1;
    byHour[hour] = (byHour[hour] ?? 0) + 1;
    if (part >= 0) byDaypart[part] = (byDaypart[part] ?? 0) + 1;
  }
  const weekday = isTied(byWeekday) ? undefined : usualOf(byWeekday, n);
  const hour = usualStretch(byHour, n);
  const daypart = isTied(byDaypart) ? undefined : usualOf(byDaypart, n);
  const daypartKey = daypart && DAYPART_KEYS[daypart.value];
  return {
    n,
    ...(weekday && { weekday: { ...weekday, value: weekday.value + 1 } }),
    ...(hour && { hour }),
    ...(daypart && daypartKey && { daypart: { ...daypart, value: daypartKey } }),
  };
}

function usualStretch(byHour: readonly number[], n: number): (Share & { value: number }) | undefined {
  const at = (hour: number) => byHour[(hour + HOURS) % HOURS] ?? 0;
  const stretches = byHour.map((_, hour) => at(hour - 1) + at(hour) + at(hour + 1));
  // A fraction of the middle hour decides between equal stretches, and is too small to overturn unequal ones.
  const ranked = stretches.map((count, hour) => count + at(hour) / (n + 1));
  const best = usualOf(ranked, n);
  const count = best && (stretches[best.value] ?? 0);
  if (best === undefined || count === undefined || count / n < USUAL_SHARE) return undefined;
  return { value: best.value, count, share: count / n };
}

/** How often an item was ordered by one person: visits in which it was, not portions. */
export interface ItemCount {
  itemId: string;
  name: string;
  /** How she usually has it (`computeUsualOption`): "2단계"; null when no way stands out. */
  option: string | null;
  visits: number;
}

export interface UsualItem extends ItemCount {
  /** Visits with the item ÷ all visits, 0–1. */
  share: number;
  /** All visits. */
  n: number;
}

/**
 * What a person usually has: at most three items ordered in at least 30 % of her visits and at least twice, the most
 * frequent first, equals by name. Below three visits → none. Worked: 10 visits, 마라탕 in 7, 콜라 in 3, 볶음밥 in 2 →
 * 마라탕 0.7, 콜라 0.3.
 */
export function computeUsualItems(itemCounts: readonly ItemCount[], visits: number): UsualItem[] {
  if (visits < MIN_VISITS_FOR_HABIT) return [];
  return itemCounts
    .filter((item) => item.visits >= MIN_ORDERS_OF_USUAL_ITEM && item.visits / visits >= USUAL_ITEM_SHARE)
    .map((item) => ({ ...item, share: item.visits / visits, n: visits }))
    .sort((a, b) => b.visits - a.visits || (a.name < b.name ? -1 : 1))
    .slice(0, MAX_USUAL_ITEMS);
}

/**
 * How a person usually has an item: the options, not empty, of at least 60 % of at least three of her lines of it; null
 * when there are none. One text a line, empty for a line without options. Worked: 2단계, 2단계, 3단계, 2단계, '' →
 * 3 of 5 = 0.6 → 2단계.
 */
export function computeUsualOption(options: readonly string[]): string | null {
  if (options.length < MIN_LINES_FOR_OPTION) return null;
  const counts = new Map<string, number>();
  for (const option of options) counts.set(option, (counts.get(option) ?? 0) + 1);
  const usual = [...counts].find(([option, count]) => option !== '' && count / options.length >= USUAL_OPTION_SHARE);
  return usual?.[0] ?? null;
}
