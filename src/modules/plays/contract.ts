import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay, zId, zInstant } from '../../shared/endpoint.ts';
import { zCouponOffer } from '../loyalty/contract.ts';
import { zMessageCounts, zSendChannel } from '../messaging/contract.ts';
import { zBoundedRule } from '../segments/contract.ts';

export const PLAY_STATES = ['draft', 'running', 'stopped', 'finished'] as const;
export const zPlayState = z.enum(PLAY_STATES);
export const zPlayChannel = zSendChannel;

/** What people get: nothing but the words, or a coupon with a code of its own per person. */
export const zOffer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  zCouponOffer.extend({ kind: z.literal('amount'), validDays: z.number().int().min(1).max(365) }),
  zCouponOffer.extend({
    kind: z.literal('percent'),
    value: z.number().int().min(1).max(100),
    validDays: z.number().int().min(1).max(365),
  }),
]);
export type Offer = z.infer<typeof zOffer>;

export const zPlayMessage = z.object({
  subject: z.string().trim().max(200),
  body: z.string().trim().max(10_000),
  locale: z.enum(['ko', 'en']),
});

export const MAX_MEASURE_DAYS = 365;

/** What a person decides about a play; everything but the name may come later, while it is a draft. */
export const zPlayDraft = z.object({
  name: z.string().trim().min(1).max(120),
  hypothesis: z.string().trim().max(1_000).default(''),
  segmentId: zId.nullable().default(null),
  rule: zBoundedRule,
  channel: zPlayChannel.default('email'),
  offer: zOffer.default({ kind: 'none' }),
  message: zPlayMessage.default({ subject: '', body: '', locale: 'ko' }),
  /** Share held back, 0–1; null: the default by the size of the audience (MT-30). */
  holdoutRate: z.number().min(0.01).max(0.5).nullable().default(null),
  measureDays: z.number().int().min(1).max(MAX_MEASURE_DAYS).default(28),
  /** Labour, print: what the play costs whatever happens. */
  fixedCostMinor: zAmountMinor.min(0).default(0),
});
export type PlayDraft = z.output<typeof zPlayDraft>;

export const zExclusion = z.object({ reason: z.string(), count: z.number().int() });

export const zPlay = zPlayDraft.extend({
  playId: zId,
  version: z.number().int(),
  previousPlayId: zId.nullable(),
  state: zPlayState,
  launchedOn: zDay.nullable(),
  launchedAt: zInstant.nullable(),
  plannedEndOn: zDay.nullable(),
  stoppedAt: zInstant.nullable(),
  finishedAt: zInstant.nullable(),
  excluded: z.array(zExclusion),
  decision: z.enum(['keep', 'change', 'stop']).nullable(),
  learning: z.string(),
  createdAt: zInstant,
});
export type Play = z.output<typeof zPlay>;

const zInterval = z.tuple([z.number(), z.number()]);
const zSentence = z.object({
  key: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  text: z.object({ ko: z.string(), en: z.string() }),
});

const zArm = z.object({
  n: z.number().int(),
  conversions: z.number().int(),
  /** Spend per head, minor units, net of refunds, the largest 1 % brought down (MT-32). */
  mean: z.number(),
  /** 95 % interval of the share that bought (Wilson); null for nobody. */
  conversionCi: zInterval.nullable(),
  meanCi: zInterval.nullable(),
});

