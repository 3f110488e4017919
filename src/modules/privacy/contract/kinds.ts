import { z } from 'zod';

/** What a person can be asked (domain 1.1). */
export const CONSENT_KINDS = [
  'svc_membership',
  'svc_optional_fields',
  'sensitive_health',
  'unique_id',
  'marketing_use',
  'ad_sms',
  'ad_kakao',
  'ad_email',
  'ad_push',
  'ad_call',
  'ad_night',
  'guardian',
  'photo_use',
  'points_terms',
  'auto_decision_ack',
] as const;
const zPlainKind = z.enum(CONSENT_KINDS);

/** A recipient's name in a kind such as `third_party:franchise-hq`. */
const zRecipientKind = z.custom<`third_party:${string}` | `overseas:${string}`>(
  (value) => typeof value === 'string' && /^(third_party|overseas):[a-z0-9_-]{1,60}$/.test(value),
);
export const zConsentKind = z.union([zPlainKind, zRecipientKind]);
export type ConsentKind = z.infer<typeof zConsentKind>;

/** Kinds that let the shop promote or sell: absent until she says so herself, and never asked of a child (PV-04, PV-11). */
export const PROMOTION_KINDS = [
  'marketing_use',
  'ad_sms',
  'ad_kakao',
  'ad_email',
  'ad_push',
  'ad_call',
  'ad_night',
] as const satisfies readonly ConsentKind[];

/** Kinds under which the law lets sensitive and unique data be kept at all: each asked on its own (PV-14). */
export const SENSITIVE_KINDS = ['sensitive_health', 'unique_id'] as const satisfies readonly ConsentKind[];

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
