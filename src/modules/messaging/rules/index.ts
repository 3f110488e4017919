export { type ComposedEmail, composeEmail, type EmailDraft, type EmailSender } from './compose-email.ts';
export { LAW_TIME_ZONE } from './dates.ts';
export type { AdLabelProblem } from './lint.ts';
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
export { type RenderedTemplate, renderTemplate, type TemplateVars } from './template.ts';
