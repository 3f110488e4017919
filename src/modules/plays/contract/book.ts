import { z } from 'zod';
import { defineEndpoint, zDay, zId } from '../../../shared/endpoint.ts';
import { zPlayKind } from './play.ts';
import { zInterval, zPlayResult, zSentence } from './result.ts';

/** One play in the book of a year. */
export const zBookEntry = z.object({
  playId: zId,
  name: z.string(),
  version: z.number().int(),
  kind: zPlayKind,
  launchedOn: zDay,
  endedOn: zDay,
  hypothesis: z.string(),
  sentence: zSentence,
  verdict: zPlayResult.shape.verdict,
  incrementalRevenue: z.number().nullable(),
  incrementalRevenueCi: zInterval.nullable(),
  costMinor: z.number(),
  decision: z.enum(['keep', 'change', 'stop']).nullable(),
  learning: z.string(),
  nextPlayId: zId.nullable(),
});
export type BookEntry = z.output<typeof zBookEntry>;

export const getBook = defineEndpoint({
  method: 'GET',
  path: '/api/play-book',
  access: 'plays:read',
  summary: 'What this shop has learnt in a year: every finished play, oldest first',
  query: z.object({ year: z.coerce.number().int().min(2000).max(2200).optional() }),
  output: z.object({
    year: z.number().int(),
    years: z.array(z.number().int()),
    entries: z.array(zBookEntry),
    /** Sum of what is proven, with what all of them cost; of those whose effect is not known, nothing is added. */
    provenRevenue: z.number(),
    costMinor: z.number(),
  }),
});

export const exportBook = defineEndpoint({
  method: 'GET',
  path: '/api/play-book.csv',
  access: 'plays:read',
  summary: 'The book of a year as CSV',
  query: z.object({ year: z.coerce.number().int().min(2000).max(2200).optional() }),
  output: z.unknown(),
});
