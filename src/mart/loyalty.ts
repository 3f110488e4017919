import { defineQuery } from './query.ts';

/** An order as the rules of earning see it. */
export interface LoyaltyOrder {
  orderId: string;
  source: string;
  orderNo: string;
  businessDay: string;
  orderedAt: Date;
  customerId: string;
  mergedFrom: string | null;
  /** Without groups that earn nothing, minor units. */
  billMinor: number;
  /** Zero or more. */
  refundedMinor: number;
  items: number;
}

type Paging = 'workspaceId' | 'eras' | 'versions' | 'after' | 'limit';

/** Orders of known people that earn something else than is booked, the oldest first; empty when all is booked. */
export const listLoyaltyOrders = defineQuery<LoyaltyOrder, Paging | 'customerIds'>('loyalty_order', {
  whose: 'o.customer_id is not null and (:customerIds::uuid[] is null or o.customer_id = any(:customerIds::uuid[]))',
}).run;

/** One order that is nobody's yet, counted as `listLoyaltyOrders` would once it is somebody's; empty when nothing of it earns. */
export const listAnonymousOrder = defineQuery<
  Omit<LoyaltyOrder, 'customerId' | 'mergedFrom'> & { customerId: null; mergedFrom: null },
  Paging | 'orderId'
>('loyalty_order', { whose: 'o.customer_id is null and o.order_id = :orderId::uuid' }).run;

/** Receipts whose order is gone: its import was taken back. */
export const listReceiptsOfGoneOrders = defineQuery<{ orderId: string }, 'workspaceId'>('loyalty_gone').run;
