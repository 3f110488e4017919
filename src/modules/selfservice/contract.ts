import { z } from 'zod';
import { defineEndpoint, zDay, zId, zInstant } from '../../shared/endpoint.ts';
import { zBirthday, zBirthdayCalendar } from '../customers/contract.ts';
import { zConsentKind } from '../privacy/contract/kinds.ts';
import { zRequest } from '../privacy/contract/requests.ts';
import { zConsentText, zLang } from '../privacy/contract/texts.ts';
import { zConsent } from '../privacy/contract.ts';

/** Consents asked of everybody who joins, in the order of the block (domain 1.3); not `ad_push`: no shop has an app to notify by. */
export const JOIN_KINDS = [
  'svc_membership',
  'svc_optional_fields',
  'marketing_use',
  'ad_sms',
  'ad_kakao',
  'ad_email',
  'ad_night',
  'sensitive_health',
] as const;

/** What the form shows: the shop, and the words in force. */
export const zConsentForm = z.object({
  shopName: z.string(),
  /** Below this age a guardian is asked first (PV-11). */
  guardianBelowAge: z.number().int(),
  texts: z.array(zConsentText),
});
export type ConsentForm = z.infer<typeof zConsentForm>;

const zContactText = z.string().trim().max(254);

/** Her answers, each to the words she was shown. What she did not touch is not among them (PV-03). */
const zChoice = z.object({
  kind: zConsentKind,
  state: z.enum(['granted', 'refused']),
  textVersionId: zId,
});

export const zJoin = z.object({
  name: z.string().trim().max(100).default(''),
  phone: zContactText.default(''),
  email: zContactText.default(''),
  /** Kept only with her consent to optional items, or of a child. */
  birthDate: zDay.nullable().default(null),
  /** The calendar the birth date is told in (OP-72). */
  birthdayCalendar: zBirthdayCalendar.default('solar'),
  choices: z.array(zChoice).min(1).max(20),
});

export const zJoined = z.object({
  /** Whether she is a member now; false when she refused, and nothing of her was stored then. */
  joined: z.boolean(),
});

const zLangQuery = z.object({ lang: zLang.default('ko') });

export const getTabletForm = defineEndpoint({
  method: 'GET',
  path: '/api/tablet/consent',
  access: 'customers:write',
  summary: 'The consent form of the tablet, in a language (PV-02)',
  query: zLangQuery,
  output: zConsentForm,
});

export const getTabletPerson = defineEndpoint({
  method: 'GET',
  path: '/api/tablet/people/:customerId',
  access: 'customers:write',
  summary: 'For whom the tablet was opened: her name masked, nothing else',
  params: z.object({ customerId: zId }),
  output: z.object({ nameMasked: z.string() }),
});

export const joinOnTablet = defineEndpoint({
  method: 'POST',
  path: '/api/tablet/consent',
  access: 'customers:write',
  summary: 'What a person pressed on the tablet: makes her a member, or nothing at all when she refuses (PV-03, PV-06)',
  body: zJoin.extend({
    /** A child whose guardian was checked (PV-11). */
    guardianId: zId.optional(),
  }),
  output: zJoined,
});

export const consentOnTablet = defineEndpoint({
  method: 'POST',
  path: '/api/tablet/people/:customerId/consent',
  access: 'customers:write',
  summary: 'What a person whom the shop knows pressed on the tablet',
  params: z.object({ customerId: zId }),
  body: z.object({ choices: z.array(zChoice).min(1).max(20) }),
  output: z.object({}),
});

const zGuardianAsked = z.object({ name: z.string().trim().min(1).max(100), contact: zContactText.min(1) });

export const askGuardianOnTablet = defineEndpoint({
  method: 'POST',
  path: '/api/tablet/guardians',
  access: 'customers:write',
  summary: 'Whom to ask about a child under 14: nothing of the child is taken (PV-11)',
  body: zGuardianAsked,
  output: z.object({}),
});

const zToken = z.object({ token: z.string().min(20).max(100) });

export const getJoinForm = defineEndpoint({
  method: 'GET',
  path: '/api/join/:token',
  access: 'anonymous',
  summary: "The consent form behind a shop's public link",
  params: zToken,
  query: zLangQuery,
  output: zConsentForm,
});

export const joinOnWeb = defineEndpoint({
  method: 'POST',
  path: '/api/join/:token',
  access: 'anonymous',
  summary: 'Joins through the public form; rate limited. Never says whether somebody was known already',
  params: zToken,
  body: zJoin,
  output: zJoined,
});

export const askGuardianOnWeb = defineEndpoint({
  method: 'POST',
  path: '/api/join/:token/guardian',
  access: 'anonymous',
  summary: 'Whom to ask about a child under 14; rate limited (PV-11)',
  params: zToken,
  body: zGuardianAsked,
  output: z.object({}),
});

export const getJoinLink = defineEndpoint({
  method: 'GET',
  path: '/api/join-link',
  access: 'customers:write',
  summary: "Address of the shop's public form",
  /** `askUrl` mails a person the link to her own page. */
  output: z.object({ url: z.string(), askUrl: z.string() }),
});

export const renewJoinLink = defineEndpoint({
  method: 'POST',
  path: '/api/join-link',
  access: 'settings:write',
  summary: 'Shuts the public form of before and opens one at a new address',
  /** `askUrl` mails a person the link to her own page. */
  output: z.object({ url: z.string(), askUrl: z.string() }),
});

