import { z } from 'zod';
import { defineEndpoint, zDay, zId, zInstant } from '../../shared/endpoint.ts';
import { MESSAGE_CLASSES, zChip, zMessageClass, zProposedClass } from './contract/kinds.ts';

export * from './contract/complaint.ts';
export * from './contract/dry-run.ts';
export * from './contract/inform.ts';
export { MESSAGE_CLASSES, SEND_CHANNELS, zMessageClass, zSendChannel } from './contract/kinds.ts';
export * from './contract/mailbox.ts';
export * from './contract/templates.ts';
export { languageOf, listUnknownVariables, renameVariable, type UnknownVariable } from './contract/variables.ts';

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
        /** Who sent it by hand; null: the product did, or nobody yet. */
        sentBy: zId.nullable(),
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

export const PROVIDERS = ['solapi', 'aligo', 'nhn'] as const;
const zProvider = z.enum(PROVIDERS);
const zPrices = z.object({
  sms: z.number().min(0).max(100_000).optional(),
  lms: z.number().min(0).max(100_000).optional(),
  mms: z.number().min(0).max(100_000).optional(),
  alimtalk: z.number().min(0).max(100_000).optional(),
  brand: z.number().min(0).max(100_000).optional(),
});
const zPhoneChannel = z.enum(['sms', 'kakao']);

/** An account at a provider; its keys go in and never come out. */
export const zProviderAccount = z.object({
  provider: zProvider,
  baseUrl: z.string(),
  serves: z.array(zPhoneChannel),
  isTest: z.boolean(),
  /** At most so many messages a second, over everything that sends through the account. */
  messagesPerSecond: z.number().int(),
  prices: zPrices,
  pricesOn: zDay.nullable(),
  /** AD-18. */
  certificateNo: z.string(),
  certificateUntil: zDay.nullable(),
  isCertified: z.boolean(),
  lastError: z.string(),
});

export const SENDER_STATES = ['preparing', 'requested', 'registered', 'rejected'] as const;
/** AD-50. */
export const zSenderNumber = z.object({
  number: z.string(),
  label: z.string(),
  state: z.enum(SENDER_STATES),
  proof: z.string(),
  registeredOn: zDay.nullable(),
  checkAgainOn: zDay.nullable(),
  isDefault: z.boolean(),
});

export const zDesk = z.object({
  /** 080 number, digits; empty: none, and no advertising leaves as text message. */
  refusalNumber: z.string(),
  /** Nothing leaves; what would be sent is kept to be looked at (AD-52). */
  isDryRun: z.boolean(),
  /** §2.2: the exception for existing customers. */
  existingCustomers: z.boolean(),
});

const zNoticeCounts = z.object({
  open: z.number().int(),
  overdue: z.number().int(),
  sent: z.number().int(),
  unreachable: z.number().int(),
});

const zMessageDesk = z.object({
  desk: zDesk,
  accounts: z.array(zProviderAccount),
  senders: z.array(zSenderNumber),
  /** AD-14 and AD-15: what the law wants to be told. */
  notices: z.object({ result: zNoticeCounts, reconfirmation: zNoticeCounts }),
});

export const getMessageDesk = defineEndpoint({
  method: 'GET',
  path: '/api/message-desk',
  access: 'plays:read',
  summary: 'Providers, sender numbers and the refusal number, and how the notices of the law stand',
  output: zMessageDesk,
});

export const updateMessageDesk = defineEndpoint({
  method: 'PUT',
  path: '/api/message-desk',
  access: 'settings:write',
  summary: 'Stores the refusal number, the dry run and the exception for existing customers',
  body: zDesk.extend({ refusalNumber: z.string().max(20) }),
  output: zMessageDesk,
});

