/**
 * Sources: the ways in that need nobody to press a button: the HTTP API, what analytics libraries speak, the script in web
 * pages, webhooks of tills and shops, news and review feeds. Owns schema `sources`; people, sales and what happened go to
 * the modules they belong to.
 */
export { dueFeedsJob, fetchFeedJob } from './feeds/jobs.ts';
export { sourcesRoutes } from './routes.ts';
export { eraseDeliveriesOf } from './webhooks/erase.ts';
export { destroyBodiesJob, workDeliveryJob } from './webhooks/jobs.ts';
export { sweepDeliveriesJob } from './webhooks/sweep.ts';
