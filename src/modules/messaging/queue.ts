import type { Context } from '../../platform/context.ts';
import { type Db, noteGrowth } from '../../platform/db.ts';
import { newId } from '../../shared/ids.ts';
import { hashContact } from '../privacy/index.ts';
import { type MessageCounts, zMessageState } from './contract.ts';
import { startSending } from './lanes.ts';
import { hashOptOutToken, optOutToken } from './opt-out.ts';
import type { MessageClass } from './rules/index.ts';
import { cancelLane, insertMessages } from './store/queue.ts';
import { countMessageStates, countOptOuts } from './store/reads.ts';

/** A message to one person, with its variables filled in. */
export interface MessageToQueue {
  customerId: string;
  contactPointId: string | null;
  /** E-mail address or E.164 number; null when she has none: the decision at dispatch says so. */
  address: string | null;
  subject: string;
  body: string;
  couponCode?: string;
  couponNote?: string;
  /** Values of a KakaoTalk template: {'#{이름}': '김하나'}. */
  variables?: Readonly<Record<string, string>>;
  /** What goes out as text message when KakaoTalk cannot deliver (AD-32): the same information, to people with the consent for it. */
  fallbackBody?: string | null;
  /** What sets this message apart from another of the same play or automation to the same person, such as a birthday's year. */
  occasion?: string;
}

/** Who asks for messages, and what they have in common. */
export interface MessageRequest {
  workspaceId: string;
  /** A play, an automation, or neither: the shop's own desk. */
  playId?: string | undefined;
  automationId?: string | undefined;
  class: MessageClass;
  channel: 'email' | 'sms' | 'kakao';
  locale: 'ko' | 'en';
  /** The template it was made from; needed for an AlimTalk. */
  templateId?: string | null | undefined;
  /** The picture that its text messages show (MMS). */
  pictureId?: string | undefined;
  /** `points` for information about points (AD-41). */
  about?: 'points' | '' | undefined;
  now: Date;
  messages: readonly MessageToQueue[];
}

const MESSAGES_A_STATEMENT = 2_000;

/** What is worked off one after the other: the messages of a play, of an automation, or the shop's own. */
export function laneOf(request: Pick<MessageRequest, 'workspaceId' | 'playId' | 'automationId'>): string {
  return request.playId ?? request.automationId ?? request.workspaceId;
}

/**
 * Queues messages and the job that sends them, in the transaction of `db`. One person gets one message of a play (and
 * occasion) on e-mail and one on her phone: the dedupe key is unique, so queueing again adds nobody twice (AD-32).
 * Whether each may go is asked when it leaves, not here. Returns how many are new.
 */
export async function queueMessages(context: Context, db: Db, request: MessageRequest): Promise<number> {
  const { workspaceId } = request;
  const { key } = context.secrets;
  const laneId = laneOf(request);
  let queued = 0;
  for (let from = 0; from < request.messages.length; from += MESSAGES_A_STATEMENT) {
    const messages = request.messages.slice(from, from + MESSAGES_A_STATEMENT).map((message) => {
      const messageId = newId();
      return {
        messageId,
        customerId: message.customerId,
        contactPointId: message.contactPointId,
        subject: message.subject,
        body: message.body,
        couponCode: message.couponCode ?? '',
        couponNote: message.couponNote ?? '',
        variables: JSON.stringify(message.variables ?? {}),
        fallbackBody: message.fallbackBody ?? null,
        fallbackOf: null,
        dedupeKey: dedupeKey(laneId, request.channel, message),
        contactHash: message.address === null ? null : hashContact(key, message.address),
        // Advertising on a phone is refused by telephone: its text has no link (AD-16).
        optOutTokenHash: request.channel === 'email' ? hashOptOutToken(optOutToken(key, messageId)) : null,
      };
    });
    queued += await insertMessages(db, {
      workspaceId,
      laneId,
      playId: request.playId ?? null,
      automationId: request.automationId ?? null,
      templateId: request.templateId ?? null,
      pictureId: request.pictureId ?? null,
      about: request.about ?? '',
      class: request.class,
      channel: request.channel,
      locale: request.locale,
      queuedAt: request.now,
      messages,
    });
  }
  // What leaves next is looked for among all of them at once.
  await noteGrowth(db, ['messaging.message', 'messaging.waiting'], queued);
  await startSending(db, { workspaceId, laneId });
  return queued;
}

function dedupeKey(laneId: string, channel: string, { customerId, occasion }: MessageToQueue): string {
  const group = channel === 'email' ? 'email' : 'phone';
  return [laneId, customerId, group, ...(occasion === undefined ? [] : [occasion])].join(':');
}

/** Stops what waits for a play. Returns how many messages will not be sent. */
export function cancelMessages(db: Db, play: { workspaceId: string; playId: string }, reason: string): Promise<number> {
  return cancelLane(db, play.workspaceId, play.playId, reason);
}

/** Stops what waits for an automation and belongs to none of its plays: what it informs of. */
export function cancelInforms(
  db: Db,
  automation: { workspaceId: string; automationId: string },
  reason: string,
): Promise<number> {
  return cancelLane(db, automation.workspaceId, automation.automationId, reason);
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
