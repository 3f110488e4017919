/**
 * Privacy: what people said about being contacted, with its proof; the list of refused addresses; the dated table of
 * legal numbers. Owns schema `privacy`.
 */
export type { ConsentKind } from './contract.ts';
export { LEGAL_RULES, type HourWindow, legalRule, type LegalRule, type LegalRuleKey, type LegalRuleValues } from './legal-rules.ts';
export { privacyRoutes } from './routes.ts';
export { GRANTING_STATES } from './rules.ts';
export {
  advertisingRefused,
  type Consents,
  type ConsentSaid,
  type Contactability,
  hashContact,
  listConsents,
  listContactability,
  recordConsents,
  suppress,
} from './service.ts';
