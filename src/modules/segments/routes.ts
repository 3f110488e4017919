import { type Route, route } from '../../platform/http/route.ts';
import * as contract from './contract.ts';
import * as service from './service.ts';

export const segmentsRoutes: Route[] = [
  route(contract.listSegments, ({ db, actor }) => service.listSegments(db, actor)),
  route(contract.countSegment, ({ db, actor, body, now }) => service.countSegment(db, actor, { ...body, now })),
  route(contract.explainSegment, ({ db, actor, body, now }) => service.explainSegment(db, actor, { ...body, now })),
  route(contract.getSegment, ({ db, actor, params }) => service.getSegment(db, actor, params.segmentId)),
  route(contract.createSegment, ({ db, actor, body, now }) => service.createSegment(db, actor, body, now)),
  route(contract.updateSegment, ({ db, actor, params, body, now }) =>
    service.updateSegment(db, actor, params.segmentId, { change: body, now }),
  ),
  route(contract.removeSegment, async ({ db, actor, params }) => {
    await service.removeSegment(db, actor, params.segmentId);
    return {};
  }),
];
