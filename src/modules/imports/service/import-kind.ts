import type { Db } from '../../../platform/db.ts';
import type { Log } from '../../../platform/log.ts';
import type { UserMessage } from '../../../shared/errors.ts';
import type { Field } from '../../customers/index.ts';
import type { Workspace } from '../../workspace/index.ts';
import type { ImportBasis, ImportKind, ImportResult } from '../contract.ts';
import type { ImportMap } from '../map.ts';
import type { ReasonKey, RowError } from '../reader/reasons.ts';
import type { StageConnection } from '../stage/connection.ts';

/** The map of one kind of file. */
export type MapOf<K extends ImportKind> = Extract<ImportMap, { kind: K }>;

/** What became of one row; `warnings` name optional cells that were left out of it. */
export type Mapped<Line> = { ok: Line; warnings?: readonly RowError[] } | { error: RowError };

/** Rows of one file as records of its kind. */
export interface Mapper<Line> {
  mapRow(cells: readonly string[], lineNumber: number): Mapped<Line>;
  /** Columns of the file that no field uses: to be offered as custom fields, never dropped in silence. */
  unmappedColumns: string[];
  /** Columns of fields that are read and not stored: to be named, never dropped in silence. */
  columnsNotTaken?: string[];
}

/** What a loader is given: the records in batches, and what else an import knows. */
export interface LoadInput<Line> {
  batchId: string;
  /** Till or shop the file comes from (OP-41). */
  source: string;
  shop: Workspace;
  basis: ImportBasis;
  lines: AsyncIterable<readonly Line[]>;
  /** The row of a record of the batch in hand, as it stands in the file. */
  cellsOf(lineNumber: number): readonly string[];
  /** Refuses a record after all: its row goes to the error file, and counts as rejected. `cells`: unless it is of the batch in hand. */
  reject(lineNumber: number, reason: ReasonKey, cells?: readonly string[]): Promise<void>;
  /** Says what became of a record that is taken; else as `reject`. */
  noteRow(lineNumber: number, reason: ReasonKey, cells?: readonly string[]): Promise<void>;
  now: Date;
  log: Log;
  /** Of this installation, for what is stored sealed. */
  secretKey: string;
  accountId: string | null;
}

/** Counts that a loader answers; those its kind has nothing to do with are absent and count as none. */
export type Loaded = Pick<ImportResult, 'accepted' | 'duplicates'> &
  Partial<Pick<ImportResult, 'customers' | 'orders' | 'items' | 'consents'>>;

/** One kind of file: how its rows are read and where they go. Its fields stand in `FIELDS_OF_KIND` of map.ts. */
export interface KindOfImport<K extends ImportKind, Line> {
  kind: K;
  /** As in "a sales file". */
  name: UserMessage;
  mapper(file: {
    map: MapOf<K>;
    header: readonly string[];
    shop: Workspace;
    /** The shop's own fields of people. */
    fields: readonly Field[];
    now: Date;
  }): Mapper<Line>;
  /** A record as the check screen shows it, by field, persons masked; those of sales and customers have a shape of their own. */
  show?(line: Line): Record<string, string>;
  /** Stores the records, inside the transaction that `connection.db` has open: all of them or, when it throws, none. */
  load(connection: StageConnection, input: LoadInput<Line>): Promise<Loaded>;
  /** What goes with stored data and not with a dry run: events, notes. */
  afterwards?(db: Db, workspaceId: string, result: ImportResult): Promise<void>;
}

const NOTHING = {
  customers: { created: 0, matched: 0 },
  orders: { created: 0, updated: 0 },
  items: { created: 0 },
  consents: { granted: 0, refused: 0, notTaken: 0 },
} satisfies Partial<ImportResult>;

/** All counts of an import: those its kind has nothing to do with are none. */
export function withAllCounts(loaded: Loaded): Loaded & typeof NOTHING {
  return { ...NOTHING, ...loaded };
}
