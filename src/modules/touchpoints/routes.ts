import { type Route, route } from '../../platform/http/route.ts';
import * as contract from './contract.ts';
import { listTimeline } from './service.ts';

export const touchpointsRoutes: Route[] = [
  route(contract.listTimeline, ({ db, actor, params, query, now }) =>
    listTimeline(db, actor, params.customerId, { ...query, now }),
  ),
];
