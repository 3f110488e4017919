import { z } from 'zod';
import { shiftDays } from '../../platform/clock.ts';
import { defineJob } from '../../platform/jobs.ts';
import { getWorkspace, listWorkspaces } from '../workspace/index.ts';
import { destroyDue } from './service/destruction.ts';
import { destroyOverduePeople } from './service/due-people.ts';

/** Each night: destroys what is due in every workspace, people after the owner could read of it (PV-20). Twice does the same as once. */
export const retentionJob = defineJob({
  name: 'privacy:retention',
  payload: z.object({}).loose(),
  async run(context) {
    for (const { workspaceId } of await listWorkspaces(context.database.outside)) {
      const db = context.database.of(workspaceId);
      const { clockOffsetDays } = await getWorkspace(db, workspaceId);
      const now = shiftDays(context.clock.now(), clockOffsetDays);
      await destroyDue(db, workspaceId, now);
      const { destroyed } = await destroyOverduePeople(db, { workspaceId, now, key: context.secrets.key });
      if (destroyed > 0) context.log.info({ destroyed }, 'people whose period has ended');
    }
  },
});
