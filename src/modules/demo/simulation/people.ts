import type { DayNumber } from './calendar.ts';
import { computeInstant, formatDay } from './calendar.ts';
import type { MenuItem, MenuOption } from './menu.ts';
import { MENU, MENU_OPTIONS } from './menu.ts';
import type { PersonName } from './names.ts';
import { createName, createNameVariant } from './names.ts';
import type { Stream } from './random.ts';
import { createStream, PURPOSE } from './random.ts';
import type { SimulatedConsent, SimulatedConsentKind, SimulatedPerson } from './types.ts';

/** An item as one person always orders it. */
export interface Favourite {
  item: MenuItem;
  options: readonly MenuOption[];
}

/** How a person takes an offer. `never` does not care; the others come more readily for some days after it. */
export type ResponseKind = 'never' | 'mild' | 'strong';

/** A person with all that the shop cannot know. */
export interface Profile {
  index: number;
  person: SimulatedPerson;
  /** Index of the record that is really this human being; its own index but for a duplicate. */
  ownerIndex: number;
  /** Second record of the same human being and the day it exists from. */
  duplicate: { index: number; fromDay: DayNumber } | null;
  joinedDay: DayNumber;
  /** Base people: the last visit before the history; everybody else first comes on the day of joining. */
  seedVisitDay: DayNumber | null;
  meanIntervalDays: number;
  /** Shape of the gamma intervals; the higher, the more regular. */
  intervalShape: number;
  /** Sunday first, mean 1. */
  weekdayWeights: readonly number[];
  usualMinute: number;
  partySize: number;
  channel: 'in_store' | 'takeout' | 'phone';
  identifiedBy: 'phone' | 'app' | 'email';
  favourites: readonly Favourite[];
  /** From this day on the habit is broken and she comes far less often. */
  driftsDay: DayNumber;
  /** From this day on she never comes again of her own accord: moved, or through with the place. */
  goneDay: DayNumber;
  response: { kind: ResponseKind; dailyHazard: number; windowDays: number };
}

/** Who a record is made for: kind of arrival and place in the population. */
export interface Arrival {
  seed: number;
  index: number;
  day: DayNumber;
  /** True for people who were guests before the history starts. */
  isBase: boolean;
}

/** Share of new people who try the place once and are never seen again. */
const ONE_TIMER_RATE = 0.36;
const MEAN_INTERVAL_RANGE_DAYS = { low: 5, high: 60 } as const;
/** Median of the log-normal that mean intervals are drawn from, and its spread on the log scale. */
const INTERVAL_MEDIAN_DAYS = 12;
const INTERVAL_LOG_DEVIATION = 0.62;
const MEAN_HABIT_DAYS = 195;
const MEAN_DRIFT_DAYS = 900;
/** Share of people who come often and for long enough to end up in the books twice: about 60 of 3,000. */
const DUPLICATE_RATE = 0.047;

const DAYPARTS = [
  { weight: 30, minute: 12 * 60 + 20, deviation: 25 },
  { weight: 12, minute: 15 * 60 + 20, deviation: 50 },
  { weight: 45, minute: 18 * 60 + 50, deviation: 40 },
  { weight: 13, minute: 21 * 60 + 50, deviation: 45 },
] as const;

/** Draws a usual time of day (minutes) for a person or an anonymous order. */
export function drawMinute(stream: Stream): number {
  const daypart = DAYPARTS[stream.weightedIndex(DAYPARTS.map((part) => part.weight))] ?? DAYPARTS[0];
  return stream.normal(daypart.minute, daypart.deviation);
}

