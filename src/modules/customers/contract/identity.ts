import { z } from 'zod';
import { defineEndpoint, zDay, zId, zInstant, zPlaceInLine } from '../../../shared/endpoint.ts';

/** Why two records look like one person: a field, how alike it is, and log₂ of what that weighs. */
export const zReason = z.object({ field: z.string(), level: z.string(), bits: z.number() });
export type Reason = z.infer<typeof zReason>;

/** One of two records side by side; personal data masked (PV-58). */
export const zSide = z.object({
  customerId: zId,
  name: z.string(),
  birthYear: z.string().nullable(),
  contacts: z.array(z.object({ contactPointId: zId, kind: z.string(), valueMasked: z.string() })),
  /** Masked behind the quarter or the street. */
  address: z.string().nullable(),
  source: z.string(),
  createdAt: zInstant,
  externalIds: z.array(z.object({ source: z.string(), externalId: z.string() })),
  visits: z.number().int(),
  lastVisitedOn: zDay.nullable(),
});
export type Side = z.infer<typeof zSide>;

export const zPair = z.object({
  a: zSide,
  b: zSide,
  /** Chance that they are one person, 0–1. */
  score: z.number(),
  reasons: z.array(zReason),
  /** OP-05: one number, two names, and one of them not seen for a year: whose record should be asked about. */
  recycledNumberOf: zId.nullable(),
  /** Which of the two is kept unless somebody chooses otherwise. */
  keep: zId,
  /** Whether nothing but "yes" would be answered: merged with the others like it in one go. */
  isSure: z.boolean(),
  /** Somebody new gave the number of the other; null: found by looking through everybody. */
  meeting: z.object({ meetingId: zId, at: zInstant }).nullable(),
});
export type Pair = z.infer<typeof zPair>;

/** Beyond this many people only records that share a contact, an address or a birthday are compared. */
export const MAX_PEOPLE_FOR_WEAK_PASSES = 60_000;

export const listDuplicates = defineEndpoint({
  method: 'GET',
  path: '/api/customers/duplicates',
  access: 'customers:merge',
  summary: 'Records that are likely one person: those who met by one number, then as last computed, the surest first',
  query: z.object({ limit: z.coerce.number().int().min(1).max(300).default(50) }),
  output: z.object({
    pairs: z.array(zPair),
    /** All pairs that wait to be looked at. */
    total: z.number().int(),
    /** Those of them that are sure. */
    sure: z.number().int(),
    /** Null before the first look through. */
    run: z.object({ computedAt: zInstant, people: z.number().int(), candidates: z.number().int() }).nullable(),
  }),
});

export const countDuplicates = defineEndpoint({
  method: 'GET',
  path: '/api/customers/duplicates/count',
  access: 'customers:read',
  summary: 'How many pairs wait to be looked at, and when everybody was looked through last (null: never)',
  output: z.object({ total: z.number().int(), computedAt: zInstant.nullable() }),
});

export const computeDuplicates = defineEndpoint({
  method: 'POST',
  path: '/api/customers/duplicates/compute',
  access: 'customers:merge',
  summary: 'Looks through everybody again, in the background',
  output: z.object({}),
});

const zTwo = z.object({ a: zId, b: zId });

export const decideDifferent = defineEndpoint({
  method: 'POST',
  path: '/api/customers/duplicates/different',
  access: 'customers:merge',
  summary: 'These are two people: the pair is not shown again',
  body: zTwo,
  output: z.object({}),
});

export const undoDifferent = defineEndpoint({
  method: 'POST',
  path: '/api/customers/duplicates/different/undo',
  access: 'customers:merge',
  summary: 'Perhaps they are one after all: the pair may be shown again',
  body: zTwo,
  output: z.object({}),
});

const zIntoFrom = z.object({ into: zId, from: zId });

