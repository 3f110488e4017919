import { z } from 'zod';
import { defineEndpoint, zDay, zId } from '../../../shared/endpoint.ts';
import { OFFLINE_MEDIA, zPlayChannel, zPlayKind, zPlayState } from './play.ts';
import { zInterval, zMoneyLines, zPlayResult, zSentence } from './result.ts';

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

/** One play beside the others, in the same lines of money whatever way it went out. */
export const zComparedPlay = z.object({
  playId: zId,
  name: z.string(),
  version: z.number().int(),
  state: zPlayState,
  /** How it went out; of several arms the ways they took. */
  channels: z.array(zPlayChannel),
  /** Of an offline action; null for all others. */
  medium: z.enum(OFFLINE_MEDIA).nullable(),
  launchedOn: zDay,
  lines: zMoneyLines,
  control: zPlayResult.shape.control,
  verdict: zPlayResult.shape.verdict,
  /** What was sold because of it; null without a control, before there is anything to say, and of a set at the tables. */
  effectMinor: z.number().nullable(),
  effectCi: zInterval.nullable(),
  /** Of that, what is left after food, discount and the action. */
  profitMinor: z.number().nullable(),
  profitCi: zInterval.nullable(),
});
export type ComparedPlay = z.output<typeof zComparedPlay>;

export const getBook = defineEndpoint({
  method: 'GET',
  path: '/api/play-book',
  access: 'plays:read',
  summary:
    'What this shop has learnt in a year: every finished play, oldest first, and all plays side by side in the same money',
  query: z.object({ year: z.coerce.number().int().min(2000).max(2200).optional() }),
  output: z.object({
    year: z.number().int(),
    years: z.array(z.number().int()),
    entries: z.array(zBookEntry),
    /** Plays of the year, those under way as well, in the order of their launch. */
    compared: z.array(zComparedPlay),
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
