import { type Db, inTransaction } from '../../platform/db.ts';
import { emit } from '../../platform/jobs.ts';
import { ordersChanged } from './events.ts';
import { attachPerson } from './store.ts';

/** Gives an anonymous sale the person who shows its receipt, once; false when it is somebody's already. */
export async function claimOrder(
  db: Db,
  input: { workspaceId: string; orderId: string; person: { customerId: string; mergedFrom: string | null } },
): Promise<boolean> {
  const { workspaceId, orderId, person } = input;
  return inTransaction(db, async (db) => {
    const claimed = await attachPerson(db, workspaceId, orderId, person);
    if (!claimed) return false;
    const hasCoupons = claimed.couponCode !== '';
    await emit(db, ordersChanged, { workspaceId, customerIds: [person.customerId], hasCoupons });
    return true;
  });
}
