import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

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
      'variables',
      'about',
      'attempts',
    ])
    .where('workspaceId', '=', workspaceId)
    .where('messageId', '=', messageId)
    .where('state', '=', 'skipped')
    .where('reason', '=', 'dry_run')
    .executeTakeFirst();
}
