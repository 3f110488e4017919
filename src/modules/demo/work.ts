import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Context } from '../../platform/context.ts';
import { AppError } from '../../shared/errors.ts';
import { addDays } from '../../shared/time.ts';
import { letLeave } from '../plays/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import { createPeople, importOrders, readDelivered, refreshInsights, refuse } from './feed.ts';
import { recordHappenings } from './happenings.ts';
import { findShopDay, isSomethingWaiting, letMorningCome, moveClockTo } from './mornings.ts';
import { computeDoneShare, type DemoState, listNewOffers, offerKey } from './rules.ts';
import type { SimulatedDay } from './simulation/index.ts';
import {
  advance,
  computeStateOn,
  createWorld,
  decideUnsubscribe,
  type Reactions,
  type World,
} from './simulation/index.ts';
import { getState, insertOffers, listOfferRows, updateState } from './store.ts';

/** Days fed at once: few enough that the bar moves, many enough that the import pays. */
const DAYS_PER_FEED = 45;

/** What a run brought. */
export interface DemoRun {
  orders: number;
  people: number;
}

interface RunOptions {
  signal?: AbortSignal;
  /** `doneShare` from 0 to 1. */
  onProgress?: (state: DemoState, doneShare: number) => void;
}

/**
 * Does what the demo has been asked for: people, sales, days, insights. It goes on where an earlier run was stopped, even
 * by kill -9: feeding the same days twice changes nothing. Two runs of one shop wait for each other.
 * @throws AppError conflict outside a demo workspace
 */
export async function runDemoWork(context: Context, workspaceId: string, options: RunOptions = {}): Promise<DemoRun> {
  const lock = await context.database.connect(workspaceId);
  const lockKey = [`demo ${workspaceId}`];
  try {
    await lock.query('select pg_advisory_lock(hashtextextended($1, 0))', lockKey);
    return await runSteps(context, workspaceId, options);
  } finally {
    await lock.query('select pg_advisory_unlock(hashtextextended($1, 0))', lockKey).catch(() => {});
    lock.release();
  }
}

async function runSteps(context: Context, workspaceId: string, options: RunOptions): Promise<DemoRun> {
  const db = context.database.of(workspaceId);
  const workspace = await getWorkspace(db, workspaceId);
  if (workspace.kind !== 'demo') throw new AppError('conflict', 'not a demo workspace');
  const run: DemoRun = { orders: 0, people: 0 };
  const signal = options.signal ?? new AbortController().signal;
  const first = await getState(db, workspaceId);
  if (first.step === 'done') return run;
  const change = async (values: Partial<DemoState>) => {
    await updateState(db, workspaceId, values);
    const state = await getState(db, workspaceId);
    options.onProgress?.(state, computeDoneShare(state));
  };
  try {
    if (first.failedAt) await change({ failedAt: null });
    const isHistory = first.workUntil === first.historyUntil;
    const world = createWorld({ seed: first.seed, startOn: first.startOn, today: first.historyUntil });
    const reactions = isHistory ? new Map() : await learnOffers(context, workspaceId, world);
    await letDaysHappen({ context, workspaceId, world, reactions, isHistory, change, run, signal });
    await change({ step: 'insights' });
    // It stands on the day after the last one that has happened, so that nothing lies in its future.
    const { simulatedUntil } = await getState(db, workspaceId);
    await moveClockTo(context, workspaceId, addDays(simulatedUntil, 1));
    await letLeave(context, workspaceId, signal);
    await refreshInsights(context, workspaceId);
    await change({ step: 'done' });
    return run;
  } catch (error) {
    await updateState(db, workspaceId, { failedAt: context.clock.now() });
    throw error;
  }
}

interface Days {
  context: Context;
  workspaceId: string;
  world: World;
  reactions: Reactions;
  isHistory: boolean;
  change: (values: Partial<DemoState>) => Promise<void>;
  run: DemoRun;
  signal: AbortSignal;
}

async function letDaysHappen({
  context,
  workspaceId,
  world,
  reactions,
  isHistory,
  change,
  run,
  signal,
}: Days): Promise<void> {
  const { simulatedUntil, workUntil, historyUntil } = await getState(context.database.of(workspaceId), workspaceId);
  if (simulatedUntil >= workUntil) return;
  const state = computeStateOn(world, simulatedUntil, reactions);
  let batch: SimulatedDay[] = [];
  const feed = async () => {
    const last = batch.at(-1);
    if (!last) return;
    if (signal.aborted) throw new AppError('unavailable', 'stopped');
    const newPeople = batch.flatMap((day) => day.newPeople);
    run.people += await createPeople(context, workspaceId, {
      people: newPeople,
      now: new Date(`${addDays(last.day, 1)}T05:00:00+09:00`),
    });
    if (isHistory) await change({ step: 'sales' });
    run.orders += await importOrders(context, workspaceId, batch);
    await recordHappenings(context, workspaceId, { seed: world.seed, historyUntil, days: batch });
    await change({ simulatedUntil: last.day });
    batch = [];
  };
  // Days on which something may become due happen one by one, each with its morning; the others in one go.
  if (!isHistory && (await isSomethingWaiting(context, workspaceId))) {
    const shopDay = await findShopDay(context, workspaceId);
    for (let day = addDays(simulatedUntil, 1); day <= workUntil; day = addDays(day, 1)) {
      // Days that the wall clock has passed already had their mornings.
      if (day >= shopDay) {
        await moveClockTo(context, workspaceId, day);
        await letMorningCome(context, { workspaceId, day, isFirst: day === shopDay, signal });
      }
      const heard = await learnOffers(context, workspaceId, world);
      batch.push(...advance(world, state, { fromDay: day, toDay: day, reactions: heard }));
      await feed();
    }
    return;
  }
  for (const day of advance(world, state, { fromDay: addDays(simulatedUntil, 1), toDay: workUntil, reactions })) {
    batch.push(day);
    if (batch.length >= DAYS_PER_FEED) await feed();
    // Days are computed in the process that also answers people.
    else await nextTurn();
  }
  await feed();
}

/** Tells the simulation what was really sent since; whoever has had enough opts out through the shop's own door. */
async function learnOffers(context: Context, workspaceId: string, world: World): Promise<Reactions> {
  const db = context.database.of(workspaceId);
  const { simulatedUntil } = await getState(db, workspaceId);
  const rows = await listOfferRows(db, workspaceId);
  const fresh = listNewOffers(await readDelivered(db, workspaceId), new Set(rows.map(offerKey)), simulatedUntil);
  const heard = new Map<string, number>();
  for (const row of rows) heard.set(row.personId, (heard.get(row.personId) ?? 0) + 1);
  for (const offer of fresh) {
    const messageNo = (heard.get(offer.personId) ?? 0) + 1;
    heard.set(offer.personId, messageNo);
    if (decideUnsubscribe(world, offer.personId, messageNo)) await refuse(context, workspaceId, offer);
  }
  await insertOffers(db, workspaceId, fresh);
  return readReactions(context, workspaceId);
}

/** Every offer the people know of, by person. */
export async function readReactions(context: Context, workspaceId: string): Promise<Reactions> {
  const reactions = new Map<
    string,
    { receivedOn: string; offerValueMinor: number; couponCode: string | undefined }[]
  >();
  for (const row of await listOfferRows(context.database.of(workspaceId), workspaceId)) {
    const own = reactions.get(row.personId) ?? [];
    own.push({ receivedOn: row.receivedOn, offerValueMinor: row.valueMinor, couponCode: row.couponCode ?? undefined });
    reactions.set(row.personId, own);
  }
  return reactions;
}
