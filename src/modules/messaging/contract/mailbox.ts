import { z } from 'zod';
import { defineEndpoint } from '../../../shared/endpoint.ts';

/** The mailbox that bounces and answers come to. The password goes in and never comes out. */
const zMailbox = z.object({
  host: z.string(),
  port: z.number().int(),
  secure: z.boolean(),
  username: z.string(),
  hasPassword: z.boolean(),
  /** Why it could not be read the last time; empty when it could. */
  lastError: z.string(),
});

const zAnswer = z.object({
  /** Null: none is read. */
  mailbox: zMailbox.nullable(),
  /** A mailbox belongs to a mail server; without one there is nothing to read bounces of. */
  hasMailServer: z.boolean(),
});

export const getMailbox = defineEndpoint({
  method: 'GET',
  path: '/api/mail-server/mailbox',
  access: 'settings:write',
  summary: 'The mailbox that bounces (RFC 3464) and answers are read from',
  output: zAnswer,
});

export const updateMailbox = defineEndpoint({
  method: 'PUT',
  path: '/api/mail-server/mailbox',
  access: 'settings:write',
  summary: 'Stores the mailbox; without a password the stored one stays while host and user are the same',
  body: z.object({
    host: z
      .string()
      .trim()
      .min(1)
      .max(253)
      .regex(/^[A-Za-z0-9.:[\]-]+$/),
    port: z.number().int().min(1).max(65_535),
    secure: z.boolean(),
    username: z.string().trim().min(1).max(254),
    password: z.string().max(500).optional(),
  }),
  output: zAnswer,
});

export const removeMailbox = defineEndpoint({
  method: 'DELETE',
  path: '/api/mail-server/mailbox',
  access: 'settings:write',
  summary: 'Stops reading the mailbox and forgets its password',
  output: zAnswer,
});

export const testMailbox = defineEndpoint({
  method: 'POST',
  path: '/api/mail-server/mailbox/test',
  access: 'settings:write',
  summary: 'Signs in to the mailbox and reads what is new',
  output: z.object({ ok: z.boolean(), error: z.string() }),
});
