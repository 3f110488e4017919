/**
 * Plays: the loop itself — aim, audience, offer, hold-out, result, what was learnt, next try. Owns schema `plays`.
 *
 * How an automation is measured by the same code: one play of kind `rolling` stands behind each step that writes to
 * people. `createPlay({kind: 'rolling', …})` with its arms, `launchPlay` (asks for no audience, nobody is assigned), then
 * whenever people reach the step `enterPlay(context, {workspaceId, playId, customerIds, today, now})`: it asks the law,
 * keeps out the standing hold-out, draws hold-out and arm by the play's salt, writes the assignment with the moment of
 * entry, gives out coupons and queues messages, once a person and play. `getPlayResult` counts each person's own
 * `measureDays` from her entry and leaves out those whose days are not over. `stopPlay` stops what waits and lets nobody
 * in any more. A person enters a play once: a re-entry rule needs a new version (drafts.ts) or its own play.
 */

export { type Play, type PlayDraft, zPlayDraft } from './contract/play.ts';
export { type PlayResultView } from './contract/result.ts';
export { type LaunchedPlay, type PlaySummary } from './contract.ts';
export { erasePlaysOf } from './erase.ts';
export { tendPlays, tendPlaysJob } from './jobs.ts';
export { PLAYS_OF_PERSON } from './of-person.ts';
export { playRoutes } from './routes.ts';
export {
  type ArmSums,
  addCell,
  addPair,
  addValue,
  adjustSums,
  assignArm,
  beginTwinSearch,
  type ColumnTally,
  compareArms,
  decideVerdict,
  emptyPair,
  emptySums,
  emptyTally,
  followTwins,
  isOnDay,
  judgeRandomness,
  listTwins,
  type MeasuredOutcome,
  type Outcome,
  type PairSums,
  type Randomness,
  summariseArms,
} from './rules/index.ts';
export { askApproval } from './service/approval.ts';
export { stopPlay } from './service/close.ts';
export { createPlay } from './service/drafts.ts';
export { launchPlay } from './service/launch.ts';
export { leavePlayJob, letLeave, listLeaving } from './service/leaving.ts';
export { getPlay, listPlays, listPlaysToDecide, summarisePlays } from './service/list.ts';
export { getPlayState } from './service/play.ts';
export { getPolicy } from './service/policy.ts';
export { previewPlay } from './service/preview.ts';
export { type EntryPreview, previewEntry } from './service/preview-entry.ts';
export { printedCodes } from './service/printed-code.ts';
export { getPlayResult } from './service/result.ts';
export { type Entered, enterPlay } from './service/rolling.ts';
export { findWaysOut } from './service/way-out.ts';
export { findCustomersInPlays, findTreated } from './store.ts';
