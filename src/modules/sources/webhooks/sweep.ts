import { z } from 'zod';
import { shiftDays } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import { inTransaction } from '../../../platform/db.ts';
import { defineJob, enqueue } from '../../../platform/jobs.ts';
import { getWorkspace, listWorkspaces } from '../../workspace/index.ts';
import { MAX_ATTEMPTS, workDeliveryJob } from './jobs.ts';
import { listForgottenDeliveries } from './store/deliveries.ts';

/** Longer than the last wait between two tries. */
const FORGOTTEN_MS = 3_600_000;

/** Works again on deliveries whose job is gone: the process was killed while it tried for the last time. */
async function sweepDeliveries(context: Context): Promise<void> {
  for (const { workspaceId } of await listWorkspaces(context.database.outside)) {
    const db = context.database.of(workspaceId);
    const { clockOffsetDays } = await getWorkspace(db, workspaceId);
    const since = new Date(shiftDays(context.clock.now(), clockOffsetDays).getTime() - FORGOTTEN_MS);
    const deliveries = await inTransaction(db, async (db) => {
      const deliveryIds = await listForgottenDeliveries(db, workspaceId, since);
      for (const deliveryId of deliveryIds) {
        const key = `sources.workDelivery ${deliveryId}`;
        await enqueue(db, workDeliveryJob, { workspaceId, deliveryId }, { maxAttempts: MAX_ATTEMPTS, key });
      }
      return deliveryIds.length;
    });
    if (deliveries > 0) context.log.info({ deliveries }, 'forgotten webhook deliveries are worked on again');
  }
}

/** Comes back every hour. */
export const sweepDeliveriesJob = defineJob({
  name: 'sources:sweepDeliveries',
  payload: z.object({}).loose(),
  run: (context) => sweepDeliveries(context),
});
