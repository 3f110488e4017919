import { type Route, route } from '../../platform/http/route.ts';
import * as contract from './contract.ts';
import { listHints, sayHint } from './hints.ts';
import { createFlow, getFlow, listFlows, previewFlow, startFlow, switchOff, switchOn, updateFlow } from './service.ts';

export const flowRoutes: Route[] = [
  route(contract.listFlows, async ({ context, actor, now }) => listFlows(context, actor, now)),
  route(contract.createFlow, async ({ context, actor, body, now }) => createFlow(context, actor, { ...body, now })),
  route(contract.getFlow, async ({ context, actor, params, now }) => getFlow(context, actor, { ...params, now })),
  route(contract.updateFlow, async ({ db, actor, params, body, now }) =>
    updateFlow(db, actor, { ...params, ...body, now }),
  ),
  route(contract.previewFlow, async ({ context, actor, params, now }) =>
    previewFlow(context, actor, { ...params, now }),
  ),
  route(contract.switchOn, async ({ context, actor, params, now }) => switchOn(context, actor, { ...params, now })),
  route(contract.switchOff, async ({ db, actor, params, now }) => switchOff(db, actor, { ...params, now })),
  route(contract.startFlow, async ({ context, actor, params, body, now }) =>
    startFlow(context, actor, { ...params, ...body, now }),
  ),
  route(contract.listHints, async ({ db, actor, params, now }) => ({
    hints: await listHints(db, actor, { ...params, now }),
  })),
  route(contract.sayHint, async ({ db, actor, params, now }) => {
    await sayHint(db, actor, { ...params, now });
    return {};
  }),
];
