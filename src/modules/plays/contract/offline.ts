import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay } from '../../../shared/endpoint.ts';
import { zPlayId } from './play.ts';
import { zDirection, zInterval, zSentence } from './result.ts';

const zTables = z.object({ tables: z.number().int(), both: z.number().int() });

/** What an offline action brought; without days off to compare with, nothing of it is called an effect. */
export const zOfflineReport = z.object({
  scans: z.number().int(),
  redemptions: z.number().int(),
  /** Of the redemptions, those of people who had never bought before. */
  newGuests: z.number().int(),
  revenueMinor: z.number(),
  discountMinor: z.number(),
  costMinor: z.number(),
  costPerRedemptionMinor: z.number().nullable(),
  costPerNewGuestMinor: z.number().nullable(),
  switchback: z
    .object({ pairs: z.number().int(), perDayMinor: z.number(), ci: zInterval, direction: zDirection })
    .nullable(),
  /** Of a set tried at the tables: orders with the first item, and those of them that had the second as well. */
  set: z
    .object({
      withItem: z.string(),
      offeredItem: z.string(),
      on: zTables,
      off: zTables,
      pairs: z.number().int(),
      /** Mean difference of the daily share, a day on against its weekday off (0–1); null before two pairs of days. */
      difference: z.number().nullable(),
      ci: zInterval.nullable(),
    })
    .nullable(),
  /** Of the next fortnight: which days to be out on; empty without a switch-back. */
  nextDays: z.array(z.object({ day: zDay, on: z.boolean() })),
  link: z.string(),
  sentence: zSentence,
});
export type OfflineReport = z.output<typeof zOfflineReport>;

export const getOfflineReport = defineEndpoint({
  method: 'GET',
  path: '/api/plays/:playId/offline',
  access: 'plays:read',
  summary: 'Redemptions, new guests and cost of an offline action, in the same money as messages',
  params: zPlayId,
  output: zOfflineReport,
});

export const recordCodeUse = defineEndpoint({
  method: 'POST',
  path: '/api/plays/:playId/uses',
  access: 'orders:write',
  summary:
    'Somebody brought the code of an offline action and the till does not name it: once for a key, however often sent',
  params: zPlayId,
  body: z.object({
    key: z.string().regex(/^[\w:.-]{8,100}$/),
    billMinor: zAmountMinor.min(0),
    isNewGuest: z.boolean(),
  }),
  output: z.object({}),
});

export const openCode = defineEndpoint({
  method: 'GET',
  path: '/q/:code',
  access: 'anonymous',
  summary: 'The page behind the QR of a leaflet: its code to show at the counter. Counted, not followed',
  params: z.object({ code: z.string().min(4).max(20) }),
  output: z.unknown(),
});
