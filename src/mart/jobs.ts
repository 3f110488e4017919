import { sql } from 'kysely';
import { z } from 'zod';
import { shiftDays } from '../platform/clock.ts';
import type { Context } from '../platform/context.ts';
import { type Db, inTransaction } from '../platform/db.ts';
import { defineEvent, defineJob, emit, enqueue, isUnderWay } from '../platform/jobs.ts';
import { listAwaited, settleAwaited } from './awaited.ts';
import { refreshMart } from './build.ts';
import { columnarNightJob, columnarOptions } from './columnar/jobs.ts';
import { refitPeople, updatePersonModels } from './person-model/refit.ts';
import { refitForecast } from './shop-forecast.ts';

/** People named one by one in one event; more of them are quicker done all at once. */
const MAX_NAMED_CUSTOMERS = 50;

const zPayload = z.object({ workspaceId: z.string(), customerIds: z.array(z.string()).optional() });

/** Facts of these people are as new as their orders; of everybody where none are named. */
export const martRefreshed = defineEvent('mart.refreshed', zPayload);

/** The workspace's now: a demo's runs ahead of the clock; undefined when the workspace is gone since the job was queued. */
async function findWorkspaceNow(
  { database, clock }: Pick<Context, 'database' | 'clock'>,
  workspaceId: string,
): Promise<Date | undefined> {
  const workspace = await database
    .of(workspaceId)
    .selectFrom('workspace.workspace')
    .select('clockOffsetDays')
    .where('workspaceId', '=', workspaceId)
    .executeTakeFirst();
  return workspace && shiftDays(clock.now(), workspace.clockOffsetDays);
}

/** Brings the mart up to date after orders changed, or for everybody. Twice does the same as once. */
export const refreshMartJob = defineJob({
  name: 'mart.refresh',
  payload: zPayload,
  async run(context, { workspaceId, customerIds }) {
    const db = context.database.of(workspaceId);
    const now = await findWorkspaceNow(context, workspaceId);
    if (!now) return;
    const named = customerIds && customerIds.length <= MAX_NAMED_CUSTOMERS ? customerIds : undefined;
    const awaited = await listAwaited(db, workspaceId, named);
    const { mode } = await refreshMart(db, { workspaceId, customerIds: named, now });
    if (mode === 'incremental') await updatePersonModels(db, { workspaceId, customerIds: named ?? [], now });
    // Everybody changed: the models wait until the imports that come together are through, but for who has become another.
    else {
      const merged = [...new Set(awaited.map(({ customerId }) => customerId))];
      await updatePersonModels(db, { workspaceId, customerIds: merged, now });
      await enqueue(
        db,
        refitPeopleJob,
        { workspaceId },
        { ...refitOptions(workspaceId), runAt: new Date(context.clock.now().getTime() + REFIT_WAIT_MS) },
      );
    }
    const changed = mode === 'incremental' && named ? { customerIds: named } : {};
    await inTransaction(db, async (db) => {
      await settleAwaited(db, workspaceId, awaited);
      await emit(db, martRefreshed, { workspaceId, ...changed });
    });
  },
});

/** Files that come together are fitted together. */
const REFIT_WAIT_MS = 20_000;

/** Fits everybody of a workspace anew. Twice does the same as once. */
export const refitPeopleJob = defineJob({
  name: 'mart.refitPeople',
  payload: z.object({ workspaceId: z.string() }),
  async run(context, { workspaceId }) {
    const db = context.database.of(workspaceId);
    const now = await findWorkspaceNow(context, workspaceId);
    if (!now) return;
    await refitPeople(db, { workspaceId, now });
    await refitForecast(db, { workspaceId, now });
    // Groups may ask for what a model says of a person.
    await emit(db, martRefreshed, { workspaceId });
  },
});

/** What brings a workspace's mart up to date runs one after the other; a refresh of everybody waits once, under the same word. */
const queueOf = (workspaceId: string) => `mart:${workspaceId}`;

/** One waiting fit a workspace, one after the other with its refreshes. */
const refitOptions = (workspaceId: string) => ({ queue: queueOf(workspaceId), key: `mart.refit:${workspaceId}` });

/** Whether facts or models of everybody wait to be worked out anew, or are just now: what is kept of them is not the last word. */
export async function isFitUnderWay(db: Db, workspaceId: string): Promise<boolean> {
  return (await isUnderWay(db, queueOf(workspaceId))) || (await isUnderWay(db, refitOptions(workspaceId).key));
}

/**
 * One waiting refresh a workspace when it is for everybody, one a person when it is for one: a key must not swallow
 * somebody else's change. Refreshes of a workspace run one after the other.
 */
export function refreshMartOptions({ workspaceId, customerIds }: z.output<typeof zPayload>) {
  const queue = queueOf(workspaceId);
  // A sale to nobody we know changes no person's facts.
  if (customerIds?.length === 0) return undefined;
  const [only] = customerIds ?? [];
  if (customerIds === undefined || customerIds.length > MAX_NAMED_CUSTOMERS) return { queue, key: queue };
  return customerIds.length === 1 ? { queue, key: `${queue}:${only}` } : { queue };
}

/**
 * Brings every workspace up to date for everybody: facts that lean on the shop's own median and on today drift while
 * nobody orders. Twice does the same as once. A crontab takes no dot in a name.
 */
export const refreshEveryMartJob = defineJob({
  name: 'mart:refreshEvery',
  payload: z.object({}).loose(),
  async run(context) {
    const { rows } = await sql<{ workspaceId: string }>`
      select workspace_id from workspace.list_workspaces()`.execute(context.database.outside);
    for (const { workspaceId } of rows) {
      await enqueue(
        context.database.of(workspaceId),
        refreshMartJob,
        { workspaceId },
        refreshMartOptions({ workspaceId }),
      );
      await enqueue(
        context.database.of(workspaceId),
        columnarNightJob,
        { workspaceId },
        { queue: columnarOptions({ workspaceId }).queue, key: `columnar-night:${workspaceId}` },
      );
    }
  },
});
