import type { Db } from '../platform/db.ts';
import { addDays } from '../shared/time.ts';
import { type History, historyOf, type Unit } from './models/repeat/history.ts';
import { defineQuery } from './query.ts';
import { COUNTED_SINCE } from './wrong-clock.ts';

/** Somebody's buying up to a day, what an average repeat brought (minor units; null without one), and how often she came after. */
export interface Buyer {
  history: History;
  repeatMeanMinor: number | null;
  came: number;
}

interface BuyerRow {
  customerId: string;
  repeats: number;
  firstDay: string;
  lastDay: string;
  repeatMinor: number;
  came: number;
}
/** What a wrong clock dated is in none of these (src/mart/wrong-clock.ts). */
const counted = { countedSince: COUNTED_SINCE };
const buyerPage = defineQuery<BuyerRow, 'workspaceId' | 'until' | 'holdoutUntil' | 'after' | 'limit'>(
  'purchase_history',
  counted,
);
const BUYERS_AT_ONCE = 50_000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Everybody who bought up to and including `until`, by id, `atOnce` at a time; `came` counts the days after it up to
 * `holdoutUntil`. The database sums a person up, and equal histories are one object: a million people are a list of
 * references to some ten thousand of them.
 */
export async function* streamBuyers(
  db: Db,
  {
    workspaceId,
    until,
    holdoutUntil = until,
    unit,
    atOnce = BUYERS_AT_ONCE,
  }: { workspaceId: string; until: string; holdoutUntil?: string | undefined; unit: Unit; atOnce?: number },
): AsyncGenerator<Buyer> {
  const known = new Map<string, History>();
  let after = BEFORE_ALL;
  for (;;) {
    const page = await buyerPage.run(db, { workspaceId, until, holdoutUntil, after, limit: atOnce });
    for (const row of page) {
      const key = `${row.repeats} ${row.firstDay} ${row.lastDay}`;
      const history = known.get(key) ?? historyOf(row, { until, unit });
      known.set(key, history);
      yield { history, repeatMeanMinor: row.repeats === 0 ? null : row.repeatMinor / row.repeats, came: row.came };
    }
    const last = page.at(-1);
    if (!last || page.length < atOnce) return;
    after = last.customerId;
  }
}

/** One order: its items by id, and the hour on the shop's clock. */
export interface Basket {
  items: string[];
  hour: number;
  /** People it was for, where somebody wrote it down. */
  covers: number | null;
}
const basketPage = defineQuery<Basket, 'workspaceId' | 'from' | 'until' | 'timeZone'>('basket', counted);
const basketSpan = defineQuery<
  { firstDay: string | null; lastDay: string | null; orders: number },
  'workspaceId' | 'from' | 'until'
>('basket_span', counted);

/** Orders read at once, about. */
const ORDERS_AT_ONCE = 20_000;

/** Items of each order of some business days, a stretch of days at a time, so that memory does not grow with the shop. */
export async function* streamBaskets(
  db: Db,
  { workspaceId, from, until, timeZone }: { workspaceId: string; from: string; until: string; timeZone: string },
): AsyncGenerator<Basket> {
  const [span] = await basketSpan.run(db, { workspaceId, from, until });
  if (!span?.firstDay || !span.lastDay) return;
  const spanDays = (Date.parse(span.lastDay) - Date.parse(span.firstDay)) / 86_400_000 + 1;
  const step = Math.max(1, Math.floor((spanDays * ORDERS_AT_ONCE) / span.orders));
  for (let day = span.firstDay; day <= span.lastDay; day = addDays(day, step)) {
    const end = addDays(day, step - 1);
    yield* await basketPage.run(db, { workspaceId, from: day, until: end < until ? end : until, timeZone });
  }
}

/** What one person had, visit by visit. */
export interface VisitItems {
  customerId: string;
  /** Numbers since 1970-01-01, rising. */
  days: number[];
  /** Item ids of each day, joined by commas. */
  items: string[];
}
const visitItems = defineQuery<VisitItems, 'workspaceId' | 'from' | 'until' | 'after' | 'limit'>('visit_item', counted);
const visitItemPage = defineQuery<{ last: string | null }, 'workspaceId' | 'after' | 'limit'>('visit_item_page');
const PEOPLE_AT_ONCE = 2_000;

/** What people who came at least twice had at each visit, page by page. */
export async function* streamVisitItems(
  db: Db,
  { workspaceId, from, until }: { workspaceId: string; from: string; until: string },
): AsyncGenerator<VisitItems> {
  let after = BEFORE_ALL;
  for (;;) {
    const page = { workspaceId, after, limit: PEOPLE_AT_ONCE };
    const [end] = await visitItemPage.run(db, page);
    if (!end?.last) return;
    yield* await visitItems.run(db, { ...page, from, until });
    after = end.last;
  }
}
