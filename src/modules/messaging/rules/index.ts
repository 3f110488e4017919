export {
  ALIMTALK_MAX_SIGNS,
  type AlimtalkProblem,
  diffTemplate,
  fillAlimtalk,
  lintAlimtalk,
  listAlimtalkVariables,
  mayReviewMove,
  type ReviewState,
  tellsOfPoints,
} from './alimtalk.ts';
export { countBytes, cutToBytes, limitBytesOf, replaceNotEncodable, TEXT_LIMITS } from './bytes.ts';
export { proposeClass } from './class.ts';
export { type ComposedEmail, composeEmail, type EmailDraft, type EmailSender } from './compose-email.ts';
export { type ComposedText, composeText, type LockedChip, listMissingAdParts, withCoupon } from './compose-text.ts';
export { LAW_TIME_ZONE, NEWEST_RULE, reconfirmDueOn } from './dates.ts';
export { type AdLabelProblem, lintAdLabel } from './lint.ts';
export { findLiquidProblem } from './liquid.ts';
export {
  type AdConsentKind,
  type ConsentState,
  decideMaySend,
  type MaySendDecision,
  type MaySendInput,
  type MaySendReason,
  type MaySendRule,
  type MessageClass,
  type SendChannel,
} from './may-send.ts';
export { composeNotice, decideResultNotice } from './notices.ts';
export { requirePicture } from './picture.ts';
export { readRefusedNumbers } from './refused-numbers.ts';
export { NOT_SET, SAMPLE_PEOPLE, sampleAlimtalkValues } from './samples.ts';
export { readSenderNumber } from './sender-number.ts';
export { findSoldOutSaid } from './sold-out.ts';
export { asksForReservations, findStarterNeed, STARTER_TEMPLATES } from './starter-templates.ts';
export {
  type DeliveryState,
  decideReportCounts,
  FALLBACK_CLASSES,
  type FailureClass,
  readSolapiCode,
  STOPPING_CLASSES,
  type UnifiedStatus,
  unifiedStatus,
} from './status.ts';
export { type RenderedTemplate, renderTemplate, type TemplateVars } from './template.ts';
