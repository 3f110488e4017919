import type { Db } from '../platform/db.ts';
import { CLOSED_DAYS, DAYS_SINCE_LAST, LAPSE_RATIO, LAPSE_STATE, mayBeSentAds, SHOWN_PHONE } from './fragments.ts';
import { defineQuery } from './query.ts';
import { COUNTED_SINCE, zShopSpans } from './wrong-clock.ts';

const counted = { countedSince: COUNTED_SINCE };

/** An item somebody usually has. */
export interface UsualItemFact {
  itemId: string;
  name: string;
  /** How she mostly has it (`2단계`); null when no way stands out. */
  option: string | null;
  visits: number;
  share: number;
}

/** Facts of one person and of the shop around her; undefined when she never visited. */
export async function findPersonFacts(db: Db, workspaceId: string, customerId: string) {
  return db
    .selectFrom('mart.customerFact')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .executeTakeFirst();
}

/** Visits and the last of them, of some people; those who never came are left out. */
export async function listPersonVisits(db: Db, workspaceId: string, customerIds: readonly string[]) {
  if (customerIds.length === 0) return [];
  return db
    .selectFrom('mart.customerFact')
    .select(['customerId', 'visits', 'lastVisitOn'])
    .where('workspaceId', '=', workspaceId)
    .where('customerId', 'in', [...customerIds])
    .execute();
}

/** What the mart knows of the shop, and when it was last brought up to date; undefined before the first build. */
export async function findShopFacts(db: Db, workspaceId: string) {
  return db.selectFrom('mart.shopFact').selectAll().where('workspaceId', '=', workspaceId).executeTakeFirst();
}

/** Long times without any order (decision 0029), rising: their first and last days. Empty before the first build. */
export async function listClosures(db: Db, workspaceId: string): Promise<{ from: string; to: string }[]> {
  const spans = zShopSpans.parse((await findShopFacts(db, workspaceId))?.closures ?? []);
  return spans.filter(({ isWrongClock }) => !isWrongClock);
}

/** One visit: its business day, its orders and what was spent after refunds. */
export interface VisitDay {
  visitedOn: string;
  orders: number;
  netMinor: number;
}
const visitDays = defineQuery<VisitDay, 'workspaceId' | 'customerId' | 'today' | 'limit'>('visit_days', counted);
/** The latest visits of one person, newest first. */
export const listVisitDays = visitDays.run;

/** Scores and segment of one person over the last 365 days (MT-10..12). */
export interface RfmRow {
  customerId: string;
  recencyDays: number;
  frequency: number;
  monetaryMinor: number;
  r: number;
  f: number;
  m: number;
  segment: string;
}
/** RFM as a part of other statements too; `listRfm` runs it. */
export const rfmQuery = defineQuery<RfmRow, 'workspaceId' | 'today'>('rfm');
/** What one person is scored by: days since her last visit, visits and net spend of the last 365 days; no row for a stranger. */
export const findRfmMeasures = defineQuery<
  Pick<RfmRow, 'recencyDays' | 'frequency' | 'monetaryMinor'>,
  'workspaceId' | 'customerId' | 'today'
>('rfm_person').run;
/** RFM of everybody who ever visited; no order. */
export const listRfm = rfmQuery.run;

/** A person behind her rhythm, in clear: whoever asks masks and logs. */
export interface RestingRow {
  customerId: string;
  name: string;
  phone: string | null;
  visits: number;
  lastVisitOn: string;
  ownIntervalDays: number | null;
  intervalDays: number;
  worthPerMonthMinor: number;
  usualItems: UsualItemFact[];
  daysSinceLast: number;
  /** Of them, days of a long closure: the ratio leaves them out. */
  closedDays: number;
  lapseRatio: number;
  lapse: string;
  mayEmail: boolean;
}
const restingMarkers = {
  phone: SHOWN_PHONE,
  mayEmail: mayBeSentAds('email'),
  daysSinceLast: DAYS_SINCE_LAST,
  closedDays: CLOSED_DAYS,
  lapseRatio: LAPSE_RATIO,
  lapseState: LAPSE_STATE,
};
/** People in some lapse states, by worth a month; `after…` continues a page. */
export const listRestingRows = defineQuery<
  RestingRow,
  'workspaceId' | 'today' | 'minVisits' | 'states' | 'afterId' | 'afterWorthMinor' | 'limit'
>('resting', restingMarkers).run;

/** People in one lapse state, what they spent a month together (minor units), and how many may be written to by e-mail. */
export interface RestingTotal {
  lapse: string;
  people: number;
  worthPerMonthMinor: number;
  mayEmail: number;
}
/** People and their worth a month by lapse state; states nobody is in are absent. */
export const listRestingTotals = defineQuery<RestingTotal, 'workspaceId' | 'today' | 'minVisits'>(
  'resting_total',
  restingMarkers,
).run;

/** The shop over some days (MT-03, MT-13, MT-44); money in minor units, net of refunds. */
export interface OverviewRow {
  orders: number;
  identifiedOrders: number;
  netMinor: number;
  identifiedNetMinor: number;
  covers: number;
  coversNetMinor: number;
  visitors: number;
  repeaters: number;
  newPeople: number;
  cohort: number;
  cohortReturned: number;
  customers: number;
}
const overview = defineQuery<OverviewRow, 'workspaceId' | 'today' | 'days'>('overview');
/** The shop over some days up to today. */
export async function getOverviewRow(db: Db, parameters: { workspaceId: string; today: string; days: number }) {
  const [row] = await overview.run(db, parameters);
  if (!row) throw new Error('overview has always one row');
  return row;
}

/** What one person is scored by before a date; money in minor units. */
export interface RfmAsOfRow {
  customerId: string;
  recencyDays: number;
  orders: number;
  visits: number;
  grossMinor: number;
  netMinor: number;
}
/** Recency, frequency and spend of everybody before a date, from the orders themselves; no order. */
export const listRfmAsOf = defineQuery<RfmAsOfRow, 'workspaceId' | 'asOf'>('rfm_as_of', counted).run;

/** Something that happened with one person; `data` is as its kind has it. */
export interface TimelineRow {
  at: Date;
  kind: string;
  id: string;
  data: Record<string, unknown>;
}
/** What happened with one person, latest first, before the event (`beforeAt`, `beforeId`). */
export const listTimelineRows = defineQuery<
  TimelineRow,
  'workspaceId' | 'customerId' | 'phases' | 'beforeAt' | 'beforeId' | 'limit'
>('timeline').run;
