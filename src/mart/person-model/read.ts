import type { Db } from '../../platform/db.ts';
import { holidayOn } from '../../shared/holidays.ts';
import { daysBetween } from '../../shared/time.ts';
import { learnClosedDays, openDayFrom } from '../models/closed-days.ts';
import {
  type Closure,
  findClosures,
  findDoubtfulStart,
  findFirstCounted,
  findSalesEnd,
  MOST_RESTED,
  openClock,
} from '../models/closures.ts';
import { MIN_OPEN_DAYS } from '../models/forecast/daily.ts';
import { defineQuery } from '../query.ts';

const DAY_MS = 86_400_000;
/** The number of a day: days since 1970-01-01. */
export const numberOfDay = (day: string) => Date.parse(`${day}T00:00:00Z`) / DAY_MS;
/** The day of a number. */
export const dayOfNumber = (number: number) => new Date(number * DAY_MS).toISOString().slice(0, 10);

/** One person's visits, rising, and what each brought (minor units, net). */
export interface VisitHistory {
  customerId: string;
  days: number[];
  amounts: number[];
}

const visitHistory = defineQuery<VisitHistory, 'workspaceId' | 'after' | 'customerIds' | 'since' | 'until' | 'limit'>(
  'visit_history',
);
const openDays = defineQuery<{ day: number }, 'workspaceId' | 'until'>('open_day');
const clockEvidence = defineQuery<{ isWrong: boolean }, 'workspaceId' | 'first'>('clock_evidence');

/** People held in memory at once. */
const PAGE = 5_000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Everybody who visited on the shop's `calendar` up to `until`, or only some; a page at a time, so that memory does not grow with the shop. */
export async function* streamVisits(
  db: Db,
  {
    workspaceId,
    calendar,
    until,
    customerIds,
  }: { workspaceId: string; calendar: ShopCalendar; until: string; customerIds: readonly string[] | null },
): AsyncGenerator<VisitHistory> {
  const since = calendar.firstDay === null ? until : dayOfNumber(calendar.firstDay);
  let after = BEFORE_ALL;
  for (;;) {
    const page = await visitHistory.run(db, { workspaceId, after, customerIds, since, until, limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.customerId;
  }
}

/** The shop's calendar up to a day, which is not over: when it was closed for long, and a clock that stands still meanwhile. */
export interface ShopCalendar {
  /** The first day with an order that counts. */
  firstDay: number | null;
  /** Days whose orders a wrong clock dated: they count for nothing. */
  setApart: Closure | null;
  closures: Closure[];
  /** Calendar number → number on the shop's own clock. */
  clock: (day: number) => number;
  /** Whether a day from `until` on is known to be closed; none is below 28 open days. */
  isClosed: (day: number) => boolean;
}

/** The shop's calendar up to `until`; of a shop without an order `firstDay` is null, and nothing is closed or set apart. */
export async function readCalendar(db: Db, workspaceId: string, until: string): Promise<ShopCalendar> {
  const [open, shop] = await Promise.all([
    openDays.run(db, { workspaceId, until }),
    db.selectFrom('workspace.shop').select('country').where('workspaceId', '=', workspaceId).executeTakeFirst(),
  ]);
  const days = open.map(({ day }) => day);
  const first = findFirstCounted(days) ?? (await findFirstByReceipts(db, workspaceId, days));
  const counted = first === undefined ? days : days.filter((day) => day >= first);
  const closures = findClosures(counted, numberOfDay(until));
  return {
    firstDay: counted[0] ?? null,
    setApart: first === undefined ? null : { from: days[0] as number, to: first - 1 },
    closures,
    clock: openClock(closures),
    isClosed: closedAhead(counted, { until: numberOfDay(until), country: shop?.country }),
  };
}

/** The first day that counts where days lie less than five years before all others, and the receipts say that a clock was wrong. */
async function findFirstByReceipts(db: Db, workspaceId: string, days: readonly number[]): Promise<number | undefined> {
  const first = findDoubtfulStart(days);
  if (first === undefined) return undefined;
  const [found] = await clockEvidence.run(db, { workspaceId, first: dayOfNumber(first) });
  return found?.isWrong ? first : undefined;
}

/** As `learnClosedDays` by the days before `until`, which is not over: it is open once something was sold. Learnt when first asked. */
function closedAhead(
  openDays: readonly number[],
  { until, country }: { until: number; country: string | undefined },
): (day: number) => boolean {
  const past = openDays.filter((day) => day < until);
  const first = past[0];
  if (first === undefined || past.length < MIN_OPEN_DAYS) return () => false;
  const open = new Set(past);
  const holidayOf = (day: string) => (country === 'KR' ? (holidayOn(day)?.key ?? null) : null);
  let causeOf: ReturnType<typeof learnClosedDays> | undefined;
  const known = new Map<number, boolean>();
  return (day) => {
    if (day === until && openDays.at(-1) === until) return false;
    const found = known.get(day);
    if (found !== undefined) return found;
    causeOf ??= learnClosedDays(
      Array.from({ length: until - first }, (_, at) => {
        const own = dayOfNumber(first + at);
        return { day: own, value: open.has(first + at) ? 1 : null, holiday: holidayOf(own) };
      }),
    );
    const date = dayOfNumber(day);
    const isClosed = causeOf(date, holidayOf(date)) !== undefined;
    known.set(day, isClosed);
    return isClosed;
  };
}

/** Those of the `days` coming from today on that are known to be closed. */
export async function listClosedDays(
  db: Db,
  { workspaceId, today, days }: { workspaceId: string; today: string; days: number },
): Promise<string[]> {
  const { isClosed } = await readCalendar(db, workspaceId, today);
  const from = numberOfDay(today);
  return Array.from({ length: days }, (_, at) => from + at).flatMap((day) => (isClosed(day) ? [dayOfNumber(day)] : []));
}

/** A day to come, or the first after it that is not known to be closed. */
export async function findOpenDay(
  db: Db,
  { workspaceId, today, day }: { workspaceId: string; today: string; day: string },
): Promise<string> {
  const { isClosed } = await readCalendar(db, workspaceId, today);
  return dayOfNumber(openDayFrom(numberOfDay(day), isClosed));
}

/** When the shop's sales ended, if they did (`findSalesEnd`): the last business day with an order. Undefined where they go on. */
export async function findLastSalesDay(
  db: Db,
  { workspaceId, today }: { workspaceId: string; today: string },
): Promise<{ lastSaleOn: string; isClosure: boolean } | undefined> {
  const latest = await db
    .selectFrom('orders.saleOrder')
    .select(({ fn }) => fn.max('businessDay').as('day'))
    .where('workspaceId', '=', workspaceId)
    .where('businessDay', '<=', today)
    .executeTakeFirst();
  // Nearly always sales go on: one step of the key says so, and a card does not wait for all the shop's days.
  if (!latest?.day || daysBetween(latest.day, today) <= MOST_RESTED) return undefined;
  const days = (await openDays.run(db, { workspaceId, until: today })).map(({ day }) => day);
  const end = findSalesEnd(days, numberOfDay(today));
  return end && { lastSaleOn: dayOfNumber(end.last), isClosure: end.isClosure };
}
