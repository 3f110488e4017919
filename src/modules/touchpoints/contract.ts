import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay, zId, zInstant, zPlaceInLine } from '../../shared/endpoint.ts';

export * from './health/contract.ts';

/** Where in the loop of a visit something happened (FE-03). */
export const PHASES = ['before', 'during', 'after'] as const;
export const zPhase = z.enum(PHASES);
export type Phase = z.infer<typeof zPhase>;

const zItems = z.array(z.object({ name: z.string(), options: z.string(), quantity: z.number() }));

/** Something that happened with a person. `at` is an instant, `id` what happened: both together are its place in the line. */
const base = { at: zInstant, id: zId };
export const zTouchpoint = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('order'),
    phase: z.literal('during'),
    data: z.object({
      orderId: zId,
      orderNo: z.string(),
      businessDay: zDay,
      channel: z.string(),
      /** Refunds rung up with it are taken off. */
      amountMinor: zAmountMinor,
      items: zItems,
    }),
  }),
  z.object({
    ...base,
    kind: z.literal('coupon_redeemed'),
    phase: z.literal('during'),
    data: z.object({ code: z.string(), discountMinor: zAmountMinor.nullable(), playId: zId.nullable() }),
  }),
  z.object({
    ...base,
    kind: z.literal('refund'),
    phase: z.literal('after'),
    data: z.object({ orderId: zId, orderNo: z.string(), businessDay: zDay, amountMinor: zAmountMinor, items: zItems }),
  }),
  z.object({
    ...base,
    kind: z.literal('message'),
    phase: z.literal('before'),
    data: z.object({
      subject: z.string(),
      state: z.string(),
      reason: z.string(),
      channel: z.string(),
      class: z.string(),
      playId: zId.nullable(),
    }),
  }),
  z.object({
    ...base,
    kind: z.literal('coupon_issued'),
    phase: z.literal('before'),
    data: z.object({
      code: z.string(),
      couponKind: z.enum(['amount', 'percent', 'item']),
      /** Minor units, or whole percents. */
      value: z.number().int(),
      validUntil: zDay,
      playId: zId.nullable(),
      status: z.string(),
    }),
  }),
  z.object({
    ...base,
    kind: z.literal('points'),
    phase: z.literal('during'),
    data: z.object({
      unit: z.enum(['points', 'stamps', 'prepaid']),
      move: z.string(),
      amount: z.number().int(),
      businessDay: zDay,
    }),
  }),
  z.object({
    ...base,
    kind: z.literal('consent'),
    phase: z.literal('before'),
    data: z.object({ consentKind: z.string(), state: z.string(), method: z.string() }),
  }),
  z.object({
    ...base,
    kind: z.literal('event'),
    phase: zPhase,
    data: z.object({
      /** What happened, in the words of the log: `survey.answered`, `web.page_viewed` (domain 3.13). */
      event: z.string(),
      phase: zPhase,
      channel: z.string(),
      businessDay: zDay,
      /** What people call the source. */
      source: z.string(),
      /** Whether it puts right something told before (OP-89). */
      corrects: z.boolean(),
      /** The payload's own words, at most 200 signs; empty where it has none. */
      words: z.string(),
      score: z.number().nullable(),
      /** What put it right later; null while it stands as told (OP-89). */
      replacedBy: z.object({ event: z.string(), words: z.string(), score: z.number().nullable() }).nullable(),
    }),
  }),
  z.object({
    ...base,
    kind: z.literal('known_since'),
    phase: z.literal('before'),
    data: z.object({ source: z.string() }),
  }),
]);
export type Touchpoint = z.infer<typeof zTouchpoint>;

export const listTimeline = defineEndpoint({
  method: 'GET',
  path: '/api/customers/:customerId/timeline',
  access: 'customers:read',
  summary:
    'Everything that happened with one person, newest first, in three phases: before, during and after the visit (FE-03)',
  params: z.object({ customerId: zId }),
  query: z.object({
    /** `next` of the page before. */
    before: zPlaceInLine.optional(),
    phase: z
      .string()
      .transform((text) => text.split(',').filter((part) => part !== ''))
      .pipe(z.array(zPhase).min(1))
      .default([...PHASES]),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({ touchpoints: z.array(zTouchpoint), next: z.string().nullable() }),
});
