import type { Db } from '../../platform/db.ts';
import type { StoredBirthday } from '../../shared/birthdays.ts';

interface Person {
  workspaceId: string;
  customerId: string;
}

/** What a person changes of herself: her name, or the birthday she tells. The caller has made sure that it is she. */
export async function updateOwnData(
  db: Db,
  { workspaceId, customerId }: Person,
  { now, ...change }: { name?: string; now: Date } & Partial<StoredBirthday>,
): Promise<void> {
  await db
    .updateTable('customers.customer')
    .set({ ...change, updatedAt: now })
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .execute();
}
