import { z } from 'zod';
import { shiftDays } from '../../platform/clock.ts';
import { defineJob } from '../../platform/jobs.ts';
import { getWorkspace, listWorkspaces } from '../workspace/index.ts';
import { destroyDue } from './service/destruction.ts';

/** Each night: destroys what is due in every workspace and nobody has to decide about (PV-20). Twice does the same as once. */
export const retentionJob = defineJob({
  name: 'privacy:retention',
  payload: z.object({}).loose(),
  async run(context) {
    for (const { workspaceId } of await listWorkspaces(context.database.outside)) {
      const db = context.database.of(workspaceId);
      const { clockOffsetDays } = await getWorkspace(db, workspaceId);
      await destroyDue(db, workspaceId, shiftDays(context.clock.now(), clockOffsetDays));
    }
  },
});