/** Makes one person out of (seed, index) alone. */
export function createProfile({ seed, index, day, isBase }: Arrival): Profile {
  const stream = createStream(seed, PURPOSE.profile, index, 0);
  const isOneTimer = !isBase && stream.chance(ONE_TIMER_RATE);
  const gender = stream.chance(0.56) ? 'female' : 'male';
  const name = createName(stream, gender);
  const joinedDay = isBase ? day - 1 - stream.integer(0, 300) : day;
  const meanIntervalDays = clamp(
    Math.exp(stream.normal(Math.log(INTERVAL_MEDIAN_DAYS), INTERVAL_LOG_DEVIATION)),
    MEAN_INTERVAL_RANGE_DAYS,
  );
  const habitDays = Math.max(
    meanIntervalDays * 2.5,
    stream.exponential(isBase ? MEAN_HABIT_DAYS * 1.3 : MEAN_HABIT_DAYS),
  );
  const driftsDay = isOneTimer ? day + 1 : day + Math.round(habitDays);
  const goneDay = isOneTimer ? day + 1 : driftsDay + Math.round(stream.exponential(MEAN_DRIFT_DAYS));
  const hasEmail = stream.chance(isOneTimer ? 0.22 : 0.71);
  const identifiedBy = hasEmail && stream.chance(0.25) ? 'app' : 'phone';
  return {
    index,
    person: {
      personId: formatPersonId(index),
      joinedOn: formatDay(joinedDay),
      name: name.family + name.given,
      phone: createPhone(stream, index),
      email: hasEmail ? createEmail(stream, name, index) : null,
      birthDate: stream.chance(0.42) ? createBirthDate(stream, day) : null,
      gender: stream.chance(0.5) ? gender : null,
      source: identifiedBy === 'app' ? 'web_email_community' : stream.chance(0.6) ? 'point_card' : 'it_system',
      consents: createConsents(stream, { hasEmail, isOneTimer, joinedDay }),
      duplicateOfPersonId: null,
    },
    ownerIndex: index,
    duplicate: null,
    joinedDay,
    seedVisitDay: isBase ? day - 1 - Math.floor(stream.next() * meanIntervalDays) : null,
    meanIntervalDays,
    intervalShape: stream.integer(2, 6),
    weekdayWeights: createWeekdayWeights(stream),
    usualMinute: drawMinute(stream),
    partySize: 1 + stream.weightedIndex([38, 36, 13, 10, 3]),
    channel: (['in_store', 'takeout', 'phone'] as const)[stream.weightedIndex([72, 17, 11])] ?? 'in_store',
    identifiedBy,
    favourites: createFavourites(stream),
    driftsDay,
    goneDay,
    response: createResponse(stream),
  };
}

/** Decides whether and when the same human being gets a second record; null for almost everybody. */
export function decideDuplicateDay(seed: number, profile: Profile, day: DayNumber): DayNumber | null {
  const stream = createStream(seed, PURPOSE.duplicate, profile.index, 0);
  const comesOften = profile.meanIntervalDays < 30 && profile.driftsDay - day > 90;
  if (!comesOften || !stream.chance(DUPLICATE_RATE)) return null;
  return day + stream.integer(10, 60);
}

/** The second record of a person: her name as another clerk wrote it, and other contact points. */
export function createDuplicate(seed: number, owner: Profile, index: number, day: DayNumber): Profile {
  const stream = createStream(seed, PURPOSE.duplicate, owner.index, 1);
  const name = splitFamilyName(owner.person.name);
  const { person } = owner;
  const shape = stream.weightedIndex(person.email === null ? [55, 45, 0] : [45, 30, 25]);
  const samePhone = shape === 0;
  const isEmailOnly = shape === 2;
  return {
    ...owner,
    index,
    person: {
      ...person,
      personId: formatPersonId(index),
      joinedOn: formatDay(day),
      name: createNameVariant(stream, name),
      phone: isEmailOnly ? null : samePhone ? person.phone : createLandline(stream, index),
      email: isEmailOnly ? person.email : null,
      birthDate: null,
      gender: null,
      source: isEmailOnly ? 'web_email_community' : 'call',
      consents: CONSENT_KINDS.map((kind) => ({ kind, state: 'absent', givenAt: null, method: null })),
      duplicateOfPersonId: person.personId,
    },
    ownerIndex: owner.index,
    duplicate: null,
    joinedDay: day,
    channel: isEmailOnly ? 'takeout' : 'phone',
    identifiedBy: isEmailOnly ? 'email' : 'phone',
  };
}

/** `P0001` for index 0. */
function formatPersonId(index: number): string {
  return `P${String(index + 1).padStart(4, '0')}`;
}

const CONSENT_KINDS: readonly SimulatedConsentKind[] = ['marketing_use', 'ad_email', 'ad_sms'];

