import { setTimeout as wait } from 'node:timers/promises';
import { isPlayRunning } from '../../mart/index.ts';
import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { AppError } from '../../shared/errors.ts';
import { businessDayOf } from '../../shared/time.ts';
import { getWorkspace, type Workspace } from '../workspace/index.ts';
import { composeOutgoing } from './compose.ts';
import { computeLeaving, QueueHandOver } from './hand-over.ts';
import { decideRecipients, type RecipientDecision } from './may-send-to.ts';
import { noOutlet, type Outlet, type OutletChannel, openOutlet } from './outlet.ts';
import { clear } from './providers/cleared.ts';
import type { MessageClass } from './rules/index.ts';
import {
  cancelLane,
  type DueMessage,
  findWaiting,
  listDue,
  listUnanswered,
  type Settled,
  settleMessages,
} from './store/queue.ts';
import { askUnanswered } from './unanswered.ts';

/** A job hands over to its successor after this long; the queue takes a job for dead only after hours. */
const JOB_LIMIT_MS = 5 * 60_000;
/** Something that a person has to settle is asked again after this long. */
const HELD_MS = 60 * 60_000;
const CHANNELS: readonly OutletChannel[] = ['email', 'sms', 'kakao'];

/** Something waits still; undefined `runAt` means now. */
interface Rest {
  runAt: Date | undefined;
}

interface Dispatch {
  context: Context;
  workspace: Workspace;
  laneId: string;
  signal: AbortSignal;
  /** The shop's now. */
  now: () => Date;
}

/**
 * Sends what waits in a lane, asking again for each person whether it may (AD-12: at dispatch). Nobody is written to
 * twice, also when the process is killed at any moment: docs/decisions/0005-sending-once.md, 0023-message-desk.md.
 * Answers with when to go on, undefined when nothing waits.
 * @throws AppError unavailable when the provider cannot be reached: the queue tries again, later and later
 */
export async function dispatchLane(
  context: Context,
  { workspaceId, laneId }: { workspaceId: string; laneId: string },
  signal: AbortSignal,
): Promise<Rest | undefined> {
  // The lock falls with the connection, so a process that was killed cannot hold it, and one that lives cannot be doubled.
  const lock = await context.database.connect(workspaceId);
  try {
    const { rows } = await lock.query<{ locked: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
      [laneId],
    );
    if (!rows[0]?.locked) throw new AppError('unavailable', 'another process is sending here');
    const workspace = await getWorkspace(context.database.of(workspaceId), workspaceId);
    const now = () => shiftDays(context.clock.now(), workspace.clockOffsetDays);
    return await dispatchLocked({ context, workspace, laneId, signal, now });
  } finally {
    await lock.query('select pg_advisory_unlock(hashtextextended($1, 0))', [laneId]).catch(() => {});
    lock.release();
  }
}

async function dispatchLocked(dispatch: Dispatch): Promise<Rest | undefined> {
  const { context, workspace, laneId, signal } = dispatch;
  const { workspaceId } = workspace;
  const db = context.database.of(workspaceId);
  await askUnanswered(dispatch);
  const { channels } = await findWaiting(db, workspaceId, laneId);
  const deadline = performance.now() + JOB_LIMIT_MS;
  for (const channel of CHANNELS.filter((one) => channels.includes(one))) {
    const outlet = await openOutlet(context, workspace, channel);
    if (!outlet) throw noOutlet(channel);
    try {
      while (!signal.aborted && performance.now() < deadline) {
        const due = await listDue(db, {
          workspaceId,
          laneId,
          channel,
          limit: outlet.batchSize,
          dueAt: context.clock.now(),
        });
        if (due.length === 0) break;
        const { waitMs } = await outlet.takeTurn(due.length);
        if (waitMs > 0) await wait(waitMs, undefined, { signal }).catch(() => {});
        if (!(await isWanted(dispatch, due))) break;
        await sendDue(dispatch, { outlet, channel, due });
      }
    } finally {
      outlet.provider.close?.();
    }
  }
  return findRest(dispatch);
}

