import type { Route } from '../../platform/http/route.ts';
import { webhookRoutes } from './webhooks/routes.ts';

export const sourcesRoutes: Route[] = [...webhookRoutes];