/** What a play brought, as far as it is known. Amounts in minor units; every figure stands beside its n. */
export const zPlayResult = z.object({
  playId: zId,
  treated: zArm,
  holdout: zArm,
  /** Difference of the shares that bought, treated − held out (0–1), and its interval (MT-31). */
  lift: z.number().nullable(),
  ci: zInterval.nullable(),
  /** Difference of spend per head and its interval: what the verdict rests on (MT-32). */
  spendLift: z.number().nullable(),
  spendCi: zInterval.nullable(),
  incrementalRevenue: z.number().nullable(),
  incrementalRevenueCi: zInterval.nullable(),
  cost: z.number(),
  costs: z.object({
    messages: z.number().int(),
    messageCostMinor: z.number(),
    messageVatMinor: z.number(),
    redemptions: z.number().int(),
    discountFullPriceMinor: z.number(),
    discountFoodCostMinor: z.number(),
    fixedCostMinor: z.number(),
    totalFullPriceMinor: z.number(),
    totalFoodCostMinor: z.number(),
  }),
  iroas: z.object({
    value: z.number().nullable(),
    ci: zInterval.nullable(),
    reason: z.enum(['no_cost', 'not_measurable']).nullable(),
  }),
  verdict: z.enum(['too_early', 'worked', 'did_not_work', 'made_things_worse', 'unknown']),
  reason: z.string(),
  sentence: zSentence,
  confidence: z.number(),
  detectable: z.number().nullable(),
  countedFrom: zDay,
  countedUntil: zDay,
  plannedEndOn: zDay,
  optOuts: z.number().int(),
});
export type PlayResultView = z.output<typeof zPlayResult>;

const zPlayId = z.object({ playId: zId });

export const zPlaySummary = z.object({
  play: zPlay,
  treated: z.number().int(),
  holdout: z.number().int(),
  messages: zMessageCounts,
  /** Null in a draft. */
  result: z
    .object({
      verdict: zPlayResult.shape.verdict,
      sentence: zSentence,
      incrementalRevenue: z.number().nullable(),
      incrementalRevenueCi: zInterval.nullable(),
      cost: z.number(),
    })
    .nullable(),
});
export type PlaySummary = z.output<typeof zPlaySummary>;

export const listPlays = defineEndpoint({
  method: 'GET',
  path: '/api/plays',
  access: 'plays:read',
  summary: 'Every play, newest first, with what it brought so far',
  output: z.object({ plays: z.array(zPlaySummary) }),
});

export const createPlay = defineEndpoint({
  method: 'POST',
  path: '/api/plays',
  access: 'plays:write',
  summary: 'Begins a draft',
  body: zPlayDraft,
  output: zPlay,
});

export const getPlay = defineEndpoint({
  method: 'GET',
  path: '/api/plays/:playId',
  access: 'plays:read',
  summary: 'One play, and where its messages are',
  params: zPlayId,
  output: zPlaySummary.extend({
    /** Why messages were skipped or failed: reason → count. */
    messageReasons: z.record(z.string(), z.number().int()),
    versions: z.array(z.object({ playId: zId, version: z.number().int(), state: zPlayState })),
  }),
});

export const updatePlay = defineEndpoint({
  method: 'PATCH',
  path: '/api/plays/:playId',
  access: 'plays:write',
  summary: 'Changes a draft; a play that was launched cannot change any more',
  params: zPlayId,
  body: z.object({
    name: zPlayDraft.shape.name.optional(),
    hypothesis: z.string().trim().max(1_000).optional(),
    segmentId: zId.nullable().optional(),
    rule: zBoundedRule.optional(),
    channel: zPlayChannel.optional(),
    offer: zOffer.optional(),
    message: zPlayMessage.optional(),
    holdoutRate: z.number().min(0.01).max(0.5).nullable().optional(),
    measureDays: z.number().int().min(1).max(MAX_MEASURE_DAYS).optional(),
    fixedCostMinor: zAmountMinor.min(0).optional(),
  }),
  output: zPlay,
});

export const removePlay = defineEndpoint({
  method: 'DELETE',
  path: '/api/plays/:playId',
  access: 'plays:write',
  summary: 'Throws a draft away',
  params: zPlayId,
  output: z.object({}),
});

/** What keeps a play from being launched, or should make one think. */
export const PLAY_WARNINGS = [
  'nobody',
  'too_small_to_measure',
  'no_subject',
  'no_body',
  'unknown_variables',
  'no_sender_details',
  'no_public_url',
  'no_mail_server',
  'no_provider',
  'no_refusal_number',
  'dry_run',
  'demo_outbox',
  'offer_outlasts_measuring',
] as const;
export const zPlayWarning = z.object({
  code: z.enum(PLAY_WARNINGS),
  /** A launch is refused while one of these stands. */
  blocking: z.boolean(),
  detail: z.string(),
});

