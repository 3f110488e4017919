/**
 * Decisions: what the owner should decide today, each with its reason and expected worth; what was decided, and what came
 * of it. Computed when it is read, from the modules below; only what was decided is kept. Owns schema `decisions`.
 */
export { decisionsRoutes } from './routes.ts';
