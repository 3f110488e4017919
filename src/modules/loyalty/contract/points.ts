import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay, zId, zInstant } from '../../../shared/endpoint.ts';

/** Made up once by whoever asks: sent again, it is the same movement. */
export const zMoveKey = z.string().regex(/^[\w:.-]{8,100}$/);
export const zUnit = z.enum(['points', 'stamps', 'prepaid']);
export const zMoveKind = z.enum(['earn', 'use', 'expire', 'adjust', 'transfer', 'refund_reversal', 'charge', 'payout']);
const zAmount = z.number().int().min(1).max(100_000_000);
const zReason = z.string().trim().min(2).max(200);

/** Stamps as cards: the full ones, and how far the next is (OP-52). */
export const zCards = z.object({
  full: z.number().int(),
  onCard: z.number().int(),
  missing: z.number().int(),
  size: z.number().int(),
  reward: z.string(),
});

/** What a person has; negative after a refund of points that were spent already (OP-50). */
export const zHoldings = z.object({
  unit: z.enum(['points', 'stamps']),
  points: z.number().int(),
  stamps: z.number().int(),
  prepaidMinor: zAmountMinor,
  cards: zCards,
  /** What goes next, and when; null when nothing does. */
  nextExpiry: z.object({ day: zDay, unit: z.enum(['points', 'stamps']), amount: z.number().int() }).nullable(),
  tier: z.object({ key: z.string(), name: z.string(), keepUntil: zDay }).nullable(),
  nextTier: z.object({ name: z.string(), missing: z.number().int(), billMinor: zAmountMinor.nullable() }).nullable(),
});
export type Holdings = z.infer<typeof zHoldings>;

export const zMove = z.object({
  movementId: zId,
  unit: zUnit,
  kind: zMoveKind,
  amount: z.number().int(),
  at: zInstant,
  businessDay: zDay,
  till: z.string(),
  reason: z.string(),
  isUndone: z.boolean(),
  mayUndo: z.boolean(),
});
export type Move = z.infer<typeof zMove>;

export const getPersonLoyalty = defineEndpoint({
  method: 'GET',
  path: '/api/customers/:customerId/loyalty',
  access: 'loyalty:read',
  summary: 'Points, stamps, level and prepaid money of one person, with the latest movements',
  params: z.object({ customerId: zId }),
  output: z.object({
    isOn: z.boolean(),
    isPrepaidOn: z.boolean(),
    /** Prepaid money she could ask back some day, also past its last day of use (OP-55). */
    prepaidOwedMinor: zAmountMinor,
    minUse: z.number().int(),
    isStaff: z.boolean(),
    holdings: zHoldings,
    moves: z.array(zMove),
  }),
});

export const recordCounterSale = defineEndpoint({
  method: 'POST',
  path: '/api/loyalty/sales',
  access: 'loyalty:write',
  summary: 'A sale at the counter earns for a person who is there, and she may spend a part of her points on it',
  body: z.object({
    key: zMoveKey,
    customerId: zId,
    billMinor: zAmountMinor.min(0).nullable().default(null),
    receiptNo: z.string().trim().max(60).default(''),
    use: z.number().int().min(0).max(100_000_000).default(0),
    /** When it was paid, if earlier: at most a day, with the number of the receipt (OP-53). */
    at: z.iso.datetime({ offset: true }).optional(),
  }),
  output: z.object({ earned: z.number().int(), used: z.number().int(), isNew: z.boolean(), holdings: zHoldings }),
});

export const spendPoints = defineEndpoint({
  method: 'POST',
  path: '/api/loyalty/use',
  access: 'loyalty:write',
  summary: 'Spends a part of the points, a full card of stamps, or prepaid money',
  body: z.object({ key: zMoveKey, customerId: zId, unit: zUnit, amount: zAmount }),
  output: z.object({ holdings: zHoldings }),
});

export const adjustPoints = defineEndpoint({
  method: 'POST',
  path: '/api/loyalty/adjust',
  access: 'loyalty:adjust',
  summary: 'Gives or takes points or stamps by hand, with a reason (OP-53)',
  body: z.object({
    key: zMoveKey,
    customerId: zId,
    unit: z.enum(['points', 'stamps']),
    amount: z
      .number()
      .int()
      .min(-100_000_000)
      .max(100_000_000)
      .refine((amount) => amount !== 0),
    reason: zReason,
  }),
  output: z.object({ holdings: zHoldings }),
});

export const transferPoints = defineEndpoint({
  method: 'POST',
  path: '/api/loyalty/transfer',
  access: 'loyalty:adjust',
  summary: 'Moves points to another person, with their last days, with a reason',
  body: z.object({ key: zMoveKey, customerId: zId, toCustomerId: zId, amount: zAmount, reason: zReason }),
  output: z.object({ holdings: zHoldings }),
});

