import { type Route, route } from '../../../platform/http/route.ts';
import * as contract from './contract.ts';
import { createExport, openExport } from './export.ts';
import { countCustomers, listCustomers, listSources } from './list.ts';
import { createTagChange, getTagChange, undoTagChange } from './tag-changes.ts';
import { createSavedView, listSavedViews, removeSavedView, updateSavedView } from './views.ts';

export const listRoutes: Route[] = [
  route(contract.listCustomers, ({ db, actor, query, now }) => listCustomers(db, actor, { ...query, now })),
  route(contract.countCustomers, ({ db, actor, query, now }) =>
    countCustomers(db, actor, { filter: query.filter ?? [], now }),
  ),
  route(contract.listSources, async ({ db, actor }) => ({ sources: await listSources(db, actor) })),
  route(contract.listSavedViews, async ({ db, actor }) => ({ views: await listSavedViews(db, actor) })),
  route(contract.createSavedView, ({ db, actor, body, now }) => createSavedView(db, actor, body, now)),
  route(contract.updateSavedView, ({ db, actor, params, body, now }) =>
    updateSavedView(db, actor, params.savedViewId, { change: body, now }),
  ),
  route(contract.removeSavedView, async ({ db, actor, params }) => {
    await removeSavedView(db, actor, params.savedViewId);
    return {};
  }),
  route(contract.createTagChange, ({ db, actor, body, now }) => createTagChange(db, actor, body, now)),
  route(contract.getTagChange, ({ db, actor, params }) => getTagChange(db, actor, params.tagChangeId)),
  route(contract.undoTagChange, ({ db, actor, params, now }) => undoTagChange(db, actor, params.tagChangeId, now)),
  route(contract.createExport, ({ db, actor, body, now }) => createExport(db, actor, body, now)),
  route(contract.downloadExport, async ({ db, actor, params, now, reply }) => {
    const file = await openExport(db, actor, params.listExportId, now);
    await reply
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="${file.fileName}"`)
      .type(file.contentType)
      .send(file.content);
    return undefined;
  }),
];
