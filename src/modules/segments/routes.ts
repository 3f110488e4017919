import { whenGone } from '../../platform/http/gone.ts';
import { type Route, route } from '../../platform/http/route.ts';
import * as contract from './contract.ts';
import { createSegment, removeSegment, restoreSegment, updateSegment } from './service/change.ts';
import { countSegment, explainSegment } from './service/count.ts';
import { getSegment, listSegments } from './service/list.ts';
import { listSegmentEvents, listSegmentMembers } from './service/saved-members.ts';

export const segmentsRoutes: Route[] = [
  route(contract.listSegments, ({ db, actor, now }) => listSegments(db, actor, now)),
  route(contract.countSegment, ({ context, actor, body, now, reply }) =>
    countSegment(context, actor, { ...body, now, signal: whenGone(reply) }),
  ),
  route(contract.explainSegment, ({ db, actor, body, now }) => explainSegment(db, actor, { ...body, now })),
  route(contract.getSegment, ({ db, actor, params, now }) => getSegment(db, actor, { ...params, now })),
  route(contract.createSegment, ({ db, actor, body, now }) => createSegment(db, actor, body, now)),
  route(contract.updateSegment, ({ db, actor, params, body, now }) =>
    updateSegment(db, actor, params.segmentId, { change: body, now }),
  ),
  route(contract.removeSegment, async ({ db, actor, params, now }) => {
    await removeSegment(db, actor, { ...params, now });
    return {};
  }),
  route(contract.restoreSegment, ({ db, actor, params }) => restoreSegment(db, actor, params.segmentId)),
  route(contract.listSegmentMembers, ({ db, actor, params, query, now }) =>
    listSegmentMembers(db, actor, { ...params, after: query.after, limit: query.limit, now }),
  ),
  route(contract.listSegmentEvents, ({ db, actor, params, query, now }) =>
    listSegmentEvents(db, actor, { ...params, after: query.after, limit: query.limit, now }),
  ),
];
