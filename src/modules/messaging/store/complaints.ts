import type { Db } from '../../../platform/db.ts';

export function findOpenComplaint(db: Db, workspaceId: string, customerId: string) {
  return db
    .selectFrom('messaging.complaint')
    .select(['complaintId', 'openedAt'])
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .where('closedAt', 'is', null)
    .orderBy('openedAt')
    .executeTakeFirst();
}

/** Which of these people have a complaint that is open (FE-15). */
export async function listOpenComplaints(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (customerIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('messaging.complaint')
    .select('customerId')
    .distinct()
    .where('workspaceId', '=', workspaceId)
    .where((eb) => eb('customerId', '=', eb.fn.any(eb.val([...customerIds]))))
    .where('closedAt', 'is', null)
    .execute();
  return new Set(rows.map(({ customerId }) => customerId));
}

export function insertComplaint(
  db: Db,
  row: { workspaceId: string; complaintId: string; customerId: string; openedAt: Date; openedBy: string | null },
) {
  return db.insertInto('messaging.complaint').values(row).execute();
}

export function closeComplaints(
  db: Db,
  input: { workspaceId: string; customerId: string; closedAt: Date; closedBy: string | null },
) {
  const { workspaceId, customerId, ...change } = input;
  return db
    .updateTable('messaging.complaint')
    .set(change)
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .where('closedAt', 'is', null)
    .execute();
}
