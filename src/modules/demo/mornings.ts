import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { addDays, businessDayOf, daysBetween, instantOfLocal } from '../../shared/time.ts';
import { hasFlowsOn, tendFlows } from '../flows/index.ts';
import { listWaitingLanes, sendWaiting, shortenWaits } from '../messaging/index.ts';
import { letLeave, listLeaving, tendPlays } from '../plays/index.ts';
import { forgetResolvedSessions } from '../staff/index.ts';
import { advanceClock, getWorkspace } from '../workspace/index.ts';
import { refreshBuyersOf } from './feed.ts';

/** When a simulated day does what is due: the law lets everything leave at this hour, and the first guests are yet to come. */
const MORNING = '10:00';

/** Whether something waits that a day may bring due: a play about to leave, an automation, a message. */
export async function isSomethingWaiting(context: Context, workspaceId: string): Promise<boolean> {
  const db = context.database.of(workspaceId);
  if (await hasFlowsOn(db, workspaceId)) return true;
  if ((await listLeaving(context, workspaceId)).length > 0) return true;
  return (await listWaitingLanes(db, workspaceId)).length > 0;
}

/** The shop's business day now, by its own clock. */
export async function findShopDay(context: Context, workspaceId: string): Promise<string> {
  const workspace = await getWorkspace(context.database.of(workspaceId), workspaceId);
  return businessDayOf(shiftDays(context.clock.now(), workspace.clockOffsetDays), workspace);
}

/** Moves the shop's clock to a business day unless it stands there or later; what waits by the wall clock waits that much less. */
export async function moveClockTo(context: Context, workspaceId: string, day: string): Promise<void> {
  const days = daysBetween(await findShopDay(context, workspaceId), day);
  if (days <= 0) return;
  const db = context.database.of(workspaceId);
  await advanceClock(db, workspaceId, days);
  await shortenWaits(db, { workspaceId, days });
  forgetResolvedSessions();
}

/**
 * Does what is due by the morning of a day that is simulated, as the server's own jobs do it on a day that passes: plays
 * leave, automations go on, messages are sent, the law asked at that moment. The shop's clock stands on that day.
 */
export async function letMorningCome(
  context: Context,
  input: { workspaceId: string; day: string; isFirst: boolean; signal: AbortSignal },
): Promise<void> {
  const { workspaceId, day, isFirst, signal } = input;
  const workspace = await getWorkspace(context.database.of(workspaceId), workspaceId);
  const wall = context.clock.now();
  const morning = shiftDays(instantOfLocal(`${day}T${MORNING}`, workspace.timeZone), -workspace.clockOffsetDays);
  // The first day has begun already: nothing on it happens before what people have just done.
  const at = isFirst && wall > morning ? wall : morning;
  const then: Context = { ...context, clock: { now: () => at } };
  await refreshBuyersOf(then, workspaceId, addDays(day, -1));
  await letLeave(then, workspaceId, signal);
  await tendPlays(then, workspaceId);
  await tendFlows(then, workspaceId);
  await sendWaiting(then, workspaceId, signal);
}
