import type { ReactNode } from 'react';
import type { Definition } from '../figure.tsx';

export interface Column<Row> {
  key: string;
  header: string;
  /** What the figures of the column mean, opened by each of them, and by the header at a desk. */
  definition?: Definition | undefined;
  render: (row: Row) => ReactNode;
  /** Figures stand right. */
  align?: 'left' | 'right';
  /** CSS width such as `160px` or `20%`. */
  width?: string;
  sortable?: boolean;
  /**
   * On a phone: `title` heads the card, `aside` stands beside it, `under` follows it in one line without headers, `hidden` is left out, others become a
   * line with their header.
   */
  phone?: 'title' | 'aside' | 'under' | 'line' | 'hidden';
  /** On a phone the line of such a row is left out: a nought that says nothing only makes the card longer. */
  isQuiet?: (row: Row) => boolean;
}

export interface Sort {
  key: string;
  direction: 'asc' | 'desc';
}

/** Rows that can be chosen: a box before each, and one for all of them in the head. */
export interface RowSelection<Row> {
  isChosen: (row: Row) => boolean;
  /** `isRange`: Shift was held, so everything from the last one chosen on. */
  onChoose: (row: Row, isRange: boolean) => void;
  /** Names the box for a screen reader. */
  label: (row: Row) => string;
  all: { label: string; state: boolean | 'some'; onChoose: () => void };
}

export interface DataTableProps<Row> {
  /** Names the table for a screen reader. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Address a row opens; the first column becomes the link and the whole row is clickable. */
  rowHref?: (row: Row) => string;
  /** Instead of an address: what a press on the row does. */
  onOpen?: (row: Row) => void;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Shown instead of the table when there is no row. */
  empty?: ReactNode;
  selection?: RowSelection<Row> | undefined;
  /** Near the end of the rows: load the next page. */
  onEnd?: () => void;
}
