import { type Route, route } from '../../../platform/http/route.ts';
import * as contract from './contract.ts';
import { getHealth, getReach, listRefusals, listSourceRows, muteSource } from './service.ts';

export const healthRoutes: Route[] = [
  route(contract.getHealth, ({ db, actor, now }) => getHealth(db, actor, now)),
  route(contract.getReach, ({ db, actor }) => getReach(db, actor)),
  route(contract.listRefusals, ({ db, actor, query }) => listRefusals(db, actor, query.source)),
  route(contract.muteSource, async ({ db, actor, body, now }) => {
    await muteSource(db, actor, { ...body, now });
    return {};
  }),
  route(contract.listSourceRows, ({ db, actor, query, now }) => listSourceRows(db, actor, { ...query, now })),
];
