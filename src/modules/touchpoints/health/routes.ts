import { type Route, route } from '../../../platform/http/route.ts';
import * as contract from './contract.ts';
import { exportNobody, getNobody, listNobodyRows } from './nobody.ts';
import { getHealth, getReach, listRefusals, listSourceRows, muteSource } from './service.ts';

export const healthRoutes: Route[] = [
  route(contract.getHealth, ({ db, actor, now }) => getHealth(db, actor, now)),
  route(contract.getReach, ({ db, actor, now }) => getReach(db, actor, now)),
  route(contract.listRefusals, ({ db, actor, query }) => listRefusals(db, actor, query.source)),
  route(contract.muteSource, async ({ db, actor, body, now }) => {
    await muteSource(db, actor, { ...body, now });
    return {};
  }),
  route(contract.getNobody, ({ db, actor, now }) => getNobody(db, actor, now)),
  route(contract.listNobodyRows, ({ db, actor, query, now }) => listNobodyRows(db, actor, { ...query, now })),
  route(contract.exportNobody, async ({ db, actor, query, now, reply }) => {
    const content = await exportNobody(db, actor, { ...query, now });
    await reply
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="without-person-${now.toISOString().slice(0, 10)}.csv"`)
      .type('text/csv; charset=utf-8')
      .send(content);
    return undefined;
  }),
  route(contract.listSourceRows, ({ db, actor, query, now }) => listSourceRows(db, actor, { ...query, now })),
];
