import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay, zId, zInstant } from '../../../shared/endpoint.ts';

const zDecisionKind = z.enum(['menu_item', 'pair', 'risk']);
const zDecisionState = z.enum(['open', 'done', 'dropped']);
export const zDecision = z.object({
  decisionId: zId,
  kind: zDecisionKind,
  subject: z.string(),
  action: z.string(),
  note: z.string(),
  finding: z.record(z.string(), z.unknown()),
  state: zDecisionState,
  dueOn: zDay.nullable(),
  createdAt: zInstant,
  closedAt: zInstant.nullable(),
});

export const listDecisions = defineEndpoint({
  method: 'GET',
  path: '/api/insights/decisions',
  access: 'insights:read',
  summary: 'What was decided about findings: open tasks, or closed ones (FE-08)',
  query: z.object({ state: zDecisionState.default('open') }),
  output: z.object({ decisions: z.array(zDecision) }),
});

export const createDecision = defineEndpoint({
  method: 'POST',
  path: '/api/insights/decisions',
  access: 'plays:write',
  summary: 'Writes a decision about a finding down as an open task (FE-08)',
  body: z.object({
    kind: zDecisionKind,
    subject: z.string().trim().min(1).max(200),
    action: z.string().trim().min(1).max(40),
    note: z.string().trim().max(500).default(''),
    finding: z.record(z.string(), z.unknown()).default({}),
    dueOn: zDay.nullable().default(null),
  }),
  output: z.object({ decisionId: zId }),
});

export const updateDecision = defineEndpoint({
  method: 'PATCH',
  path: '/api/insights/decisions/:decisionId',
  access: 'plays:write',
  summary: 'Closes a decision as done or dropped, or opens it again',
  params: z.object({ decisionId: zId }),
  body: z.object({ state: zDecisionState }),
  output: z.object({ ok: z.literal(true) }),
});

export const putSourceCost = defineEndpoint({
  method: 'PUT',
  path: '/api/insights/source-costs',
  access: 'settings:write',
  summary: 'Says what a source of people cost in a month (MT-22)',
  body: z.object({
    source: z.string().trim().min(1).max(80),
    month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
    costMinor: zAmountMinor.min(0),
  }),
  output: z.object({ ok: z.literal(true) }),
});
