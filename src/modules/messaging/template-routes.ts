import { type Route, route } from '../../platform/http/route.ts';
import * as contract from './contract.ts';
import { previewTemplate } from './preview-template.ts';
import * as templates from './templates.ts';

export const templateRoutes: Route[] = [
  route(contract.listTemplates, ({ db, actor, now }) => templates.listTemplates(db, actor, now)),
  route(contract.createTemplate, ({ db, actor, body, now }) =>
    templates.createTemplate(db, actor, { text: body, now }),
  ),
  route(contract.updateTemplate, ({ db, actor, params, body, now }) =>
    templates.updateTemplate(db, actor, { templateId: params.templateId, text: body, now }),
  ),
  route(contract.removeTemplate, async ({ db, actor, params }) => {
    await templates.removeTemplate(db, actor, params.templateId);
    return {};
  }),
  route(contract.moveReview, ({ db, actor, params, body, now }) =>
    templates.moveReview(db, actor, { ...body, templateId: params.templateId, now }),
  ),
  route(contract.installStarters, ({ db, actor, now }) => templates.installStarters(db, actor, now)),
  route(contract.syncTemplates, ({ context, actor, now }) => templates.syncTemplates(context, actor, now)),
  route(contract.previewTemplate, ({ context, actor, body, now }) =>
    previewTemplate(context, { ...body, workspaceId: actor.workspaceId, now }),
  ),
];
