import { z } from 'zod';
import { defineEndpoint, zDay, zId, zInstant } from '../../shared/endpoint.ts';
import { zPlayChannel } from '../plays/contract/play.ts';
import { zPlayResult } from '../plays/contract/result.ts';
import { PLAY_WARNINGS, zPlayWarning } from '../plays/contract.ts';
import { zFlowDocument } from './contract/document.ts';

export * from './contract/document.ts';
export * from './contract/kinds.ts';
export * from './contract/spoken.ts';

export const READY_KEYS = [
  'birthday',
  'first_thanks',
  'second_visit',
  'slipping',
  'usual_hour',
  'stamps',
  'points_expiring',
  'new_item',
  'surplus',
  'coupon_ending',
  'complaint',
  'staff_hint',
] as const;
export const zReadyKey = z.enum(READY_KEYS);
export type ReadyKey = z.infer<typeof zReadyKey>;

const zText = z.object({ ko: z.string(), en: z.string() });
/** One line of the text form: how deep it stands, and its words. */
const zLine = z.object({ stepId: z.string(), depth: z.number().int(), text: zText });

export const zFlow = z.object({
  flowId: zId,
  readyKey: zReadyKey.nullable(),
  name: z.string(),
  /** paused: nobody enters and nobody goes on. */
  state: z.enum(['off', 'on', 'paused']),
  version: z.number().int(),
  document: zFlowDocument,
  /** The whole flow as one sentence, and line by line. */
  sentence: zText,
  lines: z.array(zLine),
  switchedOnAt: zInstant.nullable(),
  switchedOffAt: zInstant.nullable(),
  /** Somebody who may not switch it on has asked for it. */
  askedAt: zInstant.nullable(),
  /** With which word it was sent back; empty: it was not, or was asked for again. */
  sentBackNote: z.string(),
});
export type Flow = z.output<typeof zFlow>;

/** A flow with who is in it and what it did lately. */
export const zFlowSummary = zFlow.extend({
  inside: z.number().int(),
  done: z.number().int(),
  left: z.number().int(),
  /**
   * People who met its trigger in the last thirty days, each once: it reached them, or they wait for it, were held out, or
   * nothing went to them and why; the rest is inside or came through. And how many have bought since, of those drawn to get
   * it (`came` of `treated`, whether it reached them or not) and of those held out: no effect by itself, some of them would
   * have come anyway.
   */
  lately: z.object({
    met: z.number().int(),
    reached: z.number().int(),
    waiting: z.number().int(),
    treated: z.number().int(),
    came: z.number().int(),
    heldOut: z.number().int(),
    heldOutCame: z.number().int(),
    leftOut: z.array(z.object({ reason: z.string(), count: z.number().int() })),
  }),
});
export type FlowSummary = z.output<typeof zFlowSummary>;

/** The play behind one of its steps: the message against its hold-out, in money. */
const zStepResult = z.object({
  playId: zId,
  stepId: z.string(),
  round: z.number().int(),
  version: z.number().int(),
  treated: z.number().int(),
  holdout: z.number().int(),
  verdict: zPlayResult.shape.verdict.nullable(),
  sentence: zPlayResult.shape.sentence.nullable(),
  incrementalRevenue: z.number().nullable(),
  cost: z.number().nullable(),
});

/** What a shop has to have before a ready-made automation can do anything. */
const READY_NEEDS = ['stamps', 'points', 'coupons', 'pack'] as const;
export type ReadyNeed = (typeof READY_NEEDS)[number];

export const zReadyFlow = z.object({
  key: zReadyKey,
  name: zText,
  sentence: zText,
  /** What the shop does not have yet; null: it can be switched on. */
  missing: z.enum(READY_NEEDS).nullable(),
  /** Whether the shop has made one of it already. */
  flowId: zId.nullable(),
});
export type ReadyFlow = z.output<typeof zReadyFlow>;

