import { z } from 'zod';
import { defineEndpoint, zInstant } from '../../../shared/endpoint.ts';

/** What makes a leak one that the authority has to be told of (PV-42). */
export const REPORT_REASONS = ['many_people', 'sensitive', 'attack'] as const;
export const zReportReason = z.enum(REPORT_REASONS);

export const getBreachDuties = defineEndpoint({
  method: 'GET',
  path: '/api/privacy/breach-duties',
  access: 'privacy:read',
  summary:
    'Whom the shop has to tell of a leak of personal data, proven or only possible, and until when (PV-40, PV-41, PV-42)',
  query: z.object({
    /** When it became known, on the shop's clock: 'YYYY-MM-DDTHH:mm'. */
    knownAt: z.iso.datetime({ local: true, precision: -1 }),
    persons: z.coerce.number().int().min(1).max(100_000_000),
    /** Sensitive data or unique identifiers are among them. */
    isSensitive: z.stringbool().default(false),
    /** Somebody outside got in who may not. */
    wasAttack: z.stringbool().default(false),
  }),
  output: z.object({
    noticeBy: zInstant,
    /** Null: the authority need not be told. */
    reportBy: zInstant.nullable(),
    reportReasons: z.array(zReportReason),
  }),
});
