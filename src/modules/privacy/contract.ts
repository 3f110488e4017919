import { z } from 'zod';
import { defineEndpoint, zId, zInstant } from '../../shared/endpoint.ts';

/** What a person can be asked (domain 1.1): membership, promotion at all, and each channel of advertising. */
export const CONSENT_KINDS = ['svc_membership', 'marketing_use', 'ad_email', 'ad_sms', 'ad_night'] as const;
export const zConsentKind = z.enum(CONSENT_KINDS);
export type ConsentKind = z.infer<typeof zConsentKind>;

export const CONSENT_STATES = ['granted', 'refused', 'withdrawn', 'reconfirmed', 'expired'] as const;
export const zConsentState = z.enum(CONSENT_STATES);

/** How she said it (PV-08); `import` is a file's word, `one_click` the link of a message, `staff` a refusal spoken at the counter. */
export const CONSENT_METHODS = [
  'paper',
  'tablet',
  'web',
  'phone',
  'sms_link',
  'email',
  'import',
  'one_click',
  'staff',
] as const;
export const zConsentMethod = z.enum(CONSENT_METHODS);

export const zConsent = z.object({ kind: zConsentKind, state: zConsentState, at: zInstant, method: zConsentMethod });

export const zConsentEvent = zConsent.extend({ consentEventId: zId, evidence: z.string(), recordedAt: zInstant });

export const getConsents = defineEndpoint({
  method: 'GET',
  path: '/api/customers/:customerId/consents',
  access: 'customers:read',
  summary: 'What this person said about being contacted: what holds now, and every event behind it, newest first',
  params: z.object({ customerId: zId }),
  output: z.object({ consents: z.array(zConsent), events: z.array(zConsentEvent) }),
});

export const recordConsent = defineEndpoint({
  method: 'POST',
  path: '/api/customers/:customerId/consents',
  access: 'customers:write',
  summary:
    'Records what this person said, how, and where the proof is (PV-08); a refusal spoken to staff takes effect at once (AD-11)',
  params: z.object({ customerId: zId }),
  body: z.object({
    choices: z
      .array(z.object({ kind: zConsentKind, state: z.enum(['granted', 'refused', 'withdrawn']) }))
      .min(1)
      .max(CONSENT_KINDS.length),
    method: z.enum(['paper', 'tablet', 'web', 'phone', 'email', 'staff']),
    /** Where the proof is: sheet, scan, call. Needed for a consent, not for a refusal. */
    evidence: z.string().trim().max(500).default(''),
  }),
  output: z.object({ consents: z.array(zConsent) }),
});
