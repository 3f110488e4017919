import { shiftDays } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { legalRule } from '../../privacy/index.ts';
import { getWorkspace, listWorkspaces } from '../../workspace/index.ts';
import { destroyBodies } from './store/deliveries.ts';

/** Destroys what platforms sent once it is recorded or past mending, in every workspace (PV-24). */
export async function destroyOldBodies(context: Context): Promise<void> {
  for (const { workspaceId } of await listWorkspaces(context.database.outside)) {
    const db = context.database.of(workspaceId);
    const workspace = await getWorkspace(db, workspaceId);
    const now = shiftDays(context.clock.now(), workspace.clockOffsetDays);
    const { doneDays, failedDays } = legalRule('webhook_body_retention', businessDayOf(now, workspace));
    const bodies = await destroyBodies(db, workspaceId, {
      done: shiftDays(now, -doneDays),
      failed: shiftDays(now, -failedDays),
    });
    if (bodies > 0) context.log.info({ bodies }, 'bodies of webhooks destroyed');
  }
}
