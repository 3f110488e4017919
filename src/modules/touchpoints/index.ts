/**
 * Touchpoints: everything that happened with a person, before, during and after the visit (FE-03), and the health of
 * every source it comes from. Owns schema `touchpoints`; a person's timeline also reads, through the mart, what other
 * modules keep in tables of their own (orders, messages, consents).
 */
export { PHASES, type Phase, type Touchpoint } from './contract.ts';
export { eraseTouchpointsOf } from './erase.ts';
export { listLateSources } from './health/service.ts';
export { listSources } from './health/store.ts';
export { findCustomersWithTouchpoints, removeTouchpointsOfBatch } from './of-batch.ts';
export { TOUCHPOINTS_OF_PERSON } from './of-person.ts';
export { type NewTouchpoint, REFUSALS, type Recorded, recordTouchpoints, type Source } from './record.ts';
export { touchpointsRoutes } from './routes.ts';
export { findResidentNumber } from './rules.ts';
export {
  type Arrivals,
  addArrivals,
  listNewsAndReviews,
  type Refusal,
  type SourceWay,
  takeRefusedBack,
} from './store.ts';
