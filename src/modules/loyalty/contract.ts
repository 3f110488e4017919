import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay, zId, zInstant } from '../../shared/endpoint.ts';
import { zRedeem } from './contract/offers.ts';

export * from './contract/offers.ts';
export * from './contract/points.ts';
export * from './contract/programme.ts';
export * from './contract/refunds.ts';
export * from './contract/tablet.ts';

/** What a coupon gives: so much off, or so many percent. */
export const zCouponOffer = z.object({
  kind: z.enum(['amount', 'percent']),
  /** Minor units for `amount`, whole percents for `percent`. */
  value: z.number().int().min(1),
  minSpendMinor: zAmountMinor.min(0).default(0),
});

export const zCoupon = z.object({
  /** Null for a word that everybody shows. */
  couponId: zId.nullable(),
  /** Grouped for reading aloud, `K7M-4RX-92D`; a shared word as it is. */
  code: z.string(),
  /** Null for a code that was given to nobody in particular. */
  customerId: zId.nullable(),
  playId: zId.nullable(),
  offerId: zId.nullable(),
  /** Name of the offer; empty for a play's. */
  name: z.string(),
  kind: z.enum(['amount', 'percent', 'item']),
  value: z.number().int(),
  minSpendMinor: zAmountMinor,
  validUntil: zDay,
  /** `expired` is an issued one past its day. */
  status: z.enum(['issued', 'redeemed', 'voided', 'expired']),
  redeemedAt: zInstant.nullable(),
  discountMinor: zAmountMinor.nullable(),
  /** The redemption, to take it back by; null before. */
  couponUseId: zId.nullable(),
});
export type Coupon = z.infer<typeof zCoupon>;

export const getCoupon = defineEndpoint({
  method: 'GET',
  path: '/api/coupons/:code',
  access: 'loyalty:read',
  summary:
    'A coupon, a shared word or the code of a leaflet by what the guest shows: blanks, dashes and lower case do not matter; a mistyped sign is noticed',
  params: z.object({ code: z.string().min(1).max(40) }),
  output: zCoupon,
});

export const redeemCoupon = defineEndpoint({
  method: 'POST',
  path: '/api/coupons/:code/redeem',
  access: 'loyalty:write',
  summary: 'Redeems a coupon at the counter, once, however many tills ask; with the bill, the discount is worked out',
  params: z.object({ code: z.string().min(1).max(40) }),
  body: zRedeem,
  output: zCoupon,
});

export const listCustomerCoupons = defineEndpoint({
  method: 'GET',
  path: '/api/customers/:customerId/coupons',
  access: 'customers:read',
  summary: 'Coupons of one person, newest first',
  params: z.object({ customerId: zId }),
  output: z.object({ coupons: z.array(zCoupon) }),
});
