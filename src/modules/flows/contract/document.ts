import { z } from 'zod';
import { zAmountMinor, zId } from '../../../shared/endpoint.ts';
import { zArmDraft, zOffer, zPlayMessage } from '../../plays/contract/play.ts';
import { zBoundedRule } from '../../segments/contract.ts';

/** Form of the stored document; a reader of an older form brings it up to this one. */
export const FLOW_SCHEMA = 1;
export const MAX_STEPS = 30;
/** Branches inside of branches: more of them nobody can read. */
const MAX_DEPTH = 3;

const zDays = (most: number) => z.number().int().min(1).max(most);
const zItems = {
  itemIds: z.array(zId).max(50).default([]),
  categories: z.array(z.string().min(1).max(120)).max(20).default([]),
};

/** What lets somebody in. */
export const zTrigger = z.discriminatedUnion('kind', [
  /** Kept by the sun or by the moon, as she counts it (OP-72). */
  z.strictObject({ kind: z.literal('birthday'), daysBefore: z.number().int().min(0).max(30) }),
  z.strictObject({ kind: z.literal('first_visit'), hoursAfter: z.number().int().min(1).max(168) }),
  /** Came once and has not come again for so many days. */
  z.strictObject({ kind: z.literal('second_visit'), daysAfter: zDays(90) }),
  z.strictObject({ kind: z.literal('group'), segmentId: zId }),
  /** Later than her own rhythm says (MT-15: twice to three times her usual gap). */
  z.strictObject({ kind: z.literal('slipping'), minVisits: z.number().int().min(3).max(100) }),
  z.strictObject({
    kind: z.literal('usual_hour'),
    minutesBefore: z.number().int().min(10).max(240),
    minVisits: z.number().int().min(3).max(100),
  }),
  z.strictObject({ kind: z.literal('stamps'), missing: z.number().int().min(1).max(5) }),
  z.strictObject({ kind: z.literal('points_expiring'), withinDays: zDays(60) }),
  z.strictObject({ kind: z.literal('ordered'), ...zItems }),
  /** Something that was brought in, as `reservation.confirmed` or `order.ready`; what is older than that is not told any more. */
  z.strictObject({
    kind: z.literal('happened'),
    event: z
      .string()
      .max(80)
      .regex(/^[a-z0-9_]+(\.[a-z0-9_]+)+$/),
    withinHours: z.number().int().min(1).max(48),
  }),
  z.strictObject({ kind: z.literal('coupon_ending'), daysBefore: z.number().int().min(0).max(30) }),
  /** So many days after her complaint was settled; while it is open nothing is sent anyway (FE-15). */
  z.strictObject({ kind: z.literal('complaint_settled'), daysAfter: z.number().int().min(0).max(60) }),
  /** Nobody by itself: the shop starts it, for whoever the rule finds then. */
  z.strictObject({ kind: z.literal('manual'), rule: zBoundedRule }),
]);
export type Trigger = z.output<typeof zTrigger>;

export const zReentry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('once') }),
  z.strictObject({ kind: z.literal('yearly') }),
  z.strictObject({ kind: z.literal('after_days'), days: zDays(365) }),
  /** Each time it happens. */
  z.strictObject({ kind: z.literal('every') }),
]);
export type Reentry = z.output<typeof zReentry>;

const zStepId = z.string().regex(/^[a-z][a-z0-9_]{0,30}$/);

/** What goes to somebody: an arm, as every play has them. */
const zMessageArm = z.strictObject({
  channel: zArmDraft.shape.channel.unwrap(),
  offer: zOffer,
  // A picture belongs to one play, and a step gets a new one with every version.
  message: zPlayMessage.omit({ pictureId: true }),
});
export type MessageArm = z.output<typeof zMessageArm>;

/** One of the offers that a step chooses from: who it is for, and what has to hold. */
const zCandidate = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9]{0,10}$/),
  name: z.string().trim().min(1).max(60),
  /** Whom it suits, by taste and habit; null: everybody. */
  when: zBoundedRule.nullable(),
  /** The item it is about: its margin has to carry the offer. Null: none in particular. */
  itemId: zId.nullable(),
  /** Switched off by hand while there is none left. */
  inStock: z.boolean(),
  arm: zMessageArm,
});
export type Candidate = z.output<typeof zCandidate>;

const simpleSteps = [
  z.strictObject({
    id: zStepId,
    kind: z.literal('wait'),
    amount: z.number().int().min(1).max(365),
    unit: z.enum(['minutes', 'hours', 'days']),
  }),
  /** Until so many minutes before the hour at which she usually comes; whoever has none does not wait. */
  z.strictObject({ id: zStepId, kind: z.literal('wait_usual_hour'), minutesBefore: z.number().int().min(0).max(240) }),
  z.strictObject({ id: zStepId, kind: z.literal('act'), arm: zMessageArm }),
  z.strictObject({
    id: zStepId,
    kind: z.literal('choose'),
    candidates: z.array(zCandidate).min(1).max(5),
  }),
  /**
   * Information about her own transaction, as AlimTalk (AD-02, AD-40): the words are an approved template's, nobody is held
   * out, and it carries no offer.
   */
  z.strictObject({
    id: zStepId,
    kind: z.literal('inform'),
    templateId: zId.nullable(),
    /** What stands for each variable of the template: `#{이름}` → `{이름}`, with a default as `{이름|고객님}`. */
    values: z.record(z.string().max(50), z.string().trim().max(200)),
    /** The same words as text message where KakaoTalk cannot deliver (AD-32). */
    smsFallback: z.boolean(),
  }),
  /** Said by staff instead of sent. */
  z.strictObject({
    id: zStepId,
    kind: z.literal('hint'),
    text: z.string().trim().min(1).max(200),
    days: zDays(60),
  }),
  z.strictObject({ id: zStepId, kind: z.literal('end') }),
] as const;

