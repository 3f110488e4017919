import { z } from 'zod';
import { defineJob } from '../../../platform/jobs.ts';
import { destroyOldBodies } from './retention.ts';
import { workDelivery } from './work.ts';

/** Tries of a delivery that fails for no fault of its own; a body that cannot be read is not tried again by itself. */
export const MAX_ATTEMPTS = 8;

/** Reads a stored delivery and records what it says. */
export const workDeliveryJob = defineJob({
  name: 'sources.workDelivery',
  payload: z.object({ workspaceId: z.string(), deliveryId: z.string() }),
  run: (context, payload) => workDelivery(context, { ...payload, maxAttempts: MAX_ATTEMPTS }),
});

/** Destroys the bodies of deliveries after their time (PV-24); comes back every day. */
export const destroyBodiesJob = defineJob({
  name: 'sources:destroyBodies',
  payload: z.object({}).loose(),
  run: (context) => destroyOldBodies(context),
});
