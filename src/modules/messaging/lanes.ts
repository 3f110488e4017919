import { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import { defineEvent, emit } from '../../platform/jobs.ts';
import { zId } from '../../shared/endpoint.ts';

/** What one sender works off at a time: the messages of a play, of an automation, or the shop's own. */
export const zLane = z.object({ workspaceId: zId, laneId: zId });
export type Lane = z.output<typeof zLane>;

/** Something waits in a lane. */
export const messagesQueued = defineEvent('messaging.queued', zLane);

/** How the job of a lane stands in the queue: once, and one after the other. */
export function laneOptions({ laneId }: Lane): { key: string; queue: string } {
  const name = `messaging.send:${laneId}`;
  // One queue a lane: two workers never send for the same play at once.
  return { key: name, queue: name };
}

/** Sees to it that what waits in a lane is sent: after queueing, or when sending had come to a stop. */
export function startSending(db: Db, lane: Lane): Promise<void> {
  return emit(db, messagesQueued, lane);
}