export const createSelfLink = defineEndpoint({
  method: 'POST',
  path: '/api/customers/:customerId/self-link',
  access: 'customers:unmask',
  summary: "One-time link and code to a person's own page, shown once; logged (PV-32)",
  params: z.object({ customerId: zId }),
  output: z.object({ url: z.string(), code: z.string(), expiresAt: zInstant }),
});

export const mailSelfLink = defineEndpoint({
  method: 'POST',
  path: '/api/customers/:customerId/self-link/mail',
  access: 'customers:unmask',
  summary: 'Mails her the one-time link to her own page; the code is told by the shop, apart from it (PV-32)',
  params: z.object({ customerId: zId }),
  output: z.object({ emailMasked: z.string(), code: z.string() }),
});

const zShop = z.object({ workspaceId: zId });

export const getLinkForm = defineEndpoint({
  method: 'GET',
  path: '/api/my-link/:workspaceId',
  access: 'anonymous',
  summary: 'Whose form it is that mails somebody the link to her own page',
  params: zShop,
  output: z.object({ shopName: z.string() }),
});

export const askForLink = defineEndpoint({
  method: 'POST',
  path: '/api/my-link/:workspaceId',
  access: 'anonymous',
  summary: 'Mails the link to an address the shop knows; the answer is the same for any address (PV-30, PV-32)',
  params: zShop,
  body: z.object({ email: z.string().trim().min(3).max(254), lang: zLang.default('ko') }),
  /** The code opens the link and is shown here alone: who reads the mail and who asked are one person. */
  output: z.object({ code: z.string() }),
});

export const getSelfLink = defineEndpoint({
  method: 'GET',
  path: '/api/my/:token',
  access: 'anonymous',
  summary: 'Whether a link to the own page can still be opened, and of which shop a new one can be asked for',
  params: zToken,
  output: z.object({ state: z.enum(['open', 'used', 'over']), workspaceId: zId.nullable() }),
});

export const openSelf = defineEndpoint({
  method: 'POST',
  path: '/api/my/:token/open',
  access: 'anonymous',
  summary: 'Opens the own page with the code; five wrong ones end the link',
  params: zToken,
  body: z.object({
    code: z
      .string()
      .trim()
      .regex(/^\d{6}$/),
  }),
  output: z.object({ session: z.string(), expiresAt: zInstant }),
});

/** The visit's secret travels in the body: an address is kept by browsers and proxies. */
const zVisit = z.object({ session: z.string().min(20).max(100) });

export const zSelf = z.object({
  shopName: z.string(),
  name: z.string(),
  birthDate: zDay.nullable(),
  /** What is kept as her birthday; null: nothing (OP-71). */
  birthday: zBirthday.extend({ nextOn: zDay.nullable() }).nullable(),
  note: z.string(),
  knownSince: zInstant,
  source: z.string(),
  /** `source` told it first, on the day of `since` (PV-15); null: nobody wrote down who. */
  contacts: z.array(z.object({ kind: z.string(), value: z.string(), source: z.string().nullable(), since: zInstant })),
  consents: z.array(zConsent),
  /** The words she would agree to, by kind. */
  texts: z.array(zConsentText),
  orders: z.number().int(),
  messages: z.number().int(),
  /** Points, stamps and prepaid money she has; 0 where there is none. */
  points: z.number().int(),
  stamps: z.number().int(),
  prepaidMinor: z.number().int(),
  /** What else stands of her, in words, with how many rows: all of it is in the file she can download. */
  kept: z.array(z.object({ name: z.string(), rows: z.number().int() })),
  requests: z.array(
    zRequest.pick({
      requestId: true,
      type: true,
      receivedOn: true,
      dueOn: true,
      state: true,
      result: true,
      reason: true,
    }),
  ),
});
export type Self = z.infer<typeof zSelf>;

export const viewSelf = defineEndpoint({
  method: 'POST',
  path: '/api/my/:token/view',
  access: 'anonymous',
  summary: 'What the shop keeps of her (PIPA 35)',
  params: zToken,
  body: zVisit.extend({ lang: zLang.default('ko') }),
  output: zSelf,
});

export const downloadSelf = defineEndpoint({
  method: 'POST',
  path: '/api/my/:token/download',
  access: 'anonymous',
  summary: 'Everything the shop keeps of her, as data',
  params: zToken,
  body: zVisit,
  output: z.object({ file: z.record(z.string(), z.unknown()) }),
});

export const setOwnConsent = defineEndpoint({
  method: 'POST',
  path: '/api/my/:token/consents',
  access: 'anonymous',
  summary: 'Gives or withdraws one consent; takes effect at once (PIPA 37)',
  params: zToken,
  body: zVisit.extend({
    kind: zConsentKind,
    state: z.enum(['granted', 'withdrawn']),
    textVersionId: zId.optional(),
  }),
  output: z.object({}),
});

export const correctSelf = defineEndpoint({
  method: 'POST',
  path: '/api/my/:token/correct',
  access: 'anonymous',
  summary: 'Corrects name and birthday at once; a new number or address goes to the shop as a request (PIPA 36)',
  params: zToken,
  body: zVisit.extend({
    name: z.string().trim().min(1).max(100).optional(),
    /** Null forgets the day; the year stays, because a child's guardian is asked by it (PV-11). */
    birthday: zBirthday.nullable().optional(),
    contact: zContactText.min(1).optional(),
  }),
  output: z.object({}),
});

export const eraseSelf = defineEndpoint({
  method: 'POST',
  path: '/api/my/:token/erase',
  access: 'anonymous',
  summary: 'Erases her, at once and for good (PIPA 36, PV-21)',
  params: zToken,
  body: zVisit,
  output: z.object({}),
});
