import { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import type { Db } from '../../platform/db.ts';
import { defineJob, enqueue } from '../../platform/jobs.ts';
import { zId } from '../../shared/endpoint.ts';
import { channelsStoppedBy, type StopAdvertising, zAdvertisingRefused } from '../privacy/index.ts';
import { cancelAdvertising } from './store/queue.ts';

/** Sends what waits in a lane; a job that was killed goes on where it was (docs/decisions/0005-sending-once.md). */
export const sendMessages = defineJob({
  name: 'messaging.send',
  // Jobs of before the message desk name their play.
  payload: z
    .object({ workspaceId: zId, laneId: zId.optional(), playId: zId.optional() })
    .transform(({ workspaceId, laneId, playId }) => ({ workspaceId, laneId: laneId ?? playId ?? workspaceId })),
  async run(context: Context, payload, signal) {
    // Loaded with the first message: a shop at rest has no use for composers and providers.
    const { dispatchLane } = await import('./dispatch.ts');
    const rest = await dispatchLane(context, payload, signal);
    if (rest) await startSending(context.database.of(payload.workspaceId), payload, rest.runAt);
  },
});

/** Sees to it that what waits in a lane is sent: after queueing, or when sending had come to a stop. */
export async function startSending(db: Db, lane: { workspaceId: string; laneId: string }, runAt?: Date): Promise<void> {
  const { workspaceId, laneId } = lane;
  await enqueue(
    db,
    sendMessages,
    { workspaceId, laneId },
    {
      key: `messaging.send:${laneId}`,
      // One queue a lane: two workers never send for the same play at once.
      queue: `messaging.send:${laneId}`,
      ...(runAt ? { runAt } : {}),
    },
  );
}

/** Somebody refused advertising: what waits for her on the channels she refused is not sent, from this moment on (AD-11). */
export const stopAdvertisingNow: StopAdvertising = (db, { workspaceId, kind, customerIds }) =>
  cancelAdvertising(db, { workspaceId, customerIds, channels: channelsStoppedBy(kind) });

/** The same, heard later: for what was queued by a transaction that could not see the refusal yet. */
export const stopAdvertising = defineJob({
  name: 'messaging.stopAdvertising',
  payload: zAdvertisingRefused,
  run: (context, refused) => stopAdvertisingNow(context.database.of(refused.workspaceId), refused),
});
