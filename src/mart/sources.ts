import { CONSENT_STANDS, SOURCE_OF_FILE } from './fragments.ts';
import { defineQuery } from './query.ts';

/** What one source brought on one day. */
export interface SourceFlow {
  source: string;
  day: string;
  /** Touchpoints and deliveries, without sales. */
  arrived: number;
  duplicates: number;
  refused: number;
  withPerson: number;
  sales: number;
  salesWithPerson: number;
  /** Sum over what arrived of the time between happening and arriving. */
  lagMs: number;
  /** People of customer and contact files. */
  filed: number;
}

/** By source and day, the oldest day first; days with nothing have no row. Sales are counted on the last `countedDays`; a day before those has 1. */
export const listSourceFlow = defineQuery<
  SourceFlow,
  'workspaceId' | 'today' | 'days' | 'countedDays' | 'timeZone' | 'dayEndsAtHour'
>('source_flow', { source: SOURCE_OF_FILE }).run;

/** The last `count` days with something of each source before those `days`, the oldest first; empty when all is younger. */
export const listSourcePast = defineQuery<{ source: string; day: string }, 'workspaceId' | 'today' | 'days' | 'count'>(
  'source_past',
).run;

/** Days on which sales files of a source were imported, at least its last `count`, the oldest first. */
export const listSourceImportDays = defineQuery<
  { source: string; day: string },
  'workspaceId' | 'today' | 'days' | 'count' | 'timeZone' | 'dayEndsAtHour'
>('source_import_day').run;

/** What of a source could not be taken. */
export interface SourceTrouble {
  source: string;
  rejectedRows: number;
  /** Kind of the latest of these files; null without one. */
  fileKind: string | null;
  /** Files with rows that were not taken, the latest first. */
  batches: { batchId: string; createdAt: string; rejectedRows: number }[];
  deadDeliveries: number;
}

/** Sources in trouble since an instant; empty when all went well. */
export const listSourceTrouble = defineQuery<SourceTrouble, 'workspaceId' | 'since'>('source_trouble', {
  source: SOURCE_OF_FILE,
}).run;

/** How the people first met through a source can be reached. */
export interface SourceReach {
  source: string;
  people: number;
  mobile: number;
  email: number;
  /** May be sent advertising: both consents, an address that they cover, no confirmation overdue. */
  mayEmail: number;
  maySms: number;
  /** Either of the two. */
  mayEither: number;
}

/** By source, the one with most people first; empty without people. */
export const listSourceReach = defineQuery<SourceReach, 'workspaceId' | 'today'>('source_reach', {
  stands: CONSENT_STANDS,
}).run;

/** One thing that came from a source; the name is in clear: whoever asks masks and logs. */
export interface SourceRow {
  /** Its place in the line: when it arrived; for a sale, when it was made. */
  arrivedAt: Date;
  /** When it happened. */
  at: Date;
  id: string;
  kind: string;
  phase: string;
  customerId: string | null;
  name: string;
  orderNo: string;
  amountMinor: number | null;
  /** A customer or contact file as a whole. */
  isFile: boolean;
  /** What it puts right, and what put it right later (OP-89). */
  replaces: OtherRow | null;
  replacedBy: OtherRow | null;
}

/** The other half of a correction; `at` in the database's own writing. */
export interface OtherRow {
  id: string;
  source: string;
  kind: string;
  at: string;
}

/** What of a source has no person, by why; `unrecorded` where the reason was not kept. */
export interface NobodyCount {
  source: string;
  arrived: number;
  noKey: number;
  keyUnknown: number;
  ambiguous: number;
  unrecorded: number;
}

/** By source, the one with most of it first; empty when nothing arrived since. */
export const countNobody = defineQuery<NobodyCount, 'workspaceId' | 'since'>('nobody_count').run;

/** One thing that arrived and has no person. */
export interface NobodyRow {
  arrivedAt: Date;
  at: Date;
  id: string;
  kind: string;
  phase: string;
  channel: string;
  why: string;
}

/** A page of what has no person, newest first. */
export const listNobodyRows = defineQuery<
  NobodyRow,
  'workspaceId' | 'source' | 'why' | 'since' | 'beforeAt' | 'beforeId' | 'limit'
>('nobody_row').run;

/** A page of what came from a source: the latest to arrive first, of what arrived at once the latest to happen. */
export const listSourceRows = defineQuery<
  SourceRow,
  | 'workspaceId'
  | 'source'
  | 'day'
  | 'dayFrom'
  | 'dayTo'
  | 'rowId'
  | 'beforeArrivedAt'
  | 'beforeAt'
  | 'beforeId'
  | 'limit'
>('source_row', { source: SOURCE_OF_FILE }).run;
