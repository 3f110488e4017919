import type { Context } from '../../platform/context.ts';
import type { Db } from '../../platform/db.ts';
import { newId } from '../../shared/ids.ts';
import { hashContact } from '../privacy/index.ts';
import { type MessageCounts, zMessageState } from './contract.ts';
import { startSending } from './jobs.ts';
import { hashOptOutToken, optOutToken } from './opt-out.ts';
import { cancelPlayMessages, countMessageStates, countOptOuts, insertMessages } from './store.ts';

/** A message to one person, with its variables filled in. */
export interface MessageToQueue {
  customerId: string;
  contactPointId: string | null;
  email: string | null;
  subject: string;
  body: string;
  couponCode: string;
  couponNote: string;
}

const MESSAGES_A_STATEMENT = 2_000;

/**
 * Queues the messages of a play and the job that sends them, in the transaction of `db`. One person gets one message of
 * a play on a channel: the dedupe key is unique, so queueing again adds nobody twice. Returns how many are new.
 */
export async function queueMessages(
  context: Context,
  db: Db,
  input: {
    workspaceId: string;
    playId: string;
    class: 'ad' | 'info' | 'notice_legal';
    channel: 'email';
    locale: 'ko' | 'en';
    now: Date;
    messages: readonly MessageToQueue[];
  },
): Promise<number> {
  const { workspaceId, playId } = input;
  const { key } = context.secrets;
  let queued = 0;
  for (let from = 0; from < input.messages.length; from += MESSAGES_A_STATEMENT) {
    const messages = input.messages.slice(from, from + MESSAGES_A_STATEMENT).map((message) => {
      const messageId = newId();
      return {
        ...message,
        messageId,
        dedupeKey: `${playId}:${message.customerId}:${input.channel}`,
        contactHash: message.email === null ? null : hashContact(key, message.email),
        optOutTokenHash: hashOptOutToken(optOutToken(key, messageId)),
      };
    });
    queued += await insertMessages(db, {
      workspaceId,
      playId,
      class: input.class,
      channel: input.channel,
      locale: input.locale,
      queuedAt: input.now,
      messages,
    });
  }
  await startSending(db, { workspaceId, playId });
  return queued;
}

/** Stops what waits for a play. Returns how many messages will not be sent. */
export function cancelMessages(db: Db, play: { workspaceId: string; playId: string }, reason: string): Promise<number> {
  return cancelPlayMessages(db, play.workspaceId, play.playId, reason);
}

/** Where the messages of a play are. */
export interface MessageProgress {
  counts: MessageCounts;
  /** Why messages were skipped or failed: reason → count. */
  reasons: Record<string, number>;
  total: number;
}

const NO_MESSAGES: MessageCounts = {
  queued: 0,
  sending: 0,
  handing_over: 0,
  sent: 0,
  unconfirmed: 0,
  skipped: 0,
  failed: 0,
  cancelled: 0,
};

/** Where the messages of these plays are, by play id; every play asked for is there. */
export async function listMessageProgress(
  db: Db,
  workspaceId: string,
  playIds: readonly string[],
): Promise<Map<string, MessageProgress>> {
  const progress = new Map(
    playIds.map((playId): [string, MessageProgress] => [playId, { counts: { ...NO_MESSAGES }, reasons: {}, total: 0 }]),
  );
  for (const row of await countMessageStates(db, workspaceId, playIds)) {
    const own = progress.get(row.playId);
    if (!own) continue;
    own.counts[zMessageState.parse(row.state)] += row.count;
    own.total += row.count;
    if (row.reason !== '' && row.state !== 'queued')
      own.reasons[row.reason] = (own.reasons[row.reason] ?? 0) + row.count;
  }
  return progress;
}

/** People of a play who opted out through one of its messages. */
export function countPlayOptOuts(db: Db, workspaceId: string, playId: string): Promise<number> {
  return countOptOuts(db, workspaceId, playId);
}
