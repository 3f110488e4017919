import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay, zId, zInstant } from '../../../shared/endpoint.ts';

const MINUTES_A_DAY = 1_440;

/** When and how often a coupon is good (OP-54). Empty lists and nulls ask for nothing. */
export const zOfferConditions = z.object({
  minSpendMinor: zAmountMinor.min(0).default(0),
  maxDiscountMinor: zAmountMinor.min(1).nullable().default(null),
  /** 0 Sunday … 6 Saturday, of the business day. */
  weekdays: z.array(z.number().int().min(0).max(6)).max(7).default([]),
  /** Minutes of the shop's clock; over midnight when `fromMinute` is the later one. */
  dayparts: z
    .array(
      z.object({
        fromMinute: z
          .number()
          .int()
          .min(0)
          .max(MINUTES_A_DAY - 1),
        toMinute: z.number().int().min(1).max(MINUTES_A_DAY),
      }),
    )
    .max(4)
    .default([]),
  /** One of these has to be on the bill. */
  itemNames: z.array(z.string().trim().min(1).max(300)).max(50).default([]),
  perPersonLimit: z.number().int().min(1).max(1_000).nullable().default(null),
  /** May stand beside other coupons on one bill. */
  stacks: z.boolean().default(false),
});
export type OfferConditions = z.infer<typeof zOfferConditions>;

/** Letters and digits that are read aloud; kept in capitals. */
const zSharedCode = z
  .string()
  .trim()
  .min(3)
  .max(30)
  .regex(/^[\p{L}\p{N}-]+$/u)
  .transform((code) => code.normalize('NFKC').toUpperCase());

export const zNewOffer = z
  .object({
    name: z.string().trim().min(1).max(80),
    /** Where it is given out: what plays measure by. */
    campaign: z
      .string()
      .trim()
      .max(60)
      .regex(/^[\p{L}\p{N}._-]*$/u)
      .default(''),
    sharedCode: zSharedCode.nullable().default(null),
    kind: z.enum(['amount', 'percent', 'item']),
    /** Minor units, whole percents, or pieces. */
    value: z.number().int().min(1).max(1_000_000_000),
    itemName: z.string().trim().max(300).default(''),
    conditions: zOfferConditions.prefault({}),
    validFrom: zDay,
    validUntil: zDay,
    budgetMinor: zAmountMinor.min(1).nullable().default(null),
    totalLimit: z.number().int().min(1).nullable().default(null),
    issueCostMinor: zAmountMinor.min(0).default(0),
  })
  .refine(({ validFrom, validUntil }) => validFrom <= validUntil, { path: ['validUntil'] })
  .refine(({ kind, value }) => kind !== 'percent' || value <= 100, { path: ['value'] })
  .refine(({ kind, itemName }) => kind !== 'item' || itemName !== '', { path: ['itemName'] });

export const zOffer = z.object({
  offerId: zId,
  name: z.string(),
  campaign: z.string(),
  sharedCode: z.string().nullable(),
  kind: z.enum(['amount', 'percent', 'item']),
  value: z.number().int(),
  itemName: z.string(),
  conditions: zOfferConditions,
  validFrom: zDay,
  validUntil: zDay,
  budgetMinor: zAmountMinor.nullable(),
  totalLimit: z.number().int().nullable(),
  issueCostMinor: zAmountMinor,
  usedCount: z.number().int(),
  spentMinor: zAmountMinor,
  /** Codes of their own that were made for it. */
  codes: z.number().int(),
  state: z.enum(['waiting', 'running', 'over', 'stopped']),
});
export type Offer = z.infer<typeof zOffer>;

export const listOffers = defineEndpoint({
  method: 'GET',
  path: '/api/offers',
  access: 'loyalty:read',
  summary: 'Coupons of the shop outside of plays, newest first, with what they have cost',
  output: z.object({ offers: z.array(zOffer) }),
});

export const createOffer = defineEndpoint({
  method: 'POST',
  path: '/api/offers',
  access: 'plays:write',
  summary: 'A coupon with one word for everybody, or with codes of their own (OP-54)',
  body: zNewOffer,
  output: z.object({ offer: zOffer }),
});

export const stopOffer = defineEndpoint({
  method: 'POST',
  path: '/api/offers/:offerId/stop',
  access: 'plays:write',
  summary: 'Nobody redeems it any more, from now',
  params: z.object({ offerId: zId }),
  output: z.object({ offer: zOffer }),
});

export const createOfferCodes = defineEndpoint({
  method: 'POST',
  path: '/api/offers/:offerId/codes',
  access: 'plays:write',
  summary: 'Codes of their own for an offer, each good once; given to nobody in particular (leaflets)',
  params: z.object({ offerId: zId }),
  body: z.object({ count: z.number().int().min(1).max(5_000) }),
  output: z.object({ codes: z.array(z.string()) }),
});

/** What a till says when it redeems. */
export const zRedeem = z.object({
  /** Made up once by the till: repeated, it is the same redemption. */
  key: z
    .string()
    .regex(/^[\w:.-]{8,100}$/)
    .optional(),
  billMinor: zAmountMinor.min(0).optional(),
  itemNames: z.array(z.string().max(300)).max(200).default([]),
  /** Codes already on this bill. */
  otherCodes: z.array(z.string().max(40)).max(10).default([]),
  customerId: zId.optional(),
  /** When it happened, if the till had no line then. */
  at: z.iso.datetime({ offset: true }).optional(),
  /** Names the till. */
  till: z.string().trim().max(40).default(''),
});

export const undoCouponUse = defineEndpoint({
  method: 'POST',
  path: '/api/coupon-uses/:couponUseId/undo',
  access: 'loyalty:write',
  summary: 'Takes a redemption of a coupon or a printed code back, with a reason; the coupon is good again',
  params: z.object({ couponUseId: zId }),
  body: z.object({ reason: z.string().trim().min(2).max(200) }),
  output: z.object({}),
});

/** A code that was used at a counter, of whatever kind it is. */
export const zCouponUse = z.object({
  couponUseId: zId,
  code: z.string(),
  /** Of the offer or the leaflet; empty for a coupon of a play. */
  name: z.string(),
  billMinor: zAmountMinor.nullable(),
  discountMinor: zAmountMinor.nullable(),
  at: zInstant,
  till: z.string(),
  /** Name of whoever redeemed it; null for a till. */
  madeBy: z.string().nullable(),
  /** Null while it counts. */
  undoneAt: zInstant.nullable(),
  undoneReason: z.string(),
});
export type CouponUse = z.infer<typeof zCouponUse>;

export const listUsesOfToday = defineEndpoint({
  method: 'GET',
  path: '/api/coupon-uses/today',
  access: 'loyalty:write',
  summary: 'Coupons and printed codes redeemed at the counter today, latest first, those taken back among them',
  output: z.object({ uses: z.array(zCouponUse) }),
});
