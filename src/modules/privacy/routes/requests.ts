import { type Route, route } from '../../../platform/http/route.ts';
import { maskName } from '../../../shared/mask.ts';
import * as contract from '../contract/requests.ts';
import { listDestructions } from '../service/destruction.ts';
import { destroyDuePeople, listAnnounced, listDuePeople } from '../service/due-people.ts';
import { listGuardians, removeGuardian, verifyGuardian } from '../service/guardians.ts';
import { closeRequest, createRequest, eraseByRequest, listRequests } from '../service/requests.ts';

export const requestRoutes: Route[] = [
  route(contract.listRequests, async ({ db, actor, now }) => ({ requests: await listRequests(db, actor, now) })),
  route(contract.createRequest, async ({ db, actor, params, body, now }) =>
    createRequest(db, actor, { ...body, customerId: params.customerId, now }),
  ),
  route(contract.closeRequest, async ({ db, actor, params, body, now }) => {
    await closeRequest(db, actor, { ...body, requestId: params.requestId, now });
    return {};
  }),
  route(contract.eraseByRequest, async ({ context, db, actor, params, now }) => {
    await eraseByRequest(db, actor, { requestId: params.requestId, now, key: context.secrets.key });
    return {};
  }),
  route(contract.listGuardians, async ({ db, actor, now }) => ({ guardians: await listGuardians(db, actor, now) })),
  route(contract.verifyGuardian, async ({ db, actor, params, body, now }) => {
    await verifyGuardian(db, actor, { ...body, guardianId: params.guardianId, now });
    return {};
  }),
  route(contract.removeGuardian, async ({ db, actor, params, now }) => {
    await removeGuardian(db, actor, params.guardianId, now);
    return {};
  }),
  route(contract.getRetention, async ({ db, actor, now }) => {
    const { entries, isWhole } = await listDestructions(db, actor);
    const due = await listDuePeople(db, actor.workspaceId, { now, limit: contract.MAX_DUE_PEOPLE });
    return {
      overdue: due.overdue,
      soon: due.soon,
      destroyWithinDays: due.destroyBy,
      people: due.people.map(({ name, ...person }) => ({ ...person, nameMasked: maskName(name) })),
      ledger: entries.map((entry) => ({ ...entry, doneAt: entry.doneAt.toISOString() })),
      isWhole,
    };
  }),
  route(contract.listAnnounced, ({ db, actor, query, now }) => listAnnounced(db, actor, { ...query, now })),
  route(contract.destroyDue, async ({ context, db, actor, body, now }) =>
    destroyDuePeople(db, actor, { customerIds: body.customerIds, now, key: context.secrets.key }),
  ),
];
