import { type Route, route } from '../../platform/http/route.ts';
import { listChanges } from './changes/list.ts';
import * as contract from './contract/identity.ts';
import { getSureMerge, requestSureMerge, requestSureUndo } from './duplicates/merge-sure.ts';
import * as duplicates from './duplicates/service.ts';
import * as households from './households/service.ts';
import { listMerges, previewMerge } from './merge/list.ts';
import { mergeCustomers, unmergeCustomers } from './merge/service.ts';

/** Who is who: duplicates, merges, households. Stand before `/api/customers/:customerId`, which would take their words for ids. */
export const identityRoutes: Route[] = [
  route(contract.listDuplicates, ({ db, actor, query, now }) =>
    duplicates.listDuplicates(db, actor, { ...query, now }),
  ),
  route(contract.countDuplicates, ({ db, actor }) => duplicates.countDuplicates(db, actor)),
  route(contract.computeDuplicates, async ({ db, actor }) => {
    await duplicates.requestDuplicates(db, actor);
    return {};
  }),
  route(contract.decideDifferent, async ({ db, actor, body, now }) => {
    await duplicates.decideDifferent(db, actor, { ...body, now });
    return {};
  }),
  route(contract.undoDifferent, async ({ db, actor, body, now }) => {
    await duplicates.undoDifferent(db, actor, { ...body, now });
    return {};
  }),
  route(contract.previewMerge, ({ db, actor, query, now }) => previewMerge(db, actor, { ...query, now })),
  route(contract.createMerge, ({ db, actor, body, now }) => mergeCustomers(db, actor, { ...body, now })),
  route(contract.listMerges, async ({ db, actor, query, now }) => ({
    merges: await listMerges(db, actor, { ...query, now }),
  })),
  route(contract.mergeSurePairs, async ({ db, actor, now }) => {
    await requestSureMerge(db, actor, now);
    return {};
  }),
  route(contract.getSureMerge, ({ db, actor }) => getSureMerge(db, actor)),
  route(contract.undoSureMerge, async ({ db, actor, now }) => {
    await requestSureUndo(db, actor, now);
    return {};
  }),
  route(contract.undoMerge, ({ db, actor, params, now }) => unmergeCustomers(db, actor, params.mergeId, now)),
  route(contract.getIdentity, ({ db, actor, params, now }) =>
    households.getIdentity(db, actor, params.customerId, now),
  ),
  route(contract.listChanges, ({ db, actor, params, query, now }) =>
    listChanges(db, actor, { ...params, ...query, now }),
  ),
  route(contract.createHousehold, ({ db, actor, params, body, now }) =>
    households.createHousehold(db, actor, { ...params, ...body, now }),
  ),
  route(contract.updateHousehold, async ({ db, actor, params, body, now }) => {
    await households.updateHousehold(db, actor, { ...params, change: body, now });
    return {};
  }),
  route(contract.joinHousehold, async ({ db, actor, params, body, now }) => {
    await households.joinHousehold(db, actor, { ...params, ...body, now });
    return {};
  }),
  route(contract.leaveHousehold, async ({ db, actor, params, now }) => {
    await households.leaveHousehold(db, actor, { ...params, now });
    return {};
  }),
  route(contract.askAgain, ({ db, actor, params, body, now }) =>
    households.askAgain(db, actor, { ...params, ...body, now }),
  ),
];
