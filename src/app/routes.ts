import { customersRoutes } from '../modules/customers/index.ts';
import { decisionsRoutes } from '../modules/decisions/index.ts';
import { demoRoutes } from '../modules/demo/index.ts';
import { flowRoutes } from '../modules/flows/index.ts';
import { importsRoutes } from '../modules/imports/index.ts';
import { insightsRoutes } from '../modules/insights/index.ts';
import { buildLoyaltyRoutes } from '../modules/loyalty/index.ts';
import { menuRoutes } from '../modules/menu/index.ts';
import { messagingRoutes } from '../modules/messaging/index.ts';
import { ordersRoutes } from '../modules/orders/index.ts';
import { playRoutes, printedCodes } from '../modules/plays/index.ts';
import { privacyRoutes } from '../modules/privacy/index.ts';
import { segmentsRoutes } from '../modules/segments/index.ts';
import { selfserviceRoutes } from '../modules/selfservice/index.ts';
import { sourcesRoutes } from '../modules/sources/index.ts';
import { staffRoutes } from '../modules/staff/index.ts';
import { todayRoutes } from '../modules/today/index.ts';
import { touchpointsRoutes } from '../modules/touchpoints/index.ts';
import { workspaceRoutes } from '../modules/workspace/index.ts';
import type { Route } from '../platform/http/route.ts';

/** Every endpoint of the product. */
export const routes: readonly Route[] = [
  ...workspaceRoutes,
  ...staffRoutes,
  ...menuRoutes,
  ...ordersRoutes,
  ...importsRoutes,
  ...privacyRoutes,
  ...selfserviceRoutes,
  ...playRoutes,
  ...flowRoutes,
  ...messagingRoutes,
  ...buildLoyaltyRoutes(printedCodes),
  ...customersRoutes,
  ...insightsRoutes,
  ...segmentsRoutes,
  ...touchpointsRoutes,
  ...sourcesRoutes,
  ...decisionsRoutes,
  ...todayRoutes,
  ...demoRoutes,
];