export const previewMerge = defineEndpoint({
  method: 'GET',
  path: '/api/customers/merge-preview',
  access: 'customers:merge',
  summary: 'What would happen if the second were merged into the first',
  query: zIntoFrom,
  output: z.object({
    /** Rows that would follow, by what they are: sale_order, message … */
    moves: z.record(z.string(), z.number().int()),
    /** Fields that are empty on the first and would be filled. */
    fills: z.array(z.enum(['name', 'birthDate', 'birthday', 'note'])),
    /** The name that would be shown in place of the first's own, masked: the same without a title behind it. */
    renamed: z.object({ from: z.string(), to: z.string() }).nullable(),
    /** What would hold of each consent (OP-04: the stricter one); null: nobody said anything that holds. */
    consents: z.array(
      z.object({
        kind: z.string(),
        into: z.string().nullable(),
        from: z.string().nullable(),
        merged: z.string().nullable(),
      }),
    ),
  }),
});
export type MergePreview = z.output<(typeof previewMerge)['output']>;

export const createMerge = defineEndpoint({
  method: 'POST',
  path: '/api/customers/merges',
  access: 'customers:merge',
  summary: 'Makes two records one person, shown as the first; can be taken back at any time (OP-04)',
  body: zIntoFrom.extend({ score: z.number().min(0).max(1).nullable().default(null) }),
  output: z.object({ mergeId: zId, into: zId, from: zId }),
});

/** One of two merged records: its name, masked, and by what it is told from the other of the same name. */
const zMergedRecord = z.object({
  customerId: zId,
  name: z.string(),
  source: z.string(),
  /** When the record became known. */
  since: zInstant.nullable(),
  /** End of the number it had, and what the shop's own system calls it. */
  last4: z.string().nullable(),
  externalId: z.string().nullable(),
});

export const zMerge = z.object({
  mergeId: zId,
  into: zMergedRecord,
  from: zMergedRecord,
  at: zInstant,
  by: z.string().nullable(),
  score: z.number().nullable(),
  undoneAt: zInstant.nullable(),
});
export type Merge = z.infer<typeof zMerge>;

export const listMerges = defineEndpoint({
  method: 'GET',
  path: '/api/customers/merges',
  access: 'customers:merge',
  summary: 'Merges, the newest first, also those taken back',
  query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(20) }),
  output: z.object({ merges: z.array(zMerge) }),
});

export const mergeSurePairs = defineEndpoint({
  method: 'POST',
  path: '/api/customers/merges/sure',
  access: 'customers:merge',
  summary: 'Merges all sure pairs in the background, each a merge of its own with its own undo',
  output: z.object({}),
});

export const getSureMerge = defineEndpoint({
  method: 'GET',
  path: '/api/customers/merges/sure',
  access: 'customers:merge',
  summary: 'How far the merging of all sure pairs is, and what its last run merged that still is one person',
  output: z.object({
    isRunning: z.boolean(),
    /** Sure pairs that are not merged yet. */
    left: z.number().int(),
    /** `mergeIds`: those that still stand. `of`: how many it was to be when it began. */
    last: z
      .object({ startedAt: zInstant, mergeIds: z.array(zId), done: z.number().int(), of: z.number().int() })
      .nullable(),
    /** Taking all of the last run back; null when nobody asked for that. */
    undo: z
      .object({ isRunning: z.boolean(), startedAt: zInstant, done: z.number().int(), of: z.number().int() })
      .nullable(),
  }),
});

export const undoSureMerge = defineEndpoint({
  method: 'POST',
  path: '/api/customers/merges/sure/undo',
  access: 'customers:merge',
  summary: 'Takes all merges of the last run back that still stand, in the background',
  output: z.object({}),
});

export const undoMerge = defineEndpoint({
  method: 'POST',
  path: '/api/customers/merges/:mergeId/undo',
  access: 'customers:merge',
  summary: 'Takes a merge back: both are who they were, with what came since for each',
  params: z.object({ mergeId: zId }),
  output: z.object({ mergeId: zId, into: zId, from: zId }),
});

const zCustomerParams = z.object({ customerId: zId });

