import { type Route, route } from '../../platform/http/route.ts';
import * as contract from './contract.ts';
import { listItems } from './service.ts';

export const menuRoutes: Route[] = [
  route(contract.listItems, async ({ db, actor, query }) => listItems(db, actor, query)),
];
