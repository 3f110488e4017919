import { z } from 'zod';
import { systemActor } from '../../../platform/actor.ts';
import { shiftDays } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { defineJob, enqueue } from '../../../platform/jobs.ts';
import { zId } from '../../../shared/endpoint.ts';
import { AppError } from '../../../shared/errors.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { describeSession, type Locale } from '../../staff/index.ts';
import { getWorkspace } from '../../workspace/index.ts';
import { findPlay, listPlayRows, updatePlayIn } from '../store.ts';
import { leaveNow } from './leave.ts';

/** People who came into an audience or left it meanwhile, as a share of those agreed to, above which somebody looks again. */
const MOST_CHANGE = 0.1;

/**
 * A play whose delay is over goes: who may be written to is asked anew. One that cannot go any more — its audience is
 * another, its mail server gone — comes back as a draft with a note, and nothing was sent.
 */
export const leavePlayJob = defineJob({
  name: 'plays.leave',
  payload: z.object({ workspaceId: zId, playId: zId }),
  async run(context, { workspaceId, playId }) {
    const db = context.database.of(workspaceId);
    const row = await findPlay(db, workspaceId, playId);
    if (row?.state !== 'leaving' || row.leavesAt === null) return;
    const workspace = await getWorkspace(db, workspaceId);
    const now = shiftDays(context.clock.now(), workspace.clockOffsetDays);
    const waitMs = row.leavesAt.getTime() - now.getTime();
    // Taken back and launched again with another delay: an older job comes too early.
    if (waitMs > 0) return enqueueLeaving(context, db, { workspaceId, playId, delayMs: waitMs });
    const today = businessDayOf(now, workspace);
    try {
      await leaveNow(context, systemActor(workspaceId, workspace.clockOffsetDays), {
        playId,
        today,
        now,
        states: ['leaving'],
        mostChange: { of: row.expectedAudience ?? 0, share: MOST_CHANGE },
      });
    } catch (error) {
      // No connection says nothing of the play: the job comes again.
      if (!(error instanceof AppError) || error.code === 'unavailable') throw error;
      const locale = await findReaderLocale(context, { workspaceId, accountId: row.approvedBy ?? row.createdBy });
      await updatePlayIn(db, {
        workspaceId,
        playId,
        states: ['leaving'],
        change: {
          state: 'draft',
          leavesAt: null,
          sentBackNote: error.userMessage?.[locale] ?? error.message,
          updatedAt: now,
        },
      });
    }
  },
});

/** Lets every play go whose delay is over, and asks for the others' moment anew: for the demo, whose days are passed at once. */
export async function letLeave(context: Context, workspaceId: string, signal: AbortSignal): Promise<void> {
  for (const { playId } of await listLeaving(context, workspaceId)) {
    await leavePlayJob.run(context, { workspaceId, playId }, signal);
  }
}

/** Plays whose delay runs. */
export function listLeaving(context: Context, workspaceId: string) {
  return listPlayRows(context.database.of(workspaceId), workspaceId, { state: 'leaving' });
}

/** The language of whoever let the play go, and reads why it came back; Korean where she is gone. */
async function findReaderLocale(
  context: Context,
  { workspaceId, accountId }: { workspaceId: string; accountId: string | null },
): Promise<Locale> {
  if (accountId === null) return 'ko';
  try {
    return (await describeSession(context, { accountId, workspaceId })).account.locale;
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated') return 'ko';
    throw error;
  }
}

/** Has a play leave after a while of the wall clock. */
export function enqueueLeaving(
  context: Context,
  db: Db,
  { workspaceId, playId, delayMs }: { workspaceId: string; playId: string; delayMs: number },
): Promise<void> {
  return enqueue(
    db,
    leavePlayJob,
    { workspaceId, playId },
    { key: `plays.leave:${playId}`, runAt: new Date(context.clock.now().getTime() + delayMs) },
  );
}
