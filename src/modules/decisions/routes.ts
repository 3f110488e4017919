import { type Route, route } from '../../platform/http/route.ts';
import * as contract from './contract.ts';
import { decide, listDecisions } from './service.ts';

export const decisionsRoutes: Route[] = [
  route(contract.listDecisions, async ({ context, actor, now }) => listDecisions(context, actor, now)),
  route(contract.decide, async ({ context, actor, body, now }) => decide(context, actor, { ...body, now })),
];
