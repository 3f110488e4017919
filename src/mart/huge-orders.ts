import type { Db } from '../platform/db.ts';
import { defineQuery } from './query.ts';

/** Below this share of sales an order moves no mean that anybody would act on. */
const HUGE_FROM = 0.05;
/** ... and it is many times the middle one: of few orders each is a good part of the sales. */
const HUGE_TIMES = 10;
/** MT-02: among few orders one is always large. */
const FEW = 30;

/** Orders that figures of some days hang on: what they are, and the shop without them. */
export interface HugeOrders {
  orderIds: string[];
  /** Of the sales of those days, all of them together. */
  share: number;
  /** Net sales ÷ orders without them, minor units. */
  othersMeanMinor: number;
  /** Orders of those days, with them. */
  n: number;
}

const hugeOrder = defineQuery<
  { orderId: string; netMinor: number; allMinor: number; orders: number },
  'workspaceId' | 'from' | 'until' | 'few' | 'share' | 'times'
>('huge_order');

/**
 * Orders from `from` up to and including `until` that are each 5 % of those days' sales or more and ten times the middle
 * order; undefined without any, and below 30 orders. Worked: 29 of 10,000 and one of 200,000 → share .41, others 10,000.
 */
export async function findHugeOrders(
  db: Db,
  span: { workspaceId: string; from: string; until: string },
): Promise<HugeOrders | undefined> {
  const rows = await hugeOrder.run(db, { ...span, few: FEW, share: HUGE_FROM, times: HUGE_TIMES });
  const [first] = rows;
  if (!first) return undefined;
  const huge = rows.reduce((sum, { netMinor }) => sum + netMinor, 0);
  return {
    orderIds: rows.map(({ orderId }) => orderId),
    share: huge / first.allMinor,
    othersMeanMinor: Math.round((first.allMinor - huge) / Math.max(1, first.orders - rows.length)),
    n: first.orders,
  };
}
