import { type Route, route } from '../../platform/http/route.ts';
import * as contract from './contract.ts';
import { getWorkspace, updateShop } from './service.ts';

export const workspaceRoutes: Route[] = [
  route(contract.getShop, async ({ db, actor }) => getWorkspace(db, actor.workspaceId)),
  route(contract.updateShop, async ({ db, actor, body }) => updateShop(db, actor, body)),
];
