import type { MergeFollower } from '../customers/index.ts';

/** Coupons, purses and receipts follow a person whom another is merged into; each keeps the record it was made for. */
export const COUPONS_OF_PERSON: MergeFollower = {
  name: 'loyalty',
  tables: [
    { table: 'loyalty.coupon' },
    { table: 'loyalty.coupon_use' },
    { table: 'loyalty.account' },
    { table: 'loyalty.receipt' },
    { table: 'loyalty.tier_kept' },
    { table: 'loyalty.staff_person' },
    { table: 'loyalty.alarm' },
  ],
};
