/**
 * Customers: the person, how she is reached, and by which ids others know her. Owns schema `customers`, where personal
 * data stands and nowhere else.
 */
export { changedBirthday, readBirthday, requireBirthdayConsent, shownBirthday } from './birthday.ts';
export {
  type ContactKind,
  type Customer,
  type Field,
  type FoundCustomer,
  type NewCustomer,
  zLapseState,
} from './contract.ts';
export { findDuplicates } from './duplicates/compute.ts';
export { duplicatesJob, duplicatesJobOptions, tidyIdentityJob } from './duplicates/jobs.ts';
export { listMeetings } from './duplicates/meetings.ts';
export { mergeSureJob, undoSureMergeJob } from './duplicates/merge-sure.ts';
export { countDuplicates } from './duplicates/service.ts';
export { eraseCustomerRecord } from './erase.ts';
export { customersChanged, customersImported, customersMerged, customersUnmerged } from './events.ts';
export { readFields } from './fields/definitions.ts';
export { destroyUnconsentedValuesJob } from './fields/jobs.ts';
export { openingPackJob } from './fields/pack.ts';
export { countCustomFieldPeople } from './fields/registry.ts';
export { readFieldValue } from './fields/rules.ts';
export {
  getPersonFields,
  recordTold,
  removeToldByBatch,
  type ToldOfPerson,
  type UnreadValue,
} from './fields/values.ts';
export {
  addStagedContactPoints,
  CUSTOMER_STAGE_COLUMNS,
  coverStagedContactPoints,
  createCustomerStage,
  listOfSeveral,
  storeCustomersFromStage,
} from './from-stage.ts';
export { type CompanyMember, joinCompanies } from './households/companies.ts';
export { refuseSensitiveConditions } from './lists/filter.ts';
export { tagChangeJob } from './lists/tag-changes.ts';
export { followMerges, type MergeFollower } from './merge/references.ts';
export { alreadyOne, mergeCustomers, unmergeCustomers } from './merge/service.ts';
export { findMergedCustomers } from './merge/store.ts';
export {
  countUpdatedByBatch,
  listBatchesMet,
  listCustomersOfBatch,
  noteSizesOfPeople,
  removeAdditionsOfBatch,
  removeCustomers,
} from './of-batch.ts';
export { hasOwnBirthDate, isShownOf, updateOwnData } from './own-data.ts';
export { CUSTOMER_PLACE_COLUMNS, storePlacesFromStage } from './places.ts';
export {
  completePeople,
  findCustomersByExternalId,
  findKnownPeople,
  type NobodyReason,
  type PersonClue,
  type ResolvedPerson,
  resolveClues,
  resolvePeople,
} from './resolve/index.ts';
export { holdPeople, lockImports, lockPeople } from './resolve/locks.ts';
export { customersRoutes } from './routes.ts';
export { type Contact, nameKeyOf, readContact } from './rules.ts';
export {
  type ContactPointRow,
  createCustomer,
  findCustomerByContact,
  findCustomers,
  findIdsByExternalId,
  getCustomer,
  listContactPoints,
  requireCustomer,
} from './service.ts';
export { listSharedContacts, listTold, type ToldOfSharer } from './shared-contacts.ts';
export {
  findCustomer,
  listBirthDates,
  listExternalIds,
  listExternalIdsOfSource,
  listFirstExternalIds,
  setContactInvalid,
} from './store.ts';
