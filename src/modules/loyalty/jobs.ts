import { z } from 'zod';
import { defineJob } from '../../platform/jobs.ts';
import { redeemFromOrders } from './service.ts';

/** Hears that orders changed: coupons they name are redeemed. */
export const redeemFromOrdersJob = defineJob({
  name: 'loyalty.redeemFromOrders',
  payload: z.object({
    workspaceId: z.string(),
    customerIds: z.array(z.string()).optional(),
    hasCoupons: z.boolean().optional(),
  }),
  async run(context, { workspaceId }) {
    // Every order that names a coupon and redeems none: few, and an order without a known person counts too.
    await redeemFromOrders(context.database.of(workspaceId), workspaceId);
  },
});
