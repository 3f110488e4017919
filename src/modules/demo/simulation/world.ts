import { AppError } from '../../../shared/errors.ts';
import type { DayNumber } from './calendar.ts';
import { computeHistoryStart, formatDay, parseDay } from './calendar.ts';
import { computeDayDemand } from './demand.ts';
import type { Profile, ResponseKind } from './people.ts';
import { createDuplicate, createProfile, decideDuplicateDay } from './people.ts';
import { createStream, drawOnce, PURPOSE } from './random.ts';

/** Months of history a demo shop opens with. */
const HISTORY_MONTHS = 18;
/** Guests the shop has on the day the history starts. */
const BASE_PEOPLE = 620;
/** New people on an average day at the start, and how much of that the shop has gained a year later. */
const NEW_PEOPLE_PER_DAY = 3.9;
const ARRIVAL_GROWTH_PER_YEAR = 0.12;
/** About one message in a hundred is answered by "do not write to me again". */
const UNSUBSCRIBE_RATE = 0.01;

/** A demo shop: everything in it follows from these three values. The people are made when first needed and then kept. */
export interface World {
  seed: number;
  startDay: DayNumber;
  /** Last day of the history; it does not move when the demo is advanced. */
  todayDay: DayNumber;
  /** Memo of the people up to `populatedThroughDay`; read it through `listProfiles`. */
  population: { profiles: Profile[]; throughDay: DayNumber; dueDuplicates: Map<DayNumber, Profile[]> };
}

export interface WorldOptions {
  /** Any whole number; the same one gives the same shop. */
  seed: number;
  /** First business day of the history; by default 18 months before `today`. */
  startOn?: string | undefined;
  /** Last business day of the history. */
  today: string;
}

/**
 * Makes a demo shop. Nothing is simulated yet.
 * @throws AppError invalid_input when a day is no day, the seed no whole number, or `startOn` is after `today`
 */
export function createWorld({ seed, startOn, today }: WorldOptions): World {
  const startDay = parseDay(startOn ?? computeHistoryStart(today, HISTORY_MONTHS));
  const todayDay = parseDay(today);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new AppError('invalid_input', 'the seed is a whole number from 0');
  if (startDay > todayDay) throw new AppError('invalid_input', 'the history starts after it ends');
  const population = { profiles: [], throughDay: startDay - 1, dueDuplicates: new Map() };
  return { seed, startDay, todayDay, population };
}

/** Everybody whose record exists by this day, by index; may hold later people too, so compare `joinedDay`. */
export function listProfiles(world: World, throughDay: DayNumber): readonly Profile[] {
  const { population } = world;
  while (population.throughDay < throughDay) populateDay(world, ++population.throughDay);
  return population.profiles;
}

function populateDay(world: World, day: DayNumber): void {
  const { profiles, dueDuplicates } = world.population;
  if (day === world.startDay) for (let i = 0; i < BASE_PEOPLE; i++) addPerson(world, day, true);
  const years = (day - world.startDay) / 365;
  const mean = NEW_PEOPLE_PER_DAY * (1 + ARRIVAL_GROWTH_PER_YEAR * years) * computeDayDemand(day);
  const arrivals = createStream(world.seed, PURPOSE.arrivals, 0, day).poisson(mean);
  for (let i = 0; i < arrivals; i++) addPerson(world, day, false);
  for (const owner of dueDuplicates.get(day) ?? []) {
    owner.duplicate = { index: profiles.length, fromDay: day };
    profiles.push(createDuplicate(world.seed, owner, profiles.length, day));
  }
  dueDuplicates.delete(day);
}

function addPerson(world: World, day: DayNumber, isBase: boolean): void {
  const { profiles, dueDuplicates } = world.population;
  const profile = createProfile({ seed: world.seed, index: profiles.length, day, isBase });
  profiles.push(profile);
  const duplicateDay = decideDuplicateDay(world.seed, profile, day);
  if (duplicateDay === null) return;
  dueDuplicates.set(duplicateDay, [...(dueDuplicates.get(duplicateDay) ?? []), profile]);
}

/** What is really the matter with a person on a day: keeps her habit, has let it slide, or will never come again. */
export type LatentState = 'habit' | 'drifting' | 'gone';

/** The latent state of a profile on a day. */
export function decideLatentState(profile: Profile, day: DayNumber): LatentState {
  if (day < profile.driftsDay) return 'habit';
  return day < profile.goneDay ? 'drifting' : 'gone';
}

/** The truth about one person that the shop can only guess. */
export interface LatentPerson {
  /** The human being behind the record: its own id but for a duplicate. */
  ownerPersonId: string;
  state: LatentState;
  driftsOn: string;
  goneOn: string;
  meanIntervalDays: number;
  responds: ResponseKind;
}

/**
 * The truth about a person on a day; undefined when there is no such record yet.
 */
export function findLatentPerson(world: World, personId: string, day: string): LatentPerson | undefined {
  const profile = findProfile(world, personId, parseDay(day));
  const owner = profile && world.population.profiles[profile.ownerIndex];
  if (!profile || !owner) return undefined;
  return {
    ownerPersonId: owner.person.personId,
    state: decideLatentState(profile, parseDay(day)),
    driftsOn: formatDay(profile.driftsDay),
    goneOn: formatDay(profile.goneDay),
    meanIntervalDays: profile.meanIntervalDays,
    responds: profile.response.kind,
  };
}

/** The profile of an external customer id such as `P0001`; undefined when it is none or its record comes later. */
export function findProfile(world: World, personId: string, day: DayNumber): Profile | undefined {
  if (!/^P\d{4,}$/.test(personId)) return undefined;
  const profile = listProfiles(world, day)[Number(personId.slice(1)) - 1];
  return profile && profile.joinedDay <= day ? profile : undefined;
}

/**
 * Whether a person presses "unsubscribe" on the n-th message she gets (counted from 1); about one in a hundred do.
 * The same question always has the same answer. False for an id that is nobody.
 */
export function decideUnsubscribe(world: World, personId: string, messageNo: number): boolean {
  const index = /^P\d{4,}$/.test(personId) ? Number(personId.slice(1)) - 1 : undefined;
  return index !== undefined && drawOnce(world.seed, PURPOSE.unsubscribe, index, messageNo) < UNSUBSCRIBE_RATE;
}
