import { type Route, route } from '../../platform/http/route.ts';
import * as contract from './contract.ts';
import { healthRoutes } from './health/routes.ts';
import { listTimeline } from './service.ts';

export const touchpointsRoutes: Route[] = [
  ...healthRoutes,
  route(contract.listTimeline, ({ db, actor, params, query, now }) =>
    listTimeline(db, actor, params.customerId, { ...query, now }),
  ),
];
