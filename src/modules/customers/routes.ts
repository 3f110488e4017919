import { type Route, route } from '../../platform/http/route.ts';
import * as contract from './contract.ts';
import { fieldRoutes } from './fields/routes.ts';
import { identityRoutes } from './identity-routes.ts';
import { listRoutes } from './lists/routes.ts';
import * as service from './service.ts';

export const customersRoutes: Route[] = [
  // Before the routes of one person: `count` is nobody's id.
  ...listRoutes,
  ...fieldRoutes,
  ...identityRoutes,
  route(contract.findCustomers, ({ db, actor, query, now }) => service.findCustomers(db, actor, { ...query, now })),
  route(contract.createCustomer, ({ db, actor, body, now }) => service.createCustomer(db, actor, body, now)),
  route(contract.getCustomer, ({ db, actor, params, now }) => service.getCustomer(db, actor, params.customerId, now)),
  route(contract.unmaskCustomer, ({ db, actor, params, now }) =>
    service.unmaskCustomer(db, actor, params.customerId, now),
  ),
  route(contract.updateCustomer, ({ db, actor, params, body, now }) =>
    service.updateCustomer(db, actor, params.customerId, { change: body, now }),
  ),
  route(contract.createContactPoint, ({ db, actor, params, body, now }) =>
    service.createContactPoint(db, actor, params.customerId, { value: body.value, now }),
  ),
  route(contract.removeContactPoint, ({ db, actor, params, now }) =>
    service.removeContactPoint(db, actor, params, now),
  ),
];
