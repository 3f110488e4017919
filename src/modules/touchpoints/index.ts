/**
 * Touchpoints: everything that happened with a person, before, during and after the visit (FE-03). Owns no tables yet: it
 * reads what the other modules recorded through the mart.
 */
export { PHASES, type Phase, type Touchpoint, zTouchpoint } from './contract.ts';
export { touchpointsRoutes } from './routes.ts';
export { listTimeline } from './service.ts';
