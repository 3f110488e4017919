import type { Db } from '../platform/db.ts';
import { CLOSED_DAYS, DAYS_SINCE_LAST, LAPSE_STATE, LAPSE_STATE_BY_SHOP } from './fragments.ts';
import { listClosedDays } from './person-model/read.ts';
import { defineQuery } from './query.ts';

const markers = {
  lapseState: LAPSE_STATE,
  lapseByShop: LAPSE_STATE_BY_SHOP,
  daysSinceLast: DAYS_SINCE_LAST,
  closedDays: CLOSED_DAYS,
};

/** People in one lapse state; `state` null: no rhythm of one's own, below three visits (MT-14). */
export interface RegularState {
  state: string | null;
  people: number;
  /** Of them, with a value of the next twelve months. */
  valued: number;
  value12mMinor: number;
  visits12m: number;
}
/** People by lapse state as of `today`; a state nobody is in is absent. */
export const listRegularStates = defineQuery<RegularState, 'workspaceId' | 'today'>('regular_state', markers).run;

/** How many people are expected on each of the coming days: the sum of their chances, rounded; none on a day known to be closed. */
export async function listExpectedDays(
  db: Db,
  input: { workspaceId: string; today: string; days: number },
): Promise<{ day: string; people: number }[]> {
  return expectedDays.run(db, { ...input, closedDays: await listClosedDays(db, input) });
}
const expectedDays = defineQuery<{ day: string; people: number }, 'workspaceId' | 'today' | 'days' | 'closedDays'>(
  'regular_day',
);

/** A person with what the models say of her, in clear: whoever asks masks and logs. */
export interface RegularPerson {
  customerId: string;
  name: string;
  visits: number;
  firstVisitOn: string;
  lastVisitOn: string;
  daysSinceLast: number;
  /** Of them, days of a long closure, which the state leaves out. */
  closedDays: number;
  ownIntervalDays: number | null;
  intervalDays: number | null;
  state: string | null;
  usualWeekday: number | null;
  usualWeekdayVisits: number | null;
  usualHour: number | null;
  usualHourVisits: number | null;
  worthPerMonthMinor: number;
  model: string | null;
  pAlive: number | null;
  visits12m: number | null;
  value12mMinor: number | null;
  value12mLowMinor: number | null;
  value12mHighMinor: number | null;
  expectedNextOn: string | null;
  expectedHalfFromOn: string | null;
  expectedHalfToOn: string | null;
  expectedFromOn: string | null;
  expectedToOn: string | null;
  /** How many there are, beyond those listed. */
  allPeople: number;
}
/** People with so many visits or more, the most valuable first, at most `limit`. */
export const listRegularPeople = defineQuery<RegularPerson, 'workspaceId' | 'today' | 'minVisits' | 'limit'>(
  'regular_person',
  markers,
).run;

/** How far people of some days went: first → second → regular → lapsed. */
export interface Funnel {
  first: number;
  second: number;
  regular: number;
  /** Regulars who rest now. */
  lapsed: number;
  /** Who rests without having become a regular. */
  lostEarly: number;
}
const funnel = defineQuery<Funnel, 'workspaceId' | 'today' | 'days'>('funnel', markers);
/** The funnel of people who first came in the last days. */
export async function getFunnel(...input: Parameters<typeof funnel.run>): Promise<Funnel> {
  const [row] = await funnel.run(...input);
  return row ?? { first: 0, second: 0, regular: 0, lapsed: 0, lostEarly: 0 };
}

/** People by the source they became known by (MT-22). */
export interface Acquisition {
  source: string;
  people: number;
  cameAgain: number;
  regulars: number;
  netMinor: number;
  worthPerMonthMinor: number;
  value12mMinor: number;
}
/** People who first came in some days, by source, the largest first; empty where nobody did. */
export const listAcquisition = defineQuery<Acquisition, 'workspaceId' | 'today' | 'days'>('acquisition').run;

const identified = defineQuery<{ orders: number; identified: number }, 'workspaceId' | 'today' | 'days'>('identified');
/** Orders of some days, and those whose person is known: what every figure about people stands on (MT-03). */
export async function countIdentified(...input: Parameters<typeof identified.run>) {
  const [row] = await identified.run(...input);
  return row ?? { orders: 0, identified: 0 };
}
