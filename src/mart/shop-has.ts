import type { Db } from '../platform/db.ts';
import { defineQuery } from './query.ts';

/** What a shop has that an automation or a message can be about. */
export interface ShopHas {
  /** Its programme is on and gives stamps. */
  stamps: boolean;
  /** Its programme is on and gives points. */
  earnsPoints: boolean;
  /** Points or stamps that end some day. */
  endingPoints: boolean;
  /** A coupon was given out, ever. */
  coupons: boolean;
}

const has = defineQuery<ShopHas, 'workspaceId' | 'today'>('shop_has');
const reservations = defineQuery<{ reservations: boolean }, 'workspaceId'>('shop_reservations');

/** What a shop has on a business day; all false where it has neither a programme nor coupons. */
export async function findWhatShopHas(db: Db, at: { workspaceId: string; today: string }): Promise<ShopHas> {
  const [row] = await has.run(db, { workspaceId: at.workspaceId, today: at.today });
  return row ?? { stamps: false, earnsPoints: false, endingPoints: false, coupons: false };
}

/** Whether anybody ever reserved; walks through everything that happened where nobody has, so ask only where it matters. */
export async function hasReservations(db: Db, workspaceId: string): Promise<boolean> {
  return (await reservations.run(db, { workspaceId }))[0]?.reservations ?? false;
}
