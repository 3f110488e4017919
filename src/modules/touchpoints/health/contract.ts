import { z } from 'zod';
import { defineEndpoint, zAmountMinor, zDay, zId, zInstant, zPlaceInLine } from '../../../shared/endpoint.ts';

/** `ok` and `new` need nobody; `late` and `silent` are against the source's own rhythm; `muted` is not told of. */
export const SOURCE_STATES = ['ok', 'late', 'silent', 'new', 'muted'] as const;
export const zSourceState = z.enum(SOURCE_STATES);

export const SOURCE_WAYS = [
  'file',
  'api',
  'segment',
  'analytics',
  'tracker',
  'webhook',
  'folder',
  'feed',
  'manual',
  'product',
] as const;

export const zSourceHealth = z.object({
  source: z.string(),
  /** What people call it; empty when nobody said. */
  label: z.string(),
  way: z.enum(SOURCE_WAYS),
  phase: z.enum(['before', 'during', 'after']),
  state: zSourceState,
  /** Last day with something; null when nothing was ever taken. */
  lastOn: zDay.nullable(),
  /** Days on which the shop is open between two arrivals, usually; null while too little is known. */
  usualGapDays: z.number().nullable(),
  /** Open days since the last arrival, today among them. */
  gapDays: z.number().int().nullable(),
  /** What came on each of the last 28 days, the oldest first. */
  days: z.array(z.number().int()),
  arrived: z.number().int(),
  withPerson: z.number().int(),
  sales: z.number().int(),
  salesWithPerson: z.number().int(),
  duplicates: z.number().int(),
  refused: z.number().int(),
  /** Mean time between happening and arriving; null when nothing arrived by itself. */
  meanLagMs: z.number().nullable(),
  trouble: z.object({
    rejectedRows: z.number().int(),
    deadDeliveries: z.number().int(),
    /** Files with rows that were not taken, the latest first. */
    batches: z.array(z.object({ batchId: zId, createdAt: zInstant, rejectedRows: z.number().int() })),
  }),
});
export type SourceHealth = z.infer<typeof zSourceHealth>;

export const getHealth = defineEndpoint({
  method: 'GET',
  path: '/api/sources/health',
  access: 'sources:read',
  summary:
    'Every source before, during and after the visit: what arrives, how many sales have a person, what fell silent by its own rhythm',
  output: z.object({
    today: zDay,
    /** First of the 28 days. */
    from: zDay,
    sources: z.array(zSourceHealth),
    sales: z.number().int(),
    salesWithPerson: z.number().int(),
  }),
});

export const getReach = defineEndpoint({
  method: 'GET',
  path: '/api/sources/reach',
  access: 'sources:read',
  summary: 'How many of the people first met through each source have a contact and agreed to hear from the shop',
  output: z.object({
    sources: z.array(
      z.object({
        source: z.string(),
        people: z.number().int(),
        mobile: z.number().int(),
        email: z.number().int(),
        mayEmail: z.number().int(),
        maySms: z.number().int(),
        mayEither: z.number().int(),
      }),
    ),
  }),
});

/** When in a visit it happens what each kind of file tells. */
export const PHASE_OF_FILES = {
  contacts: 'before',
  customers: 'before',
  reservations: 'before',
  sales: 'during',
  events: 'after',
  reviews: 'after',
} as const;

/** Days in which what has no person is looked at. */
export const NOBODY_DAYS = 30;

/** Why something has no person; `unrecorded`: it arrived before the reason was kept, or she was erased. */
export const WHY_NOBODY = ['no_key', 'key_unknown', 'ambiguous', 'unrecorded'] as const;
export const zWhyNobody = z.enum(WHY_NOBODY);
export type WhyNobody = z.infer<typeof zWhyNobody>;

export const getNobody = defineEndpoint({
  method: 'GET',
  path: '/api/sources/nobody',
  access: 'sources:read',
  summary: 'What of the last 30 days has no person, by source and why; sources of which all is known are left out',
  output: z.object({
    /** Of all sources; 0 when nothing came in at all. */
    arrived: z.number().int(),
    sources: z.array(
      z.object({
        source: z.string(),
        label: z.string(),
        arrived: z.number().int(),
        why: z.record(zWhyNobody, z.number().int()),
      }),
    ),
  }),
});

export const listNobodyRows = defineEndpoint({
  method: 'GET',
  path: '/api/sources/nobody/rows',
  access: 'sources:read',
  summary: 'What of the last 30 days came from a source and has no person, newest first',
  query: z.object({
    source: z.string().min(1).max(200),
    why: zWhyNobody.optional(),
    before: zPlaceInLine.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({
    rows: z.array(
      z.object({ id: zId, at: zInstant, kind: z.string(), phase: zSourceHealth.shape.phase, why: zWhyNobody }),
    ),
    next: z.string().nullable(),
  }),
});

export const exportNobody = defineEndpoint({
  method: 'GET',
  path: '/api/sources/nobody/file',
  access: 'customers:export',
  summary: 'What of the last 30 days has no person as CSV, for a reason that is logged',
  query: z.object({ reason: z.string().trim().min(2).max(200) }),
  output: z.unknown(),
});

export const muteSource = defineEndpoint({
  method: 'POST',
  path: '/api/sources/mute',
  access: 'sources:manage',
  summary: 'Stops telling that a source is late, or begins again',
  body: z.object({ source: z.string().min(1).max(200), muted: z.boolean() }),
  output: z.object({}),
});

export const listRefusals = defineEndpoint({
  method: 'GET',
  path: '/api/sources/refusals',
  access: 'sources:read',
  summary: 'The last rows of a source that were not taken: when, where in the row and why, never a value of it',
  query: z.object({ source: z.string().min(1).max(200) }),
  output: z.object({ refusals: z.array(z.object({ id: zId, at: zInstant, path: z.string(), reason: z.string() })) }),
});

/** `<arrived>,<happened>,<id>`: what arrived at once stands as it happened, and the id settles the rest. */
const zPlaceInSource = z.string().refine((text) => {
  const [arrivedAt, ...place] = text.split(',');
  return zPlaceInLine.safeParse(`${arrivedAt},${place[1]}`).success && zPlaceInLine.safeParse(place.join(',')).success;
});

const zOtherRow = z.object({ id: zId, source: z.string(), kind: z.string(), at: zInstant });

export const listSourceRows = defineEndpoint({
  method: 'GET',
  path: '/api/sources/rows',
  access: 'sources:read',
  summary:
    'What came from a source, the latest to arrive first and of what arrived at once the latest to happen: touchpoints by the day they arrived, sales by business day',
  query: z.object({
    source: z.string().min(1).max(200),
    day: zDay.optional(),
    /** This touchpoint alone. */
    row: zId.optional(),
    /** `next` of the page before. */
    before: zPlaceInSource.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({
    rows: z.array(
      z.object({
        at: zInstant,
        id: zId,
        kind: z.string(),
        phase: z.enum(['before', 'during', 'after']),
        customerId: zId.nullable(),
        /** Masked; empty without a person. */
        name: z.string(),
        orderNo: z.string(),
        amountMinor: zAmountMinor.nullable(),
        /** The import that it is, of a file of customers or contacts as a whole. */
        batchId: zId.nullable(),
        /** What it puts right, and what put it right later (OP-89). */
        replaces: zOtherRow.nullable(),
        replacedBy: zOtherRow.nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
});
