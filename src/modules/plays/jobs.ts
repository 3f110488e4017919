import { z } from 'zod';
import { systemActor } from '../../platform/actor.ts';
import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { defineJob } from '../../platform/jobs.ts';
import { businessDayOf } from '../../shared/time.ts';
import { getWorkspace, listWorkspaces } from '../workspace/index.ts';
import { stopPlay } from './service/close.ts';
import { getPolicy } from './service/policy.ts';
import { computeSpent } from './service/spent.ts';
import { renewStanding } from './service/standing.ts';
import { listPlayRows } from './store.ts';

/** Every hour: begins the next period of a standing hold-out, and stops plays that have reached their ceiling. */
export const tendPlaysJob = defineJob({
  name: 'plays:tend',
  payload: z.object({}).loose(),
  async run(context) {
    for (const { workspaceId } of await listWorkspaces(context.database.outside)) await tendPlays(context, workspaceId);
  },
});

/**
 * Looks after the plays of one workspace; twice does the same as once. A play at its ceiling sends nothing more; coupons
 * that were given out are a promise and stay good.
 */
export async function tendPlays(context: Context, workspaceId: string): Promise<void> {
  const db = context.database.of(workspaceId);
  const workspace = await getWorkspace(db, workspaceId);
  const now = shiftDays(context.clock.now(), workspace.clockOffsetDays);
  const today = businessDayOf(now, workspace);
  await renewStanding(db, { workspaceId, policy: await getPolicy(db, workspaceId), today, now });
  for (const row of await listPlayRows(db, workspaceId, { state: 'running', hasBudget: true })) {
    if (row.budgetMinor === null || (await computeSpent(context, row, today)) < row.budgetMinor) continue;
    await stopPlay(db, systemActor(workspaceId, workspace.clockOffsetDays), row.playId, now);
  }
}
