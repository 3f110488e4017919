import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay, zId } from '../../shared/endpoint.ts';

/** sold_out 품절: there is none. surplus 남아요: more than the day needs. */
export const AVAILABILITIES = ['in_stock', 'sold_out', 'surplus'] as const;
export const zAvailability = z.enum(AVAILABILITIES);
export type Availability = z.infer<typeof zAvailability>;

export const zItem = z.object({
  itemId: zId,
  name: z.string(),
  /** The till's code; empty where it has none. */
  code: z.string(),
  category: z.string(),
  priceMinor: zAmountMinor.nullable(),
  costMinor: zAmountMinor.nullable(),
  availability: zAvailability,
  /** Last business day of a mark; null: until further notice, or in stock. */
  markedUntil: zDay.nullable(),
});
export type Item = z.infer<typeof zItem>;

export const listItems = defineEndpoint({
  method: 'GET',
  path: '/api/items',
  access: 'orders:read',
  summary:
    'Items by name; `search` is a part of the name, the code or the category; `marked` only what is sold out or surplus now',
  query: z.object({
    search: z.string().trim().max(100).default(''),
    limit: z.coerce.number().int().min(1).max(5000).default(500),
    marked: z.stringbool().default(false),
  }),
  output: z.object({ items: z.array(zItem), total: z.number().int() }),
});

export const setAvailability = defineEndpoint({
  method: 'PUT',
  path: '/api/items/:itemId/availability',
  access: 'orders:write',
  summary: 'Says that an item is sold out, surplus, or there again: what is sold out is offered to nobody',
  params: z.object({ itemId: zId }),
  body: z
    .strictObject({
      availability: zAvailability,
      /** today: ends by itself with the business day. */
      until: z.enum(['today', 'further_notice']).default('today'),
    })
    .refine(({ availability, until }) => availability !== 'surplus' || until === 'today', { path: ['until'] }),
  output: zItem.pick({ itemId: true, availability: true, markedUntil: true }),
});
