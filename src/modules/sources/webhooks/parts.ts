import { z } from 'zod';
import type { PersonClue } from '../../customers/index.ts';
import type { NewTouchpoint } from '../../touchpoints/index.ts';
import type { DeliveryResult } from './contract.ts';

const zLine = z.object({
  /** The platform's id of the line: the same line in a later version. */
  key: z.string(),
  itemCode: z.string().nullable(),
  itemName: z.string(),
  category: z.string(),
  options: z.string(),
  kind: z.enum(['sale', 'refund', 'void', 'comp']),
  quantity: z.number(),
  /** After discount, tax included where the guest paid it (OP-42); negative for a refund. */
  amountMinor: z.number().int(),
});
export type PartLine = z.infer<typeof zLine>;

/**
 * What one version of one part of an order says: the order with its lines, one refund, or one payment. Parts are kept as
 * they were told; the order is computed from all of them.
 */
export const zPart = z.object({
  /** Unpaid and open orders are no sales yet. */
  isSettled: z.boolean(),
  /** Everything that is left of the order is taken back: cancelled or deleted. */
  takesAllBack: z.boolean(),
  lines: z.array(zLine).max(2_000),
  /** Absent in a part that only adds to an order, such as a refund. */
  order: z
    .object({
      orderNo: z.string(),
      orderedAt: z.string(),
      channel: z.string(),
      tableNo: z.string(),
      covers: z.number().int().nullable(),
      couponCode: z.string(),
      staffName: z.string(),
    })
    .nullable(),
});
export type Part = z.infer<typeof zPart>;

/** A part in one version, of one order. `version` sorts as text; equal versions say the same. */
export interface PartVersion {
  externalOrderId: string;
  partId: string;
  version: string;
  part: Part;
  /** Nobody for a delivery platform's order (OP-20). */
  person?: PersonClue | undefined;
}

/** What a delivery says, read into our shapes. */
export interface Reading {
  parts: readonly PartVersion[];
  touchpoints: readonly NewTouchpoint[];
  ignored: DeliveryResult['ignored'];
  notes: DeliveryResult['notes'];
}

export const NOTHING: Reading = { parts: [], touchpoints: [], ignored: null, notes: [] };
export const ignore = (ignored: NonNullable<Reading['ignored']>): Reading => ({ ...NOTHING, ignored });

/** What a reader gets beside the body. */
export interface ReadingContext {
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  currency: string;
  timeZone: string;
  dayEndsAtHour: number;
  receivedAt: Date;
  /** The same however often the same event is sent. */
  eventId: string;
  /** Key of the source: under it the platform's own ids of people are kept. */
  source: string;
}
