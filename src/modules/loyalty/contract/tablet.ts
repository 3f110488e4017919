import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay, zId } from '../../../shared/endpoint.ts';
import { zConsentForm, zJoin, zJoined } from '../../selfservice/contract.ts';
import { zHoldings, zMoveKey } from './points.ts';

const zPhone = z.string().trim().min(8).max(20);

export const getTabletShop = defineEndpoint({
  method: 'GET',
  path: '/api/v1/tablet/shop',
  access: 'tablet:use',
  summary: 'What the tablet at the counter shows before anybody stands at it',
  output: z.object({
    shopName: z.string(),
    currency: z.string(),
    /** ISO code: what a mobile number looks like there. */
    country: z.string(),
    isOn: z.boolean(),
    unit: z.enum(['points', 'stamps']),
    cardSize: z.number().int(),
    reward: z.string(),
    minUse: z.number().int(),
  }),
});

export const lookUpOnTablet = defineEndpoint({
  method: 'POST',
  path: '/api/v1/tablet/look-up',
  access: 'tablet:use',
  summary: 'Whether a number is a member, and what she has; no name, because the next guest reads along',
  body: z.object({ phone: zPhone }),
  output: z.object({ isMember: z.boolean(), holdings: zHoldings.nullable() }),
});

/** One tap at the tablet. */
export const zTap = z.object({
  key: zMoveKey,
  phone: zPhone,
  billMinor: zAmountMinor.min(0).nullable().default(null),
  receiptNo: z.string().trim().max(60).default(''),
  use: z.number().int().min(0).max(100_000_000).default(0),
  /** When she stood there; later than that when the tablet had no line. */
  at: z.iso.datetime({ offset: true }),
  wasOffline: z.boolean().default(false),
});

export const recordTaps = defineEndpoint({
  method: 'POST',
  path: '/api/v1/tablet/sales',
  access: 'tablet:use',
  summary: 'Taps of the tablet, each once however often it is sent; also those that waited for a line',
  body: z.object({ taps: z.array(zTap).min(1).max(200) }),
  output: z.object({
    results: z.array(
      z.object({
        key: z.string(),
        status: z.enum(['earned', 'known', 'refused']),
        /** Of a refusal: `not_a_member`, `too_many`, `too_late`, `not_enough`, `off`, `receipt_of_another`, `phone`. */
        reason: z.string().nullable(),
        earned: z.number().int(),
        used: z.number().int(),
        holdings: zHoldings.nullable(),
      }),
    ),
  }),
});

export const getTabletConsentForm = defineEndpoint({
  method: 'GET',
  path: '/api/v1/tablet/consent',
  access: 'tablet:use',
  summary: 'The consent form for the first time, in a language (PV-02)',
  query: z.object({ lang: z.enum(['ko', 'en']).default('ko') }),
  output: zConsentForm,
});

export const joinAtTablet = defineEndpoint({
  method: 'POST',
  path: '/api/v1/tablet/consent',
  access: 'tablet:use',
  summary: 'What a guest pressed on the tablet: membership, with or without promotion, or nothing (PV-06)',
  body: zJoin,
  output: zJoined,
});

export const askGuardianAtTablet = defineEndpoint({
  method: 'POST',
  path: '/api/v1/tablet/guardians',
  access: 'tablet:use',
  summary: 'Whom to ask about a child under 14: nothing of the child is taken (PV-11)',
  body: z.object({ name: z.string().trim().min(1).max(100), contact: z.string().trim().min(1).max(254) }),
  output: z.object({}),
});

export const createTablet = defineEndpoint({
  method: 'POST',
  path: '/api/loyalty/tablets',
  access: 'sources:manage',
  summary: 'A key for a tablet at the counter, shown once: it may take numbers and nothing else',
  body: z.object({ label: z.string().trim().min(1).max(60) }),
  output: z.object({
    url: z.string(),
    /** The same page under other addresses of this machine: which of them the tablet's network knows is not known here. */
    others: z.array(z.string()),
  }),
});

export const getClaimLink = defineEndpoint({
  method: 'GET',
  path: '/api/orders/:orderId/claim-link',
  access: 'loyalty:read',
  summary: 'The code on a receipt with which a guest makes an anonymous sale hers',
  params: z.object({ orderId: zId }),
  output: z.object({ url: z.string(), qr: z.string(), lastDay: zDay }),
});

const zToken = z.object({ token: z.string().min(20).max(200) });

export const getClaim = defineEndpoint({
  method: 'GET',
  path: '/api/claims/:token',
  access: 'anonymous',
  summary: 'What the code on a receipt is for',
  params: zToken,
  query: z.object({ lang: z.enum(['ko', 'en']).default('ko') }),
  output: z.object({
    state: z.enum(['open', 'taken', 'over', 'off']),
    unit: z.enum(['points', 'stamps']),
    willEarn: z.number().int(),
    billMinor: zAmountMinor,
    currency: z.string(),
    lastDay: zDay,
    form: zConsentForm,
  }),
});

export const claimSale = defineEndpoint({
  method: 'POST',
  path: '/api/claims/:token',
  access: 'anonymous',
  summary: 'Makes an anonymous sale of the last days hers, with consent; rate limited. Says nothing of who was known',
  params: zToken,
  body: zJoin,
  output: z.object({ joined: z.boolean(), earned: z.number().int() }),
});
