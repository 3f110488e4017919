import { type Route, route } from '../../platform/http/route.ts';
import * as contract from './contract.ts';
import { decide, listDecisions, undoDecision } from './service.ts';

export const decisionsRoutes: Route[] = [
  route(contract.listDecisions, async ({ context, actor, now }) => listDecisions(context, actor, now)),
  route(contract.decide, async ({ context, actor, body, now }) => decide(context, actor, { ...body, now })),
  route(contract.undoDecision, async ({ context, actor, params, now }) =>
    undoDecision(context, actor, { decisionId: params.decidedId, now }),
  ),
];
