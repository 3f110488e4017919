import type { Db } from '../../platform/db.ts';

/** Destroys the coupons of a person; rows by table. */
export async function eraseCouponsOf(
  db: Db,
  { workspaceId, customerId }: { workspaceId: string; customerId: string },
): Promise<Record<string, number>> {
  const { numDeletedRows } = await db
    .deleteFrom('loyalty.coupon')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .executeTakeFirst();
  return { 'loyalty.coupon': Number(numDeletedRows) };
}
