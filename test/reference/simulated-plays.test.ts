import { describe, expect, it } from 'vitest';
import { computeNetAmount } from '../../src/modules/demo/simulation/basket.ts';
import { parseDay } from '../../src/modules/demo/simulation/calendar.ts';
import type { Profile } from '../../src/modules/demo/simulation/people.ts';
import { drawOnce, PURPOSE } from '../../src/modules/demo/simulation/random.ts';
import { computeVisitChance, type Offer } from '../../src/modules/demo/simulation/rhythm.ts';
import { createVisitOrder } from '../../src/modules/demo/simulation/simulate.ts';
import { createWorld, listProfiles, type World } from '../../src/modules/demo/simulation/world.ts';
import {
  assignArm,
  comparePairs,
  computeClock,
  decideVerdict,
  type MeasuredPerson,
  summariseArms,
} from '../../src/modules/plays/rules/index.ts';
import { mean, standardDeviation } from '../../src/shared/stats.ts';

/**
 * 500 plays (with DANGOL_PLAYS=500; the first 100 of them in every run, within wider bounds) in as many shops of the demo's generator, each person run twice with the same dice, with the offer and without:
 * the truth that a real shop never sees. In memory; the same figures on every run.
 */
const PLAYS = Number(process.env['DANGOL_PLAYS'] ?? 100);
const IS_WHOLE = PLAYS >= 500;
const START_ON = '2026-05-04';
const LAUNCH_ON = '2026-08-03';
const MEASURE_DAYS = 28;
const OFFER_MINOR = 3_000;
const TIMEOUT_MS = 600_000;
/** 500 draws of an honest 95 % interval are 475 ± 4.9, and 100 are 95 ± 2.2: three of these either way. */
const COVERAGE = IS_WHOLE ? { low: 0.93, high: 0.97 } : { low: 0.88, high: 1 };
const MOST_FALSE = IS_WHOLE ? 0.05 : 0.08;

interface Lived {
  preSpendMinor: number;
  /** Spend up to the end of each day of the window. */
  spendByDay: number[];
  cameBack: boolean;
}

/** Where a person stands on the evening of a day. */
interface Standing extends Lived {
  lastVisitDay: number;
  spentMinor: number;
}

interface Days {
  from: number;
  /** The day after the last. */
  until: number;
  offers: readonly Offer[] | undefined;
}

/** Lives on through some days from where she stands, which is left as it was. */
function liveOn(world: World, profile: Profile, before: Standing, { from, until, offers }: Days): Standing {
  const launch = parseDay(LAUNCH_ON);
  const standing = { ...before, spendByDay: [...before.spendByDay] };
  for (let day = Math.max(from, profile.joinedDay); day < until; day++) {
    const { lastVisitDay } = standing;
    const comes =
      profile.joinedDay === day ||
      drawOnce(world.seed, PURPOSE.visit, profile.index, day) <
        computeVisitChance(profile, { day, lastVisitDay, offers });
    if (comes) {
      const { lines } = createVisitOrder(world, { profile, lastVisitDay, day, offers });
      const net = computeNetAmount(lines);
      if (day < launch) standing.preSpendMinor += net;
      else {
        standing.spentMinor += net;
        standing.cameBack ||= lines.some((line) => line.kind !== 'void');
      }
      standing.lastVisitDay = day;
    }
    if (day >= launch) standing.spendByDay.push(standing.spentMinor);
  }
  return standing;
}

/** The same person with the offer and without: one life up to the evening she gets it, then two. */
function liveTwice(world: World, profile: Profile, offer: Offer): { with: Lived; without: Lived } {
  const until = parseDay(LAUNCH_ON) + MEASURE_DAYS;
  const before = liveOn(
    world,
    profile,
    { preSpendMinor: 0, spentMinor: 0, spendByDay: [], cameBack: false, lastVisitDay: profile.seedVisitDay ?? 0 },
    { from: parseDay(START_ON), until: offer.receivedDay + 1, offers: undefined },
  );
  const rest = { from: offer.receivedDay + 1, until };
  return {
    with: liveOn(world, profile, before, { ...rest, offers: [offer] }),
    without: liveOn(world, profile, before, { ...rest, offers: undefined }),
  };
}

const toPerson = ({ preSpendMinor, spendByDay, cameBack }: Lived): MeasuredPerson => ({
  preSpendMinor,
  spendMinor: spendByDay.at(-1) ?? 0,
  converted: cameBack,
});

interface SimulatedPlay {
  isHeldOut: boolean;
  with: Lived;
  without: Lived;
}

function simulatePlay(seed: number): SimulatedPlay[] {
  const world = createWorld({ seed, startOn: START_ON, today: LAUNCH_ON });
  const launch = parseDay(LAUNCH_ON);
  const offer: Offer = { receivedDay: launch - 1, valueMinor: OFFER_MINOR, couponCode: 'SIMULATED' };
  return listProfiles(world, launch - 1)
    .filter((profile) => profile.joinedDay < launch && profile.ownerIndex === profile.index)
    .map((profile) => {
      const arm = assignArm({
        playId: `simulated ${seed}`,
        playSeed: 'one',
        customerId: profile.person.personId,
        holdoutRate: 0.2,
      });
      return {
        isHeldOut: arm === 'holdout',
        ...liveTwice(world, profile, offer),
      };
    });
}

