import { z } from 'zod';
import { listRunsThatCame } from '../../mart/index.ts';
import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Db } from '../../platform/db.ts';
import { defineJob, enqueue } from '../../platform/jobs.ts';
import { businessDayOf, zonedParts } from '../../shared/time.ts';
import { listMembers } from '../segments/index.ts';
import { getWorkspace, listWorkspaces } from '../workspace/index.ts';
import { advanceRuns } from './advance.ts';
import { zFlowDocument } from './contract/document.ts';
import { enterFlow, type FlowMoment, findTriggered } from './enter.ts';
import { endRuns, listActiveRuns, listFlowIdsOfGroup, listFlowRows } from './store.ts';

async function momentNow(context: Context, workspaceId: string): Promise<FlowMoment> {
  const workspace = await getWorkspace(context.database.of(workspaceId), workspaceId);
  const now = shiftDays(context.clock.now(), workspace.clockOffsetDays);
  return { workspaceId, workspace, today: businessDayOf(now, workspace), now };
}

/**
 * Looks after the automations of one workspace: whoever has come or meets the exit leaves, whoever a trigger finds
 * enters, whoever's step is due goes on. Twice does the same as once.
 */
export async function tendFlows(context: Context, workspaceId: string): Promise<void> {
  const db = context.database.of(workspaceId);
  const rows = await listFlowRows(db, workspaceId);
  const on = rows
    .filter(({ state }) => state === 'on')
    .map((row) => ({ row, document: zFlowDocument.parse(row.document) }));
  if (on.length === 0) return;
  const moment = await momentNow(context, workspaceId);
  await letLeave(
    db,
    moment,
    on.map(({ row, document }) => ({ flowId: row.flowId, document })),
  );
  for (const { row, document } of on) {
    const entries = await findTriggered(db, document.trigger, moment);
    await enterFlow(db, { workspaceId, flowId: row.flowId, entries, now: moment.now });
  }
  await advanceRuns(context, moment);
}

/** The goal is reached, or the exit condition holds: she leaves before her next step is taken. */
async function letLeave(
  db: Db,
  { workspaceId, workspace, today, now }: FlowMoment,
  flows: readonly { flowId: string; document: ReturnType<typeof zFlowDocument.parse> }[],
): Promise<void> {
  const forVisits = flows.filter(({ document }) => document.goal === 'visit').map(({ flowId }) => flowId);
  const runIds = await listRunsThatCame(db, workspaceId, forVisits);
  await endRuns(db, { workspaceId, runIds, state: 'left', reason: 'came', now });
  const { hour } = zonedParts(now, workspace.timeZone);
  for (const { flowId, document } of flows) {
    if (!document.exitWhen) continue;
    const active = await listActiveRuns(db, workspaceId, flowId);
    if (active.length === 0) continue;
    const members = new Set(await listMembers(db, { workspaceId, rule: document.exitWhen, today, hour }));
    const leaving = active.filter(({ customerId }) => members.has(customerId)).map(({ runId }) => runId);
    await endRuns(db, { workspaceId, runIds: leaving, state: 'left', reason: 'exit', now });
  }
}

/** Looks after one workspace's automations. */
export const tendFlowsJob = defineJob({
  name: 'flows.tend',
  payload: z.object({ workspaceId: z.string() }),
  run: (context, { workspaceId }) => tendFlows(context, workspaceId),
});

/** One workspace's automations are looked after by one job at a time. */
export function queueTending(db: Db, workspaceId: string): Promise<void> {
  const queue = `flows:${workspaceId}`;
  return enqueue(db, tendFlowsJob, { workspaceId }, { queue, key: queue });
}

/** Every few minutes, for whatever has become due. A crontab takes no dot in a name. */
export const tendEveryFlowJob = defineJob({
  name: 'flows:tendEvery',
  payload: z.object({}).loose(),
  async run(context) {
    for (const { workspaceId } of await listWorkspaces(context.database.outside))
      await queueTending(context.database.of(workspaceId), workspaceId);
  },
});

const zEntered = z.object({ workspaceId: z.string(), segmentId: z.string(), customerIds: z.array(z.string()) });

/** People came into a group: they enter the automations that wait for it, once a business day. */
export const enterByGroupJob = defineJob({
  name: 'flows.enterByGroup',
  payload: zEntered,
  async run(context, { workspaceId, segmentId, customerIds }) {
    const db = context.database.of(workspaceId);
    const waiting = await listFlowIdsOfGroup(db, workspaceId, segmentId);
    if (waiting.length === 0) return;
    const { today, now } = await momentNow(context, workspaceId);
    const entries = customerIds.map((customerId) => ({ customerId, entryKey: `group:${today}` }));
    for (const flowId of waiting) await enterFlow(db, { workspaceId, flowId, entries, now });
    await queueTending(db, workspaceId);
  },
});

/** Nothing is queued where no automation that is on waits for the group: most groups have none, and imports fill many at once. */
export async function enterByGroupOptions({ workspaceId, segmentId }: z.output<typeof zEntered>, db: Db) {
  return (await listFlowIdsOfGroup(db, workspaceId, segmentId)).length > 0 ? {} : undefined;
}
