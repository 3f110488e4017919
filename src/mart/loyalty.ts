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

/** Orders of known people that earn something else than is booked, the oldest first; empty when all is booked. */
export const listLoyaltyOrders = defineQuery<
  LoyaltyOrder,
  'workspaceId' | 'startsOn' | 'excluded' | 'items' | 'customerIds' | 'limit'
>('loyalty_order').run;

/** Receipts whose order is gone: its import was taken back. */
export const listReceiptsOfGoneOrders = defineQuery<{ orderId: string }, 'workspaceId'>('loyalty_gone').run;
