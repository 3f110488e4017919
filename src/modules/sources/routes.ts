import type { Route } from '../../platform/http/route.ts';
import { loyaltyOperations } from '../loyalty/index.ts';
import { analyticsOperations, analyticsRoutes } from './analytics/routes.ts';
import { apiOperations } from './api/operations.ts';
import { apiRoutes } from './api/routes.ts';
import type { Operation } from './docs/operation.ts';
import { docsRoutes } from './docs/routes.ts';
import { feedRoutes } from './feeds/routes.ts';
import { segmentOperations } from './segment/operations.ts';
import { segmentRoutes } from './segment/routes.ts';
import { trackerOperations, trackerRoutes } from './tracker/routes.ts';
import { webhookRoutes } from './webhooks/routes.ts';

/** What /api/docs tells. A new way in adds its operations. */
export const operations: readonly Operation[] = [
  ...apiOperations,
  ...loyaltyOperations,
  ...segmentOperations,
  ...analyticsOperations,
  ...trackerOperations,
];

/** Every way in that needs nobody to press a button. A new one adds its routes. */
export const sourcesRoutes: readonly Route[] = [
  ...apiRoutes,
  ...segmentRoutes,
  ...analyticsRoutes,
  ...trackerRoutes,
  ...docsRoutes(operations),
  ...webhookRoutes,
  ...feedRoutes,
];
