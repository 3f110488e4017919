import { z } from 'zod';
import { defineEndpoint, zAmountMinor } from '../../../shared/endpoint.ts';

const zAmount = zAmountMinor.min(0).max(1_000_000_000);

export const calculateNoShow = defineEndpoint({
  method: 'POST',
  path: '/api/refunds/no-show',
  access: 'loyalty:read',
  summary: 'What may be kept of a guest who did not come, and what goes back of her deposit (OP-30..32). Keeps nothing',
  body: z.object({
    bookingClass: z.enum(['ordinary', 'reserved']),
    /** Deposit and penalty were told in advance. */
    wasTold: z.boolean(),
    billMinor: zAmount,
    depositMinor: zAmount,
  }),
  output: z.object({
    penaltyMinor: zAmountMinor,
    refundMinor: zAmountMinor,
    rule: z.enum(['ordinary', 'reserved', 'reserved_not_told']),
  }),
});

export const calculateTuition = defineEndpoint({
  method: 'POST',
  path: '/api/refunds/tuition',
  access: 'loyalty:read',
  summary: 'What goes back of tuition when a student leaves, this month and the months after it. Keeps nothing',
  body: z
    .object({
      monthlyMinor: zAmount,
      lessons: z.number().int().min(1).max(200),
      heldLessons: z.number().int().min(0).max(200),
      monthsLeft: z.number().int().min(0).max(36),
    })
    .refine(({ lessons, heldLessons }) => heldLessons <= lessons, { path: ['heldLessons'] }),
  output: z.object({
    thisMonthMinor: zAmountMinor,
    laterMinor: zAmountMinor,
    refundMinor: zAmountMinor,
    rule: z.enum(['before_start', 'before_third', 'before_half', 'after_half']),
  }),
});
