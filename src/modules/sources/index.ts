/**
 * Sources: the ways in that need nobody to press a button: webhooks of tills and shops, news and review feeds. Owns
 * schema `sources`.
 */
export { dueFeedsJob, fetchFeedJob } from './feeds/jobs.ts';
export { sourcesRoutes } from './routes.ts';
export { destroyBodiesJob, workDeliveryJob } from './webhooks/jobs.ts';
