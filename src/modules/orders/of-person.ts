import type { MergeFollower } from '../customers/index.ts';

/** Orders follow a person whom another is merged into. */
export const ORDERS_OF_PERSON: MergeFollower = { name: 'orders', tables: [{ table: 'orders.sale_order' }] };
