import { AppError } from '../../../shared/errors.ts';
import { median } from '../../../shared/stats.ts';
import type { RfmSegment } from '../contract/kinds.ts';

/** 1 (lowest fifth) to 5 (highest fifth); 5 is always the good end. */
export type RfmScore = 1 | 2 | 3 | 4 | 5;
export type RfmMeasure = 'recency' | 'frequency' | 'monetary';

/** The segments as the shop says them; the screens have the same words in their locales, which a test compares. */
export const RFM_SEGMENT_NAMES: Readonly<Record<RfmSegment, { ko: string; en: string }>> = {
  champions: { ko: '최우수 단골', en: 'Champions' },
  loyal: { ko: '충성 단골', en: 'Loyal' },
  potential_loyalist: { ko: '단골 후보', en: 'Becoming regulars' },
  new: { ko: '새로 오신 분', en: 'New' },
  promising: { ko: '기대되는 분', en: 'Promising' },
  need_attention: { ko: '관심이 필요한 분', en: 'Need attention' },
  about_to_sleep: { ko: '뜸해지는 분', en: 'About to rest' },
  at_risk: { ko: '떠날까 걱정되는 분', en: 'At risk' },
  cant_lose: { ko: '놓치면 안 될 분', en: "Can't lose" },
  hibernating: { ko: '오신 지 오래된 분', en: 'Last here long ago' },
};

/** MT-11: with fewer people a fifth is a handful, and one visit more moves somebody a whole segment. */
export const RFM_MIN_PEOPLE_FOR_QUINTILES = 100;
/** MT-11: one value held by more than two fifths of all people swallows a whole quintile, so the cuts collapse. */
export const RFM_HEAVY_TIE_SHARE = 0.4;

/** Where scores 5, 4, 3 and 2 begin when quintiles cannot be used; below the last one the score is 1. */
export interface RfmThresholds {
  /** Days since the last visit, at most. */
  recencyDays: readonly [number, number, number, number];
  /** Visits in the window, at least. */
  frequencyVisits: readonly [number, number, number, number];
  /** Spend as a multiple of the shop's median person, at least; a multiple fits every currency and price level. */
  monetaryMedians: readonly [number, number, number, number];
}

/** MT-11 `[rule]`: for a place people come back to weekly to monthly; the shop's settings replace them. */
export const DEFAULT_RFM_THRESHOLDS: RfmThresholds = {
  recencyDays: [14, 30, 60, 120],
  frequencyVisits: [12, 6, 3, 2],
  monetaryMedians: [4, 2, 1, 0.5],
};

function toScore(fifth: number): RfmScore {
  if (fifth <= 1) return 1;
  if (fifth <= 2) return 2;
  if (fifth <= 3) return 3;
  return fifth <= 4 ? 4 : 5;
}

/**
 * Fifths 1–5 of the values, in the order given, a higher value scoring higher; equal values score equal, by their
 * average rank. For days since the last visit pass negated values. No values → empty. O(n log n).
 * MT-11: ceil(5·rank_avg/n); worked: [10, 20, 30, 40, 50] → [1, 2, 3, 4, 5], five equal values → all 3.
 * @throws AppError invalid_input when a value is not a number
 */
export function rfmQuintiles(values: readonly number[]): RfmScore[] {
  if (values.some((value) => Number.isNaN(value))) throw new AppError('invalid_input', 'every value must be a number');
  const n = values.length;
  const ordered = Float64Array.from(values).sort();
  const scoreOf = new Map<number, RfmScore>();
  for (let first = 0; first < n; ) {
    const value = ordered[first] as number;
    let next = first + 1;
    while (next < n && ordered[next] === value) next += 1;
    const averageRank = (first + 1 + next) / 2;
    scoreOf.set(value, toScore(Math.ceil((5 * averageRank) / n)));
    first = next;
  }
  return values.map((value) => scoreOf.get(value) as RfmScore);
}

function hasHeavyTies(values: readonly number[]): boolean {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const limit = values.length * RFM_HEAVY_TIE_SHARE;
  for (const count of counts.values()) if (count > limit) return true;
  return false;
}

/**
 * Scores one measure for all people of a shop, in the order given: quintiles, or fixed thresholds when there are fewer
 * than 100 people or one value is held by more than 40 % of them (MT-11); `method` says which, to be shown with the
 * scores. Recency in days since the last visit (fewer is better), frequency in visits, monetary in minor units.
 * No values → no scores. Worked: five people 3, 20, 45, 90, 400 days ago → 5, 4, 3, 2, 1 by thresholds.
 * @throws AppError invalid_input when a value is not a number
 */
export function scoreRfm({
  values,
  measure,
  thresholds = DEFAULT_RFM_THRESHOLDS,
}: {
  values: readonly number[];
  measure: RfmMeasure;
  thresholds?: RfmThresholds;
}): { scores: RfmScore[]; method: 'quintiles' | 'thresholds'; n: number } {
  // Recency counts backwards: negated, "higher is better" holds for all three measures.
  const oriented = measure === 'recency' ? values.map((days) => -days) : values;
  const n = values.length;
  if (n >= RFM_MIN_PEOPLE_FOR_QUINTILES && !hasHeavyTies(values)) {
    return { scores: rfmQuintiles(oriented), method: 'quintiles', n };
  }
  if (values.some((value) => Number.isNaN(value))) throw new AppError('invalid_input', 'every value must be a number');
  const starts = startsOf(measure, values, thresholds);
  const scores = oriented.map((value) => toScore(1 + starts.filter((start) => value >= start).length));
  return { scores, method: 'thresholds', n };
}

function startsOf(measure: RfmMeasure, values: readonly number[], thresholds: RfmThresholds): number[] {
  if (measure === 'recency') return thresholds.recencyDays.map((days) => -days);
  if (measure === 'frequency') return [...thresholds.frequencyVisits];
  // Free items and full refunds can make the median 0, and every multiple of it would be reached by spending nothing.
  const middle = Math.max(median(values) ?? 0, 1);
  return thresholds.monetaryMedians.map((multiple) => multiple * middle);
}

/** MT-12, rows R1–R5, columns F1–F5. */
const SEGMENT_MAP: Record<RfmScore, Record<RfmScore, RfmSegment>> = {
  1: { 1: 'hibernating', 2: 'hibernating', 3: 'at_risk', 4: 'at_risk', 5: 'cant_lose' },
  2: { 1: 'hibernating', 2: 'hibernating', 3: 'at_risk', 4: 'at_risk', 5: 'cant_lose' },
  3: { 1: 'about_to_sleep', 2: 'about_to_sleep', 3: 'need_attention', 4: 'loyal', 5: 'loyal' },
  4: { 1: 'promising', 2: 'potential_loyalist', 3: 'potential_loyalist', 4: 'loyal', 5: 'loyal' },
  5: { 1: 'new', 2: 'potential_loyalist', 3: 'potential_loyalist', 4: 'champions', 5: 'champions' },
};

/** Segment of a person from the recency and frequency scores; every one of the 25 cells has exactly one. MT-12; worked: R5 F5 → champions. */
export function rfmSegment(recency: RfmScore, frequency: RfmScore): RfmSegment {
  return SEGMENT_MAP[recency][frequency];
}
