import type { Db } from '../../platform/db.ts';

/** Destroys what was or will be sent to a person, words and address, and the notices about it; rows by table. */
export async function eraseMessagesOf(
  db: Db,
  { workspaceId, customerId }: { workspaceId: string; customerId: string },
): Promise<Record<string, number>> {
  const { numDeletedRows } = await db
    .deleteFrom('messaging.message')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .executeTakeFirst();
  const notices = await db
    .deleteFrom('messaging.notice')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .executeTakeFirst();
  return { 'messaging.message': Number(numDeletedRows), 'messaging.notice': Number(notices.numDeletedRows) };
}
