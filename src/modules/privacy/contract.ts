import { z } from 'zod';
import { defineEndpoint, zId, zInstant } from '../../shared/endpoint.ts';
import { zConsentKind, zConsentMethod, zConsentState } from './contract/kinds.ts';

export { type ConsentKind, zConsentKind, zConsentMethod, zConsentState } from './contract/kinds.ts';

export const zConsent = z.object({ kind: zConsentKind, state: zConsentState, at: zInstant, method: zConsentMethod });

export const zConsentEvent = zConsent.extend({
  consentEventId: zId,
  evidence: z.string(),
  recordedAt: zInstant,
  /** The version of the words she agreed to; null where none were shown by us. */
  textVersionId: zId.nullable(),
});

const MAX_CHOICES = 20;

/** A guardian's own answer is recorded with the guardian who was checked, and nowhere else (PV-11). */
const zSpokenKind = zConsentKind.refine((kind) => kind !== 'guardian');

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
      .array(z.object({ kind: zSpokenKind, state: z.enum(['granted', 'refused', 'withdrawn']) }))
      .min(1)
      .max(MAX_CHOICES),
    /** What she pressed herself, on a tablet or the web, is recorded where she pressed it, with the words she was shown. */
    method: z.enum(['paper', 'phone', 'email', 'staff']),
    /** Where the proof is: sheet, scan, call. Needed for a consent, not for a refusal. */
    evidence: z.string().trim().max(500).default(''),
  }),
  output: z.object({ consents: z.array(zConsent) }),
});
