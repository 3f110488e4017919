import { z } from 'zod';
import { shiftDays } from '../../../platform/clock.ts';
import { defineJob, enqueue } from '../../../platform/jobs.ts';
import { getWorkspace, listWorkspaces } from '../../workspace/index.ts';
import { adoptStrays } from '../merge/references.ts';
import { removeFreeLocks } from '../resolve/locks.ts';
import { removeExpiredContacts } from '../store.ts';
import { refreshDuplicates } from './compute.ts';

const zPayload = z.object({ workspaceId: z.string() });

/** Looks through everybody for likely duplicates, after an import and each night. Twice does the same as once. */
export const duplicatesJob = defineJob({
  name: 'customers.duplicates',
  payload: zPayload,
  async run(context, { workspaceId }) {
    const db = context.database.of(workspaceId);
    const { clockOffsetDays } = await getWorkspace(db, workspaceId);
    const { pairs, people, candidates, tookMs } = await refreshDuplicates(
      db,
      workspaceId,
      shiftDays(context.clock.now(), clockOffsetDays),
    );
    context.log.info({ pairs: pairs.length, people, candidates, tookMs }, 'duplicates computed');
  },
});

/** One waiting look through a workspace, one at a time. */
export function duplicatesJobOptions({ workspaceId }: z.output<typeof zPayload>) {
  const queue = `duplicates:${workspaceId}`;
  return { queue, key: queue };
}

/**
 * Each hour: safe numbers whose day is over are forgotten (OP-02), and what slipped in while two people were merged is
 * mended. At three in the morning in Seoul (18 o'clock UTC) everybody is looked through. A crontab takes no dot in a name.
 */
export const tidyIdentityJob = defineJob({
  name: 'customers:tidyIdentity',
  payload: z.object({}).loose(),
  async run(context) {
    for (const { workspaceId } of await listWorkspaces(context.database.outside)) {
      const db = context.database.of(workspaceId);
      const { clockOffsetDays } = await getWorkspace(db, workspaceId);
      const now = shiftDays(context.clock.now(), clockOffsetDays);
      await removeExpiredContacts(db, workspaceId, now);
      await adoptStrays(db, workspaceId);
      await removeFreeLocks(db, workspaceId);
      if (context.clock.now().getUTCHours() === LOOK_THROUGH_HOUR_UTC) {
        await enqueue(db, duplicatesJob, { workspaceId }, duplicatesJobOptions({ workspaceId }));
      }
    }
  },
});
const LOOK_THROUGH_HOUR_UTC = 18;
