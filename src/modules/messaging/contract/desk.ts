import { z } from 'zod';
import { defineEndpoint, zDay } from '../../../shared/endpoint.ts';
import { zPhoneChannel } from './kinds.ts';

export const PROVIDERS = ['solapi', 'aligo', 'nhn'] as const;
const zProvider = z.enum(PROVIDERS);
const zPrices = z.object({
  sms: z.number().min(0).max(100_000).optional(),
  lms: z.number().min(0).max(100_000).optional(),
  mms: z.number().min(0).max(100_000).optional(),
  alimtalk: z.number().min(0).max(100_000).optional(),
  brand: z.number().min(0).max(100_000).optional(),
});

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
