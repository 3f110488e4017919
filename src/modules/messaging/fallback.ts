import type { Db } from '../../platform/db.ts';
import { newId } from '../../shared/ids.ts';
import { startSending } from './lanes.ts';
import { insertMessages } from './store/queue.ts';
import { listFallbacks } from './store/reports.ts';

/**
 * Queues as text message what KakaoTalk could not deliver (AD-32), once each: the dedupe key is the failed message's own.
 * Whether it may go is asked when it leaves: advertising needs the consent to text messages.
 */
export async function queueFallbacks(
  db: Db,
  input: { workspaceId: string; messageIds: readonly string[]; now: Date },
): Promise<void> {
  const { workspaceId } = input;
  for (const failed of await listFallbacks(db, workspaceId, input.messageIds)) {
    const messageId = newId();
    await insertMessages(db, {
      workspaceId,
      laneId: failed.laneId,
      playId: failed.playId,
      automationId: failed.automationId,
      templateId: null,
      pictureId: null,
      about: failed.about,
      class: failed.class,
      channel: 'sms',
      locale: failed.locale,
      queuedAt: input.now,
      messages: [
        {
          messageId,
          customerId: failed.customerId,
          contactPointId: failed.contactPointId,
          dedupeKey: `${failed.dedupeKey}:fallback`,
          subject: failed.subject,
          body: failed.fallbackBody ?? '',
          couponCode: failed.couponCode,
          couponNote: failed.couponNote,
          variables: '{}',
          fallbackBody: null,
          fallbackOf: failed.messageId,
          contactHash: failed.contactHash,
          optOutTokenHash: null,
        },
      ],
    });
    await startSending(db, { workspaceId, laneId: failed.laneId });
  }
}
