import { whenGone } from '../../platform/http/gone.ts';
import { type Route, route } from '../../platform/http/route.ts';
import * as contract from './contract.ts';
import * as service from './service.ts';

export const segmentsRoutes: Route[] = [
  route(contract.listSegments, ({ db, actor, now }) => service.listSegments(db, actor, now)),
  route(contract.countSegment, ({ context, actor, body, now, reply }) =>
    service.countSegment(context, actor, { ...body, now, signal: whenGone(reply) }),
  ),
  route(contract.explainSegment, ({ db, actor, body, now }) => service.explainSegment(db, actor, { ...body, now })),
  route(contract.getSegment, ({ db, actor, params, now }) => service.getSegment(db, actor, { ...params, now })),
  route(contract.createSegment, ({ db, actor, body, now }) => service.createSegment(db, actor, body, now)),
  route(contract.updateSegment, ({ db, actor, params, body, now }) =>
    service.updateSegment(db, actor, params.segmentId, { change: body, now }),
  ),
  route(contract.removeSegment, async ({ db, actor, params, now }) => {
    await service.removeSegment(db, actor, { ...params, now });
    return {};
  }),
  route(contract.restoreSegment, ({ db, actor, params }) => service.restoreSegment(db, actor, params.segmentId)),
  route(contract.listSegmentMembers, ({ db, actor, params, query, now }) =>
    service.listSegmentMembers(db, actor, { ...params, after: query.after, limit: query.limit, now }),
  ),
  route(contract.listSegmentEvents, ({ db, actor, params, query, now }) =>
    service.listSegmentEvents(db, actor, { ...params, after: query.after, limit: query.limit, now }),
  ),
];
