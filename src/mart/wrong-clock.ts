import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../platform/db.ts';
import { defineQuery } from './query.ts';

/**
 * Spans of days as mart.shop_fact keeps them: the shop was closed (decision 0029) or, with `isWrongClock`, what is dated so was
 * written by a till whose clock was wrong (`findFirstCounted`).
 */
export const zShopSpans = z.array(
  z.object({ from: z.string(), to: z.string(), isWrongClock: z.literal(true).optional() }),
);

/**
 * The first business day whose orders count, of :workspaceId; before any where all do. Asked once a statement, by what is said of
 * people's visits and purchases: facts, months, models, who is new, what a group asks of orders and lines, what goes together.
 */
export const COUNTED_SINCE = `coalesce((
  select max((x.span ->> 'to')::date) + 1 from mart.shop_fact s cross join lateral jsonb_array_elements(s.closures) as x(span)
  where s.workspace_id = :workspaceId and (x.span ->> 'isWrongClock')::boolean), '-infinity'::date)`;

/** The same as a part of a statement. */
export function countedSince(workspaceId: string): RawBuilder<string> {
  const parts = COUNTED_SINCE.split(':workspaceId').map((part) => sql.raw(part));
  return sql`${sql.join(parts, sql`${workspaceId}::uuid`)}`;
}

/** Business days outside of which orders do not count: an end stands here only where an order lies beyond it. */
export interface CountedDays {
  from?: string | undefined;
  to?: string | undefined;
}

/**
 * The same for whoever asks another engine than PostgreSQL: from the first day that counts to today, each only where some order
 * lies beyond it. Nearly every shop has neither, and a question over ten million lines costs nothing more.
 */
export async function findCountedDays(
  db: Db,
  { workspaceId, today }: { workspaceId: string; today: string },
): Promise<CountedDays> {
  const { rows } = await sql<{ first: string | null; isAhead: boolean }>`
    select nullif(${countedSince(workspaceId)}, '-infinity'::date) as first, exists (
      select from orders.sale_order where workspace_id = ${workspaceId}::uuid and business_day > ${today}::date) as is_ahead`.execute(
    db,
  );
  return { from: rows[0]?.first ?? undefined, to: rows[0]?.isAhead ? today : undefined };
}

/** An order that a wrong clock dated. */
export interface SetApartOrder {
  orderId: string;
  orderNo: string;
  source: string;
  businessDay: string;
  netMinor: number;
  customerId: string | null;
}

/** Orders that a wrong clock dated, the latest day first: they are in no figure about people and in no model. */
export interface SetApart {
  /** How many there are; `rows` are the first of them. */
  orders: number;
  /** The last day that they are dated with, and the first that counts. */
  last: string;
  first: string;
  rows: SetApartOrder[];
}

const setApart = defineQuery<SetApartOrder & { found: number; first: string }, 'workspaceId' | 'limit'>('set_apart', {
  countedSince: COUNTED_SINCE,
});
/** Rows that a screen lists of them. */
const ROWS_SHOWN = 200;

/** The orders that are set apart; undefined where all count, and before the first build. */
export async function findSetApart(db: Db, workspaceId: string): Promise<SetApart | undefined> {
  const rows = await setApart.run(db, { workspaceId, limit: ROWS_SHOWN });
  const [top] = rows;
  if (!top) return undefined;
  return {
    orders: top.found,
    last: top.businessDay,
    first: top.first,
    rows: rows.map(({ found: _found, first: _first, ...row }) => row),
  };
}
