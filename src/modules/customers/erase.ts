import type { Db } from '../../platform/db.ts';

/** Destroys the person herself with her contact points and ids (PV-21); rows by table. */
export async function eraseCustomerRecord(
  db: Db,
  { workspaceId, customerId }: { workspaceId: string; customerId: string },
): Promise<Record<string, number>> {
  const of = { workspaceId, customerId };
  const contacts = await countRows(db, 'customers.contactPoint', of);
  const ids = await countRows(db, 'customers.externalId', of);
  const { numDeletedRows } = await db
    .deleteFrom('customers.customer')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .executeTakeFirst();
  return {
    'customers.contact_point': contacts,
    'customers.external_id': ids,
    'customers.customer': Number(numDeletedRows),
  };
}

async function countRows(
  db: Db,
  table: 'customers.contactPoint' | 'customers.externalId',
  of: { workspaceId: string; customerId: string },
): Promise<number> {
  const row = await db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('workspaceId', '=', of.workspaceId)
    .where('customerId', '=', of.customerId)
    .executeTakeFirst();
  return row?.n ?? 0;
}
