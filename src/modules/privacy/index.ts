/**
 * Privacy: what people said about being contacted, with its proof; the list of refused addresses; the dated table of
 * legal numbers. Owns schema `privacy`.
 */

export { PROMOTION_KINDS, SENSITIVE_KINDS } from './contract/kinds.ts';
export type { ConsentKind } from './contract.ts';
export { zAdvertisingRefused, zSensitiveRefused } from './events.ts';
export { retentionJob } from './jobs.ts';
export {
  type HourWindow,
  type LegalRule,
  type LegalRuleKey,
  type LegalRuleValues,
  legalRule,
} from './legal-rules.ts';
export { privacyRoutes } from './routes.ts';
export { decideMinorProblem } from './rules/minors.ts';
export { channelsStoppedBy, decideSaidAt, GRANTING_STATES, importEvidence, type StoppedChannels } from './rules.ts';
export { findNextDestruction, listDuePeople } from './service/due-people.ts';
export { type EraseCustomer, type ErasedRows, eraseCustomer, eraseWith } from './service/erasure.ts';
export { askGuardian, bindGuardian, requireGuardianOf } from './service/guardians.ts';
export { listUntoldIncidents } from './service/incidents.ts';
export {
  createSelfLink,
  getJoinToken,
  getSelfLink,
  newSelfCode,
  type OpenedShop,
  openJoin,
  openSelfLink,
  openShopById,
  requireSelf,
} from './service/links.ts';
export {
  CONSENTS_OF_PERSON,
  listStandingsOfMerged,
  moveConsents,
  moveConsentsBack,
  recomputeConsents,
} from './service/merged.ts';
export { hasEveryRecordRefused, withdrawEveryRecord } from './service/refusals.ts';
export {
  assertFieldHasPurpose,
  countFieldPeopleWith,
  createPurpose,
  listFields,
  listPurposes,
  recordFieldUse,
  registerField,
  removeField,
} from './service/registry.ts';
export { recordRequest } from './service/requests.ts';
export { createTextVersion, getCurrentTexts } from './service/texts.ts';
export {
  advertisingRefused,
  type ConsentSaid,
  type Consents,
  type Contactability,
  consentsChanged,
  expireImportedConsents,
  type HeldConsents,
  hashContact,
  isOnRefusedList,
  listConsents,
  listContactability,
  recordConsents,
  recordConsentsNow,
  type StopAdvertising,
  sensitiveRefused,
  stopAdvertisingWith,
  suppress,
} from './service.ts';
export { listRequestsOf } from './store/requests.ts';
export {
  listAdConsentEvents,
  listEventRows as listConsentEvents,
  listHeldAdConsents,
  listRefusals,
} from './store.ts';
