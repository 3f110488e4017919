import { findLargestOrder } from '../../mart/index.ts';
import type { Db } from '../../platform/db.ts';

/** Below this share of sales an order moves no mean that anybody would act on. */
const HUGE_FROM = 0.05;
/** MT-02: among few orders one is always large. */
const FEW = 30;

/** One order that a mean of some days hangs on: its share of sales, and the mean without it. */
export interface HugeOrder {
  share: number;
  /** Net sales ÷ orders without it, minor units. */
  othersMeanMinor: number;
  n: number;
}

/** The largest order of the `days` business days up to `today`, where it is 5 % of their sales or more; undefined below 30 orders. */
export async function findHugeOrder(
  db: Db,
  window: { workspaceId: string; today: string; days: number },
): Promise<HugeOrder | undefined> {
  const row = await findLargestOrder(db, window);
  if (row.orders < FEW || row.netMinor <= 0) return undefined;
  const share = row.largestOrderMinor / row.netMinor;
  if (share < HUGE_FROM) return undefined;
  return {
    share,
    othersMeanMinor: Math.round((row.netMinor - row.largestOrderMinor) / (row.orders - 1)),
    n: row.orders,
  };
}
