import type { Db } from '../platform/db.ts';
import { defineQuery } from './query.ts';

const happened = defineQuery<
  { touchpointId: string; at: Date; payload: Record<string, unknown> },
  'workspaceId' | 'touchpointIds'
>('inform_happened');
const order = defineQuery<OrderTold, 'workspaceId' | 'orderIds'>('inform_order');
const points = defineQuery<EndingPoints, 'workspaceId' | 'customerIds' | 'today' | 'until'>('inform_points');

const item = defineQuery<{ name: string }, 'workspaceId' | 'names'>('inform_item');

/** A sale, as its buyer is told of it. */
export interface OrderTold {
  orderId: string;
  /** Whose it is now; null: nobody's any more. */
  customerId: string | null;
  businessDay: string;
  orderNo: string;
  grossMinor: number;
  /** Names of what was bought, by comma. */
  items: string;
}

/** Points, or stamps, that end soon. */
export interface EndingPoints {
  customerId: string;
  unit: 'points' | 'stamps';
  /** Of purchases; null where all that end were given to her. */
  ending: number | null;
  /** 'YYYY-MM-DD', the first of their days; null with `ending`. */
  endsOn: string | null;
  balance: number;
}

/** What was told of things that happened, by touchpoint id; one that was corrected and an id that is none are absent (OP-89). */
export async function findHappenings(db: Db, workspaceId: string, touchpointIds: readonly string[]) {
  const rows = await happened.run(db, { workspaceId, touchpointIds });
  return new Map(rows.map(({ touchpointId, at, payload }) => [touchpointId, { at, payload }]));
}

/** Sales by their ids; one that is gone is absent. */
export async function findOrdersTold(
  db: Db,
  workspaceId: string,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, OrderTold>> {
  const rows = await order.run(db, { workspaceId, orderIds });
  return new Map(rows.map((row) => [row.orderId, row]));
}

/** Points, and stamps, that end from `today` to `until`, by `customerId unit`: who has none is absent, who has gifts only is not (AD-41). */
export async function findEndingPoints(
  db: Db,
  input: { workspaceId: string; customerIds: readonly string[]; today: string; until: string },
): Promise<ReadonlyMap<string, EndingPoints>> {
  return new Map((await points.run(db, input)).map((row) => [`${row.customerId} ${row.unit}`, row]));
}

/** Which of these are names of items of the shop's own, to the letter. */
export async function findItemNames(
  db: Db,
  workspaceId: string,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  return new Set((await item.run(db, { workspaceId, names })).map(({ name }) => name));
}
