import { z } from 'zod';
import { zAmountMinor, zId } from '../../../shared/endpoint.ts';
import { zLapseState, zPersonConditions } from '../../customers/contract.ts';
import { zDaypart, zRfmSegment } from '../../insights/contract.ts';

const zCount = z.number().int().min(0).max(100_000);
const zDays = z.number().int().min(0).max(36_500);
const zWindow = z.number().int().min(1).max(36_500);
const zRate = z.number().min(0).max(1);
const zIds = z.array(zId).min(1).max(100);
const zNames = z.array(z.string().min(1).max(200)).min(1).max(50);

/** How somebody can have been in a play: written to, held out for comparison, or come back with its coupon. */
export const PLAY_PARTS = ['any', 'treated', 'heldOut', 'redeemed'] as const;
/** What people collect: prepaid money is hers, and no reason to sort people by. */
export const BALANCE_UNITS = ['points', 'stamps'] as const;
/** Ways that advertising goes; a play may take none of them and only hand something over. */
export const AD_CHANNELS = ['email', 'sms', 'kakao'] as const;
export const HOUSEHOLD_KINDS = ['household', 'company'] as const;

/** Facts of the mart about visits and money, each computed from all orders of a person. */
const visitConditions = [
  z.strictObject({
    fact: z.literal('visits'),
    atLeast: zCount.optional(),
    atMost: zCount.optional(),
    withinDays: zWindow.optional(),
  }),
  z.strictObject({
    fact: z.literal('spend'),
    atLeastMinor: zAmountMinor.optional(),
    atMostMinor: zAmountMinor.optional(),
    withinDays: zWindow.optional(),
  }),
  z.strictObject({
    fact: z.literal('worthPerMonth'),
    atLeastMinor: zAmountMinor.optional(),
    atMostMinor: zAmountMinor.optional(),
  }),
  z.strictObject({ fact: z.literal('lapse'), in: z.array(zLapseState).min(1) }),
  z.strictObject({ fact: z.literal('rfm'), in: z.array(zRfmSegment).min(1) }),
  z.strictObject({ fact: z.literal('lastVisit'), daysAgoAtLeast: zDays.optional(), daysAgoAtMost: zDays.optional() }),
  z.strictObject({ fact: z.literal('firstVisit'), daysAgoAtLeast: zDays.optional(), daysAgoAtMost: zDays.optional() }),
  z.strictObject({ fact: z.literal('usualDaypart'), in: z.array(zDaypart).min(1) }),
  /** ISO: 1 Monday … 7 Sunday. */
  z.strictObject({ fact: z.literal('usualWeekday'), in: z.array(z.number().int().min(1).max(7)).min(1) }),
  /** Her usual hour is this one or one of the next. */
  z.strictObject({ fact: z.literal('usualHour'), withinHours: z.number().int().min(0).max(12) }),
] as const;

/** What stood on her receipts. */
const lineConditions = [
  /** Visits with one of the items; what older rules say, `bought` asks more. */
  z.strictObject({
    fact: z.literal('ordered'),
    itemIds: zIds,
    withinDays: zWindow.optional(),
    timesAtLeast: z.number().int().min(1).max(1000).optional(),
  }),
  /** Without items and categories: anything. Times are visits; without times and amounts: at least once. */
  z.strictObject({
    fact: z.literal('bought'),
    itemIds: zIds.optional(),
    categories: zNames.optional(),
    /** A word of the line's options: `2단계`. */
    option: z.string().trim().min(1).max(60).optional(),
    daypart: z.array(zDaypart).min(1).optional(),
    withinDays: zWindow.optional(),
    timesAtLeast: zCount.optional(),
    timesAtMost: zCount.optional(),
    /** Together, refunds taken off. */
    amountAtLeastMinor: zAmountMinor.optional(),
    amountAtMostMinor: zAmountMinor.optional(),
  }),
] as const;