function createConsents(
  stream: Stream,
  { hasEmail, isOneTimer, joinedDay }: { hasEmail: boolean; isOneTimer: boolean; joinedDay: DayNumber },
): SimulatedConsent[] {
  const wasAsked = stream.chance(isOneTimer ? 0.6 : 0.93);
  const likesAdvertising = wasAsked && stream.chance(hasEmail ? 0.88 : 0.5);
  const method = stream.pick(hasEmail ? (['tablet', 'web', 'web'] as const) : (['tablet', 'paper', 'phone'] as const));
  const givenAt = computeInstant(joinedDay, stream.integer(11 * 60 + 30, 21 * 60), stream.integer(0, 59));
  const grantRate = { marketing_use: 1, ad_email: hasEmail ? 0.92 : 0, ad_sms: 0.6 };
  return CONSENT_KINDS.map((kind) => {
    const isAsked = wasAsked && (kind !== 'ad_email' || hasEmail);
    const isGranted = likesAdvertising && stream.chance(grantRate[kind]);
    if (!isAsked) return { kind, state: 'absent', givenAt: null, method: null };
    return { kind, state: isGranted ? 'granted' : 'refused', givenAt, method };
  });
}

function createResponse(stream: Stream): Profile['response'] {
  const kind = (['never', 'mild', 'strong'] as const)[stream.weightedIndex([35, 40, 25])] ?? 'never';
  const [low, high] = { never: [0, 0], mild: [0.007, 0.019], strong: [0.026, 0.068] }[kind] as [number, number];
  return { kind, dailyHazard: low + (high - low) * stream.next(), windowDays: stream.integer(10, 14) };
}

function createFavourites(stream: Stream): Favourite[] {
  const favourites: Favourite[] = [];
  const count = stream.integer(2, 4);
  const candidates = MENU.filter((item) => item.role === 'main' || item.role === 'dish');
  const weights = candidates.map((item) => item.popularity);
  while (favourites.length < count) {
    const item = candidates[stream.weightedIndex(weights)];
    // A person comes for something to eat on her own, so the first favourite is always a main.
    const fits = item && (favourites.length > 0 || item.role === 'main');
    if (fits && !favourites.some((known) => known.item === item))
      favourites.push({ item, options: drawOptions(stream, item) });
  }
  return favourites;
}

/** Draws how an item is ordered: always a spice grade where there is one, sometimes toppings or a double portion. */
export function drawOptions(stream: Stream, item: MenuItem): MenuOption[] {
  const options: MenuOption[] = [];
  for (const group of item.optionGroups) {
    const choices = MENU_OPTIONS[group];
    if (group === 'spice') {
      const grade = choices[stream.weightedIndex([24, 42, 24, 10])];
      if (grade) options.push(grade);
    } else if (stream.chance(group === 'topping' ? 0.45 : 0.18)) options.push(stream.pick(choices));
  }
  return options;
}

function createWeekdayWeights(stream: Stream): number[] {
  const USUAL_WEIGHT = 6;
  const weights = [1, 1, 1, 1, 1, 1, 1];
  const usualDays = stream.integer(1, 3);
  for (let i = 0; i < usualDays; i++) weights[stream.weightedIndex([12, 9, 9, 10, 11, 15, 14])] = USUAL_WEIGHT;
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / 7;
  return weights.map((weight) => weight / mean);
}

/** 010-0xxx and 010-1xxx are not given out in Korea, so nobody can be rung up by accident. */
function createPhone(stream: Stream, index: number): string {
  const SPREAD = 7919;
  const kind = stream.weightedIndex([94, 4, 2]);
  if (kind === 1) return createLandline(stream, index);
  const tail = String((index * SPREAD) % 10_000).padStart(4, '0');
  const head = String(Math.floor(index / 10_000) * 7 + stream.integer(0, 6) + 100 * stream.integer(0, 9)).padStart(
    4,
    '0',
  );
  return kind === 2 ? `0507-${head}-${tail}` : `010-${head}-${tail}`;
}

/** Seoul numbers that start with 1 belong to services, never to a line at home. */
function createLandline(stream: Stream, index: number): string {
  return `02-10${stream.integer(10, 99)}-${String(index % 10_000).padStart(4, '0')}`;
}

/** Addresses in the domains RFC 2606 sets aside, which no mail can ever reach. */
function createEmail(stream: Stream, { romanGiven }: PersonName, index: number): string {
  return `${romanGiven}${index + 1}@${stream.pick(['example.com', 'example.net', 'example.org'])}`;
}

function createBirthDate(stream: Stream, day: DayNumber): string {
  const age = clamp(stream.normal(33, 11), { low: 16, high: 75 });
  return formatDay(day - Math.round(age * 365.25) - stream.integer(0, 364));
}

function splitFamilyName(whole: string): PersonName {
  const familyLength = whole.length - 2;
  return { family: whole.slice(0, familyLength), given: whole.slice(familyLength), romanGiven: '' };
}

function clamp(value: number, { low, high }: { low: number; high: number }): number {
  return Math.min(high, Math.max(low, value));
}
