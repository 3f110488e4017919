import { z } from 'zod';
import { defineEndpoint } from '../../../shared/endpoint.ts';
import { zCoupon } from '../contract.ts';
import { zRedeem } from './offers.ts';

export const redeemAsTill = defineEndpoint({
  method: 'POST',
  path: '/api/v1/coupons/redeem',
  access: 'loyalty:write',
  summary:
    'A till redeems a coupon, once: with its own key it may ask again, and tell later what happened without a line',
  body: zRedeem.extend({ code: z.string().min(1).max(40) }),
  output: zCoupon,
});