export const getIdentity = defineEndpoint({
  method: 'GET',
  path: '/api/customers/:customerId/identity',
  access: 'customers:read',
  summary: 'Of which records a person consists, who told how she is reached, who shares her number or door (OP-06)',
  params: zCustomerParams,
  output: z.object({
    merges: z.array(zMerge),
    addresses: z.array(z.object({ addressId: zId, shown: z.string(), source: z.string() })),
    /** Which source told each number and address first, and when (PV-15); null: stored before that was written down. */
    contacts: z.array(
      z.object({
        contactPointId: zId,
        kind: z.string(),
        valueMasked: z.string(),
        source: z.string().nullable(),
        since: zInstant,
      }),
    ),
    sharedWith: z.array(
      z.object({
        customerId: zId,
        name: z.string(),
        through: z.enum(['mobile', 'landline', 'email', 'card', 'address']),
        /** The two wait to be told apart; null: nobody asks. */
        meetingId: zId.nullable(),
        /** OP-05: one number, two names, and one of them not seen for a year: whose record should be asked about. */
        recycledNumberOf: zId.nullable(),
      }),
    ),
    households: z.array(
      z.object({
        householdId: zId,
        kind: z.enum(['household', 'company']),
        name: z.string(),
        /** Ten digits; empty where it is not known, and for a family. */
        businessNo: z.string(),
        /** The person and at most 49 others; of a larger company the rest is counted only. */
        members: z.array(z.object({ customerId: zId, name: z.string() })),
        memberCount: z.number().int(),
      }),
    ),
  }),
});
export type Identity = z.output<(typeof getIdentity)['output']>;

export const listChanges = defineEndpoint({
  method: 'GET',
  path: '/api/customers/:customerId/changes',
  access: 'customers:read',
  summary: 'Which source wrote what on a person and when (PV-15), the newest first, without the values',
  params: zCustomerParams,
  query: z.object({
    /** `next` of the page before. */
    before: zPlaceInLine.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({
    changes: z.array(
      z.object({
        fieldChangeId: zId,
        field: z.enum(['name', 'given_name', 'family_name', 'birth_date', 'birthday', 'note']),
        source: z.string(),
        changedAt: zInstant,
        by: z.string().nullable(),
        /** Name of the record it was taken from, masked. */
        borrowedFrom: z.string().nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
});

/** Of a company, as it is written on a card or an invoice (OP-60); empty takes it away. */
const zBusinessNo = z.string().trim().max(20);

export const createHousehold = defineEndpoint({
  method: 'POST',
  path: '/api/customers/:customerId/households',
  access: 'customers:write',
  summary: 'Says that people belong together without being one: a family or a company (OP-06)',
  params: zCustomerParams,
  body: z.object({
    kind: z.enum(['household', 'company']),
    name: z.string().trim().max(100).default(''),
    businessNo: zBusinessNo.default(''),
    withCustomerIds: z.array(zId).min(1).max(50),
  }),
  output: z.object({ householdId: zId }),
});

const zHousehold = z.object({ householdId: zId });

export const updateHousehold = defineEndpoint({
  method: 'PATCH',
  path: '/api/households/:householdId',
  access: 'customers:write',
  summary: 'Names a family or a company, or says which of the two it is',
  params: zHousehold,
  body: z
    .object({ kind: z.enum(['household', 'company']), name: z.string().trim().max(100), businessNo: zBusinessNo })
    .partial(),
  output: z.object({}),
});

export const joinHousehold = defineEndpoint({
  method: 'POST',
  path: '/api/households/:householdId/members',
  access: 'customers:write',
  summary: 'Takes a person into a family or a company',
  params: zHousehold,
  body: z.object({ customerId: zId }),
  output: z.object({}),
});

export const leaveHousehold = defineEndpoint({
  method: 'DELETE',
  path: '/api/customers/:customerId/households/:householdId',
  access: 'customers:write',
  summary: 'Takes a person out of a family or a company',
  params: zCustomerParams.extend({ householdId: zId }),
  output: z.object({}),
});

export const askAgain = defineEndpoint({
  method: 'POST',
  path: '/api/customers/:customerId/recycled-number',
  access: 'customers:write',
  summary: 'Her number is somebody else\u2019s now: consents to advertising end, the number is asked for again (OP-05)',
  params: zCustomerParams,
  body: z.object({ contactPointId: zId }),
  output: z.object({ ended: z.array(z.string()) }),
});
