/**
 * Touchpoints: everything that happened with a person, before, during and after the visit (FE-03). Owns no tables yet: it
 * reads what the other modules recorded through the mart.
 */
export type { Phase, Touchpoint } from './contract.ts';
export { touchpointsRoutes } from './routes.ts';
