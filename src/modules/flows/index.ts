/**
 * Flows: automations that watch for a happening and then wait, branch, write, hint at the till. Owns schema `flows`. A
 * step that people are drawn for is a rolling play, so the law, the hold-out and the measurement are those of plays.
 */
export { enterByGroupJob, enterByGroupOptions, tendEveryFlowJob, tendFlows, tendFlowsJob } from './jobs.ts';
export { eraseRunsOf, RUNS_OF_PERSON } from './of-person.ts';
export { flowRoutes } from './routes.ts';
export { isReadyMadeOn, listFlowsToRead } from './service/unread.ts';
export { hasFlowsOn } from './store.ts';
