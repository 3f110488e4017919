import { computeNetAmount } from './basket.ts';
import type { DayNumber } from './calendar.ts';
import { formatDay, parseDay } from './calendar.ts';
import type { Profile } from './people.ts';
import { drawOnce, PURPOSE } from './random.ts';
import type { Offer } from './rhythm.ts';
import { computeVisitChance } from './rhythm.ts';
import { computeStateOn, createVisitOrder, indexOffers } from './simulate.ts';
import type { Reactions } from './types.ts';
import type { World } from './world.ts';
import { findProfile } from './world.ts';

/** What a group of people did in a window, per head. */
export interface GroupOutcome {
  people: number;
  /** Share (0–1) with at least one receipt that was not voided; 0 for nobody. */
  conversionRate: number;
  /** Sales less refunds and coupons, in won; 0 for nobody. */
  spendPerHeadMinor: number;
}

/** The true effect of an offer, which a real shop can only estimate. */
export interface TrueEffect {
  /** What the treated really did. */
  treated: GroupOutcome;
  /** What the same people would have done in the same days without the offer. */
  treatedWithoutOffer: GroupOutcome;
  /** What the people held out really did. */
  holdout: GroupOutcome;
  /** Difference of the first two: the average effect on the treated of what happened. */
  incrementalConversionRate: number;
  incrementalSpendPerHeadMinor: number;
  /** The same difference in expectation, before the dice fall: mean of 1 − Π(1 − chance of a day) with and without. */
  expectedIncrementalConversionRate: number;
}

export interface TruthQuestion {
  treatedPersonIds: Iterable<string>;
  holdoutPersonIds: Iterable<string>;
  /** First day counted. Offers the treated received from the day before on are the ones whose effect is asked for. */
  fromDay: string;
  /** Last day counted. */
  toDay: string;
  /** Everything that was sent, to anybody, up to `toDay`. */
  reactions: Reactions;
}

/**
 * The true effect of the offers of a window: the same world is run with and without them, with the same random numbers,
 * so that the difference is what the offers did and nothing else. People are counted as human beings: a person and her
 * second record are one; unknown ids are skipped.
 * Worked: 100 treated of whom 22 came, 12 of them anyway → incrementalConversionRate 0.10.
 * @throws AppError invalid_input when a day is no day
 */
export function computeTruth(world: World, question: TruthQuestion): TrueEffect {
  const firstDay = parseDay(question.fromDay);
  const lastDay = parseDay(question.toDay);
  const offers = indexOffers(world, question.reactions, lastDay);
  const { lastVisitDays } = computeStateOn(world, formatDay(firstDay - 1), question.reactions);
  const treated = listOwners(world, question.treatedPersonIds, lastDay);
  const holdout = listOwners(world, question.holdoutPersonIds, lastDay);

  const run = (profile: Profile, own: readonly Offer[] | undefined): PersonWindow => ({
    profile,
    lastVisitDay: lastVisitDays[profile.index] ?? 0,
    firstDay,
    lastDay,
    offers: own,
  });
  const withOffer = treated.map((profile) => run(profile, offers[profile.index]));
  const withoutOffer = treated.map((profile) =>
    run(
      profile,
      offers[profile.index]?.filter((offer) => offer.receivedDay < firstDay - 1),
    ),
  );
  const heldOut = holdout.map((profile) => run(profile, offers[profile.index]));

  const outcome = { with: computeOutcome(world, withOffer), without: computeOutcome(world, withoutOffer) };
  return {
    treated: outcome.with,
    treatedWithoutOffer: outcome.without,
    holdout: computeOutcome(world, heldOut),
    incrementalConversionRate: outcome.with.conversionRate - outcome.without.conversionRate,
    incrementalSpendPerHeadMinor: outcome.with.spendPerHeadMinor - outcome.without.spendPerHeadMinor,
    expectedIncrementalConversionRate:
      computeMean(withOffer.map(computeConversionChance)) - computeMean(withoutOffer.map(computeConversionChance)),
  };
}

interface PersonWindow {
  profile: Profile;
  lastVisitDay: DayNumber;
  firstDay: DayNumber;
  lastDay: DayNumber;
  offers: readonly Offer[] | undefined;
}

function listOwners(world: World, personIds: Iterable<string>, day: DayNumber): Profile[] {
  const owners = new Set<Profile>();
  for (const personId of personIds) {
    const profile = findProfile(world, personId, day);
    const owner = profile && world.population.profiles[profile.ownerIndex];
    if (owner) owners.add(owner);
  }
  return [...owners];
}

function computeOutcome(world: World, windows: readonly PersonWindow[]): GroupOutcome {
  const results = windows.map((window) => simulateWindow(world, window));
  return {
    people: windows.length,
    conversionRate: computeMean(results.map((result) => (result.cameBack ? 1 : 0))),
    spendPerHeadMinor: computeMean(results.map((result) => result.spendMinor)),
  };
}

function simulateWindow(world: World, window: PersonWindow): { cameBack: boolean; spendMinor: number } {
  const { profile, offers } = window;
  let { lastVisitDay } = window;
  let cameBack = false;
  let spendMinor = 0;
  for (let day = window.firstDay; day <= window.lastDay; day++) {
    const chance = computeVisitChance(profile, { day, lastVisitDay, offers });
    if (drawOnce(world.seed, PURPOSE.visit, profile.index, day) >= chance) continue;
    const { lines } = createVisitOrder(world, { profile, lastVisitDay, day, offers });
    cameBack ||= lines.some((line) => line.kind !== 'void');
    spendMinor += computeNetAmount(lines);
    lastVisitDay = day;
  }
  return { cameBack, spendMinor };
}

/** Chance of at least one visit; exact, because up to the first visit nothing else can change. Voids are left aside. */
function computeConversionChance({ profile, lastVisitDay, firstDay, lastDay, offers }: PersonWindow): number {
  let stayedAway = 1;
  for (let day = firstDay; day <= lastDay; day++) {
    stayedAway *= 1 - computeVisitChance(profile, { day, lastVisitDay, offers });
  }
  return 1 - stayedAway;
}

function computeMean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
