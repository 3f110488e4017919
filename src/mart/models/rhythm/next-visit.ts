import { median } from '../../../shared/stats.ts';

/** MT-14: weight of the shop's rhythm, in gaps; the same as in the rules of module insights, which a test compares. */
const SHRINKAGE = 3;
/** MT-14: three visits are a rhythm of one's own. */
export const MIN_VISITS = 3;
const MIN_GAPS = MIN_VISITS - 1;
/** The latest gaps of a person that teach how far gaps stray: the daily guest alone must not set it. */
const GAPS_OF_PERSON = 3;
/** A gap counts once it would have been seen had it lasted this many intervals: short gaps come in first. */
const SEEN_AFTER_INTERVALS = 4;
/** MT-15: beyond so many of her intervals she rests, and a date would promise what nobody knows. */
export const RESTING_FROM = 3;
/** Beyond so many intervals somebody comes back to the shop, and no longer in her rhythm: the narrow range is not drawn out. */
const COMEBACK_FROM = 3 * RESTING_FROM;
/** ... but so much of the gaps that lasted as long as hers stays in. */
const KEPT_AT_LEAST = 0.7;
/** Fewer gaps say nothing of how far gaps stray. */
export const MIN_GAPS_OF_SHOP = 100;
/** Fewer gaps of people seen as often give no group of their own. */
const MIN_GAPS_OF_GROUP = 60;
/** Fewer past gaps that lasted at least as long as the present one are no ground for a date. */
const MIN_GAPS_LEFT = 20;
const TUNING_STEPS = 24;
/** A spread is stored with each fit: more points draw no finer line. */
const MOST_RATIOS = 401;

/** Gaps known of a person from which on she belongs to a group: the more, the closer her own interval. */
const GROUP_FROM = [MIN_GAPS, 4, 8] as const;

/** MT-14 with numbers of days: median of one's own gaps drawn to the shop's. Worked: own 14 of 9 gaps, shop 21 → 15.75. */
export function intervalOfGaps(gaps: readonly number[], shopMedianDays: number | null): number | undefined {
  const own = gaps.length >= MIN_GAPS ? median(gaps) : undefined;
  if (own === undefined) return shopMedianDays ?? undefined;
  if (shopMedianDays === null) return own;
  return (SHRINKAGE * shopMedianDays + gaps.length * own) / (SHRINKAGE + gaps.length);
}

/** How far gaps stray from the interval they were foreseen with, in people seen about as often. */
interface Group {
  /** Gap ÷ interval foreseen before it, rising; of many gaps 401 evenly spaced ones. */
  ratios: number[];
  /** Gaps they stand for. */
  gaps: number;
  /** Share left out at each end so that the middle, in whole days, held half of the past gaps; and nine in ten. */
  tails: { half: number; most: number };
}

/** What the shop's own past says of its guests' rhythms. */
export interface RhythmSpread {
  gaps: number;
  groups: Group[];
  /** How often the intervals held in the past they were made of, 0–1. */
  heldHalf: number;
  heldMost: number;
}

interface Sample {
  known: number;
  interval: number;
  gap: number;
}

/** Days since some day 0, rising, each once. */
export type VisitNumbers = readonly number[];

function gapsOf(visits: VisitNumbers): number[] {
  return visits.slice(1).map((day, at) => day - (visits[at] as number));
}

/** Gaps of one person that teach, each with the interval one would have foreseen before it. */
function samplesOf(visits: VisitNumbers, { until, shopMedianDays }: LearnFrom): Sample[] {
  const gaps = gapsOf(visits);
  const samples: Sample[] = [];
  for (let at = gaps.length - 1; at >= MIN_GAPS && samples.length < GAPS_OF_PERSON; at -= 1) {
    const interval = intervalOfGaps(gaps.slice(0, at), shopMedianDays) as number;
    const isSeen = (visits[at] as number) + SEEN_AFTER_INTERVALS * interval <= until;
    if (isSeen) samples.push({ known: at, interval, gap: gaps[at] as number });
  }
  return samples;
}

