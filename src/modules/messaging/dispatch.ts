import { setTimeout as wait } from 'node:timers/promises';
import { isPlayRunning, type Recipient } from '../../mart/index.ts';
import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { AppError } from '../../shared/errors.ts';
import { businessDayOf } from '../../shared/time.ts';
import { setContactInvalid } from '../customers/index.ts';
import { getWorkspace, type Workspace } from '../workspace/index.ts';
import { findOpenedMailServer, type OpenedMailServer } from './mail-server.ts';
import { decideRecipients } from './may-send-to.ts';
import { linkBase, optOutToken, optOutUrl, ownPageUrl } from './opt-out.ts';
import { composeEmail, type MaySendDecision } from './rules/index.ts';
import { buildRaw, type SmtpOutcome, SmtpSession } from './smtp.ts';
import {
  cancelPlayMessages,
  claimMessages,
  findWaiting,
  moveMessage,
  recoverMessages,
  releaseMessages,
  setMailServerError,
} from './store.ts';

/** Small, so that a decision is never older than the few seconds it takes to send these. */
const CLAIM_SIZE = 20;
/** A job hands over to its successor after this long; the queue takes a job for dead only after hours. */
const JOB_LIMIT_MS = 5 * 60_000;
/** Waits of 1, 2, 4 … minutes, at most an hour; grey-listing servers want a few minutes. */
const RETRY_BASE_MS = 60_000;
const RETRY_MAX_MS = 60 * 60_000;
const MAX_ATTEMPTS = 8;

type Claimed = Awaited<ReturnType<typeof claimMessages>>[number];

/** Something waits still; undefined `runAt` means now. */
interface Rest {
  runAt: Date | undefined;
}

interface Dispatch {
  context: Context;
  workspace: Workspace;
  playId: string;
  server: OpenedMailServer | undefined;
  session: SmtpSession | undefined;
}

/**
 * Sends what waits for a play, asking again for each person whether it may (AD-12: at dispatch). Nobody is written to
 * twice, also when the process is killed at any moment: see docs/decisions/0005-sending-once.md.
 * Answers with when to go on, undefined when nothing waits.
 * @throws AppError unavailable when the mail server cannot be reached: the queue tries again, later and later
 */
export async function dispatchPlay(
  context: Context,
  { workspaceId, playId }: { workspaceId: string; playId: string },
  signal: AbortSignal,
): Promise<Rest | undefined> {
  // The lock falls with the connection, so a process that was killed cannot hold it, and one that lives cannot be doubled.
  const lock = await context.database.connect(workspaceId);
  try {
    const { rows } = await lock.query<{ locked: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
      [playId],
    );
    if (!rows[0]?.locked) throw new AppError('unavailable', 'another process is sending for this play');
    return await dispatchLocked(context, { workspaceId, playId }, signal);
  } finally {
    await lock.query('select pg_advisory_unlock(hashtextextended($1, 0))', [playId]).catch(() => {});
    lock.release();
  }
}

async function dispatchLocked(
  context: Context,
  play: { workspaceId: string; playId: string },
  signal: AbortSignal,
): Promise<Rest | undefined> {
  const { workspaceId, playId } = play;
  const db = context.database.of(workspaceId);
  const workspace = await getWorkspace(db, workspaceId);
  const now = () => shiftDays(context.clock.now(), workspace.clockOffsetDays);
  await recoverMessages(db, workspaceId, playId, now());
  const server = await findOpenedMailServer(context, workspaceId);
  if (!server && workspace.kind === 'real') throw new AppError('unavailable', 'no mail server to send with');
  const dispatch: Dispatch = { context, workspace, playId, server, session: server && new SmtpSession(server) };
  const startedAt = performance.now();
  try {
    for (;;) {
      if (signal.aborted || performance.now() - startedAt > JOB_LIMIT_MS) break;
      if (!(await isPlayRunning(db, play))) {
        await cancelPlayMessages(db, workspaceId, playId, 'play_stopped');
        break;
      }
      const claimed = await claimMessages(db, { workspaceId, playId, limit: CLAIM_SIZE, dueAt: context.clock.now() });
      if (claimed.length === 0) break;
      await sendClaimed(dispatch, claimed, now, signal);
    }
  } finally {
    dispatch.session?.quit();
  }
  const waiting = await findWaiting(db, workspaceId, playId);
  if (waiting.waiting === 0) return undefined;
  return { runAt: waiting.dueNow || !waiting.firstAt ? undefined : waiting.firstAt };
}

async function sendClaimed(
  dispatch: Dispatch,
  claimed: Claimed[],
  now: () => Date,
  signal: AbortSignal,
): Promise<void> {
  const { context, workspace, server, playId } = dispatch;
  const { workspaceId } = workspace;
  const db = context.database.of(workspaceId);
  const left = new Set(claimed.map((message) => message.messageId));
  const pauseMs = server ? 1_000 / server.messagesPerSecond : 0;
  try {
    const decided = await decideRecipients(context, {
      workspaceId,
      customerIds: claimed.map((message) => message.customerId),
      class: 'ad',
      channel: 'email',
      now: now(),
      today: businessDayOf(now(), workspace),
      exceptPlayId: playId,
    });
    const byCustomer = new Map(decided.map((one) => [one.recipient.customerId, one]));
    for (const message of claimed) {
      if (signal.aborted) return;
      const startedAt = performance.now();
      const one = byCustomer.get(message.customerId);
      const settled = await sendOne(dispatch, message, one, now);
      left.delete(message.messageId);
      if (settled?.kind === 'unreachable') throw unreachable(settled.reason);
      const restMs = pauseMs - (performance.now() - startedAt);
      if (restMs > 0 && settled) await wait(restMs, undefined, { signal }).catch(() => {});
    }
  } finally {
    if (left.size > 0) await releaseMessages(db, workspaceId, [...left]);
  }
}

