import { type Route, route } from '../../platform/http/route.ts';
import * as contract from './contract.ts';
import { setAvailability } from './marks.ts';
import { listItems } from './service.ts';

export const menuRoutes: Route[] = [
  route(contract.listItems, async ({ db, actor, query, now }) => listItems(db, actor, { ...query, now })),
  route(contract.setAvailability, async ({ db, actor, params, body, now }) =>
    setAvailability(db, actor, { ...params, ...body, now }),
  ),
];
