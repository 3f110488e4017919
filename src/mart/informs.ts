import type { Db } from '../platform/db.ts';
import { defineQuery } from './query.ts';

const happened = defineQuery<
  { touchpointId: string; at: Date; payload: Record<string, unknown> },
  'workspaceId' | 'touchpointIds'
>('inform_happened');
const order = defineQuery<OrderTold, 'workspaceId' | 'customerIds' | 'days'>('inform_order');
const points = defineQuery<EndingPoints, 'workspaceId' | 'customerIds' | 'today' | 'until'>('inform_points');

/** A sale, as its buyer is told of it. */
export interface OrderTold {
  customerId: string;
  businessDay: string;
  orderNo: string;
  grossMinor: number;
  /** Names of what was bought, by comma. */
  items: string;
}

/** Points of purchases that end soon. */
export interface EndingPoints {
  customerId: string;
  ending: number;
  /** 'YYYY-MM-DD', the first of the days. */
  endsOn: string;
  balance: number;
}

/** What was told of things that happened, by touchpoint id; an id that is none is absent. */
export async function findHappenings(db: Db, workspaceId: string, touchpointIds: readonly string[]) {
  const rows = await happened.run(db, { workspaceId, touchpointIds });
  return new Map(rows.map(({ touchpointId, at, payload }) => [touchpointId, { at, payload }]));
}

/** The last sale of each person on her day, by `customerId businessDay`; who bought nothing then is absent. */
export async function findOrdersTold(
  db: Db,
  workspaceId: string,
  asked: readonly { customerId: string; day: string }[],
): Promise<ReadonlyMap<string, OrderTold>> {
  const rows = await order.run(db, {
    workspaceId,
    customerIds: asked.map(({ customerId }) => customerId),
    days: asked.map(({ day }) => day),
  });
  return new Map(rows.map((row) => [`${row.customerId} ${row.businessDay}`, row]));
}

/** Points of purchases that end from `today` to `until`, by person; who has none is absent, also one with gifts only (AD-41). */
export async function findEndingPoints(
  db: Db,
  input: { workspaceId: string; customerIds: readonly string[]; today: string; until: string },
): Promise<ReadonlyMap<string, EndingPoints>> {
  return new Map((await points.run(db, input)).map((row) => [row.customerId, row]));
}