export const updateProvider = defineEndpoint({
  method: 'PUT',
  path: '/api/message-desk/provider',
  access: 'settings:write',
  summary: 'Stores an account at a provider; what is left out stays as it is. A channel goes through one provider',
  body: z.object({
    provider: zProvider,
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .max(200)
      .optional(),
    kakaoBaseUrl: z
      .url({ protocol: /^https?$/ })
      .max(200)
      .optional(),
    credentials: z.record(z.string().max(40), z.string().max(500)).optional(),
    serves: z.array(zPhoneChannel).max(2),
    isTest: z.boolean().optional(),
    /** Left out: the stored one stays; for a new account, what is usual for the provider. */
    messagesPerSecond: z.number().int().min(1).max(10_000).optional(),
    prices: zPrices.default({}),
    certificateNo: z.string().trim().max(60).default(''),
    certificateUntil: zDay.nullable().default(null),
    certificateUrl: z.string().trim().max(300).optional(),
  }),
  output: zMessageDesk.extend({
    /** Address for the provider's reports; shown once, when the account is new. */
    reportPath: z.string().nullable(),
  }),
});

export const removeProvider = defineEndpoint({
  method: 'DELETE',
  path: '/api/message-desk/provider',
  access: 'settings:write',
  summary: 'Forgets an account with its keys; refused while messages wait for it',
  query: z.object({ provider: zProvider }),
  output: zMessageDesk,
});

export const testProvider = defineEndpoint({
  method: 'POST',
  path: '/api/message-desk/provider/test',
  access: 'settings:write',
  summary: 'Asks the provider what is left to send with; sends nothing',
  body: z.object({ provider: zProvider }),
  output: z.object({ ok: z.boolean(), balance: z.number().nullable(), error: z.string() }),
});

export const updateSender = defineEndpoint({
  method: 'PUT',
  path: '/api/message-desk/sender',
  access: 'settings:write',
  summary: 'Stores a sender number and where its registration stands (AD-50)',
  body: z.object({
    number: z.string().max(30),
    label: z.string().trim().max(60).default(''),
    state: z.enum(SENDER_STATES),
    proof: z.string().trim().max(200).default(''),
    isDefault: z.boolean().default(false),
  }),
  output: zMessageDesk,
});

export const removeSender = defineEndpoint({
  method: 'DELETE',
  path: '/api/message-desk/sender',
  access: 'settings:write',
  summary: 'Forgets a sender number; refused while messages wait to leave from it',
  query: z.object({ number: z.string().max(30) }),
  output: zMessageDesk,
});

/**
 * The picture of an MMS: the least of what the services take, so that it leaves through any of them. Carriers take 300 KB
 * and 2,048 pixels (§2.5); SOLAPI's storage 200 KB and 1,500 × 1,440 (solapi.com/developers/api/postStorage, as of 2026-03-18).
 */
export const MAX_PICTURE_BYTES = 200 * 1_024;
export const MAX_PICTURE_SIZE = { width: 1_500, height: 1_440 } as const;

export const previewMessage = defineEndpoint({
  method: 'POST',
  path: '/api/message-preview',
  access: 'plays:read',
  summary:
    'A text as the longest and the emptiest person would get it: bytes, kind, price, locked chips, proposed class',
  body: z.object({
    channel: zPhoneChannel,
    class: zMessageClass.default('ad'),
    text: z.string().max(10_000),
    locale: z.enum(['ko', 'en']).default('ko'),
    /** Whether a picture goes with it, which makes it an MMS. */
    hasPicture: z.boolean().default(false),
  }),
  output: z.object({
    proposed: zProposedClass,
    samples: z.array(
      z.object({
        which: z.enum(['longest', 'emptiest']),
        text: z.string(),
        medium: z.string(),
        bytes: z.number().int(),
        limitBytes: z.number().int(),
        priceMinor: z.number(),
        chips: z.array(zChip),
        notEncodable: z.array(z.string()),
        missing: z.array(z.string()),
        unknown: z.array(z.string()),
      }),
    ),
    /** Parts that the settings lack for advertising: sender name, contact, refusal number. */
    missingParts: z.array(z.string()),
    /** Why it cannot be sent as it is; empty when it can. */
    problem: z.string(),
    replacement: z.string(),
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
