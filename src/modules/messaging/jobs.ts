import type { Context } from '../../platform/context.ts';
import { defineJob, enqueue, type Job } from '../../platform/jobs.ts';
import { channelsStoppedBy, type StopAdvertising, zAdvertisingRefused } from '../privacy/index.ts';
import { laneOptions, zLane } from './lanes.ts';
import { cancelAdvertising } from './store/queue.ts';

/** Sends what waits in a lane; a job that was killed goes on where it was (docs/decisions/0005-sending-once.md). */
export const sendMessages: Job<typeof zLane> = defineJob({
  name: 'messaging.send',
  payload: zLane,
  async run(context: Context, payload, signal) {
    // Loaded with the first message: a shop at rest has no use for composers and providers.
    const { dispatchLane } = await import('./dispatch.ts');
    const rest = await dispatchLane(context, payload, signal);
    if (!rest) return;
    // The queue goes by the machine's time; a clock that is held still would be asked over and over for a moment past here.
    const runAt = rest.delayMs > 0 ? { runAt: new Date(Date.now() + rest.delayMs) } : {};
    await enqueue(context.database.of(payload.workspaceId), sendMessages, payload, {
      ...laneOptions(payload),
      ...runAt,
    });
  },
});

/** Somebody refused advertising: what waits for her on the channels she refused is not sent, from this moment on (AD-11). */
export const stopAdvertisingNow: StopAdvertising = (db, { workspaceId, kind, customerIds }) =>
  cancelAdvertising(db, { workspaceId, customerIds, channels: channelsStoppedBy(kind) });

/** The same, heard later: for what was queued by a transaction that could not see the refusal yet. */
export const stopAdvertising = defineJob({
  name: 'messaging.stopAdvertising',
  payload: zAdvertisingRefused,
  run: (context, refused) => stopAdvertisingNow(context.database.of(refused.workspaceId), refused),
});
