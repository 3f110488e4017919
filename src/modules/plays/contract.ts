import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zAskedInstant, zDay, zId, zInstant } from '../../shared/endpoint.ts';
import { zCouponOffer } from '../loyalty/contract.ts';
import { zMessageCounts, zSendChannel } from '../messaging/contract.ts';
import { zBoundedRule } from '../segments/contract.ts';

export { computeProfit, type PlayMoney, type PlayProfit } from './rules/what-if.ts';

/** waiting: for somebody who may approve it. leaving: approved, can be taken back until it goes. */
export const PLAY_STATES = ['draft', 'waiting', 'leaving', 'running', 'stopped', 'finished'] as const;
/** once: everybody on one day. rolling: people enter one by one, as automations do. offline: nobody is assigned. */
export const PLAY_KINDS = ['once', 'rolling', 'offline'] as const;
export const zPlayKind = z.enum(PLAY_KINDS);
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

export const ARM_KEYS = ['a', 'b', 'c', 'd', 'e'] as const;
export const zArmKey = z.enum(ARM_KEYS);
export type ArmKey = z.infer<typeof zArmKey>;
/** Arms beside the first: at most four, so five in all and the hold-out. */
export const MAX_OTHER_ARMS = 4;

/** One of the messages of a play that are compared: its words, its offer, its channel. */
export const zArmDraft = z.object({
  key: zArmKey,
  name: z.string().trim().max(60).default(''),
  channel: zPlayChannel.default('email'),
  offer: zOffer.default({ kind: 'none' }),
  message: zPlayMessage.default({ subject: '', body: '', locale: 'ko' }),
});
export type ArmDraft = z.output<typeof zArmDraft>;

const zOtherArms = z
  .array(zArmDraft.extend({ key: z.enum(['b', 'c', 'd', 'e']) }))
  .max(MAX_OTHER_ARMS)
  .refine((arms) => new Set(arms.map(({ key }) => key)).size === arms.length, 'two arms with one key');

export const OFFLINE_MEDIA = ['leaflet', 'poster', 'street_event', 'other'] as const;

/** A leaflet, a poster, a street event: what it gives to whoever brings its code, and how it can be compared. */
export const zOffline = z.object({
  medium: z.enum(OFFLINE_MEDIA),
  place: z.string().trim().max(120).default(''),
  copies: z.number().int().min(0).max(10_000_000).default(0),
  /** Off the bill for whoever brings the code, minor units; 0: nothing but the greeting. */
  discountMinor: zAmountMinor.min(0).default(0),
  /** Out on some days and in on others, drawn by chance: the only way in which an effect can be told without people held out. */
  switchback: z.boolean().default(false),
});
export type Offline = z.output<typeof zOffline>;

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
  kind: zPlayKind.default('once'),
  /** What the arm of `channel`, `offer` and `message` is called when there are others. */
  armName: z.string().trim().max(60).default(''),
  otherArms: zOtherArms.default([]),
  /** What it may cost at most: more is not sent, and what waits then is stopped. Null: no ceiling of its own. */
  budgetMinor: zAmountMinor.min(1).nullable().default(null),
  /** With kind `offline`, and only then. */
  offline: zOffline.nullable().default(null),
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
  /** When it goes, while it can still be taken back. */
  leavesAt: zInstant.nullable(),
  askedAt: zInstant.nullable(),
  approvedAt: zInstant.nullable(),
  /** Why it came back; empty when it did not. */
  sentBackNote: z.string(),
  /** Of an offline action, for its QR and for the till; empty for all others. */
  code: z.string(),
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

const zDirection = z.enum(['more', 'less', 'unknown']);

