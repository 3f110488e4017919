import { z } from 'zod';
import { defineEndpoint, zAmountMinor } from '../../../shared/endpoint.ts';
import { zHoldings, zMoveKey } from './points.ts';

/** A till names the person by her number; nobody else's number is ever told back. */
const zWho = z.object({ phone: z.string().trim().min(8).max(20) });

export const getBalanceAsTill = defineEndpoint({
  method: 'POST',
  path: '/api/v1/loyalty/balance',
  access: 'loyalty:write',
  summary:
    'What a member holds: points, cards of stamps, level. `isMember` is false for everybody who never agreed (PV-06)',
  body: zWho,
  output: z.object({ isMember: z.boolean(), holdings: zHoldings.nullable() }),
});

export const earnAsTill = defineEndpoint({
  method: 'POST',
  path: '/api/v1/loyalty/earn',
  access: 'loyalty:write',
  summary:
    'A sale earns for a member, and she may spend a part of her points on it: once for a key, however often it is sent',
  body: zWho.extend({
    key: zMoveKey.describe('The till’s own key of this sale'),
    billMinor: zAmountMinor.min(0).nullable().default(null).describe('Null where only the visit is known'),
    receiptNo: z.string().trim().max(60).default(''),
    use: z.number().int().min(0).max(100_000_000).default(0).describe('Points spent on this bill'),
    at: z.iso.datetime({ offset: true }).optional().describe('When it was paid, if earlier: at most a day (OP-53)'),
  }),
  output: z.object({ earned: z.number().int(), used: z.number().int(), isNew: z.boolean(), holdings: zHoldings }),
});

export const useAsTill = defineEndpoint({
  method: 'POST',
  path: '/api/v1/loyalty/use',
  access: 'loyalty:write',
  summary: 'Spends points, a full card of stamps or prepaid money of a member: once for a key',
  body: zWho.extend({
    key: zMoveKey.describe('The till’s own key of this use'),
    unit: z.enum(['points', 'stamps', 'prepaid']),
    amount: z.number().int().min(1).max(100_000_000),
  }),
  output: z.object({ holdings: zHoldings }),
});
