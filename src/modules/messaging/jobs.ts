import { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import { defineJob, enqueue } from '../../platform/jobs.ts';
import { zId } from '../../shared/endpoint.ts';
import { channelsStoppedBy, zAdvertisingRefused } from '../privacy/index.ts';
import { dispatchPlay } from './dispatch.ts';
import { cancelAdvertising } from './store.ts';

/** Sends what waits for a play; a job that was killed goes on where it was (docs/decisions/0005-sending-once.md). */
export const sendMessages = defineJob({
  name: 'messaging.send',
  payload: z.object({ workspaceId: zId, playId: zId }),
  async run(context, payload, signal) {
    const rest = await dispatchPlay(context, payload, signal);
    if (rest) await startSending(context.database.of(payload.workspaceId), payload, rest.runAt);
  },
});

/** Sees to it that what waits for a play is sent: after queueing, or when sending had come to a stop. */
export async function startSending(db: Db, play: { workspaceId: string; playId: string }, runAt?: Date): Promise<void> {
  await enqueue(db, sendMessages, play, {
    key: `messaging.send:${play.playId}`,
    // One queue a play: two workers never send for the same play at once.
    queue: `messaging.send:${play.playId}`,
    ...(runAt ? { runAt } : {}),
  });
}

/** Hears that somebody refused advertising: what waits for her on the channels she refused is not sent (AD-11). */
export const stopAdvertising = defineJob({
  name: 'messaging.stopAdvertising',
  payload: zAdvertisingRefused,
  async run(context, { workspaceId, kind, customerIds }) {
    const db = context.database.of(workspaceId);
    await cancelAdvertising(db, { workspaceId, customerIds, channels: channelsStoppedBy(kind) });
  },
});
