import { z } from 'zod';
import { defineEndpoint, zDay, zId, zInstant } from '../../../shared/endpoint.ts';

/** A page of a list of the law: it may be years long, and has to be readable to its end. */
const zLawPage = z.object({
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Where a notice stands: its day is over, it is still in time, or nothing is left to do. */
export const NOTICE_STANDS = ['overdue', 'open', 'told'] as const;

export const listRefusals = defineEndpoint({
  method: 'GET',
  path: '/api/message-refusals',
  access: 'customers:read',
  summary: 'Who refused advertising, when and how, newest first, and how many there are',
  query: zLawPage,
  output: z.object({
    total: z.number().int(),
    refusals: z.array(
      z.object({
        customerId: zId,
        name: z.string(),
        /** What was refused in one breath. */
        kinds: z.array(z.string()),
        method: z.string(),
        at: zInstant,
      }),
    ),
  }),
});

export const recordRefusedNumbers = defineEndpoint({
  method: 'POST',
  path: '/api/message-refusals',
  access: 'imports:run',
  summary:
    'Takes a list of 080 refusals that the provider shows only on its page: people are withdrawn, numbers of nobody kept as refused. It cannot be undone; twice changes nothing',
  body: z.object({
    /** As copied: one a line, or between commas, with whatever stands beside them. */
    numbers: z.string().min(1).max(100_000),
    /** The last day of the list. */
    refusedOn: zDay,
  }),
  output: z.object({
    /** Different numbers that were read. */
    numbers: z.number().int(),
    /** People whose consent was withdrawn. */
    withdrawn: z.number().int(),
    /** People who had refused already, or agreed again since. */
    refusedBefore: z.number().int(),
    /** Numbers that nobody here has; kept, so that nobody who comes with one is written to. */
    unknown: z.number().int(),
    /** Entries that look like numbers and are none. */
    unreadable: z.number().int(),
  }),
});

export const listNotices = defineEndpoint({
  method: 'GET',
  path: '/api/message-notices',
  access: 'customers:read',
  summary:
    'What the law wants to be told of one kind (AD-14, AD-15): what is late or still open by the day it is due, or what was told, the latest first, with its proof',
  query: zLawPage.extend({ kind: z.enum(['result', 'reconfirmation']), stand: z.enum(NOTICE_STANDS) }),
  output: z.object({
    total: z.number().int(),
    notices: z.array(
      z.object({
        noticeId: zId,
        kind: z.enum(['result', 'reconfirmation']),
        customerId: zId,
        name: z.string(),
        consentKind: z.string(),
        /** What was said: granted, refused, withdrawn, reconfirmed. */
        consentState: z.string(),
        saidOn: zDay,
        dueOn: zDay,
        state: z.string(),
        sentAt: zInstant.nullable(),
      }),
    ),
  }),
});
