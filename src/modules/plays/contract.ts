import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zAskedInstant, zDay, zId } from '../../shared/endpoint.ts';
import { zMessageCounts } from '../messaging/contract.ts';
import { zAskedRule } from '../segments/contract.ts';
import {
  MAX_MEASURE_DAYS,
  zArmKey,
  zExclusion,
  zOffer,
  zOffline,
  zOtherArms,
  zPlay,
  zPlayChannel,
  zPlayDraft,
  zPlayId,
  zPlayMessage,
  zPlayState,
} from './contract/play.ts';
import { zInterval, zPlayResult, zSentence } from './contract/result.ts';

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
  summary: 'Begins a draft; with an id of the caller’s own, twice is once',
  body: zPlayDraft.extend({ playId: zId.optional(), rule: zAskedRule }),
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
    rule: zAskedRule.optional(),
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
  'arms_too_small',
  'no_control',
  'no_brand_message',
  'item_sold_out',
  'signs_not_carried',
] as const;
/** What e-mail still lacks: who writes, a server, an address that readers can open. */
export const MAIL_NEEDS = [
  'no_sender_details',
  'no_mail_server',
  'no_public_url',
] as const satisfies readonly (typeof PLAY_WARNINGS)[number][];
export type MailNeed = (typeof MAIL_NEEDS)[number];

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
  medium: z.enum(['email', 'sms', 'lms', 'mms', 'brand']),
  /** Of a text message, as the carriers count it (AD-30). */
  length: z.object({ bytes: z.number().int(), limitBytes: z.number().int() }).nullable(),
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
    /** Channels that something is sent by and whose price nobody has written down: of them the cost says nothing. */
    unpriced: z.array(zPlayChannel),
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
    /** What one of these people spends in such a window anyway, minor units. */
    usualSpendMinor: zAmountMinor,
    /** Smallest rise of it that can be shown, of several arms in each; null: none. */
    detectableSpendMinor: zAmountMinor.nullable(),
    plannedEndOn: zDay,
    samples: z.array(zSample),
    warnings: z.array(zPlayWarning),
  }),
});
export type PlayPreview = z.output<(typeof previewPlay)['output']>;

/** So many of those left out for a reason are shown: enough to see whether the reason is right. */
export const LEFT_OUT_SHOWN = 50;

export const listLeftOut = defineEndpoint({
  method: 'GET',
  path: '/api/plays/:playId/left-out/:reason',
  access: 'customers:read',
  summary: 'Who of a draft is left out for a reason, as things stand now: the first fifty, masked and logged',
  params: zPlayId.extend({ reason: zExclusion.shape.reason.max(60) }),
  output: z.object({
    count: z.number().int(),
    /** Masked (PV-58). */
    people: z.array(z.object({ customerId: zId, name: z.string() })),
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