const zParams = z.object({ flowId: zId });
/** What can be wrong with a step that informs (AD-04, AD-40 … AD-43). */
const INFORM_WARNINGS = [
  'template_missing',
  'template_not_approved',
  'template_unlawful',
  'template_value_missing',
  'template_value_may_be_empty',
] as const;
const zFlowWarning = zPlayWarning.extend({
  stepId: z.string(),
  /** `empty_branch`: it asks, and nothing follows on either side. */
  code: z.enum([...PLAY_WARNINGS, ...INFORM_WARNINGS, 'empty_branch']),
});

export const listFlows = defineEndpoint({
  method: 'GET',
  path: '/api/flows',
  access: 'plays:read',
  summary: 'Automations: on and off, who is inside and what they did lately; and the ready-made ones',
  output: z.object({ flows: z.array(zFlowSummary), ready: z.array(zReadyFlow) }),
});

export const createFlow = defineEndpoint({
  method: 'POST',
  path: '/api/flows',
  access: 'plays:write',
  summary:
    'Makes an automation, off: from a ready-made one, or of one’s own; of one ready-made, or under one id of the caller’s own, twice is once',
  body: z.union([
    z.object({ readyKey: zReadyKey }),
    z.object({ flowId: zId.optional(), name: z.string().trim().min(1).max(120), document: zFlowDocument }),
  ]),
  output: zFlow,
});

export const getFlow = defineEndpoint({
  method: 'GET',
  path: '/api/flows/:flowId',
  access: 'plays:read',
  summary: 'One automation, with the people at each step',
  params: zParams,
  output: zFlowSummary.extend({
    plays: z.array(zStepResult),
    waiting: z.record(z.string(), z.number().int()),
    leftBecause: z.record(z.string(), z.number().int()),
    versions: z.array(z.object({ version: z.number().int(), createdAt: zInstant })),
  }),
});
export type OpenFlow = z.output<(typeof getFlow)['output']>;

export const updateFlow = defineEndpoint({
  method: 'PATCH',
  path: '/api/flows/:flowId',
  access: 'plays:write',
  summary:
    'Changes an automation: a new version by which people enter from now on, while whoever is inside goes on by the old one',
  params: zParams,
  body: z.object({ name: z.string().trim().min(1).max(120).optional(), document: zFlowDocument.optional() }),
  output: zFlow,
});

export const previewFlow = defineEndpoint({
  method: 'GET',
  path: '/api/flows/:flowId/preview',
  access: 'plays:read',
  summary: 'Who would get it now and whom the law leaves out, the message as a real person would get it, and its price',
  params: zParams,
  output: z.object({
    /** People whom the trigger finds today. */
    found: z.number().int(),
    eligible: z.number().int(),
    treated: z.number().int(),
    holdout: z.number().int(),
    holdoutRate: z.number(),
    excluded: z.array(z.object({ reason: z.string(), count: z.number().int() })),
    /**
     * Each message as one of these people would get it, her name masked (`real`; absent while there is nobody), and as two
     * made-up ones would: one of whom everything is known, one of whom nothing is (AD-23).
     */
    samples: z.array(
      z.object({
        stepId: z.string(),
        channel: zPlayChannel,
        which: z.enum(['real', 'fullest', 'emptiest']),
        person: z.string(),
        subject: z.string(),
        text: z.string(),
      }),
    ),
    /** One message before VAT, the dearest of the steps; minor units. */
    priceMinor: z.number(),
    /** What keeps it from being switched on, or should make one think, and at which step. */
    warnings: z.array(zFlowWarning),
    /** What holds for every message, whatever the automation says. */
    limits: z.object({
      night: z.object({ fromHour: z.number(), toHour: z.number() }),
      shopHours: z.object({ fromHour: z.number(), toHour: z.number() }).nullable(),
      adsPerWeek: z.number().int(),
      monthlyBudgetMinor: z.number().nullable(),
      approvalRequired: z.boolean(),
    }),
  }),
});
export type FlowPreview = z.output<(typeof previewFlow)['output']>;

/** What is wrong with a document, and at which step; null: with the whole. */
const zFlowProblem = z.object({ stepId: z.string().nullable(), field: z.string(), code: z.string() });
export type FlowProblem = z.output<typeof zFlowProblem>;

