import type { Db } from '../platform/db.ts';
import { addDays } from '../shared/time.ts';
import type { PurchaseDay } from './models/repeat/history.ts';
import { defineQuery } from './query.ts';

/** Days on which known people bought, by person and day. */
export const listPurchaseDays = defineQuery<PurchaseDay, 'workspaceId' | 'until'>('purchase_day').run;

/** One order: its items by id, and the hour on the shop's clock. */
export interface Basket {
  items: string[];
  hour: number;
}
const basketPage = defineQuery<Basket, 'workspaceId' | 'from' | 'until' | 'timeZone'>('basket');
const basketSpan = defineQuery<
  { firstDay: string | null; lastDay: string | null; orders: number },
  'workspaceId' | 'from' | 'until'
>('basket_span');

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
const visitItems = defineQuery<VisitItems, 'workspaceId' | 'from' | 'until' | 'after' | 'limit'>('visit_item');
const visitItemPage = defineQuery<{ last: string | null }, 'workspaceId' | 'after' | 'limit'>('visit_item_page');
const PEOPLE_AT_ONCE = 2_000;

/** What people who came at least twice had at each visit, page by page. */
export async function* streamVisitItems(
  db: Db,
  { workspaceId, from, until }: { workspaceId: string; from: string; until: string },
): AsyncGenerator<VisitItems> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const page = { workspaceId, after, limit: PEOPLE_AT_ONCE };
    const [end] = await visitItemPage.run(db, page);
    if (!end?.last) return;
    yield* await visitItems.run(db, { ...page, from, until });
    after = end.last;
  }
}
