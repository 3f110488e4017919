import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Definition } from '../figure.tsx';
import { CardList } from './card-list.tsx';
import css from './data-table.module.css';
import { DeskTable } from './desk-table.tsx';

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
  /** On a phone: `title` heads the card, `aside` stands beside it, `hidden` is left out, others become a line with their header. */
  phone?: 'title' | 'aside' | 'line' | 'hidden';
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

/** A list of things: a real table at a desk, cards on a phone; virtualised when long, rows walked with the arrow keys. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { t } = useTranslation('ui');
  const narrow = useMediaQuery('(max-width: 699px)', undefined, { getInitialValueInEffect: false });
  const box = useRef<HTMLDivElement>(null);
  if (props.rows.length === 0) return <>{props.empty ?? <p className={css.none}>{t('table.empty')}</p>}</>;

  /** Arrow keys walk from row to row; the focus sits on each row's link, so Enter and the screen reader work as always. */
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const target = event.target as HTMLElement;
    if (step === undefined || !target.matches('[data-row-link]')) return;
    const links = [...(box.current?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])];
    const next = links[links.indexOf(target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
  };
  const View = narrow ? CardList : DeskTable;
  return (
    <div ref={box} role="presentation" className={css.frame} onKeyDown={onKeyDown}>
      <View {...props} />
    </div>
  );
}
