/**
 * Loyalty: points, stamps and prepaid money as a double-entry ledger, levels, coupons in and outside of plays, the tablet
 * at the counter, codes on receipts. Owns schema `loyalty`.
 */

export { loyaltyOperations } from './api/operations.ts';
export type { Coupon } from './contract.ts';
export { eraseCouponsOf } from './erase.ts';
export { holdingsChanged } from './events.ts';
export { earnFromOrdersJob, earnFromOrdersOptions, loyaltyNightJobs, redeemFromOrdersJob } from './jobs.ts';
export { COUPONS_OF_PERSON } from './of-person.ts';
export { redeemFromOrders } from './offers/from-orders.ts';
export { findCustomersWithPoints, openBalances, takeBackOpenings } from './points/opening.ts';
export { buildLoyaltyRoutes, type PrintedCodes } from './routes.ts';
export { issueCoupons, listPlayCoupons } from './service.ts';
