import { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import { defineJob } from '../../platform/jobs.ts';
import { listWorkspaces } from '../workspace/index.ts';
import { readMailbox } from './bounces.ts';
import { tellNotices } from './notices.ts';
import { pollOptOuts } from './provider-opt-outs.ts';
import { destroyReportBodies, pollReports } from './reports.ts';

/** Does something for every workspace; one that fails does not keep the others from theirs, and is told at the end. */
async function forEveryWorkspace(context: Context, work: (workspaceId: string) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = [];
  for (const { workspaceId } of await listWorkspaces(context.database.outside)) {
    try {
      await work(workspaceId);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} workspaces failed`);
}

const zNothing = z.object({}).loose();

/** Every few minutes: what became of messages, who refused at the provider, and what came into the mailbox. */
export const listenJob = defineJob({
  name: 'messaging:listen',
  payload: zNothing,
  run: (context) =>
    forEveryWorkspace(context, async (workspaceId) => {
      // Refusals first: they change what may leave.
      await pollOptOuts(context, workspaceId);
      await readMailbox(context, workspaceId);
      await pollReports(context, workspaceId);
    }),
});

/** Each morning: the notices of AD-14 and AD-15, and the end of reports that are too old to be kept. */
export const noticesJob = defineJob({
  name: 'messaging:notices',
  payload: zNothing,
  run: (context) =>
    forEveryWorkspace(context, async (workspaceId) => {
      await tellNotices(context, workspaceId);
      await destroyReportBodies(context, workspaceId);
    }),
});