/** One group against another: spend per head, minor units, and shares, each with an interval that stands for all of them at once. */
const zComparison = z.object({
  key: z.string(),
  against: z.string(),
  n: z.number().int(),
  nAgainst: z.number().int(),
  mean: z.number(),
  meanAgainst: z.number(),
  conversions: z.number().int(),
  spendLift: z.number().nullable(),
  spendCi: zInterval.nullable(),
  /** Holm's, over all comparisons of its kind. */
  pAdjusted: z.number().nullable(),
  /** With spend before the play taken out (CUPED); shown beside the plain figure and deciding nothing. */
  cuped: z.object({ spendLift: z.number(), spendCi: zInterval, varianceReduction: z.number() }).nullable(),
  lift: z.number().nullable(),
  ci: zInterval.nullable(),
  direction: zDirection,
});
export type ComparisonView = z.output<typeof zComparison>;

const zArmResult = zComparison.extend({
  name: z.string(),
  channel: zPlayChannel,
  incrementalRevenue: z.number().nullable(),
  incrementalRevenueCi: zInterval.nullable(),
  messages: z.number().int(),
  redemptions: z.number().int(),
  discountMinor: z.number(),
  costMinor: z.number(),
  profitMinor: z.number().nullable(),
});
export type ArmResultView = z.output<typeof zArmResult>;

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
  /** `none`: nobody was held out, so nothing here is called an effect. */
  control: z.enum(['holdout', 'none']),
  /** Everybody treated against everybody held out, with spend before the play taken out. */
  cuped: zComparison.shape.cuped,
  /** Before the planned day: what the intervals, wide enough for any number of looks, say already (MT-39). Null afterwards. */
  anyTime: z.object({ says: zDirection, clock: z.number() }).nullable(),
  /** Each arm against the hold-out; one entry where there is one arm. */
  arms: z.array(zArmResult),
  /** The arms among themselves. */
  between: z.array(zComparison),
  /** The effect on new, returning and regular guests; a group too small to say is `unknown`. */
  groups: z.array(zComparison),
  /** Share of the redeemers who would have come anyway (MT-36); null without redemptions or hold-out. */
  subsidised: z.object({ share: z.number(), ci: zInterval, redeemers: z.number().int() }).nullable(),
  /** Orders after a message, credited to the latest one: touched, not caused (MT-37). */
  attributed: z.object({ orders: z.number().int(), revenueMinor: z.number(), days: z.number().int() }),
  /** What the what-if starts from. */
  money: z.object({
    incrementalRevenueMinor: z.number().nullable(),
    incrementalCiMinor: zInterval.nullable(),
    messages: z.number(),
    messagePriceMinor: z.number(),
    vatRate: z.number(),
    redemptions: z.number(),
    discountMinor: z.number(),
    foodCostRate: z.number(),
    fixedCostMinor: z.number(),
  }),
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
    armName: z.string().trim().max(60).optional(),
    otherArms: zOtherArms.optional(),
    budgetMinor: zAmountMinor.min(1).nullable().optional(),
    offline: zOffline.nullable().optional(),
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
  'offer_missing',
  'no_sender_details',
  'no_public_url',
  'no_mail_server',
  'no_provider',
  'no_refusal_number',
  'dry_run',
  'demo_outbox',
  'offer_outlasts_measuring',
  'over_budget',
  'may_exceed_budget',
  'over_month',
  'arms_alike',
  'no_control',
] as const;
export const zPlayWarning = z.object({
  code: z.enum(PLAY_WARNINGS),
  /** A launch is refused while one of these stands. */
  blocking: z.boolean(),
  detail: z.string(),
});

