import type { Db } from '../../platform/db.ts';

/** Destroys what was or will be sent to a person, words and address; rows by table. */
export async function eraseMessagesOf(
  db: Db,
  { workspaceId, customerId }: { workspaceId: string; customerId: string },
): Promise<Record<string, number>> {
  const { numDeletedRows } = await db
    .deleteFrom('messaging.message')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .executeTakeFirst();
  return { 'messaging.message': Number(numDeletedRows) };
}
