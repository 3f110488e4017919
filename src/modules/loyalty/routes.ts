import { type Route, route } from '../../platform/http/route.ts';
import { businessDayOf } from '../../shared/time.ts';
import { getWorkspace } from '../workspace/index.ts';
import * as contract from './contract.ts';
import * as service from './service.ts';

export const loyaltyRoutes: Route[] = [
  route(contract.getCoupon, async ({ db, actor, params, now }) => {
    const today = businessDayOf(now, await getWorkspace(db, actor.workspaceId));
    return service.getCoupon(db, actor, { code: params.code, today, now });
  }),
  route(contract.redeemCoupon, async ({ db, actor, params, body, now }) => {
    const today = businessDayOf(now, await getWorkspace(db, actor.workspaceId));
    return service.redeemCoupon(db, actor, { code: params.code, billMinor: body.billMinor, today, now });
  }),
  route(contract.listCustomerCoupons, async ({ db, actor, params, now }) => {
    const today = businessDayOf(now, await getWorkspace(db, actor.workspaceId));
    return { coupons: await service.listCustomerCoupons(db, actor, params.customerId, today) };
  }),
];
