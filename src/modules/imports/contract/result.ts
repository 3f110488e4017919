import { z } from 'zod';
import { zId } from '../../../shared/endpoint.ts';
import { zDoubtful } from '../doubtful/contract.ts';

/** Why rows were not taken: one entry a column and reason, the most frequent first. */
export const zRejectedReason = z.object({
  /** Empty when the whole line is meant. */
  column: z.string(),
  /** Key of the reason, e.g. `date_format`. */
  reason: z.string(),
  count: z.number().int(),
  /** The first few lines of the file that it is about, to look at without the error file. */
  lines: z.array(z.number().int()).default([]),
  /** The reason as a sentence. */
  message: z.object({ ko: z.string(), en: z.string() }),
});
export type RejectedReason = z.infer<typeof zRejectedReason>;

/** What an import brought: the answer of `import … --json`, and beside it why rows and consents were not taken. */
export const zImportResult = z.object({
  batchId: zId,
  /** Rows read, the header not counted. */
  rows: z.number().int(),
  accepted: z.number().int(),
  rejected: z.number().int(),
  /** Accepted rows that were there already. */
  duplicates: z.number().int(),
  customers: z.object({ created: z.number().int(), matched: z.number().int() }),
  /** `updated`: orders that were there and got lines or a customer. */
  orders: z.object({ created: z.number().int(), updated: z.number().int() }),
  items: z.object({ created: z.number().int() }),
  /** Where the rows are that could not be taken; null when all were. */
  errorFile: z.string().nullable(),
  seconds: z.number(),
  reasons: z.array(zRejectedReason).default([]),
  /** Cells that were left out of rows that were taken: an unreadable birth date. */
  warnings: z.array(zRejectedReason).default([]),
  /** Columns of the map that Dangol has no place for yet. */
  columnsNotTaken: z.array(z.string()).default([]),
  /** People made anew on whose number or address somebody of another name stands already: for a person to judge. */
  doubtful: z
    .object({
      count: z.number().int(),
      /** Made anew because the source has another number for them, although somebody of the same name stands there. */
      sameName: z.number().int().default(0),
      /** The first of them, masked; of a dry run only. */
      examples: z.array(zDoubtful),
    })
    .default({ count: 0, sameName: 0, examples: [] }),
  /** People who were there before and of whom the file told something new: a number, an address, a name. */
  peopleUpdated: z.number().int().default(0),
  /** People whose word about promotion was taken; `notTaken`: said to have agreed, but without basis or moment (PV-16). */
  consents: z
    .object({ granted: z.number().int(), refused: z.number().int(), notTaken: z.number().int() })
    .default({ granted: 0, refused: 0, notTaken: 0 }),
});
export type ImportResult = z.infer<typeof zImportResult>;

/** Why something of an undone batch stays: something that came later depends on it. */
export const KEPT_REASONS = [
  'customer_has_other_orders',
  'customer_has_consents',
  'customer_has_touchpoints',
  'customer_was_edited',
  'customer_in_play',
  'customer_was_messaged',
  'customer_has_points',
  'customer_was_merged',
  'item_used_elsewhere',
] as const;

const zSkippedLater = z
  .array(z.object({ batchId: zId, fileName: z.string(), lines: z.number().int(), people: z.number().int() }))
  .default([]);

export const zUndoResult = z.object({
  batchId: zId,
  undone: z.object({
    customers: z.number().int(),
    orders: z.number().int(),
    lines: z.number().int(),
    items: z.number().int(),
    touchpoints: z.number().int().default(0),
    /** Contact points, numbers and names that the batch gave to people who were there before it. */
    additions: z.number().int().default(0),
  }),
  kept: z.array(z.object({ id: zId, reason: z.enum(KEPT_REASONS) })),
  /** Later files that skipped lines or people which this batch had brought: imported again, they bring them back. */
  skippedLater: zSkippedLater,
});
export type UndoResult = z.infer<typeof zUndoResult>;

/** An undo as the batch remembers it: how many went, and how many were kept for which reason. */
export const zBatchUndo = z.object({
  undone: zUndoResult.shape.undone,
  kept: z.array(z.object({ reason: z.enum(KEPT_REASONS), count: z.number().int() })),
  skippedLater: zSkippedLater,
});
export type BatchUndo = z.infer<typeof zBatchUndo>;
