import type { Db } from '../../platform/db.ts';
import { forgetOnTheWay } from './store/queue.ts';

const TABLES = ['messaging.message', 'messaging.notice', 'messaging.complaint'] as const;

/** Destroys what was or will be sent to a person, words and address, the notices about it and her complaints; rows by table. */
export async function eraseMessagesOf(
  db: Db,
  { workspaceId, customerId }: { workspaceId: string; customerId: string },
): Promise<Record<string, number>> {
  const erased: Record<string, number> = {};
  await forgetOnTheWay(db, { workspaceId, customerId });
  for (const table of TABLES) {
    const { numDeletedRows } = await db
      .deleteFrom(table)
      .where('workspaceId', '=', workspaceId)
      .where('customerId', '=', customerId)
      .executeTakeFirst();
    erased[table] = Number(numDeletedRows);
  }
  return erased;
}