/** What the models expect of her; nobody without a model meets them. */
const modelConditions = [
  z.strictObject({ fact: z.literal('alive'), atLeast: zRate.optional(), atMost: zRate.optional() }),
  z.strictObject({
    fact: z.literal('futureValue'),
    atLeastMinor: zAmountMinor.optional(),
    atMostMinor: zAmountMinor.optional(),
  }),
  /** Business days from today to the day she is next expected; below zero she is late. */
  z.strictObject({
    fact: z.literal('expectedNext'),
    daysAheadAtLeast: z.number().int().min(-36_500).max(36_500).optional(),
    daysAheadAtMost: z.number().int().min(-36_500).max(36_500).optional(),
  }),
] as const;

/** What we did with her, and what she did elsewhere. */
const contactConditions = [
  z.strictObject({ fact: z.literal('contactable'), channel: z.enum(AD_CHANNELS) }),
  /** Messages that went out; `timesAtMost: 0` is never. */
  z.strictObject({
    fact: z.literal('sent'),
    withinDays: zWindow.optional(),
    timesAtLeast: zCount.optional(),
    timesAtMost: zCount.optional(),
  }),
  /** Touchpoints by their kind: `web.page_viewed`, `survey.answered`. */
  z.strictObject({
    fact: z.literal('happened'),
    kinds: zNames,
    withinDays: zWindow.optional(),
    timesAtLeast: zCount.optional(),
    timesAtMost: zCount.optional(),
  }),
  /** Without plays: any. */
  z.strictObject({
    fact: z.literal('play'),
    as: z.enum(PLAY_PARTS),
    playIds: zIds.optional(),
    withinDays: zWindow.optional(),
  }),
  /** Has a coupon that is still good, and expires soon where `expiresWithinDays` says so. */
  z.strictObject({ fact: z.literal('coupon'), expiresWithinDays: zDays.optional() }),
] as const;

/** What she collected; without bounds any at all. */
const loyaltyConditions = [
  /** What she can use today, less what she owes. */
  z.strictObject({
    fact: z.literal('balance'),
    unit: z.enum(BALANCE_UNITS),
    atLeast: z.number().int().min(0).max(1_000_000_000).optional(),
    atMost: z.number().int().min(0).max(1_000_000_000).optional(),
  }),
  /** Levels by their keys in the rules of the points. */
  z.strictObject({ fact: z.literal('level'), in: zNames }),
] as const;

const otherConditions = [
  /** By the day on which it is next kept (OP-72): in months 1–12, or so many days from today on; both: both. */
  z.strictObject({
    fact: z.literal('birthday'),
    months: z.array(z.number().int().min(1).max(12)).min(1).optional(),
    withinDays: z.number().int().min(0).max(365).optional(),
  }),
  z.strictObject({ fact: z.literal('household'), kinds: z.array(z.enum(HOUSEHOLD_KINDS)).min(1).optional() }),
  /** Drawn by hash of the person and `salt`, always the same: buckets `from` to `to` of `of`. */
  z.strictObject({
    fact: z.literal('bucket'),
    salt: z.string().max(80).default(''),
    of: z.number().int().min(2).max(1000).default(100),
    from: z.number().int().min(1).max(1000),
    to: z.number().int().min(1).max(1000),
  }),
  /** Is in a saved group. */
  z.strictObject({ fact: z.literal('group'), segmentId: zId }),
] as const;

/** One fact about a person that a group asks for. Bounds include their value; without bounds: the fact is known. */
export const zCondition = z.discriminatedUnion('fact', [
  ...visitConditions,
  ...lineConditions,
  ...modelConditions,
  ...contactConditions,
  ...loyaltyConditions,
  ...otherConditions,
  ...zPersonConditions,
]);
export type Condition = z.infer<typeof zCondition>;
export type Fact = Condition['fact'];

/** A group: conditions joined by all, any and not. An empty `all` is everybody, an empty `any` nobody. */
export type Rule = Condition | { all: Rule[] } | { any: Rule[] } | { not: Rule };

/** Conditions beside each other. */
export const MAX_PARTS = 20;
export const zRule: z.ZodType<Rule> = z.lazy(() =>
  z.union([
    zCondition,
    z.strictObject({ all: z.array(zRule).max(MAX_PARTS) }),
    z.strictObject({ any: z.array(zRule).max(MAX_PARTS) }),
    z.strictObject({ not: zRule }),
  ]),
);
