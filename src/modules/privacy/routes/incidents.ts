import { type Route, route } from '../../../platform/http/route.ts';
import * as contract from '../contract/incidents.ts';
import {
  countAffected,
  createIncident,
  listIncidents,
  recordIncidentStep,
  updateIncident,
} from '../service/incidents.ts';

export const incidentRoutes: Route[] = [
  route(contract.listIncidents, async ({ db, actor, now }) => ({ incidents: await listIncidents(db, actor, now) })),
  route(contract.countAffected, ({ db, actor, query, now }) => countAffected(db, actor, { ...query, now })),
  route(contract.createIncident, ({ db, actor, body, now }) => createIncident(db, actor, { ...body, now })),
  route(contract.updateIncident, async ({ db, actor, params, body, now }) => {
    await updateIncident(db, actor, { ...params, ...body, now });
    return {};
  }),
  route(contract.recordIncidentStep, async ({ db, actor, params, body, now }) => {
    await recordIncidentStep(db, actor, { ...params, ...body, now });
    return {};
  }),
];
