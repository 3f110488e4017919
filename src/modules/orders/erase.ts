import type { Db } from '../../platform/db.ts';

/** Orders stay as facts without a person (PV-23); rows by table. */
export async function eraseOrdersOf(
  db: Db,
  { workspaceId, customerId }: { workspaceId: string; customerId: string },
): Promise<Record<string, number>> {
  const { numUpdatedRows } = await db
    .updateTable('orders.saleOrder')
    .set({ customerId: null, mergedFrom: null })
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .executeTakeFirst();
  return { 'orders.sale_order': Number(numUpdatedRows) };
}