/** Whether somebody who looks every evening, and once more at the end, ever calls a play that does nothing a success. */
function everWorks(treated: readonly Lived[], holdout: readonly Lived[]): { daily: boolean; end: boolean } {
  const plannedSe = Math.hypot(
    ...[treated, holdout].map(
      (arm) =>
        (standardDeviation(arm.map((one) => one.preSpendMinor * (MEASURE_DAYS / 91))) ?? 0) / Math.sqrt(arm.length),
    ),
  );
  let daily = false;
  for (let day = 0; day < MEASURE_DAYS; day++) {
    const at = (one: Lived) => {
      const spendMinor = one.spendByDay[day] ?? 0;
      return { converted: spendMinor > 0, spendMinor };
    };
    const arms = summariseArms({ treated: treated.map(at), holdout: holdout.map(at) });
    const se = Math.hypot(...[arms.treated, arms.holdout].map(({ sd, n }) => sd / Math.sqrt(n)));
    const clock = computeClock({ se, plannedSe, daysCounted: day + 1, measureDays: MEASURE_DAYS });
    const { interim } = decideVerdict({
      ...arms,
      costMinor: 0,
      plannedEndOn: '2026-08-30',
      today: '2026-08-03',
      detectable: undefined,
      clock,
    });
    daily ||= interim === 'more';
  }
  const [end] = comparePairs([
    { key: 'treated', against: 'holdout', people: treated.map(toPerson), others: holdout.map(toPerson) },
  ]);
  return { daily, end: end?.direction === 'more' };
}

describe(`${PLAYS} simulated plays, held against the truth of the generator`, () => {
  it('covers the true effect as often as it says, CUPED as well and shorter; seldom calls nothing a success', {
    timeout: TIMEOUT_MS,
  }, () => {
    const covered = { spend: 0, cuped: 0, conversion: 0 };
    const widths = { spend: 0, cuped: 0 };
    const falseAlarms = { end: 0, everyDay: 0, either: 0 };
    let truths = 0;
    for (let seed = 1; seed <= PLAYS; seed++) {
      const people = simulatePlay(seed);
      const truth = {
        spend: mean(people.map((one) => (one.with.spendByDay.at(-1) ?? 0) - (one.without.spendByDay.at(-1) ?? 0))) ?? 0,
        conversion: mean(people.map((one) => Number(one.with.cameBack) - Number(one.without.cameBack))) ?? 0,
      };
      truths += truth.spend;
      const treated = people.filter((one) => !one.isHeldOut);
      const heldOut = people.filter((one) => one.isHeldOut).map((one) => one.without);
      const [result] = comparePairs([
        {
          key: 'treated',
          against: 'holdout',
          people: treated.map((one) => toPerson(one.with)),
          others: heldOut.map(toPerson),
        },
      ]);
      if (!result?.spend || !result.cuped || !result.conversion) throw new Error('a play without a comparison');
      const holds = ([low, high]: readonly [number, number], value: number) => low <= value && value <= high;
      covered.spend += Number(holds(result.spend.ci, truth.spend));
      covered.cuped += Number(holds(result.cuped.ci, truth.spend));
      covered.conversion += Number(holds(result.conversion.ci, truth.conversion));
      widths.spend += result.spend.ci[1] - result.spend.ci[0];
      widths.cuped += result.cuped.ci[1] - result.cuped.ci[0];

      const nothing = everWorks(
        treated.map((one) => one.without),
        heldOut,
      );
      falseAlarms.end += Number(nothing.end);
      falseAlarms.everyDay += Number(nothing.daily);
      falseAlarms.either += Number(nothing.end || nothing.daily);
    }
    console.info(
      `true effect ${Math.round(truths / PLAYS)} a head; covered: spend ${covered.spend}, CUPED ${covered.cuped}, conversion ${covered.conversion} of ${PLAYS}; ` +
        `CUPED's interval is ${((widths.cuped / widths.spend) * 100).toFixed(1)} % as long; false "worked": end ${falseAlarms.end}, every day ${falseAlarms.everyDay}, either ${falseAlarms.either}`,
    );
    expect(truths).toBeGreaterThan(0);
    for (const count of Object.values(covered)) {
      expect(count / PLAYS).toBeGreaterThanOrEqual(COVERAGE.low);
      expect(count / PLAYS).toBeLessThanOrEqual(COVERAGE.high);
    }
    expect(widths.cuped).toBeLessThan(widths.spend);
    for (const count of Object.values(falseAlarms)) expect(count / PLAYS).toBeLessThanOrEqual(MOST_FALSE);
  });
});
