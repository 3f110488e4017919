import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { hasEveryRecordRefused, isOnRefusedList, suppress, withdrawEveryRecord } from '../privacy/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import { hashOptOutToken } from './opt-out.ts';
import { cancelAdvertising } from './store/queue.ts';
import { findMessage, findOptOut, markOptedOut } from './store/reads.ts';

/** What the page of an unsubscribe link shows. */
export interface OptOutView {
  shopName: string;
  done: boolean;
}

/** The shop behind a link, and whether she is refused already; undefined for a token that nobody has. Changes nothing. */
export async function findOptOutView(context: Context, token: string): Promise<OptOutView | undefined> {
  const found = await findOptOut(context.database.outside, hashOptOutToken(token));
  if (!found) return undefined;
  const { workspaceId, messageId } = found;
  const db = context.database.of(workspaceId);
  const [workspace, message] = await Promise.all([
    getWorkspace(db, workspaceId),
    findMessage(db, workspaceId, messageId),
  ]);
  return { shopName: workspace.senderName, done: message !== undefined && (await hasRefused(db, message)) };
}

type OptOutChannel = 'email' | 'sms' | 'kakao';
const channelOf = (message: { channel: string }): OptOutChannel =>
  message.channel === 'sms' || message.channel === 'kakao' ? message.channel : 'email';

/** Whether all that she agreed to and her address say no today; the link may be old and she may have agreed again since. */
async function hasRefused(
  db: Db,
  message: { workspaceId: string; customerId: string; contactHash: Buffer | null; channel: string },
): Promise<boolean> {
  const { workspaceId, customerId, contactHash } = message;
  const channel = channelOf(message);
  const [saidNo, isListed] = await Promise.all([
    hasEveryRecordRefused(db, { workspaceId, customerId, kind: `ad_${channel}` }),
    contactHash === null || isOnRefusedList(db, { workspaceId, channel, contactHash }),
  ]);
  return saidNo && isListed;
}

/**
 * Stops advertising on the channel of a message to its person, at once and for good (AD-11, AD-16): the withdrawal is an
 * event, her address goes on the list that outlives her record, and what waits for her is not sent. Doing it again
 * changes nothing, unless she agreed again meanwhile: then the link takes that back too. Undefined for a token that
 * nobody has.
 */
export async function optOut(context: Context, token: string): Promise<OptOutView | undefined> {
  const found = await findOptOut(context.database.outside, hashOptOutToken(token));
  if (!found) return undefined;
  const { workspaceId, messageId } = found;
  const db = context.database.of(workspaceId);
  const workspace = await getWorkspace(db, workspaceId);
  const at = shiftDays(context.clock.now(), workspace.clockOffsetDays);
  await inTransaction(db, async (db) => {
    const message = await markOptedOut(db, workspaceId, messageId, at);
    if (!message || (await hasRefused(db, message))) return;
    const { customerId, contactHash } = message;
    const channel = channelOf(message);
    await withdrawEveryRecord(db, {
      workspaceId,
      customerIds: [customerId],
      kind: `ad_${channel}`,
      method: 'one_click',
      evidence: `message ${messageId}`,
      at,
      now: at,
    });
    if (contactHash) await suppress(db, { workspaceId, contactHash, channel, reason: 'one_click', at });
    await cancelAdvertising(db, { workspaceId, customerIds: [customerId], contactHash, channels: [channel] });
  });
  return { shopName: workspace.senderName, done: true };
}