export const undoMove = defineEndpoint({
  method: 'POST',
  path: '/api/loyalty/movements/:movementId/undo',
  access: 'loyalty:write',
  summary:
    'Takes a movement back by one against it, with a reason: on the day itself, later (and gifts and adjustments) by who may adjust',
  params: z.object({ movementId: zId }),
  body: z.object({ reason: zReason }),
  output: z.object({ holdings: zHoldings }),
});

export const chargePrepaid = defineEndpoint({
  method: 'POST',
  path: '/api/loyalty/prepaid/charge',
  access: 'loyalty:write',
  summary: 'Takes money in advance (OP-55): its own account, never mixed with points',
  body: z.object({ key: zMoveKey, customerId: zId, amountMinor: zAmount }),
  output: z.object({ holdings: zHoldings }),
});

/** What a guest may ask back, charge by charge, by the terms of the day. */
export const zPrepaidRefund = z.object({
  dueMinor: zAmountMinor,
  /** What leaves the account for it. */
  faceMinor: zAmountMinor,
  charges: z.array(
    z.object({
      lotId: zId,
      chargedOn: zDay,
      faceMinor: zAmountMinor,
      leftMinor: zAmountMinor,
      expiresOn: zDay.nullable(),
      dueMinor: zAmountMinor,
      rule: z.enum(['within_7_days', 'mostly_used', 'expired', 'not_yet', 'too_late']),
    }),
  ),
});

export const getPrepaidRefund = defineEndpoint({
  method: 'GET',
  path: '/api/customers/:customerId/prepaid-refund',
  access: 'loyalty:read',
  summary: 'What of the prepaid money can be asked back today (OP-55)',
  params: z.object({ customerId: zId }),
  output: zPrepaidRefund,
});

export const refundPrepaid = defineEndpoint({
  method: 'POST',
  path: '/api/customers/:customerId/prepaid-refund',
  access: 'loyalty:adjust',
  summary: 'Pays prepaid money back as the terms say',
  params: z.object({ customerId: zId }),
  body: z.object({ key: zMoveKey, expectedMinor: zAmountMinor }),
  output: z.object({ paidMinor: zAmountMinor, holdings: zHoldings }),
});

export const setStaffPerson = defineEndpoint({
  method: 'PUT',
  path: '/api/customers/:customerId/loyalty/staff',
  access: 'loyalty:manage',
  summary: 'Marks a number as one of the shop itself: points on it are shown to the owner (OP-53)',
  params: z.object({ customerId: zId }),
  body: z.object({ isStaff: z.boolean() }),
  output: z.object({}),
});

export const zAlarm = z.object({
  alarmId: zId,
  kind: z.enum([
    'staff_number',
    'too_many',
    'too_late',
    'receipt_of_another',
    'coupon_twice',
    'coupon_maybe_twice',
    'coupon_late',
  ]),
  customerId: zId.nullable(),
  at: zInstant,
  till: z.string(),
  madeBy: z.string(),
  seenAt: zInstant.nullable(),
});

export const listAlarms = defineEndpoint({
  method: 'GET',
  path: '/api/loyalty/alarms',
  access: 'loyalty:adjust',
  summary: 'What looks like abuse, newest first: no name and no number in it',
  output: z.object({ alarms: z.array(zAlarm) }),
});

export const markAlarmSeen = defineEndpoint({
  method: 'POST',
  path: '/api/loyalty/alarms/:alarmId/seen',
  access: 'loyalty:adjust',
  summary: 'The alarm was looked at',
  params: z.object({ alarmId: zId }),
  output: z.object({}),
});

export const settleDoubt = defineEndpoint({
  method: 'POST',
  path: '/api/loyalty/alarms/:alarmId/settle',
  access: 'loyalty:adjust',
  summary: 'Two redemptions of a shared word that may be one told twice are one, and counted once, or are two (OP-54)',
  params: z.object({ alarmId: zId }),
  body: z.object({ answer: z.enum(['one', 'two']) }),
  output: z.object({}),
});

export const getLiability = defineEndpoint({
  method: 'GET',
  path: '/api/loyalty/report',
  access: 'insights:read',
  summary: 'What the shop owes in points and prepaid money, what will probably expire, and what it costs (OP-57)',
  output: z.object({
    /** Points, or stamps, that people hold. */
    outstanding: z.number().int(),
    /** Below zero after refunds. */
    owed: z.number().int(),
    stampsOutstanding: z.number().int(),
    /** Share of what came to its end that expired, 0–1; null before 100 points have. */
    breakageRate: z.number().nullable(),
    expectedBreakage: z.number().int().nullable(),
    /** What the outstanding points cost when they are eaten, at the shop's share of food cost. */
    costMinor: zAmountMinor,
    prepaidMinor: zAmountMinor,
    /** Prepaid money of people who were erased: still owed to who shows a receipt. */
    prepaidOfNobodyMinor: zAmountMinor,
    months: z.array(
      z.object({
        month: z.string(),
        earned: z.number().int(),
        used: z.number().int(),
        expired: z.number().int(),
        reversed: z.number().int(),
        adjusted: z.number().int(),
      }),
    ),
    expiring: z.array(z.object({ month: z.string(), amount: z.number().int() })),
  }),
});
