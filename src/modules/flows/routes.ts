import { type Route, route } from '../../platform/http/route.ts';
import * as contract from './contract.ts';
import { listHints, sayHint } from './hints.ts';
import { askSwitchOn, sendBackFlow } from './service/approval.ts';
import { getFlow, listFlows } from './service/list.ts';
import { checkFlow, previewFlow } from './service/preview.ts';
import { listRuns } from './service/runs.ts';
import { startFlow } from './service/start.ts';
import { pauseFlow, switchOff, switchOn } from './service/switch.ts';
import { createFlow, updateFlow } from './service/write.ts';

export const flowRoutes: Route[] = [
  route(contract.listFlows, async ({ context, actor, now }) => listFlows(context, actor, now)),
  route(contract.createFlow, async ({ context, actor, body, now }) => createFlow(context, actor, { ...body, now })),
  route(contract.getFlow, async ({ context, actor, params, now }) => getFlow(context, actor, { ...params, now })),
  route(contract.updateFlow, async ({ context, actor, params, body, now }) =>
    updateFlow(context, actor, { ...params, ...body, now }),
  ),
  route(contract.checkFlow, async ({ context, actor, body, now }) => checkFlow(context, actor, { ...body, now })),
  route(contract.pauseFlow, async ({ db, actor, params, now }) => pauseFlow(db, actor, { ...params, now })),
  route(contract.askSwitchOn, async ({ db, actor, params, now }) => askSwitchOn(db, actor, { ...params, now })),
  route(contract.sendBackFlow, async ({ db, actor, params, body, now }) =>
    sendBackFlow(db, actor, { ...params, note: body.note, now }),
  ),
  route(contract.listRuns, async ({ db, actor, params, query, now }) =>
    listRuns(db, actor, { ...params, ...query, now }),
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
