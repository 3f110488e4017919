/**
 * Plays: the loop itself — aim, audience, offer, hold-out, result, what was learnt, next try. Owns schema `plays`.
 */
export {
  type LaunchedPlay,
  type Play,
  type PlayDraft,
  type PlayResultView,
  type PlaySummary,
  zPlayDraft,
} from './contract.ts';
export { eraseAssignmentsOf } from './erase.ts';
export { ASSIGNMENTS_OF_PERSON } from './of-person.ts';
export { playRoutes } from './routes.ts';
export {
  type ArmSums,
  addValue,
  assignArm,
  compareArms,
  decideVerdict,
  emptySums,
  type Outcome,
  summariseArms,
} from './rules/index.ts';
export { createPlay } from './service/drafts.ts';
export { launchPlay } from './service/launch.ts';
export { getPlay, listPlays } from './service/list.ts';
export { previewPlay } from './service/preview.ts';
export { getPlayResult } from './service/result.ts';
export { findCustomersInPlays } from './store.ts';
