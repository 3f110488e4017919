/**
 * Messaging: the law of sending, templates, the queue, providers and the mail server, refusals and the notices about them.
 * Owns schema `messaging`.
 */
export { MAX_PICTURE_BYTES, type MessageCounts } from './contract.ts';
export { listenJob, noticesJob } from './desk-jobs.ts';
export { eraseMessagesOf } from './erase.ts';
export { findInfoTemplate, type InfoTemplate } from './info-template.ts';
export { sendMessages, stopAdvertising, stopAdvertisingNow } from './jobs.ts';
export { laneOptions, messagesQueued, startSending } from './lanes.ts';
export { findOpenedMailServer } from './mail-server.ts';
export { decideRecipients, type RecipientDecision } from './may-send-to.ts';
export { type NoticeOutcome, sendNotice } from './notice.ts';
export { MESSAGES_OF_PERSON } from './of-person.ts';
export { linkBase, optOutToken } from './opt-out.ts';
export { openOutlet } from './outlet.ts';
export { recordProviderOptOuts } from './provider-opt-outs.ts';
export {
  cancelInforms,
  cancelMessages,
  countPlayOptOuts,
  listMessageProgress,
  type MessageProgress,
  type MessageRequest,
  type MessageToQueue,
  queueMessages,
} from './queue.ts';
export { messagingRoutes } from './routes.ts';
export {
  type ComposedEmail,
  composeEmail,
  composeText,
  countBytes,
  fillAlimtalk,
  findSoldOutSaid,
  limitBytesOf,
  NOT_SET,
  renderTemplate,
  requirePicture,
  sampleAlimtalkValues,
  withCoupon,
} from './rules/index.ts';
export { sendWaiting } from './send-waiting.ts';
export { copyPicture, deletePictures, findPicture, insertPicture, listPictureIds } from './store/pictures.ts';
export { hasDueMessages, listWaitingLanes, shortenWaits } from './store/queue.ts';
export { findMessagedCustomers } from './store/reads.ts';
export { optOut } from './unsubscribe.ts';
