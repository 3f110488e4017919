/**
 * Demo: a restaurant that lives. A seeded simulation is fed through the same doors as a real shop's data, so that anyone
 * can go around the loop in a minute, and tests can compare what is measured with the truth. Owns schema `demo`.
 * It writes to demo workspaces only, and is the only one that does.
 */
export { readBrought } from './feed.ts';
export { demoWorkJob } from './jobs.ts';
export { demoRoutes } from './routes.ts';
export { askForDays, createDemo, findDemo } from './service.ts';
export { getTruth } from './truth.ts';
export { runDemoWork } from './work.ts';
