import { z } from 'zod';
import { defineEndpoint, zId, zInstant } from '../../../shared/endpoint.ts';

export const listDryRun = defineEndpoint({
  method: 'GET',
  path: '/api/message-dry-run',
  access: 'plays:read',
  summary:
    'What a dry run would have sent, newest first: kind, bytes, price, label (AD-52). The words are asked for one by one',
  output: z.object({
    isDryRun: z.boolean(),
    /** All that were left out by a dry run; `messages` has the newest of them. */
    count: z.number().int(),
    totalPriceMinor: z.number(),
    messages: z.array(
      z.object({
        messageId: zId,
        customerId: zId,
        nameMasked: z.string(),
        playId: zId.nullable(),
        class: z.string(),
        channel: z.string(),
        medium: z.string().nullable(),
        bytes: z.number().int().nullable(),
        priceMinor: z.number().nullable(),
        rule: z.string(),
        at: zInstant,
      }),
    ),
  }),
});

export const readDryRun = defineEndpoint({
  method: 'POST',
  path: '/api/message-dry-run/:messageId/read',
  access: 'customers:unmask',
  summary: 'One message of a dry run to the last sign, to copy it to a phone; looking is logged',
  params: z.object({ messageId: zId }),
  output: z.object({
    subject: z.string(),
    text: z.string(),
    bytes: z.number().int(),
    medium: z.string(),
    /** Where the picture of an MMS is shown; null for words alone. */
    pictureUrl: z.string().nullable(),
    /** Begins with the label that its class asks for, or needs none (AD-20). */
    isLabelled: z.boolean(),
    /** Opens the phone's own messages with number and text filled in; null for e-mail. */
    smsLink: z.string().nullable(),
  }),
});

export const markSentByHand = defineEndpoint({
  method: 'POST',
  path: '/api/message-dry-run/:messageId/sent',
  access: 'customers:unmask',
  summary:
    'Somebody copied it to her phone and sent it: it counts as sent by hand, if the law lets it go at this moment. Twice is once',
  params: z.object({ messageId: zId }),
  output: z.object({ sentAt: zInstant }),
});
