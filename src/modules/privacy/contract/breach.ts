import { z } from 'zod';

/** What makes a leak one that the authority has to be told of (PV-42). */
export const REPORT_REASONS = ['many_people', 'sensitive', 'attack'] as const;
export const zReportReason = z.enum(REPORT_REASONS);
