/**
 * Segments: groups kept as rules, so that who is in them stays live and can be explained. Owns schema `segments`.
 */
export { type Condition, type MemberFact, type Rule, type Segment, zAskedRule, zBoundedRule } from './contract.ts';
export { membersEntered } from './events.ts';
export {
  followHoldersOptions,
  followMembersJob,
  followMembersOptions,
  momentOf,
  recountGroupsJob,
  recountGroupsOptions,
  sweepEveryGroupJob,
  sweepGroupsJob,
} from './jobs.ts';
export { findNames } from './names.ts';
export { eraseMembershipsOf, MEMBERSHIPS_OF_PERSON } from './of-person.ts';
export { segmentsRoutes } from './routes.ts';
export { describeRule, type Names } from './sentence/index.ts';
export {
  countMembers,
  explainMember,
  listMembers,
  type Question,
} from './service/members.ts';
export type { Suggestion } from './suggestions.ts';
