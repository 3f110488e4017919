import { z } from 'zod';
import { defineEndpoint, zDay, zId, zInstant } from '../../../shared/endpoint.ts';
import { MESSAGE_CLASSES } from './kinds.ts';

export const MESSAGE_STATES = [
  'queued',
  'sending',
  'handing_over',
  'sent',
  'unconfirmed',
  'skipped',
  'failed',
  'cancelled',
] as const;
export const zMessageState = z.enum(MESSAGE_STATES);

export const zMessageCounts = z.object({
  queued: z.number().int(),
  sending: z.number().int(),
  handing_over: z.number().int(),
  sent: z.number().int(),
  unconfirmed: z.number().int(),
  skipped: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
});
export type MessageCounts = z.infer<typeof zMessageCounts>;

export const listCustomerMessages = defineEndpoint({
  method: 'GET',
  path: '/api/customers/:customerId/messages',
  access: 'customers:read',
  summary: 'Messages to one person, newest first, with what became of them',
  params: z.object({ customerId: zId }),
  output: z.object({
    messages: z.array(
      z.object({
        messageId: zId,
        playId: zId.nullable(),
        class: z.enum(MESSAGE_CLASSES),
        channel: z.string(),
        /** How it left: sms, lms, mms, alimtalk, brand, email; null until it did. */
        medium: z.string().nullable(),
        bytes: z.number().int().nullable(),
        subject: z.string(),
        state: zMessageState,
        /** Where it is, in the words every provider shares (§2.9). */
        status: z.string(),
        failureClass: z.string().nullable(),
        /** Rule of the law it left by. */
        rule: z.string(),
        deliveredAt: zInstant.nullable(),
        reason: z.string(),
        queuedAt: zInstant,
        sentAt: zInstant.nullable(),
        /** Who sent it by hand; null: the product did, or nobody yet. */
        sentBy: zId.nullable(),
        optedOutAt: zInstant.nullable(),
      }),
    ),
  }),
});

export const getMessageEvidence = defineEndpoint({
  method: 'GET',
  path: '/api/customers/:customerId/message-evidence',
  access: 'customers:export',
  summary: 'Everything that proves what one person agreed to, was sent and was told (AD-10, AD-14, AD-15)',
  params: z.object({ customerId: zId }),
  output: z.object({
    consents: z.array(
      z.object({
        kind: z.string(),
        state: z.string(),
        method: z.string(),
        evidence: z.string(),
        textVersionId: zId.nullable(),
        at: zInstant,
      }),
    ),
    messages: z.array(
      z.object({
        messageId: zId,
        class: z.string(),
        channel: z.string(),
        medium: z.string().nullable(),
        rule: z.string(),
        state: z.string(),
        /** Why it was left out, or `by_hand` for what was copied to a phone and sent from there. */
        reason: z.string(),
        sentAt: zInstant.nullable(),
        /** Who sent it by hand; null: the product did. */
        sentBy: zId.nullable(),
      }),
    ),
    notices: z.array(
      z.object({
        kind: z.string(),
        consentKind: z.string(),
        saidOn: zDay,
        dueOn: zDay,
        state: z.string(),
        sentAt: zInstant.nullable(),
      }),
    ),
  }),
});
