import type { Db } from '../../platform/db.ts';

interface Person {
  workspaceId: string;
  customerId: string;
}

/** What a person changes of herself: her name, or the birth date she tells. The caller has made sure that it is she. */
export async function updateOwnData(
  db: Db,
  { workspaceId, customerId }: Person,
  { now, ...change }: { name?: string; birthDate?: string; now: Date },
): Promise<void> {
  await db
    .updateTable('customers.customer')
    .set({ ...change, updatedAt: now })
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .execute();
}