/** A message as two people would get it: one of whom everything is known, one of whom nothing is (AD-23). */
const zSample = z.object({
  arm: zArmKey,
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
    /** People in each arm, in order. */
    arms: z.array(z.object({ key: zArmKey, people: z.number().int() })),
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
    /** Leave then rather than now, and until then be taken back with one tap; at least the shop's own delay. */
    leavesAt: zAskedInstant.optional(),
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

export const askApproval = defineEndpoint({
  method: 'POST',
  path: '/api/plays/:playId/ask-approval',
  access: 'plays:write',
  summary: 'Lays a draft before whoever may approve it; it cannot be changed meanwhile',
  params: zPlayId,
  output: zPlay,
});

export const sendBack = defineEndpoint({
  method: 'POST',
  path: '/api/plays/:playId/send-back',
  access: 'plays:write',
  summary: 'Makes a waiting play a draft again: by whoever asked, or with a note by whoever was asked',
  params: zPlayId,
  body: z.object({ note: z.string().trim().max(500).default('') }),
  output: zPlay,
});

export const takeBack = defineEndpoint({
  method: 'POST',
  path: '/api/plays/:playId/take-back',
  access: 'plays:send',
  summary: 'Takes back a play that has not left yet: nobody was drawn, nothing was sent, it is a draft again',
  params: zPlayId,
  output: zPlay,
});

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

/** What an offline action brought; without days off to compare with, nothing of it is called an effect. */
export const zOfflineReport = z.object({
  scans: z.number().int(),
  redemptions: z.number().int(),
  /** Of the redemptions, those of people who had never bought before. */
  newGuests: z.number().int(),
  revenueMinor: z.number(),
  discountMinor: z.number(),
  costMinor: z.number(),
  costPerRedemptionMinor: z.number().nullable(),
  costPerNewGuestMinor: z.number().nullable(),
  switchback: z
    .object({ pairs: z.number().int(), perDayMinor: z.number(), ci: zInterval, direction: zDirection })
    .nullable(),
  /** Of the next fortnight: which days to be out on; empty without a switch-back. */
  nextDays: z.array(z.object({ day: zDay, on: z.boolean() })),
  link: z.string(),
  sentence: zSentence,
});
export type OfflineReport = z.output<typeof zOfflineReport>;

export const getOfflineReport = defineEndpoint({
  method: 'GET',
  path: '/api/plays/:playId/offline',
  access: 'plays:read',
  summary: 'Redemptions, new guests and cost of an offline action, in the same money as messages',
  params: zPlayId,
  output: zOfflineReport,
});

export const recordCodeUse = defineEndpoint({
  method: 'POST',
  path: '/api/plays/:playId/uses',
  access: 'orders:write',
  summary: 'Somebody brought the code of an offline action and the till does not name it',
  params: zPlayId,
  body: z.object({ billMinor: zAmountMinor.min(0), isNewGuest: z.boolean() }),
  output: z.object({}),
});

export const openCode = defineEndpoint({
  method: 'GET',
  path: '/q/:code',
  access: 'anonymous',
  summary: 'The page behind the QR of a leaflet: its code to show at the counter. Counted, not followed',
  params: z.object({ code: z.string().min(4).max(20) }),
  output: z.unknown(),
});

/** One play in the book of a year. */
export const zBookEntry = z.object({
  playId: zId,
  name: z.string(),
  version: z.number().int(),
  kind: zPlayKind,
  launchedOn: zDay,
  endedOn: zDay,
  hypothesis: z.string(),
  sentence: zSentence,
  verdict: zPlayResult.shape.verdict,
  incrementalRevenue: z.number().nullable(),
  incrementalRevenueCi: zInterval.nullable(),
  costMinor: z.number(),
  decision: z.enum(['keep', 'change', 'stop']).nullable(),
  learning: z.string(),
  nextPlayId: zId.nullable(),
});
export type BookEntry = z.output<typeof zBookEntry>;

export const getBook = defineEndpoint({
  method: 'GET',
  path: '/api/play-book',
  access: 'plays:read',
  summary: 'What this shop has learnt in a year: every finished play, oldest first',
  query: z.object({ year: z.coerce.number().int().min(2000).max(2200).optional() }),
  output: z.object({
    year: z.number().int(),
    years: z.array(z.number().int()),
    entries: z.array(zBookEntry),
    /** Sum of what is proven, with what all of them cost; of those whose effect is not known, nothing is added. */
    provenRevenue: z.number(),
    costMinor: z.number(),
  }),
});

export const exportBook = defineEndpoint({
  method: 'GET',
  path: '/api/play-book.csv',
  access: 'plays:read',
  summary: 'The book of a year as CSV',
  query: z.object({ year: z.coerce.number().int().min(2000).max(2200).optional() }),
  output: z.unknown(),
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
