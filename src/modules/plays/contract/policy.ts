import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay } from '../../../shared/endpoint.ts';
import { zComparison, zInterval } from './result.ts';

/** How this shop wants its plays to be. */
export const zPlayPolicy = z.object({
  /** Managers ask, the owner launches. */
  approvalRequired: z.boolean(),
  /** Minutes in which a launch can be taken back. */
  graceMinutes: z.number().int().min(0).max(1_440),
  monthlyBudgetMinor: zAmountMinor.min(1).nullable(),
  /** Advertising a person gets in seven days at most, all channels and plays together; null: the product's own cap. */
  adsPerWeek: z.number().int().min(1).max(7).nullable(),
  /** Share of everybody who gets no advertising at all (0–0.2), and for how many days before it is drawn anew. */
  standingRate: z.number().min(0).max(0.2),
  standingDays: z.number().int().min(28).max(366),
});
export type PlayPolicy = z.output<typeof zPlayPolicy>;

/** Everything we do together, against those who got nothing of it. */
const zStandingResult = z.object({
  beginsOn: zDay,
  endsOn: zDay,
  countedUntil: zDay,
  comparison: zComparison,
  incrementalRevenue: z.number().nullable(),
  incrementalRevenueCi: zInterval.nullable(),
  costMinor: z.number(),
  /** `too_early` until the period is over (MT-39). */
  verdict: z.enum(['too_early', 'more', 'less', 'unknown']),
});
export type StandingResult = z.output<typeof zStandingResult>;

export const getPlayPolicy = defineEndpoint({
  method: 'GET',
  path: '/api/play-policy',
  access: 'plays:read',
  summary: 'Approval, delay, budget, frequency and the standing hold-out of this shop',
  output: z.object({ policy: zPlayPolicy }),
});

export const updatePlayPolicy = defineEndpoint({
  method: 'PUT',
  path: '/api/play-policy',
  access: 'settings:write',
  summary: 'Changes how plays are to be; a changed share of the standing hold-out begins a new period',
  body: zPlayPolicy,
  output: z.object({ policy: zPlayPolicy }),
});

export const listStandingResults = defineEndpoint({
  method: 'GET',
  path: '/api/play-policy/standing',
  access: 'plays:read',
  summary: 'What all plays together brought, a period at a time, newest first',
  output: z.object({ periods: z.array(zStandingResult) }),
});
