import { addDays, addMonths } from '../../../shared/time.ts';
import type { ProgrammeSettings } from '../contract/programme.ts';

/** A sale as the rules of earning see it. */
export interface CountedSale {
  /** What counts of the bill, minor units, before refunds and without excluded groups; null when only a visit is known. */
  billMinor: number | null;
  /** Pieces of the items that earn a stamp; 0 when the sale does not say. */
  items: number;
  /** The guest's level. */
  tierKey: string | null;
}

const BASIS = 10_000;

/**
 * Points or stamps of a sale (OP-52). Points: the rate of the level or of the programme, rounded to 1, 10 or 100; a visit
 * without a bill earns none. Stamps: one a visit, one for each full amount, or one for each item.
 * Worked: 12,000 at 500 basis points → 600; 12,000 with a stamp for each 5,000 → 2.
 */
export function computeEarned(settings: ProgrammeSettings, sale: CountedSale): number {
  const { billMinor } = sale;
  if (settings.unit === 'stamps') {
    const { per, amountMinor } = settings.stamps;
    if (per === 'visit') return billMinor === null || billMinor > 0 ? 1 : 0;
    if (per === 'item') return sale.items;
    return Math.floor(Math.max(0, billMinor ?? 0) / amountMinor);
  }
  const { rateBasisPoints, roundTo, rounding } = settings.points;
  const level = settings.tiers.levels.find(({ key }) => key === sale.tierKey);
  const product = Math.max(0, billMinor ?? 0) * (level?.rateBasisPoints ?? rateBasisPoints);
  const steps = product / (BASIS * roundTo);
  return (rounding === 'down' ? Math.floor(steps) : Math.round(steps)) * roundTo;
}

/**
 * What of `earned` stays when a part of the bill is given back: in proportion, rounded down, so that a refund in two parts
 * leaves what one refund leaves. A visit without a bill keeps all until everything is given back.
 * Worked: 600 of 12,000, 4,000 back → 400; then 8,000 more → 0; 10 of 3,000, 1,000 back → 6.
 */
export function computeKept(earned: number, billMinor: number | null, refundedMinor: number): number {
  if (refundedMinor <= 0) return earned;
  if (billMinor === null || refundedMinor >= billMinor) return 0;
  return Math.floor((earned * (billMinor - refundedMinor)) / billMinor);
}

/**
 * The least that a bill can have earned for `kept` of it to stay: turns `computeKept` round. Nothing kept → 0; only asked
 * where something of the bill stayed. Worked: 400 of 12,000 less 4,000 → 600; 6 of 3,000 less 1,000 → 9.
 */
export function computeEarnedOfKept(kept: number, billMinor: number | null, refundedMinor: number): number {
  if (kept === 0 || refundedMinor <= 0 || billMinor === null || refundedMinor >= billMinor) return kept;
  return Math.ceil((kept * billMinor) / (billMinor - refundedMinor));
}

/** Last day of use of what is earned on a day; null for ever. 2026-11-21 and 365 days → 2027-11-21. */
export function expiryOf(settings: ProgrammeSettings, day: string): string | null {
  const days = settings.unit === 'points' ? settings.points.expiresAfterDays : settings.stamps.expiresAfterDays;
  return days === null ? null : addDays(day, days);
}

/** Stamp cards: the ones that are full, and how far the one being filled is (second-card logic, OP-52). 23 of 10 → 2 full, 3. */
export function computeCards(stamps: number, cardSize: number): { full: number; onCard: number; missing: number } {
  const held = Math.max(0, stamps);
  const onCard = held % cardSize;
  return { full: Math.floor(held / cardSize), onCard, missing: cardSize - onCard };
}

/**
 * Whether so much can be used at once: points from the programme's least on, stamps as whole cards (OP-52); nothing at all
 * always. Worked: cards of 10 → 20 stamps yes, 15 no; a least of 1,000 → 1,000 points yes, 999 no.
 */
export function mayUse(
  settings: Pick<ProgrammeSettings, 'points' | 'stamps'>,
  { unit, amount }: { unit: 'points' | 'stamps'; amount: number },
): boolean {
  if (amount === 0) return true;
  return unit === 'points' ? amount >= settings.points.minUse : amount % settings.stamps.cardSize === 0;
}

/** The level of a person and the day until which it is kept. */
export interface KeptTier {
  tierKey: string;
  since: string;
  keepUntil: string;
}

/**
 * The level by what was earned within the window (OP-56): rises at once, and is kept to its day when less is earned.
 * Nothing reached and nothing kept → undefined. Worked: levels 1,000 and 5,000, earned 1,200, kept 5,000 until
 * 2027-01-31 → stays; on 2027-02-01 → the level of 1,000, kept from then.
 */
export function decideTier(
  settings: ProgrammeSettings,
  { earned, kept, today }: { earned: number; kept: KeptTier | undefined; today: string },
): KeptTier | undefined {
  const { levels, keepMonths } = settings.tiers;
  const sorted = [...levels].sort((a, b) => a.threshold - b.threshold);
  const reached = sorted.findLastIndex(({ threshold }) => earned >= threshold);
  const held = kept && kept.keepUntil >= today ? sorted.findIndex(({ key }) => key === kept.tierKey) : -1;
  if (kept && held > reached) return kept;
  const level = sorted[reached];
  if (!level) return undefined;
  // Reaching it again moves the day on.
  const since = kept?.tierKey === level.key ? kept.since : today;
  return { tierKey: level.key, since, keepUntil: addMonths(today, keepMonths) };
}

/** The next level and what is missing to it, in points or stamps and as a bill at the rate of today; undefined at the top. */
export function computeNextTier(
  settings: ProgrammeSettings,
  { earned, tierKey }: { earned: number; tierKey: string | null },
): { key: string; name: string; missing: number; billMinor: number | null } | undefined {
  const next = [...settings.tiers.levels]
    .sort((a, b) => a.threshold - b.threshold)
    .find(({ threshold }) => threshold > earned);
  if (!next) return undefined;
  const missing = next.threshold - earned;
  const level = settings.tiers.levels.find(({ key }) => key === tierKey);
  const rate = level?.rateBasisPoints ?? settings.points.rateBasisPoints;
  const billMinor = settings.unit === 'points' && rate > 0 ? Math.ceil((missing * BASIS) / rate) : null;
  return { key: next.key, name: next.name, missing, billMinor };
}
