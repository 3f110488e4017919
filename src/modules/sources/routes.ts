import type { Route } from '../../platform/http/route.ts';
import { feedRoutes } from './feeds/routes.ts';
import { webhookRoutes } from './webhooks/routes.ts';

export const sourcesRoutes: Route[] = [...webhookRoutes, ...feedRoutes];
