import { type Route, route } from '../../platform/http/route.ts';
import { analystRoutes } from './analyst/routes.ts';
import { getPairsPage } from './basket-report.ts';
import * as tasks from './contract/decisions.ts';
import { getForecast } from './contract/forecast.ts';
import * as pages from './contract/pages.ts';
import * as contract from './contract.ts';
import { closeDecision, decideFinding, findDecisions, setSourceCost } from './decisions.ts';
import { getForecastPage } from './forecast-page.ts';
import { getHoursPage, getMenuPage, getRisksPage } from './menu-page.ts';
import { getCohortsPage, getRegularsPage } from './regulars.ts';
import * as service from './service.ts';

export const insightsRoutes: Route[] = [
  route(contract.getPersonInsight, ({ db, actor, params, query, now }) =>
    service.getPersonInsight(db, actor, params.customerId, { ...query, now }),
  ),
  route(contract.listResting, ({ db, actor, query, now }) => service.listResting(db, actor, { ...query, now })),
  route(contract.getOverview, ({ db, actor, now }) => service.getOverview(db, actor, now)),
  ...analystRoutes,
  route(contract.listDefinitions, ({ db, actor }) => service.listDefinitions(db, actor)),
  route(pages.getRegulars, ({ db, actor, query, now }) => getRegularsPage(db, actor, { ...query, now })),
  route(pages.getCohorts, ({ db, actor, now }) => getCohortsPage(db, actor, now)),
  route(pages.getPairs, ({ db, actor, now }) => getPairsPage(db, actor, now)),
  route(pages.getMenu, ({ db, actor, now }) => getMenuPage(db, actor, now)),
  route(pages.getHours, ({ db, actor, now }) => getHoursPage(db, actor, now)),
  route(getForecast, ({ db, actor, now }) => getForecastPage(db, actor, now)),
  route(pages.getRisks, ({ db, actor, now }) => getRisksPage(db, actor, now)),
  route(tasks.listDecisions, ({ db, actor, query }) => findDecisions(db, actor, query.state)),
  route(tasks.createDecision, ({ db, actor, body, now }) => decideFinding(db, actor, { ...body, now })),
  route(tasks.updateDecision, ({ db, actor, params, body, now }) =>
    closeDecision(db, actor, { ...params, ...body, now }),
  ),
  route(tasks.putSourceCost, ({ db, actor, body }) => setSourceCost(db, actor, body)),
];
