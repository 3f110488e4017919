import { z } from 'zod';
import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Db } from '../../platform/db.ts';
import { defineJob, enqueue } from '../../platform/jobs.ts';
import { businessDayOf, zonedParts } from '../../shared/time.ts';
import { getWorkspace, listWorkspaces } from '../workspace/index.ts';
import { followChanges, type Moment, recountGroups, sweepGroups } from './follow.ts';
import { asksForHoldings } from './store.ts';

/** People named one by one; of more everybody is gone through at once. */
const MAX_NAMED_CUSTOMERS = 50;

const zPayload = z.object({ workspaceId: z.string(), customerIds: z.array(z.string()).optional() });

/** The shop's business day and hour at an instant. */
export async function momentOf(db: Db, workspaceId: string, now: Date): Promise<Moment> {
  const workspace = await getWorkspace(db, workspaceId);
  return { workspaceId, today: businessDayOf(now, workspace), hour: zonedParts(now, workspace.timeZone).hour, now };
}

async function momentNow(context: Context, workspaceId: string): Promise<{ db: Db; moment: Moment } | undefined> {
  const db = context.database.of(workspaceId);
  const workspaces = await listWorkspaces(context.database.outside);
  // Gone since the job was queued.
  if (!workspaces.some((one) => one.workspaceId === workspaceId)) return undefined;
  const workspace = await getWorkspace(db, workspaceId);
  return { db, moment: await momentOf(db, workspaceId, shiftDays(context.clock.now(), workspace.clockOffsetDays)) };
}

/** Lets people come into groups and leave them after something about them changed. Twice does the same as once. */
export const followMembersJob = defineJob({
  name: 'segments.follow',
  payload: zPayload,
  async run(context, { workspaceId, customerIds }) {
    const found = await momentNow(context, workspaceId);
    const named = customerIds && customerIds.length <= MAX_NAMED_CUSTOMERS ? customerIds : undefined;
    if (found) await followChanges(found.db, { ...found.moment, customerIds: named });
  },
});

/** One evaluation of a workspace's groups at a time; one waiting for everybody, or one for each person. */
export function followMembersOptions({ workspaceId, customerIds }: z.output<typeof zPayload>) {
  const queue = `segments:${workspaceId}`;
  if (customerIds?.length === 0) return undefined;
  if (customerIds === undefined || customerIds.length > MAX_NAMED_CUSTOMERS) return { queue, key: queue };
  return customerIds.length === 1 ? { queue, key: `${queue}:${customerIds[0]}` } : { queue };
}

/** The same after points moved, and only where a group asks for them: else every till would pay for what nobody reads. */
export async function followHoldersOptions(payload: z.output<typeof zPayload>, db: Db) {
  return (await asksForHoldings(db, payload.workspaceId)) ? followMembersOptions(payload) : undefined;
}

/**
 * Sets right how many groups have after somebody was erased, or two became one or one two. Twice does the same as once.
 */
export const recountGroupsJob = defineJob({
  name: 'segments.recount',
  payload: zPayload,
  async run(context, { workspaceId, customerIds }) {
    const found = await momentNow(context, workspaceId);
    // Of a merge the first named shows both; of who was erased nothing is named.
    const customerId = customerIds?.[0] ?? null;
    const cause = customerId === null ? 'gone' : 'merge';
    if (found) await recountGroups(found.db, { ...found.moment, cause, customerId });
  },
});

/**
 * One counting at a time, and one waiting: for all who were erased, or for each person who shows two. In a line of its own
 * beside evaluations, for both lock the group they store.
 */
export function recountGroupsOptions({ workspaceId, customerIds }: z.output<typeof zPayload>) {
  const queue = `segments:${workspaceId}:recount`;
  return { queue, key: customerIds?.[0] === undefined ? queue : `${queue}:${customerIds[0]}` };
}

/** Evaluates one workspace's groups that are due: new or changed ones, and those that move with time. */
export const sweepGroupsJob = defineJob({
  name: 'segments.sweep',
  payload: z.object({ workspaceId: z.string() }),
  async run(context, { workspaceId }) {
    const found = await momentNow(context, workspaceId);
    if (found) await sweepGroups(found.db, found.moment);
  },
});

/** Queues the evaluation of groups that are due in one workspace, in the transaction of `db`. */
export function queueSweep(db: Db, workspaceId: string): Promise<void> {
  const queue = `segments:${workspaceId}`;
  return enqueue(db, sweepGroupsJob, { workspaceId }, { queue, key: `${queue}:sweep` });
}

/** Each hour: groups move with the clock although nobody orders. A crontab takes no dot in a name. */
export const sweepEveryGroupJob = defineJob({
  name: 'segments:sweepEvery',
  payload: z.object({}).loose(),
  async run(context) {
    for (const { workspaceId } of await listWorkspaces(context.database.outside))
      await queueSweep(context.database.of(workspaceId), workspaceId);
  },
});