export type SimpleStep = z.output<(typeof simpleSteps)[number]>;
export interface BranchStep {
  id: string;
  kind: 'branch';
  rule: z.output<typeof zBoundedRule>;
  yes: Step[];
  no: Step[];
}
export type Step = SimpleStep | BranchStep;

const zBranch = z.strictObject({
  id: zStepId,
  kind: z.literal('branch'),
  rule: zBoundedRule,
  get yes() {
    return zSteps;
  },
  get no() {
    return zSteps;
  },
});
const zStep = z.discriminatedUnion('kind', [...simpleSteps, zBranch]);
const zSteps: z.ZodType<Step[]> = z.array(z.lazy(() => zStep as unknown as z.ZodType<Step>)).max(MAX_STEPS);

/** Every step of a document, branches opened, each with how deep it stands. */
export function listSteps(steps: readonly Step[], depth = 0): { step: Step; depth: number }[] {
  return steps.flatMap((step) => [
    { step, depth },
    ...(step.kind === 'branch' ? [...listSteps(step.yes, depth + 1), ...listSteps(step.no, depth + 1)] : []),
  ]);
}

/** Whether a step asks a question on whose answer nothing depends. */
export const isEmptyBranch = (step: Step): boolean =>
  step.kind === 'branch' && step.yes.length === 0 && step.no.length === 0;

/** Happenings that are the person's own request or contract; a review or a page she looked at is none. */
const OWN = new Set([
  'reservation',
  'waiting',
  'order',
  'delivery',
  'pickup',
  'payment',
  'refund',
  'work',
  'lesson',
  'statement',
]);

/**
 * Whether what begins a flow is the person's own transaction, of which she may be informed without consent to advertising
 * (AD-02). A birthday or a coupon that is about to end is not: telling of it is advertising (AD-01, AD-03). Points that
 * end are, where they were earned by a purchase (AD-03, AD-41). Worked: `order.ready` → true; birthday → false.
 */
export function isOwnTransaction(trigger: Trigger): boolean {
  if (trigger.kind === 'happened') return OWN.has(trigger.event.split('.')[0] ?? '');
  return trigger.kind === 'ordered' || trigger.kind === 'points_expiring';
}

/** Where in a document steps stand that inform. */
function findInforms(steps: readonly Step[], at: readonly PropertyKey[] = ['steps']): PropertyKey[][] {
  return steps.flatMap((step, index) => {
    const here = [...at, index];
    if (step.kind === 'inform') return [[...here, 'kind']];
    if (step.kind !== 'branch') return [];
    return [...findInforms(step.yes, [...here, 'yes']), ...findInforms(step.no, [...here, 'no'])];
  });
}

/** What can be wrong with the steps as a whole. */
export const FLOW_FAULTS = ['no_steps', 'too_many_steps', 'too_deep', 'same_id', 'same_key', 'no_transaction'] as const;
type FlowFault = (typeof FLOW_FAULTS)[number];

/** A whole flow, as it is stored. */
export const zFlowDocument = z
  .strictObject({
    schema: z.literal(FLOW_SCHEMA),
    trigger: zTrigger,
    reentry: zReentry,
    /** What it is for: whoever has come meanwhile gets nothing more. */
    goal: z.enum(['visit', 'none']),
    /** Whoever comes to meet this leaves as well. */
    exitWhen: zBoundedRule.nullable(),
    /** Share that gets nothing, so that the effect can be told (MT-30). */
    holdoutRate: z.number().min(0.01).max(0.5),
    /** Days that are counted for each person from her step on. */
    measureDays: z.number().int().min(1).max(180),
    /** What each of its plays may cost at most before it stops, minor units; null: no ceiling of its own. */
    budgetMinor: zAmountMinor.min(1).nullable().default(null),
    steps: zSteps,
  })
  .superRefine(({ steps, trigger }, found) => {
    const all = listSteps(steps);
    const fail = (message: FlowFault) => found.addIssue({ code: 'custom', message, path: ['steps'] });
    if (all.length === 0) fail('no_steps');
    if (all.length > MAX_STEPS) fail('too_many_steps');
    if (all.some(({ depth }) => depth > MAX_DEPTH)) fail('too_deep');
    if (new Set(all.map(({ step }) => step.id)).size !== all.length) fail('same_id');
    if (!isOwnTransaction(trigger)) {
      for (const path of findInforms(steps)) found.addIssue({ code: 'custom', message: 'no_transaction', path });
    }
    for (const { step } of all) {
      if (step.kind === 'choose' && new Set(step.candidates.map(({ key }) => key)).size !== step.candidates.length)
        fail('same_key');
    }
  });
export type FlowDocument = z.output<typeof zFlowDocument>;
