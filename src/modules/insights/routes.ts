import { type Route, route } from '../../platform/http/route.ts';
import { analystRoutes } from './analyst/routes.ts';
import * as contract from './contract.ts';
import * as service from './service.ts';

export const insightsRoutes: Route[] = [
  route(contract.getPersonInsight, ({ db, actor, params, query, now }) =>
    service.getPersonInsight(db, actor, params.customerId, { ...query, now }),
  ),
  route(contract.listResting, ({ db, actor, query, now }) => service.listResting(db, actor, { ...query, now })),
  route(contract.getOverview, ({ db, actor, now }) => service.getOverview(db, actor, now)),
  ...analystRoutes,
  route(contract.listDefinitions, ({ db, actor }) => service.listDefinitions(db, actor)),
];