interface LearnFrom {
  /** Number of the last day that is known. */
  until: number;
  shopMedianDays: number | null;
}

/** Collects how far gaps stray, person by person, so that nobody has to hold everybody's visits at once. */
export class SpreadLearner {
  readonly #from: LearnFrom;
  readonly #samples: Sample[] = [];
  constructor(from: LearnFrom) {
    this.#from = from;
  }

  add(visits: VisitNumbers): void {
    this.#samples.push(...samplesOf(visits, this.#from));
  }

  /**
   * The spread, tuned so that half the past gaps fell into the inner interval and nine in ten into the outer one, counted
   * in whole days as they are shown. Undefined below 100 gaps: 아직 모릅니다.
   */
  finish(): RhythmSpread | undefined {
    const samples = this.#samples;
    if (samples.length < MIN_GAPS_OF_SHOP) return undefined;
    const all = groupOf(samples);
    let held = { half: 0, most: 0 };
    const groups = GROUP_FROM.map((from, at) => {
      const own = samples.filter(({ known }) => known >= from && known < (GROUP_FROM[at + 1] ?? Infinity));
      const group = own.length >= MIN_GAPS_OF_GROUP ? groupOf(own) : all;
      held = {
        half: held.half + coverage(own, withoutComebacks(group.ratios, 0), group.tails.half) * own.length,
        most: held.most + coverage(own, group.ratios, group.tails.most) * own.length,
      };
      return group;
    });
    return {
      gaps: samples.length,
      groups,
      heldHalf: held.half / samples.length,
      heldMost: held.most / samples.length,
    };
  }
}

function groupOf(samples: readonly Sample[]): Group {
  const all = samples.map(({ gap, interval }) => gap / interval).sort((a, b) => a - b);
  const ratios =
    all.length <= MOST_RATIOS
      ? all
      : Array.from({ length: MOST_RATIOS }, (_, at) => quantile(all, 0, at / (MOST_RATIOS - 1)));
  return {
    ratios,
    gaps: all.length,
    tails: {
      half: tune(samples, withoutComebacks(ratios, 0), 0.5),
      most: tune(samples, ratios, 0.9),
    },
  };
}

/**
 * The ratios without those of comebacks, cut so that enough of them stay from a place on. With comebacks after half a year
 * in it the narrow range lay late: of those who came within 90 days nearly four in ten came before it, and one in twelve after.
 */
function withoutComebacks(ratios: readonly number[], from: number): readonly number[] {
  const comeback = ratios.findIndex((ratio) => ratio > COMEBACK_FROM);
  if (comeback === -1) return ratios;
  return ratios.slice(0, Math.max(comeback, from + Math.ceil((ratios.length - from) * KEPT_AT_LEAST)));
}

const keptShare = (ratios: readonly number[], from: number) =>
  (withoutComebacks(ratios, from).length - from) / (ratios.length - from);

/**
 * The share to leave out at each end of the gaps that are left so that the narrow range holds as many of them, comebacks and
 * all, as it held when nobody had waited. Worked: a tail of .25 with all gaps kept; of those left .7 are → .143, and
 * .7 × (1 − 2 × .143) = .5 of them.
 */
function tailOfSurvivors(ratios: readonly number[], from: number, tail: number): number {
  return Math.max(0, (1 - ((1 - 2 * tail) * keptShare(ratios, 0)) / keptShare(ratios, from)) / 2);
}

