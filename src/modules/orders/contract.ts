import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zAskedInstant, zDay, zId, zInstant } from '../../shared/endpoint.ts';

export const zLineKind = z.enum(['sale', 'refund', 'void', 'comp']);

export const zOrderLine = z.object({
  lineNo: z.number().int(),
  itemId: zId,
  itemName: z.string(),
  /** How it was ordered, joined by `, `; empty when the sale does not say. */
  options: z.string(),
  kind: zLineKind,
  quantity: z.number(),
  amountMinor: zAmountMinor,
});

export const zOrder = z.object({
  orderId: zId,
  orderNo: z.string(),
  source: z.string(),
  orderedAt: zInstant,
  businessDay: zDay,
  /** Null for an anonymous sale. */
  customerId: zId.nullable(),
  channel: z.string(),
  tableNo: z.string(),
  covers: z.number().int().nullable(),
  couponCode: z.string(),
  /** Sales lines with quantity and amount above zero. */
  grossMinor: zAmountMinor,
  /** Refunds, zero or negative; voids and free items count nothing (MT-05). */
  refundMinor: zAmountMinor,
  lineCount: z.number().int(),
});
export type Order = z.infer<typeof zOrder>;

export const recordOrder = defineEndpoint({
  method: 'POST',
  path: '/api/orders',
  access: 'orders:write',
  summary:
    'Records one order with its lines. The same order number on the same business day is the same order: sent twice, it is stored once. Unknown items are made',
  body: z.object({
    /** The till's receipt number, or a key of the client's own: what makes sending twice harmless. */
    orderNo: z.string().trim().min(1).max(100),
    /** Names the till when there are several. */
    source: z.string().trim().min(1).max(60).default('api'),
    /** ISO 8601 with offset; now when absent. */
    orderedAt: z.iso.datetime({ offset: true }).optional(),
    customerId: zId.nullable().default(null),
    channel: z.string().trim().max(60).default(''),
    tableNo: z.string().trim().max(40).default(''),
    covers: z.number().int().min(0).max(9999).nullable().default(null),
    couponCode: z.string().trim().max(60).default(''),
    staffName: z.string().trim().max(80).default(''),
    lines: z
      .array(
        z.object({
          /** The till's code; the name where there is none. */
          itemCode: z.string().trim().min(1).max(100).optional(),
          itemName: z.string().trim().min(1).max(300),
          category: z.string().trim().max(100).optional(),
          /** How it was ordered, joined by `, `: `2단계, 곱빼기`. */
          options: z.string().trim().max(300).default(''),
          quantity: z.number().min(-1e9).max(1e9).multipleOf(0.001),
          /** The line's total after discount, negative for a refund. */
          amountMinor: zAmountMinor,
          kind: zLineKind.default('sale'),
          unitPriceMinor: zAmountMinor.optional(),
          costMinor: zAmountMinor.optional(),
        }),
      )
      .min(1)
      .max(500),
  }),
  output: z.object({
    orderId: zId,
    /** False when this order was there already; then nothing was changed. */
    created: z.boolean(),
    grossMinor: zAmountMinor,
    refundMinor: zAmountMinor,
    businessDay: zDay,
  }),
});

export const listOrdersOf = defineEndpoint({
  method: 'GET',
  path: '/api/customers/:customerId/orders',
  access: 'orders:read',
  summary: 'Orders of one person with their lines, newest first',
  params: z.object({ customerId: zId }),
  query: z.object({
    /** Orders before this instant: the `orderedAt` of the last one shown. */
    before: zAskedInstant.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(30),
  }),
  output: z.object({ orders: z.array(zOrder.extend({ lines: z.array(zOrderLine) })), total: z.number().int() }),
});