/** A message as two people would get it: one of whom everything is known, one of whom nothing is (AD-23). */
const zSample = z.object({
  which: z.enum(['fullest', 'emptiest']),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
});

export const previewPlay = defineEndpoint({
  method: 'GET',
  path: '/api/plays/:playId/preview',
  access: 'plays:read',
  summary: 'Who would get it and who is left out, what it would cost and what it could show, as things stand now',
  params: zPlayId,
  output: z.object({
    /** People the rule finds. */
    found: z.number().int(),
    excluded: z.array(zExclusion),
    /** People it would be about: found without excluded. */
    audience: z.number().int(),
    treated: z.number().int(),
    holdout: z.number().int(),
    holdoutRate: z.number(),
    messages: z.number().int(),
    messageCostMinor: z.number(),
    messageVatMinor: z.number(),
    fixedCostMinor: z.number(),
    /** What redeemed coupons would take off, if as many are redeemed as `expectedRedemptionRate` says. */
    expectedCouponMinor: z.number(),
    expectedRedemptionRate: z.number(),
    redemptionRateFrom: z.enum(['past_plays', 'assumption']),
    expectedTotalMinor: z.number(),
    /** Share of these people who buy in such a window anyway (0–1). */
    baseRate: z.number(),
    /** Smallest rise of that share that can be shown (0–1); null: none. */
    detectable: z.number().nullable(),
    plannedEndOn: zDay,
    samples: z.array(zSample),
    warnings: z.array(zPlayWarning),
  }),
});

export const launchPlay = defineEndpoint({
  method: 'POST',
  path: '/api/plays/:playId/launch',
  access: 'plays:send',
  summary: 'Fixes who is held out, gives out the coupons and begins to send; once, whatever is pressed twice',
  params: zPlayId,
  body: z.object({
    /** The audience the person agreed to; when it has changed since, nothing is sent. */
    expectedAudience: z.number().int().min(0).optional(),
  }),
  output: z.object({
    play: zPlay,
    found: z.number().int(),
    excluded: z.array(zExclusion),
    treated: z.number().int(),
    holdout: z.number().int(),
    queued: z.number().int(),
  }),
});
export type LaunchedPlay = z.output<(typeof launchPlay)['output']>;

export const getPlayResult = defineEndpoint({
  method: 'GET',
  path: '/api/plays/:playId/result',
  access: 'plays:read',
  summary: 'What it brought, as assigned, with its interval and one honest sentence (MT-30..39)',
  params: zPlayId,
  output: zPlayResult,
});

export const stopPlay = defineEndpoint({
  method: 'POST',
  path: '/api/plays/:playId/stop',
  access: 'plays:send',
  summary: 'Stops early: what waits is not sent. What was sent is measured until the planned day',
  params: zPlayId,
  output: z.object({ play: zPlay, cancelled: z.number().int() }),
});

export const resumeSending = defineEndpoint({
  method: 'POST',
  path: '/api/plays/:playId/resume-sending',
  access: 'plays:send',
  summary: 'Goes on sending what still waits, for instance after the mail server was mended',
  params: zPlayId,
  output: z.object({}),
});

export const finishPlay = defineEndpoint({
  method: 'POST',
  path: '/api/plays/:playId/finish',
  access: 'plays:write',
  summary: 'Closes a play with a decision and what was learnt (FE-01), from its planned day on or after an early stop',
  params: zPlayId,
  body: z.object({ decision: z.enum(['keep', 'change', 'stop']), learning: z.string().trim().min(1).max(2_000) }),
  output: zPlay,
});

export const createNextVersion = defineEndpoint({
  method: 'POST',
  path: '/api/plays/:playId/next-version',
  access: 'plays:write',
  summary: 'A draft of the next try, made from this one',
  params: zPlayId,
  output: zPlay,
});

export const exportTreated = defineEndpoint({
  method: 'GET',
  path: '/api/plays/:playId/treated.csv',
  access: 'plays:send',
  summary:
    'People to hand the offer to, with their coupon codes, as CSV; needs the right to see people unmasked, and is logged',
  params: zPlayId,
  output: z.unknown(),
});