function unreachable(reason: string): AppError {
  return new AppError('unavailable', `mail server: ${reason}`);
}

/** Settles one claimed message; answers with what the server said, undefined when it was not asked. */
async function sendOne(
  dispatch: Dispatch,
  message: Claimed,
  one: { recipient: Recipient; decision: MaySendDecision } | undefined,
  now: () => Date,
): Promise<SmtpOutcome | undefined> {
  const { context, workspace, server, session } = dispatch;
  const { workspaceId } = workspace;
  const db = context.database.of(workspaceId);
  const at = { workspaceId, messageId: message.messageId };
  if (!one || one.decision.outcome !== 'send' || one.recipient.email === null) {
    if (one?.decision.outcome === 'defer' && one.decision.until) {
      const notBefore = shiftDays(one.decision.until, -workspace.clockOffsetDays);
      await moveMessage(db, { ...at, from: 'sending', to: 'queued', reason: one.decision.reason, notBefore });
    } else {
      await moveMessage(db, { ...at, from: 'sending', to: 'skipped', reason: one?.decision.reason ?? 'no_address' });
    }
    return undefined;
  }
  const { recipient } = one;
  if (!server || !session) {
    // The demo without a mail server: delivered into the database and nowhere else.
    await moveMessage(db, { ...at, from: 'sending', to: 'sent', reason: 'demo_outbox', sentAt: now() });
    return undefined;
  }
  const raw = await compose(dispatch, message, recipient, now());
  const outcome = await session.send({
    from: server.fromEmail,
    to: recipient.email ?? '',
    raw,
    // Committed before the final dot: from here on the message counts as sent unless the server says otherwise.
    beforeHandingOver: () => moveMessage(db, { ...at, from: 'sending', to: 'handing_over' }),
  });
  await settle(dispatch, { message, recipient, outcome, now });
  return outcome;
}

async function compose(dispatch: Dispatch, message: Claimed, recipient: Recipient, now: Date): Promise<Buffer> {
  const { context, workspace, server } = dispatch;
  const token = optOutToken(context.secrets.key, message.messageId);
  const email = composeEmail({
    class: message.class === 'ad' ? 'ad' : 'info',
    shopName: workspace.name,
    subject: message.subject,
    text: message.body,
    sender: {
      name: workspace.senderName,
      email: workspace.senderEmail,
      phone: workspace.senderPhone,
      address: workspace.senderAddress,
    },
    unsubscribeUrl: optOutUrl(linkBase(workspace, context.config), token),
    ownPageUrl: ownPageUrl(linkBase(workspace, context.config), workspace.workspaceId),
    locale: message.locale === 'en' ? 'en' : 'ko',
    onDay: businessDayOf(now, workspace),
    coupon: message.couponCode === '' ? undefined : { code: message.couponCode, note: message.couponNote },
  });
  return buildRaw({
    email,
    from: { name: workspace.senderName, address: server?.fromEmail ?? '' },
    to: { name: recipient.name, address: recipient.email ?? '' },
    messageId: message.messageId,
    date: now,
  });
}

async function settle(
  dispatch: Dispatch,
  input: { message: Claimed; recipient: Recipient; outcome: SmtpOutcome; now: () => Date },
): Promise<void> {
  const { context, workspace } = dispatch;
  const { message, outcome, recipient } = input;
  const { workspaceId } = workspace;
  const db = context.database.of(workspaceId);
  const { messageId } = message;
  /** From wherever the attempt had come: before or after it was handed over. */
  const move = async (change: {
    to: string;
    reason?: string;
    sentAt?: Date;
    notBefore?: Date | null;
    attempts?: number;
  }) => {
    const moved = await moveMessage(db, { workspaceId, messageId, from: 'handing_over', ...change });
    if (!moved) await moveMessage(db, { workspaceId, messageId, from: 'sending', ...change });
  };
  const attempts = message.attempts + 1;
  switch (outcome.kind) {
    case 'sent':
      await move({ to: 'sent', sentAt: input.now(), attempts });
      await setMailServerError(db, workspaceId, '');
      return;
    case 'later': {
      if (attempts >= MAX_ATTEMPTS) return move({ to: 'failed', reason: 'gave_up', attempts });
      const delayMs = Math.min(RETRY_BASE_MS * 2 ** (attempts - 1), RETRY_MAX_MS);
      return move({
        to: 'queued',
        reason: 'later',
        notBefore: new Date(context.clock.now().getTime() + delayMs),
        attempts,
      });
    }
    case 'bad_recipient':
      await move({ to: 'failed', reason: 'invalid_address', attempts });
      if (recipient.contactPointId) {
        await setContactInvalid(db, workspaceId, recipient.contactPointId, input.now());
      }
      return;
    case 'refused':
      return move({ to: 'failed', reason: 'refused_by_server', attempts });
    case 'stopped':
      // Somebody stopped it between the decision and the final dot; its state says why.
      return;
    case 'unknown':
      return move({ to: 'unconfirmed', reason: 'no_answer', sentAt: input.now(), attempts });
    case 'unreachable':
      await move({ to: 'queued', reason: '', attempts: message.attempts });
      await setMailServerError(db, workspaceId, outcome.reason);
  }
}
