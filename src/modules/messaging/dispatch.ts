import { setTimeout as wait } from 'node:timers/promises';
import { isPlayRunning, listSoldOutItems, type SoldOutItem } from '../../mart/index.ts';
import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { AppError } from '../../shared/errors.ts';
import { businessDayOf } from '../../shared/time.ts';
import { getWorkspace, type Workspace } from '../workspace/index.ts';
import { type Composed, composeOutgoing } from './compose.ts';
import { computeLeaving, type Leaving, QueueHandOver } from './hand-over.ts';
import { decideRecipients, type RecipientDecision } from './may-send-to.ts';
import { noOutlet, type Outlet, type OutletChannel, openOutlet } from './outlet.ts';
import { clear } from './providers/cleared.ts';
import { findSoldOutSaid, type MessageClass } from './rules/index.ts';
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
/** An advertisement of what is sold out waits for it to be there again; once it has been gone so long, it is not sent any more. */
const SOLD_OUT_WAITS_MS = 48 * 60 * 60_000;
const CHANNELS: readonly OutletChannel[] = ['email', 'sms', 'kakao'];

/** Something waits still, and is due after so long. */
interface Rest {
  delayMs: number;
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
      await sendChannel(dispatch, { outlet, channel, isTimeUp: () => signal.aborted || performance.now() >= deadline });
    } finally {
      outlet.provider.close?.();
    }
  }
  return findRest(dispatch);
}

/**
 * Sends what is due on a channel, batch by batch: the next one is decided and composed while the one before is on the wire.
 * The batches go through the queue from its beginning to its end, so the two never hold the same message.
 */
async function sendChannel(
  dispatch: Dispatch,
  input: { outlet: Outlet; channel: OutletChannel; isTimeUp: () => boolean },
): Promise<void> {
  const { outlet, channel, isTimeUp } = input;
  const { signal } = dispatch;
  let after: string | undefined;
  let ahead: Promise<Batch | undefined> | undefined;
  try {
    while (!isTimeUp()) {
      let batch = await (ahead ?? prepareBatch(dispatch, { outlet, channel, after }));
      ahead = undefined;
      if (batch) {
        const { waitMs } = await outlet.takeTurn(batch.size);
        if (waitMs > 0) await wait(waitMs, undefined, { signal }).catch(() => {});
        // Decided too long ago to begin with: the law is asked again.
        if (dispatch.now() > batch.beginsBy) batch = await prepareBatch(dispatch, { outlet, channel, after });
      }
      if (batch) {
        after = batch.lastId;
        // A mail server takes one letter after the other: what is prepared meanwhile would be too old when its turn comes.
        ahead = outlet.provider.name === 'smtp' ? undefined : prepareBatch(dispatch, { outlet, channel, after });
        // Awaited in the next round; a batch that fails before that must not bring the process down.
        ahead?.catch(() => {});
        await sendBatch(dispatch, { outlet, batch });
      } else if (after === undefined) return;
      // What was put back meanwhile, or left for its turn, is looked for once more from the beginning.
      else after = undefined;
    }
  } finally {
    await ahead?.catch(() => {});
  }
}

/** When the rest of a lane is due: what waits, and what a provider still owes an answer for. */
async function findRest({ context, workspace, laneId }: Dispatch): Promise<Rest | undefined> {
  const db = context.database.of(workspace.workspaceId);
  const [unanswered] = await listUnanswered(db, workspace.workspaceId, laneId);
  const waiting = await findWaiting(db, workspace.workspaceId, laneId);
  if (waiting.waiting > 0 && (waiting.dueNow || !waiting.firstAt)) return { delayMs: 0 };
  const outlet = unanswered && (await openOutlet(context, workspace, unanswered.channel as OutletChannel));
  const askAt = unanswered && new Date(unanswered.handedOverAt.getTime() + (outlet?.answerTimeoutMs ?? 0));
  const moments = [askAt, waiting.waiting > 0 ? waiting.firstAt : undefined].flatMap((at) =>
    at ? [at.getTime()] : [],
  );
  return moments.length === 0
    ? undefined
    : { delayMs: Math.max(0, Math.min(...moments) - context.clock.now().getTime()) };
}

/** What belongs to a play that was stopped is not wanted any more. */
async function isWanted({ context, workspace, laneId }: Dispatch, due: readonly DueMessage[]): Promise<boolean> {
  const playId = due[0]?.playId;
  const db = context.database.of(workspace.workspaceId);
  if (!playId || (await isPlayRunning(db, { workspaceId: workspace.workspaceId, playId }))) return true;
  await cancelLane(db, workspace.workspaceId, laneId, 'play_stopped');
  return false;
}

/** Messages that the law lets go, composed: nothing of it is noted yet. */
interface Batch {
  handOver: QueueHandOver;
  parts: { composed: Composed[]; leaves: Leaving }[];
  size: number;
  lastId: string;
  beginsBy: Date;
}

