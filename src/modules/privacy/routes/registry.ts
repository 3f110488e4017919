import { type Route, route } from '../../../platform/http/route.ts';
import * as registry from '../contract/registry.ts';
import * as texts from '../contract/texts.ts';
import { UNUSED_AFTER_DAYS } from '../rules/registry.ts';
import { createPurpose, listFields, listPurposes, updatePurpose } from '../service/registry.ts';
import { createTextVersion, listTexts } from '../service/texts.ts';

export const registryRoutes: Route[] = [
  route(registry.getRegistry, async ({ db, actor, now }) => {
    const purposes = await listPurposes(db, actor.workspaceId, now);
    return { purposes, fields: await listFields(db, actor.workspaceId, now), unusedAfterDays: UNUSED_AFTER_DAYS };
  }),
  route(registry.createPurpose, async ({ db, actor, body, now }) => {
    await createPurpose(db, actor, body, now);
    return {};
  }),
  route(registry.updatePurpose, async ({ db, actor, params, body, now }) => {
    await updatePurpose(db, actor, params.purposeKey, { change: body, now });
    return {};
  }),
  route(texts.listTexts, async ({ db, actor }) => ({ texts: await listTexts(db, actor) })),
  route(texts.createTextVersion, async ({ db, actor, body, now }) => createTextVersion(db, actor, body, now)),
];
