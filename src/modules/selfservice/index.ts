/**
 * Self-service: what a person does herself — consents on the shop's tablet, the public form, her own page. Owns no schema.
 */
export { type ConsentForm, zJoin } from './contract.ts';
export { getConsentForm, join, type Proof } from './join.ts';
export { mailSelfLinkJob } from './mail-link.ts';
export { selfserviceRoutes } from './routes.ts';
