import { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import { defineJob } from '../../platform/jobs.ts';
import { listWorkspaces } from '../workspace/index.ts';
import { readMailbox } from './bounces.ts';
import { doEach } from './each.ts';
import { tellNotices } from './notices.ts';
import { pollOptOuts } from './provider-opt-outs.ts';
import { destroyReportBodies, pollReports } from './reports.ts';

/** Refusals first: they change what may leave. */
const LISTENING = [pollOptOuts, readMailbox, pollReports];

/** One provider or mailbox that does not answer keeps nobody else from being heard. @throws AggregateError */
export function listen(context: Context, workspaceId: string): Promise<void> {
  return doEach(LISTENING, { what: 'ways of listening', work: (step) => step(context, workspaceId) });
}

async function forEveryWorkspace(context: Context, work: (workspaceId: string) => Promise<unknown>): Promise<void> {
  const workspaces = await listWorkspaces(context.database.outside);
  await doEach(workspaces, { what: 'workspaces', work: ({ workspaceId }) => work(workspaceId) });
}

const zNothing = z.object({}).loose();

/** Every few minutes: what became of messages, who refused at the provider, and what came into the mailbox. */
export const listenJob = defineJob({
  name: 'messaging:listen',
  payload: zNothing,
  run: (context) => forEveryWorkspace(context, (workspaceId) => listen(context, workspaceId)),
});

/** Each morning: the notices of AD-14 and AD-15, and the end of reports that are too old to be kept. */
export const noticesJob = defineJob({
  name: 'messaging:notices',
  payload: zNothing,
  run: (context) =>
    forEveryWorkspace(context, (workspaceId) =>
      doEach([tellNotices, destroyReportBodies], {
        what: 'kinds of morning work',
        work: (step: (context: Context, workspaceId: string) => Promise<unknown>) => step(context, workspaceId),
      }),
    ),
});
