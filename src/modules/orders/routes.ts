import { type Route, route } from '../../platform/http/route.ts';
import * as contract from './contract.ts';
import { listOrdersOf, recordOrder } from './service.ts';

export const ordersRoutes: Route[] = [
  route(contract.recordOrder, async ({ db, actor, body, now }) => recordOrder(db, actor, body, now)),
  route(contract.listOrdersOf, async ({ db, actor, params, query, now }) =>
    listOrdersOf(db, actor, {
      customerId: params.customerId,
      before: query.before === undefined ? undefined : new Date(query.before),
      limit: query.limit,
      now,
    }),
  ),
];
