import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { inTransaction } from '../../platform/db.ts';
import { GRANTING_STATES, listConsents, recordConsents, suppress } from '../privacy/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import { hashOptOutToken } from './opt-out.ts';
import { cancelAdvertising, findMessage, findOptOut, markOptedOut } from './store.ts';

/** What the page of an unsubscribe link shows. */
export interface OptOutView {
  shopName: string;
  done: boolean;
}

/** The shop behind a link, and whether it was used; undefined for a token that nobody has. Changes nothing. */
export async function findOptOutView(context: Context, token: string): Promise<OptOutView | undefined> {
  const found = await findOptOut(context.database.outside, hashOptOutToken(token));
  if (!found) return undefined;
  const db = context.database.of(found.workspaceId);
  const [workspace, message] = await Promise.all([
    getWorkspace(db, found.workspaceId),
    findMessage(db, found.workspaceId, found.messageId),
  ]);
  return { shopName: workspace.senderName, done: message?.optedOutAt != null };
}

/**
 * Stops advertising by e-mail to the person of a message, at once and for good (AD-11, AD-16): the withdrawal is an
 * event, her address goes on the list that outlives her record, and what waits for her is not sent. Doing it again
 * changes nothing. Undefined for a token that nobody has.
 */
export async function optOut(context: Context, token: string): Promise<OptOutView | undefined> {
  const found = await findOptOut(context.database.outside, hashOptOutToken(token));
  if (!found) return undefined;
  const { workspaceId, messageId } = found;
  const db = context.database.of(workspaceId);
  const workspace = await getWorkspace(db, workspaceId);
  const at = shiftDays(context.clock.now(), workspace.clockOffsetDays);
  await inTransaction(db, async (db) => {
    const message = await findMessage(db, workspaceId, messageId);
    if (!message || !(await markOptedOut(db, workspaceId, messageId, at))) return;
    const { customerId, contactHash } = message;
    const consents = (await listConsents(db, { workspaceId, customerIds: [customerId] })).get(customerId);
    const holds = consents?.ad_email;
    // A consent given after this message was written was given knowingly, and this link takes that back too.
    if (!holds || GRANTING_STATES.includes(holds.state)) {
      const said = { workspaceId, customerId, kind: 'ad_email', state: 'withdrawn', method: 'one_click' } as const;
      await recordConsents(db, [{ ...said, evidence: `message ${messageId}`, at }]);
    }
    if (contactHash) await suppress(db, { workspaceId, contactHash, channel: 'email', reason: 'one_click', at });
    await cancelAdvertising(db, { workspaceId, customerIds: [customerId], contactHash, channels: ['email'] });
  });
  return { shopName: workspace.senderName, done: true };
}
