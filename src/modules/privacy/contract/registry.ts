import { z } from 'zod';
import { defineEndpoint, zDay } from '../../../shared/endpoint.ts';
import { zConsentKind } from './kinds.ts';

export const LEGAL_BASES = ['consent', 'contract', 'legal_duty', 'legit_interest', 'vital'] as const;
export const zLegalBasis = z.enum(LEGAL_BASES);
export type LegalBasis = z.infer<typeof zLegalBasis>;

/** What a period is counted from; without days it lasts until that has happened. */
export const RETENTION_FROM = ['withdrawal', 'last_visit', 'visit', 'delivery', 'event_end', 'transaction'] as const;
export const zRetentionFrom = z.enum(RETENTION_FROM);
export type RetentionFrom = z.infer<typeof zRetentionFrom>;

/** Where a field is used; a field with no place is an orphan (FE-02). */
export const FIELD_PLACES = [
  'card',
  'search',
  'matching',
  'message',
  'segment',
  'insight',
  'export',
  'consent',
] as const;
export const zFieldPlace = z.enum(FIELD_PLACES);
export type FieldPlace = z.infer<typeof zFieldPlace>;

const zKey = z.string().regex(/^[a-z][a-z0-9_]{1,59}$/);
const zName = z.string().trim().min(1).max(80);
const zRetentionDays = z.number().int().min(1).max(36_500).nullable();

export const zPurpose = z.object({
  purposeKey: z.string(),
  nameKo: z.string(),
  nameEn: z.string(),
  legalBasis: zLegalBasis,
  consentKind: zConsentKind.nullable(),
  /** Null: until what `retentionFrom` says has happened. */
  retentionDays: z.number().int().nullable(),
  retentionFrom: zRetentionFrom,
  isRequired: z.boolean(),
  isInPolicy: z.boolean(),
  isShipped: z.boolean(),
  fieldKeys: z.array(z.string()),
});
export type Purpose = z.infer<typeof zPurpose>;

export const zField = z.object({
  fieldKey: z.string(),
  purposeKey: z.string(),
  /** Further purposes it serves. */
  alsoFor: z.array(z.string()),
  nameKo: z.string(),
  nameEn: z.string(),
  isSensitive: z.boolean(),
  isBuiltIn: z.boolean(),
  usedIn: z.array(zFieldPlace),
  lastUsedOn: zDay.nullable(),
  /** People of whom something is stored in it; null where nobody can say. */
  people: z.number().int().nullable(),
  /** Why it is proposed for removal; null when it is not (PV-01). */
  removal: z.enum(['unused', 'nowhere_used']).nullable(),
});
export type Field = z.infer<typeof zField>;

export const getRegistry = defineEndpoint({
  method: 'GET',
  path: '/api/privacy/registry',
  access: 'privacy:read',
  summary: 'Purposes and fields with basis, period, places of use, and what is proposed for removal (PV-01)',
  output: z.object({ purposes: z.array(zPurpose), fields: z.array(zField), unusedAfterDays: z.number().int() }),
});

export const createPurpose = defineEndpoint({
  method: 'POST',
  path: '/api/privacy/purposes',
  access: 'settings:write',
  summary: 'Adds a purpose of the shop (PV-01)',
  body: z.object({
    purposeKey: zKey,
    nameKo: zName,
    nameEn: zName,
    legalBasis: zLegalBasis,
    consentKind: zConsentKind.nullable().default(null),
    retentionDays: zRetentionDays,
    retentionFrom: zRetentionFrom,
    isRequired: z.boolean().default(false),
  }),
  output: z.object({}),
});

export const updatePurpose = defineEndpoint({
  method: 'PATCH',
  path: '/api/privacy/purposes/:purposeKey',
  access: 'settings:write',
  summary: 'Changes the names, the period or the place in the policy of a purpose',
  params: z.object({ purposeKey: z.string() }),
  body: z.object({ nameKo: zName, nameEn: zName, retentionDays: zRetentionDays, isInPolicy: z.boolean() }).partial(),
  output: z.object({}),
});
