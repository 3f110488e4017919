import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zId } from '../../shared/endpoint.ts';

export const zItem = z.object({
  itemId: zId,
  name: z.string(),
  /** The till's code; empty where it has none. */
  code: z.string(),
  category: z.string(),
  priceMinor: zAmountMinor.nullable(),
  costMinor: zAmountMinor.nullable(),
});
export type Item = z.infer<typeof zItem>;

export const listItems = defineEndpoint({
  method: 'GET',
  path: '/api/items',
  access: 'orders:read',
  summary: 'Items by name; `search` is a part of the name, the code or the category',
  query: z.object({
    search: z.string().trim().max(100).default(''),
    limit: z.coerce.number().int().min(1).max(5000).default(500),
  }),
  output: z.object({ items: z.array(zItem), total: z.number().int() }),
});
