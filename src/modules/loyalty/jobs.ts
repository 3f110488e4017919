import { z } from 'zod';
import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { defineJob, enqueue } from '../../platform/jobs.ts';
import { businessDayOf } from '../../shared/time.ts';
import { getRecentWorkspace, listWorkspaces } from '../workspace/index.ts';
import { expireDue } from './ledger/expire.ts';
import { redeemFromOrders } from './offers/from-orders.ts';
import { earnFromOrders } from './receipts/orders.ts';
import { lowerTiers } from './receipts/tiers.ts';

const zOrdersChanged = z.object({
  workspaceId: z.string(),
  customerIds: z.array(z.string()).optional(),
  hasCoupons: z.boolean().optional(),
});

/** Hears that orders changed: coupons they name are redeemed. */
export const redeemFromOrdersJob = defineJob({
  name: 'loyalty.redeemFromOrders',
  payload: zOrdersChanged,
  async run(context, { workspaceId }) {
    // Every order that names a coupon and redeems none: few, and an order without a known person counts too.
    const { db, now } = await openShop(context, workspaceId);
    await redeemFromOrders(db, { workspaceId, now });
  },
});

async function openShop(context: Context, workspaceId: string) {
  const db = context.database.of(workspaceId);
  const shop = await getRecentWorkspace(db, workspaceId);
  const now = shiftDays(context.clock.now(), shop.clockOffsetDays);
  return { db, now, today: businessDayOf(now, shop) };
}

/** Hears that orders changed: those of known people earn, each once. */
export const earnFromOrdersJob = defineJob({
  name: 'loyalty.earnFromOrders',
  payload: zOrdersChanged,
  async run(context, { workspaceId }) {
    const { db, now } = await openShop(context, workspaceId);
    await earnFromOrders(db, { workspaceId, now });
  },
});

/** One waiting run a workspace: it looks at every order that is not booked. */
export const earnFromOrdersOptions = ({ workspaceId }: { workspaceId: string }) => ({
  key: `loyalty.earn:${workspaceId}`,
  queue: `loyalty:${workspaceId}`,
});

const expireJob = defineJob({
  name: 'loyalty.expire',
  payload: z.object({ workspaceId: z.string() }),
  async run(context, { workspaceId }) {
    const { db, now, today } = await openShop(context, workspaceId);
    await expireDue(db, { workspaceId, today, now });
    await lowerTiers(db, { workspaceId, today });
  },
});

/** Each night: points past their last day, and levels past theirs. A crontab takes no dot in a name. */
const expireEveryJob = defineJob({
  name: 'loyalty:expireEvery',
  payload: z.object({}).loose(),
  async run(context) {
    for (const { workspaceId } of await listWorkspaces(context.database.outside)) {
      await enqueue(context.database.of(workspaceId), expireJob, { workspaceId }, { queue: `loyalty:${workspaceId}` });
    }
  },
});

export const loyaltyNightJobs = [expireJob, expireEveryJob] as const;
