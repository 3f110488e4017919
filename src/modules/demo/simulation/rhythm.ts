import type { DayNumber } from './calendar.ts';
import { computeWeekday } from './calendar.ts';
import { computeDayLevel } from './demand.ts';
import type { Profile } from './people.ts';
import { decideLatentState } from './world.ts';

/** Someone whose habit is broken still comes at this share of her old rate. */
const DRIFTING_RATE_SHARE = 0.11;
/** Someone who is gone, one-timers too, lets an offer tempt her only this much. */
const GONE_TEMPTATION_SHARE = 0.1;
/** The offer that `dailyHazard` of a profile is meant for; smaller ones tempt less, larger ones hardly more. */
const REFERENCE_OFFER_MINOR = 5000;
const HALF_TEMPTING_OFFER_MINOR = 2000;
/** A message without an offer is still a reminder. */
const REMINDER_STRENGTH = 0.25;
/** Every further message within this time tempts less. */
const FATIGUE_DAYS = 60;
const FATIGUE_FACTOR = 0.8;

/** An offer by day number, as the day loop needs it. */
export interface Offer {
  receivedDay: DayNumber;
  valueMinor: number;
  couponCode: string | null;
}

/**
 * Cumulative hazard of an Erlang interval (gamma with a whole shape), −ln S(x), where S(x) = e^(−kx) Σ_{j<k} (kx)^j / j!
 * and x is the time in mean intervals. Worked: k = 1, x = 2 → 2.
 */
export function computeErlangHazard(shape: number, x: number): number {
  if (x <= 0) return 0;
  const scaled = shape * x;
  let term = 1;
  let sum = 1;
  for (let j = 1; j < shape; j++) {
    term *= scaled / j;
    sum += term;
  }
  return scaled - Math.log(sum);
}

/** How much the offers a person holds add to her daily hazard, before weekday and holiday; 0 without a live one. */
function computeTemptation(
  profile: Profile,
  day: DayNumber,
  lastVisitDay: DayNumber,
  offers: readonly Offer[],
): number {
  const offer = findLiveOffer(profile, day, lastVisitDay, offers);
  if (!offer) return 0;
  const earlier = offers.filter(
    (other) => other.receivedDay < offer.receivedDay && other.receivedDay > offer.receivedDay - FATIGUE_DAYS,
  );
  const saturation = (value: number) => value / (value + HALF_TEMPTING_OFFER_MINOR);
  const worth = saturation(offer.valueMinor) / saturation(REFERENCE_OFFER_MINOR);
  const strength = REMINDER_STRENGTH + (1 - REMINDER_STRENGTH) * worth;
  const gone = decideLatentState(profile, day) === 'gone' ? GONE_TEMPTATION_SHARE : 1;
  return profile.response.dailyHazard * strength * gone * FATIGUE_FACTOR ** earlier.length;
}

/** The latest offer that is still in its window and has not been followed by a visit yet. */
export function findLiveOffer(
  profile: Profile,
  day: DayNumber,
  lastVisitDay: DayNumber,
  offers: readonly Offer[],
): Offer | undefined {
  let latest: Offer | undefined;
  for (const offer of offers) {
    const isLive =
      day > offer.receivedDay &&
      day <= offer.receivedDay + profile.response.windowDays &&
      lastVisitDay <= offer.receivedDay;
    if (isLive && (!latest || offer.receivedDay > latest.receivedDay)) latest = offer;
  }
  return latest;
}

/**
 * Chance (0–1) that a person comes on a day, given her latest visit and the offers she holds.
 * Gamma intervals as a day-by-day hazard, times her weekday and the holiday; 0 on a day the shop is shut.
 */
export function computeVisitChance(
  profile: Profile,
  { day, lastVisitDay, offers }: { day: DayNumber; lastVisitDay: DayNumber; offers: readonly Offer[] | undefined },
): number {
  const state = decideLatentState(profile, day);
  let hazard = 0;
  if (state === 'habit') {
    const { intervalShape, meanIntervalDays } = profile;
    const sinceDays = day - lastVisitDay;
    hazard =
      computeErlangHazard(intervalShape, sinceDays / meanIntervalDays) -
      computeErlangHazard(intervalShape, (sinceDays - 1) / meanIntervalDays);
  } else if (state === 'drifting') hazard = DRIFTING_RATE_SHARE / profile.meanIntervalDays;
  if (offers) hazard += computeTemptation(profile, day, lastVisitDay, offers);
  if (hazard === 0) return 0;
  return 1 - Math.exp(-hazard * (profile.weekdayWeights[computeWeekday(day)] ?? 1) * computeDayLevel(day));
}