/** The share to leave out at each end so that `wanted` of the past gaps fall between, by bisection. */
function tune(samples: readonly Sample[], ratios: readonly number[], wanted: number): number {
  let low = 0;
  let high = 0.5;
  for (let step = 0; step < TUNING_STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (coverage(samples, ratios, middle) > wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function coverage(samples: readonly Sample[], ratios: readonly number[], tail: number): number {
  if (samples.length === 0) return 0;
  const low = quantile(ratios, 0, tail);
  const high = quantile(ratios, 0, 1 - tail);
  let held = 0;
  for (const { gap, interval } of samples) {
    const [from, to] = wholeDays(low * interval, high * interval);
    if (gap >= from && gap <= to) held += 1;
  }
  return held / samples.length;
}

/** Quantile of a rising list from place `from` on, between neighbours. */
function quantile(ordered: readonly number[], from: number, share: number): number {
  const position = from + (ordered.length - 1 - from) * share;
  const below = ordered[Math.floor(position)] as number;
  const above = ordered[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}

/** Whole days between two ends; the nearest single day when none lies between. */
function wholeDays(low: number, high: number): [number, number] {
  const from = Math.ceil(low);
  const to = Math.floor(high);
  if (from <= to) return [from, to];
  const nearest = Math.round((low + high) / 2);
  return [nearest, nearest];
}

/** When somebody is expected, in days after her last visit. */
export interface NextVisit {
  expected: number;
  /** Holds half of those who come again, also of those who have waited long. */
  half: [number, number];
  /** Holds nine in ten of them. */
  most: [number, number];
}

/**
 * Where everybody keeps the same days no past gap lasted longer than usual, and who missed her turn, by more than the day that
 * days are counted to, is awaited at the next one. Worked: every 7 days, gone for 6 or 7 → by the 8th; for 8 → 14, 13 to 15.
 */
function foreseeTurn(interval: number, daysSinceLast: number): NextVisit {
  const earliest = daysSinceLast + 1;
  const turn = Math.ceil((earliest - 1) / interval) * interval;
  const notBefore = (day: number) => Math.max(day, earliest);
  const expected = notBefore(turn);
  return { expected, half: [expected, expected], most: [notBefore(turn - 1), notBefore(turn + 1)] };
}

/**
 * When somebody comes next, if she does, given that she has not come for `daysSinceLast` days (MT-14, as a range). Past
 * gaps that were shorter than hers already is say nothing any more. Undefined for who rests (MT-15, above 3 intervals), and
 * where too few past gaps lasted as long while gaps differ.
 * Worked: ratios .5, .75 … 1.5 evenly, interval 14, just been here → expected 14, half of them from about day 10 to 18.
 */
export function foreseeVisit(
  spread: RhythmSpread,
  { intervalDays, gaps, daysSinceLast }: { intervalDays: number; gaps: number; daysSinceLast: number },
): NextVisit | undefined {
  if (daysSinceLast > RESTING_FROM * intervalDays) return undefined;
  const place = GROUP_FROM.reduce((found, from, at) => (gaps >= from ? at : found), 0);
  const group = spread.groups[place];
  if (!group) return undefined;
  const { ratios, tails } = group;
  const gone = daysSinceLast / intervalDays;
  // The first past gap that lasted longer than this one already does, by bisection.
  let from = 0;
  let end = ratios.length;
  while (from < end) {
    const middle = (from + end) >> 1;
    if ((ratios[middle] as number) > gone) end = middle;
    else from = middle + 1;
  }
  if (((ratios.length - from) / ratios.length) * group.gaps < MIN_GAPS_LEFT) {
    const strayDays = (quantile(ratios, 0, 0.95) - quantile(ratios, 0, 0.05)) * intervalDays;
    return strayDays < 1 ? foreseeTurn(Math.round(intervalDays), daysSinceLast) : undefined;
  }
  const timely = withoutComebacks(ratios, from);
  const range = (of: readonly number[], tail: number): [number, number] => {
    const [low, high] = wholeDays(quantile(of, from, tail) * intervalDays, quantile(of, from, 1 - tail) * intervalDays);
    return [Math.max(low, daysSinceLast + 1), Math.max(high, daysSinceLast + 1)];
  };
  const half = range(timely, tailOfSurvivors(ratios, from, tails.half));
  const middle = Math.round(quantile(timely, from, 0.5) * intervalDays);
  return {
    // Whole days between two ends of less than a day may lie beside the middle.
    expected: Math.min(Math.max(middle, half[0]), half[1]),
    half,
    most: range(ratios, tails.most),
  };
}
