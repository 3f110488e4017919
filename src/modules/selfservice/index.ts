/**
 * Self-service: what a person does herself — consents on the shop's tablet, the public form, her own page. Owns no schema.
 */
export { mailSelfLinkJob } from './mail-link.ts';
export { selfserviceRoutes } from './routes.ts';