/** Decides and composes what is due behind the message `after`; undefined when nothing is. What may not leave is settled. */
async function prepareBatch(
  dispatch: Dispatch,
  input: { outlet: Outlet; channel: OutletChannel; after: string | undefined },
): Promise<Batch | undefined> {
  const { context, workspace, laneId } = dispatch;
  const { outlet, channel, after } = input;
  const { workspaceId } = workspace;
  const db = context.database.of(workspaceId);
  const dueAt = context.clock.now();
  const due = await listDue(db, { workspaceId, laneId, channel, after, limit: outlet.batchSize, dueAt });
  const last = due.at(-1);
  if (!last || !(await isWanted(dispatch, due))) return undefined;
  const handOver = new QueueHandOver({ ...dispatch, outlet, messages: due });
  const goneSince = await findGone(dispatch, due);
  const parts: Batch['parts'] = [];
  const { beginsBy } = computeLeaving(dispatch.now(), outlet);
  for (const [kind, messages] of Map.groupBy(due, (one) => `${one.class} ${one.about}`)) {
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
    const isAd = messageClass === 'ad';
    const written = new Set<string>();
    for (const message of messages) {
      const one = byCustomer.get(message.customerId);
      // Two advertisements to one person at once would each not know of the other: the second waits for the next round.
      const again = isAd && written.has(message.customerId);
      written.add(message.customerId);
      if (again) continue;
      const maySend = one?.decision.outcome === 'send' && one.recipient.address !== null;
      const gone = maySend && isAd ? goneSince(message) : undefined;
      if (gone) staying.push(waitsForItem(dispatch, message, gone));
      else if (maySend) leaving.push({ message, one });
      else staying.push(stays(dispatch, message, one));
    }
    await settleMessages(db, workspaceId, staying);
    const { composed, broken } = await composeOutgoing(dispatch, { outlet, channel, leaving });
    await settleMessages(db, workspaceId, broken);
    if (composed.length > 0) parts.push({ composed, leaves });
  }
  return { handOver, parts, size: due.length, lastId: last.messageId, beginsBy };
}

/** Hands a batch over; what is not handed over stays in the queue. */
async function sendBatch({ signal }: Dispatch, { outlet, batch }: { outlet: Outlet; batch: Batch }): Promise<void> {
  const { handOver, parts } = batch;
  for (const { composed, leaves } of parts) {
    const cleared = composed.map(({ one, outgoing }) => clear(one.clearance, outgoing));
    handOver.expect(composed, leaves);
    await outlet.provider.send(cleared, handOver, signal);
    if (handOver.stopped) throw handOver.stopped;
  }
}

/** Nobody is called for what is not there: since when what a message offers, or speaks of, is sold out. */
async function findGone(
  { context, workspace, now }: Dispatch,
  due: readonly DueMessage[],
): Promise<(message: DueMessage) => Date | undefined> {
  const { workspaceId, name: shopName } = workspace;
  const playId = due[0]?.playId ?? null;
  const today = businessDayOf(now(), workspace);
  const soldOut = await listSoldOutItems(context.database.of(workspaceId), { workspaceId, playId, today });
  const since = (items: readonly SoldOutItem[]) =>
    items.reduce<Date | undefined>((first, { markedAt }) => (first && first < markedAt ? first : markedAt), undefined);
  const offered = since(soldOut.filter(({ isOffered }) => isOffered));
  if (offered) return () => offered;
  return ({ subject, body }) => {
    const text = `${subject}\n${body}`;
    return since(soldOut.filter((one) => findSoldOutSaid(text, { soldOut: [one], shopName }) !== undefined));
  };
}

const notSent = ({ messageId, attempts }: DueMessage) => ({
  messageId,
  failureClass: null,
  providerMessageId: null,
  sentAt: null,
  notBefore: null,
  attempts,
});

/**
 * It is asked again until the item is there; after two days in the queue without it what it says is too old. Whatever else
 * kept it for so long, it has waited for the item at least once.
 */
function waitsForItem({ context, now }: Dispatch, message: DueMessage, goneSince: Date): Settled {
  const base = { ...notSent(message), reason: 'item_sold_out' };
  const waitedMs = now().getTime() - Math.max(message.queuedAt.getTime(), goneSince.getTime());
  if (message.reason === base.reason && waitedMs >= SOLD_OUT_WAITS_MS) return { ...base, state: 'skipped' };
  return { ...base, state: 'queued', notBefore: new Date(context.clock.now().getTime() + HELD_MS) };
}

/** Where a message is that may not leave now. */
function stays({ context, workspace }: Dispatch, message: DueMessage, one: RecipientDecision | undefined): Settled {
  const base = notSent(message);
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