export const checkFlow = defineEndpoint({
  method: 'POST',
  path: '/api/flows/check',
  access: 'plays:write',
  summary: 'Reads a document that is being written: its words line by line, and what is wrong with it at which step',
  body: z.object({ document: z.unknown() }),
  output: z.object({
    sentence: zText.nullable(),
    trigger: zText.nullable(),
    lines: z.array(zLine),
    problems: z.array(zFlowProblem),
    warnings: z.array(zFlowWarning),
  }),
});

export const switchOn = defineEndpoint({
  method: 'POST',
  path: '/api/flows/:flowId/on',
  access: 'plays:send',
  summary: 'Switches an automation on, or goes on with one that was paused; twice is once',
  params: zParams,
  output: zFlow,
});

export const switchOff = defineEndpoint({
  method: 'POST',
  path: '/api/flows/:flowId/off',
  access: 'plays:send',
  summary: 'Switches it off: nobody enters, whoever is inside leaves, what waits is not sent',
  params: zParams,
  output: zFlow,
});

export const pauseFlow = defineEndpoint({
  method: 'POST',
  path: '/api/flows/:flowId/pause',
  access: 'plays:send',
  summary: 'Pauses it: nobody enters and nobody goes on until it is switched on again',
  params: zParams,
  output: zFlow,
});

export const askSwitchOn = defineEndpoint({
  method: 'POST',
  path: '/api/flows/:flowId/ask',
  access: 'plays:write',
  summary: 'Asks whoever may approve to read it and switch it on',
  params: zParams,
  output: zFlow,
});

export const sendBackFlow = defineEndpoint({
  method: 'POST',
  path: '/api/flows/:flowId/send-back',
  access: 'plays:write',
  summary: 'Takes the request off it: by whoever asked, or with a note by whoever was asked',
  params: zParams,
  body: z.object({ note: z.string().trim().max(500).default('') }),
  output: zFlow,
});

export const RUN_STATES = ['active', 'done', 'left'] as const;
export const zRunState = z.enum(RUN_STATES);

export const listRuns = defineEndpoint({
  method: 'GET',
  path: '/api/flows/:flowId/runs',
  access: 'plays:read',
  summary: 'Who is inside and where, and who left why, the latest first; masked and logged',
  params: zParams,
  query: z.object({
    state: zRunState.optional(),
    after: zId.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(30),
  }),
  output: z.object({
    runs: z.array(
      z.object({
        runId: zId,
        customerId: zId,
        name: z.string(),
        state: zRunState,
        version: z.number().int(),
        round: z.number().int(),
        /** The step that comes next, and when; null: at the end. */
        stepId: z.string().nullable(),
        dueAt: zInstant,
        reason: z.string(),
        enteredAt: zInstant,
        endedAt: zInstant.nullable(),
        /** Names of the offers that were chosen for her. */
        chosen: z.array(z.string()),
      }),
    ),
    next: zId.nullable(),
  }),
});

export const startFlow = defineEndpoint({
  method: 'POST',
  path: '/api/flows/:flowId/start',
  access: 'plays:send',
  summary: 'Lets in whoever the rule of a manual automation finds now; the same key starts once',
  params: zParams,
  body: z.object({ startKey: zId }),
  output: z.object({ entered: z.number().int() }),
});

export const zHint = z.object({ hintId: zId, text: z.string(), shownUntil: zDay, flowName: z.string() });
export type Hint = z.output<typeof zHint>;

export const listHints = defineEndpoint({
  method: 'GET',
  path: '/api/customers/:customerId/hints',
  access: 'customers:read',
  summary: 'What to say to this person at the till today',
  params: z.object({ customerId: zId }),
  output: z.object({ hints: z.array(zHint) }),
});

export const sayHint = defineEndpoint({
  method: 'POST',
  path: '/api/customers/:customerId/hints/:hintId/said',
  access: 'customers:read',
  summary: 'It was said: nobody says it again',
  params: z.object({ customerId: zId, hintId: zId }),
  output: z.object({}),
});
