/**
 * Loyalty: coupons with a code of their own per person, redeemed once. Owns schema `loyalty`.
 */

export { eraseCouponsOf } from './erase.ts';
export { redeemFromOrdersJob } from './jobs.ts';
export { COUPONS_OF_PERSON } from './of-person.ts';
export { loyaltyRoutes } from './routes.ts';
export { issueCoupons, listPlayCoupons, redeemFromOrders } from './service.ts';
