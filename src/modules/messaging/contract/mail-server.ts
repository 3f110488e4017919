import { z } from 'zod';
import { defineEndpoint } from '../../../shared/endpoint.ts';

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
