import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay, zId } from '../../../shared/endpoint.ts';

/** Source of everything that is typed in by hand. */
export const MANUAL_SOURCE = 'manual';

const zKey = z.string().regex(/^[\w-]{8,64}$/);

/** A sale, a note about a person, or a card out of the bowl. `key` is the phone's own: sent twice, it is stored once. */
export const zNewEntry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('sale'),
    key: zKey,
    customerId: zId.nullable(),
    lines: z
      .array(
        z.object({
          itemName: z.string().trim().min(1).max(300),
          itemCode: z.string().trim().min(1).max(100).optional(),
          quantity: z.number().int().min(1).max(999),
          amountMinor: zAmountMinor.min(0),
        }),
      )
      .min(1)
      .max(50),
  }),
  z.object({ kind: z.literal('note'), key: zKey, customerId: zId, text: z.string().trim().min(1).max(500) }),
  z.object({
    kind: z.literal('card'),
    key: zKey,
    name: z.string().trim().max(100),
    phone: z.string().trim().min(1).max(40),
    /** What the bowl is for: the card may be used for that and nothing else. */
    event: z.string().trim().min(1).max(80),
    /** Last day of the event; the entry is due to go 30 days later. */
    endsOn: zDay,
  }),
]);
export type NewEntry = z.infer<typeof zNewEntry>;

export const createEntry = defineEndpoint({
  method: 'POST',
  path: '/api/entries',
  access: 'customers:write',
  summary:
    'Stores what somebody typed in at the counter: a sale, a note about a person, or a card out of the bowl (for its event only, with no consent to promotion). The same key again is the same entry',
  body: zNewEntry,
  /** `orderId` of a sale: its receipt code is made by it. */
  output: z.object({ entryId: zId, created: z.boolean(), orderId: zId.nullable() }),
});

export const undoEntry = defineEndpoint({
  method: 'POST',
  path: '/api/entries/:entryId/undo',
  access: 'customers:write',
  summary: 'Takes an entry back within the day, whole; a person whom something else depends on stays',
  params: z.object({ entryId: zId }),
  output: z.object({}),
});

export const listEntryItems = defineEndpoint({
  method: 'GET',
  path: '/api/entries/items',
  access: 'orders:read',
  summary: 'Items to tap: the most sold of the last 90 days first',
  output: z.object({
    items: z.array(z.object({ itemId: zId, name: z.string(), code: z.string(), priceMinor: zAmountMinor.nullable() })),
  }),
});
