import type { Db } from '../../platform/db.ts';

/** Takes a person out of the plays she was assigned to; rows by table. */
export async function eraseAssignmentsOf(
  db: Db,
  { workspaceId, customerId }: { workspaceId: string; customerId: string },
): Promise<Record<string, number>> {
  const { numDeletedRows } = await db
    .deleteFrom('plays.assignment')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .executeTakeFirst();
  return { 'plays.assignment': Number(numDeletedRows) };
}
