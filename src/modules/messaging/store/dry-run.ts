import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

/** Why such a message counts as sent though no provider had it. */
const BY_HAND = 'by_hand';

/** What a dry run left out, newest first. */
export function listDryRunRows(db: Db, workspaceId: string, limit: number) {
  return db
    .selectFrom('messaging.message')
    .select([
      'messageId',
      'customerId',
      'playId',
      'class',
      'channel',
      'medium',
      'bytes',
      'priceMinor',
      'rule',
      'handedOverAt',
      'queuedAt',
    ])
    .where('workspaceId', '=', workspaceId)
    .where('state', '=', 'skipped')
    .where('reason', '=', 'dry_run')
    .orderBy('handedOverAt', 'desc')
    .orderBy('messageId')
    .limit(limit)
    .execute();
}

export async function countDryRun(db: Db, workspaceId: string): Promise<{ count: number; totalPriceMinor: number }> {
  const { rows } = await sql<{ count: number; totalPriceMinor: number }>`
    select count(*)::int as count, coalesce(sum(price_minor), 0) as total_price_minor from messaging.message
    where workspace_id = ${workspaceId}::uuid and state = 'skipped' and reason = 'dry_run'`.execute(db);
  return rows[0] ?? { count: 0, totalPriceMinor: 0 };
}

/** Where a message is that may have been sent by hand already. */
export function findSentByHand(db: Db, workspaceId: string, messageId: string) {
  return db
    .selectFrom('messaging.message')
    .select('sentAt')
    .where('workspaceId', '=', workspaceId)
    .where('messageId', '=', messageId)
    .where('state', '=', 'sent')
    .where('reason', '=', BY_HAND)
    .executeTakeFirst();
}

/** Counts a message of a dry run as sent by hand; no provider is paid for it. */
export function setSentByHand(
  db: Db,
  input: {
    workspaceId: string;
    messageId: string;
    sentAt: Date;
    sentBy: string | null;
    rule: string;
    evidenceOrderId: string | null;
  },
) {
  const { workspaceId, messageId, ...change } = input;
  return db
    .updateTable('messaging.message')
    .set({ ...change, state: 'sent', reason: BY_HAND, failureClass: null, priceMinor: 0 })
    .where('workspaceId', '=', workspaceId)
    .where('messageId', '=', messageId)
    .where('state', '=', 'skipped')
    .where('reason', '=', 'dry_run')
    .returning('messageId')
    .executeTakeFirst();
}

/** One of them with its words; undefined when a dry run left out no such message. */
export function findDryRunMessage(db: Db, workspaceId: string, messageId: string) {
  return db
    .selectFrom('messaging.message')
    .select([
      'messageId',
      'customerId',
      'playId',
      'class',
      'channel',
      'subject',
      'body',
      'locale',
      'couponCode',
      'couponNote',
      'templateId',
      'pictureId',
      'variables',
      'about',
      'attempts',
      'reason',
      'queuedAt',
    ])
    .where('workspaceId', '=', workspaceId)
    .where('messageId', '=', messageId)
    .where('state', '=', 'skipped')
    .where('reason', '=', 'dry_run')
    .executeTakeFirst();
}
