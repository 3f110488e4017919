/**
 * Messaging: the law of sending, the queue, the mail server, and the one-click refusal. Owns schema `messaging`.
 */
export type { MessageCounts } from './contract.ts';
export { eraseMessagesOf } from './erase.ts';
export { sendMessages, startSending, stopAdvertising } from './jobs.ts';
export { findOpenedMailServer } from './mail-server.ts';
export { decideRecipients, type RecipientDecision } from './may-send-to.ts';
export { type NoticeOutcome, sendNotice } from './notice.ts';
export { MESSAGES_OF_PERSON } from './of-person.ts';
export { isReachable, linkBase, optOutToken } from './opt-out.ts';
export {
  cancelMessages,
  countPlayOptOuts,
  listMessageProgress,
  type MessageProgress,
  type MessageToQueue,
  queueMessages,
} from './queue.ts';
export { messagingRoutes } from './routes.ts';
export {
  type ComposedEmail,
  composeEmail,
  renderTemplate,
} from './rules/index.ts';
export { findMessagedCustomers, hasDueMessages } from './store.ts';
export { optOut } from './unsubscribe.ts';