/** When the rest of a lane is due: what waits, and what a provider still owes an answer for. */
async function findRest({ context, workspace, laneId }: Dispatch): Promise<Rest | undefined> {
  const db = context.database.of(workspace.workspaceId);
  const [unanswered] = await listUnanswered(db, workspace.workspaceId, laneId);
  const waiting = await findWaiting(db, workspace.workspaceId, laneId);
  if (waiting.waiting > 0 && (waiting.dueNow || !waiting.firstAt)) return { runAt: undefined };
  const outlet = unanswered && (await openOutlet(context, workspace, unanswered.channel as OutletChannel));
  const askAt = unanswered && new Date(unanswered.handedOverAt.getTime() + (outlet?.answerTimeoutMs ?? 0));
  const moments = [askAt, waiting.waiting > 0 ? waiting.firstAt : undefined].flatMap((at) =>
    at ? [at.getTime()] : [],
  );
  return moments.length === 0 ? undefined : { runAt: new Date(Math.min(...moments)) };
}

/** What belongs to a play that was stopped is not wanted any more. */
async function isWanted({ context, workspace, laneId }: Dispatch, due: readonly DueMessage[]): Promise<boolean> {
  const playId = due[0]?.playId;
  const db = context.database.of(workspace.workspaceId);
  if (!playId || (await isPlayRunning(db, { workspaceId: workspace.workspaceId, playId }))) return true;
  await cancelLane(db, workspace.workspaceId, laneId, 'play_stopped');
  return false;
}

/** Decides, composes and hands over one batch; what is not handed over stays in the queue. */
async function sendDue(
  dispatch: Dispatch,
  batch: { outlet: Outlet; channel: OutletChannel; due: DueMessage[] },
): Promise<void> {
  const { context, workspace, signal } = dispatch;
  const { outlet, channel } = batch;
  const { workspaceId } = workspace;
  const db = context.database.of(workspaceId);
  const handOver = new QueueHandOver({ ...dispatch, outlet, messages: batch.due });
  for (const [kind, messages] of Map.groupBy(batch.due, (one) => `${one.class} ${one.about}`)) {
    const [messageClass = '', about = ''] = kind.split(' ');
    const now = dispatch.now();
    const leaves = computeLeaving(now, outlet);
    const decided = await decideRecipients(context, {
      workspaceId,
      customerIds: messages.map((message) => message.customerId),
      class: messageClass as MessageClass,
      channel,
      now,
      doneBy: leaves.doneBy,
      about: about === 'points' ? 'points' : undefined,
      today: businessDayOf(now, workspace),
      exceptPlayId: messages[0]?.playId ?? undefined,
      outlet: outlet.law,
    });
    const byCustomer = new Map(decided.map((one) => [one.recipient.customerId, one]));
    const leaving: { message: DueMessage; one: RecipientDecision }[] = [];
    const staying: Settled[] = [];
    const written = new Set<string>();
    for (const message of messages) {
      const one = byCustomer.get(message.customerId);
      // Two advertisements to one person at once would each not know of the other: the second waits for the next round.
      const again = messageClass === 'ad' && written.has(message.customerId);
      written.add(message.customerId);
      if (again) continue;
      if (one?.decision.outcome === 'send' && one.recipient.address !== null) leaving.push({ message, one });
      else staying.push(stays(dispatch, message, one));
    }
    await settleMessages(db, workspaceId, staying);
    const { composed, broken } = await composeOutgoing(dispatch, { outlet, channel, leaving });
    await settleMessages(db, workspaceId, broken);
    const cleared = composed.map(({ one, outgoing }) => clear(one.clearance, outgoing));
    if (cleared.length === 0) continue;
    handOver.expect(composed, leaves);
    await outlet.provider.send(cleared, handOver, signal);
    if (handOver.stopped) throw handOver.stopped;
  }
}

/** Where a message is that may not leave now. */
function stays({ context, workspace }: Dispatch, message: DueMessage, one: RecipientDecision | undefined): Settled {
  const base = {
    messageId: message.messageId,
    failureClass: null,
    providerMessageId: null,
    sentAt: null,
    notBefore: null,
    attempts: message.attempts,
  };
  const decision = one?.decision;
  if (decision?.outcome === 'defer' && decision.until) {
    const notBefore = shiftDays(decision.until, -workspace.clockOffsetDays);
    return { ...base, state: 'queued', reason: decision.reason, notBefore };
  }
  if (decision?.outcome === 'hold') {
    const notBefore = new Date(context.clock.now().getTime() + HELD_MS);
    return { ...base, state: 'queued', reason: decision.reason, notBefore };
  }
  return {
    ...base,
    state: 'skipped',
    reason: decision && decision.outcome !== 'send' ? decision.reason : 'no_address',
  };
}
