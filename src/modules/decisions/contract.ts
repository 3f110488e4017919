import { z } from 'zod';
import { defineEndpoint, zDay, zId, zInstant } from '../../shared/endpoint.ts';

export const DECISION_KINDS = [
  'leak_open',
  'play_waiting',
  'play_due',
  'flow_waiting',
  'flow_unread',
  'fatigue',
  'resting_unplayed',
  'source_late',
  'retention_due',
  'same_number',
  'duplicates',
  'menu_puzzle',
  'menu_dog',
] as const;
export const zDecisionKind = z.enum(DECISION_KINDS);
export type DecisionKind = z.infer<typeof zDecisionKind>;

/** `look`: somebody went to look; it stays to be decided. */
export const DECISION_CHOICES = ['look', 'done', 'later', 'no'] as const;
export const zDecisionChoice = z.enum(DECISION_CHOICES);
export type DecisionChoice = z.infer<typeof zDecisionChoice>;

/** Figures and names that a reason's sentence is filled with; never of a person. */
const zReason = z.record(z.string(), z.union([z.string(), z.number()]));

/** Something to decide today. */
export const zOpenDecision = z.object({
  kind: zDecisionKind,
  /** What it is about; the two together name a decision. */
  subject: z.string(),
  reason: zReason,
  /** Expected worth in minor units; null where nobody can say. */
  worthMinor: z.number().nullable(),
  /** Where it is looked at before deciding. */
  to: z.string(),
  /** `act`: one tap does it. `look`: one tap leads there, and it stays until it is done or put away. */
  tap: z.enum(['act', 'look']),
  /** What can be answered: a duty of the law cannot be refused, nor called done while it is not. */
  choices: z.array(zDecisionChoice),
  /** When somebody last went to look; null while nobody has. */
  lookedAt: zInstant.nullable(),
});
export type OpenDecision = z.infer<typeof zOpenDecision>;

/** What was decided, and what came of it. */
export const zDecided = z.object({
  decisionId: zId,
  kind: zDecisionKind,
  subject: z.string(),
  reason: zReason,
  worthMinor: z.number().nullable(),
  choice: zDecisionChoice,
  decidedAt: zInstant,
  againOn: zDay.nullable(),
  /** Key of its sentence with the figures as they stand today; null while nothing can be said. */
  outcome: z.object({ key: z.string(), params: zReason }).nullable(),
  to: z.string(),
  /** Whether it can be taken back here: what it did to the world (a play that left) cannot. */
  mayUndo: z.boolean(),
});
export type Decided = z.infer<typeof zDecided>;

export const listDecisions = defineEndpoint({
  method: 'GET',
  path: '/api/decisions',
  access: 'insights:read',
  summary: 'What to decide today, worth most first, and what was decided with what came of it',
  output: z.object({ open: z.array(zOpenDecision), decided: z.array(zDecided) }),
});

export const decide = defineEndpoint({
  method: 'POST',
  path: '/api/decisions',
  access: 'insights:read',
  summary:
    'Decides: done (and does it, where one tap can), later (asked again in a week; a duty of the law the same day), or no (not asked again). Look decides nothing',
  body: z.object({ kind: zDecisionKind, subject: z.string().max(200), choice: zDecisionChoice }),
  output: z.object({
    decisionId: zId,
    /** Where to go on; null: nothing more to do. */
    to: z.string().nullable(),
    mayUndo: z.boolean(),
  }),
});

export const undoDecision = defineEndpoint({
  method: 'POST',
  path: '/api/decisions/:decidedId/undo',
  access: 'insights:read',
  summary: 'Takes a decision back, so that the thing waits as before; twice is once. What it did to the world stays',
  params: z.object({ decidedId: zId }),
  output: z.object({ undone: z.literal(true) }),
});
