import type { Route } from '../platform/http/route.ts';
import { staffRoutes } from '../modules/staff/index.ts';
import { workspaceRoutes } from '../modules/workspace/index.ts';

/** Every endpoint of the product. */
export const routes: readonly Route[] = [...workspaceRoutes, ...staffRoutes];
