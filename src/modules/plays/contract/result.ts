import { z } from 'zod';
import { defineEndpoint, zDay, zId } from '../../../shared/endpoint.ts';
import { zPlayChannel, zPlayId } from './play.ts';

export { computeProfit, type PlayMoney, type PlayProfit } from '../rules/what-if.ts';

export const zInterval = z.tuple([z.number(), z.number()]);
export const zSentence = z.object({
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

export const zDirection = z.enum(['more', 'less', 'unknown']);

/** One group against another: spend per head, minor units, and shares, each with an interval that stands for all of them at once. */
export const zComparison = z.object({
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

/** The lines in which every play is compared with every other, a leaflet as a message. Amounts in minor units. */
export const zMoneyLines = z.object({
  /** Messages with VAT, print and labour. */
  actionMinor: z.number(),
  /** The bills on which its coupons or its code were used: attributed, not caused. Null for a play without either. */
  code: z
    .object({
      uses: z.number().int(),
      /** Uses whose bill nobody told: no sale is counted for them. */
      unknownBills: z.number().int(),
      /** Before the discount, net of refunds. */
      soldMinor: z.number(),
      discountMinor: z.number(),
      revenueMinor: z.number(),
      foodMinor: z.number(),
      /** Sold − discount − food − action. */
      leftMinor: z.number(),
    })
    .nullable(),
});
export type MoneyLinesView = z.output<typeof zMoneyLines>;

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
  /** `switchback`: days drawn to be without it. `none`: nobody was held out, so nothing here is called an effect. */
  control: z.enum(['holdout', 'switchback', 'none']),
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
  lines: zMoneyLines,
  /** What the what-if starts from. */
  money: z.object({
    incrementalRevenueMinor: z.number().nullable(),
    incrementalCiMinor: zInterval.nullable(),
    messages: z.number(),
    messagePriceMinor: z.number(),
    vatRate: z.number(),
    redemptions: z.number(),
    discountMinor: z.number(),
    /** Of the goods sold, wherever the play's result speaks of food; `items`: as the bills with coupons cost by their own items. */
    foodCostRate: z.number(),
    foodCostFrom: z.enum(['items', 'shop']),
    fixedCostMinor: z.number(),
  }),
});
export type PlayResultView = z.output<typeof zPlayResult>;

export const getPlayResult = defineEndpoint({
  method: 'GET',
  path: '/api/plays/:playId/result',
  access: 'plays:read',
  summary: 'What it brought, as assigned, with its interval and one honest sentence (MT-30..39)',
  params: zPlayId,
  output: zPlayResult,
});
