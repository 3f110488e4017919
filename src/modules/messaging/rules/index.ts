export { type ComposedEmail, composeEmail, type EmailDraft, type EmailSender } from './compose-email.ts';
export { ageOn, isWithinExistingCustomerTerm, LAW_TIME_ZONE, reconfirmDueOn, resultNoticeDueOn } from './dates.ts';
export { type AdLabelProblem, lintAdLabel, lintInfoText } from './lint.ts';
export {
  type AdConsentKind,
  type ConsentState,
  decideMaySend,
  MAY_SEND_REASONS,
  type MaySendDecision,
  type MaySendInput,
  type MaySendReason,
  type MaySendRule,
  type MessageClass,
  type SendChannel,
} from './may-send.ts';
export { type RenderedTemplate, renderTemplate, TEMPLATE_VARIABLES, type TemplateVars } from './template.ts';
