import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../../platform/context.ts';
import { AppError } from '../../shared/errors.ts';
import { hasDueMessages, listWaitingLanes } from './store/queue.ts';

/** Another process that sends here is waited for so often, and so long each time; then its messages are its own business. */
const TRIES = 20;
const PAUSE_MS = 250;

/**
 * Sends what is due now and returns when it has left, for whoever cannot go on before: the demo's days. The law is asked
 * as in the lane's own job, at the shop's now. What cannot leave, its mail server gone, stays in the queue.
 * @returns whether nothing is due any more
 */
export async function sendWaiting(context: Context, workspaceId: string, signal: AbortSignal): Promise<boolean> {
  const db = context.database.of(workspaceId);
  const { dispatchLane } = await import('./dispatch.ts');
  for (let tries = 0; tries < TRIES && !signal.aborted; tries++) {
    // What is held back waits by the wall clock.
    const now = context.clock.now();
    if (!(await hasDueMessages(db, workspaceId, now))) return true;
    for (const laneId of await listWaitingLanes(db, workspaceId)) {
      try {
        await dispatchLane(context, { workspaceId, laneId }, signal);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        context.log.warn({ code: error.code }, 'messages of a lane could not be sent now');
      }
    }
    if (await hasDueMessages(db, workspaceId, now)) await wait(PAUSE_MS);
  }
  return false;
}
