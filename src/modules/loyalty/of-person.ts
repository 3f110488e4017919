import type { MergeFollower } from '../customers/index.ts';

/** Coupons follow a person whom another is merged into. */
export const COUPONS_OF_PERSON: MergeFollower = { name: 'loyalty', tables: [{ table: 'loyalty.coupon' }] };
