/**
 * Self-service: what a person does herself — consents on the shop's tablet, the public form, her own page. Owns no schema.
 */
export { selfserviceRoutes } from './routes.ts';
