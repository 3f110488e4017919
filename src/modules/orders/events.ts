import { z } from 'zod';
import { defineEvent } from '../../platform/jobs.ts';

/**
 * Orders came in, changed or were taken back. `customerIds`: whose; absent when it may be anybody's (an import).
 * `hasCoupons` is false when none of them names a coupon.
 * Told in the transaction that changed them.
 */
export const ordersChanged = defineEvent(
  'orders.changed',
  z.object({
    workspaceId: z.string(),
    customerIds: z.array(z.string()).optional(),
    hasCoupons: z.boolean().optional(),
  }),
);
