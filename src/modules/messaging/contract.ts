import { z } from 'zod';
import { defineEndpoint, zId, zInstant } from '../../shared/endpoint.ts';

/** AD-01. */
export const MESSAGE_CLASSES = ['ad', 'info', 'auth', 'notice_legal'] as const;
export const zMessageClass = z.enum(MESSAGE_CLASSES);
/** Ways a play, an automation or the desk can send; `none` transmits nothing. */
export const SEND_CHANNELS = ['email', 'sms', 'kakao', 'none'] as const;
export const zSendChannel = z.enum(SEND_CHANNELS);

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

const zHost = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .regex(/^[A-Za-z0-9.:[\]-]+$/);

/** The shop's own mail server. The password goes in and never comes out. */
export const zMailServer = z.object({
  host: z.string(),
  port: z.number().int(),
  /** TLS from the first byte (port 465); otherwise STARTTLS where the server offers it. */
  secure: z.boolean(),
  username: z.string(),
  hasPassword: z.boolean(),
  fromEmail: z.string(),
  messagesPerSecond: z.number().int(),
  /** What one message costs before VAT, in minor units; may have decimals. */
  priceMinor: z.number(),
  /** Why the last connection failed; empty when it worked. */
  lastError: z.string(),
});

export const zMailServerInput = z.object({
  host: zHost,
  port: z.number().int().min(1).max(65_535),
  secure: z.boolean(),
  username: z.string().max(254).default(''),
  /** Left out: the stored one stays. */
  password: z.string().max(500).optional(),
  fromEmail: z.email().max(254),
  messagesPerSecond: z.number().int().min(1).max(200).default(20),
  priceMinor: z.number().min(0).max(1_000_000).default(0),
});

export const getMailServer = defineEndpoint({
  method: 'GET',
  path: '/api/mail-server',
  access: 'signed-in',
  summary: 'The mail server of this shop, or null; in the demo without one, messages stay in the demo',
  output: z.object({ mailServer: zMailServer.nullable(), demoOutbox: z.boolean() }),
});

export const updateMailServer = defineEndpoint({
  method: 'PUT',
  path: '/api/mail-server',
  access: 'settings:write',
  summary: 'Stores the mail server; its password is encrypted with the installation’s key',
  body: zMailServerInput,
  output: z.object({ mailServer: zMailServer.nullable() }),
});

export const removeMailServer = defineEndpoint({
  method: 'DELETE',
  path: '/api/mail-server',
  access: 'settings:write',
  summary: 'Forgets the mail server',
  output: z.object({}),
});

export const testMailServer = defineEndpoint({
  method: 'POST',
  path: '/api/mail-server/test',
  access: 'settings:write',
  summary: 'Connects, signs in and sends one message to the address of the person who asks',
  output: z.object({ ok: z.boolean(), to: z.string(), error: z.string() }),
});

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
        optedOutAt: zInstant.nullable(),
      }),
    ),
  }),
});

const zToken = z.object({ token: z.string().min(20).max(100) });

export const showUnsubscribe = defineEndpoint({
  method: 'GET',
  path: '/u/:token',
  access: 'anonymous',
  summary: 'A page with one button (AD-16). Opening it changes nothing: mail programs open links to look at them',
  params: zToken,
  output: z.unknown(),
});

export const unsubscribe = defineEndpoint({
  method: 'POST',
  path: '/u/:token',
  access: 'anonymous',
  summary:
    'Stops advertising to this person at once, without sign-in (AD-11, AD-16); also the one-click post of RFC 8058',
  params: zToken,
  body: z.unknown(),
  output: z.unknown(),
});

export const receiveReport = defineEndpoint({
  method: 'POST',
  path: '/hooks/messages/:token',
  access: 'anonymous',
  summary: 'What a message provider reports; signed, or asked back before it is believed. Twice changes nothing',
  params: zToken,
  output: z.object({}),
});
