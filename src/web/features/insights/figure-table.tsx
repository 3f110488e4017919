import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CsvValue } from '../../../shared/csv.ts';
import { useFormat } from '../../lib/format.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { Column, Sort } from '../../ui/data-table/props.ts';
import css from './insights.module.css';
import { SaveCsv } from './save-csv.tsx';

/** A column whose bare value sorts the table and goes into the file; without `render` it is also what is shown. */
export interface FigureColumn<Row> extends Omit<Column<Row>, 'render' | 'sortable'> {
  value?: (row: Row) => CsvValue;
  /** Sorts instead of the value, where that has an order of its own. */
  order?: (row: Row) => CsvValue;
  render?: (row: Row) => ReactNode;
}

interface FigureTableProps<Row> {
  caption: string;
  columns: readonly FigureColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowHref?: (row: Row) => string;
  /** Name of the CSV file; absent for people, whose lists leave only with a reason (PV-56). */
  file?: string;
  /** What the file holds instead of the rows shown, where these are a part of them. */
  fileRows?: readonly Row[];
  /** What the file has besides the columns shown, such as both ends of a range. */
  alsoInFile?: readonly { header: string; value: (row: Row) => CsvValue }[];
  empty?: ReactNode;
  /** Rows that stand before one asks for the others. */
  first?: number | undefined;
}

/** Rows that stand before one asks for the others: the picture above has said the most. */
const FIRST = { phone: 5, desk: 20 } as const;

/** The table under a picture: sorted by any of its figures, and taken along as a file. */
export function FigureTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  rowHref,
  file,
  fileRows,
  alsoInFile,
  empty,
  first: asked,
}: FigureTableProps<Row>) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const [sort, setSort] = useState<Sort>();
  const isPhone = useMediaQuery('(max-width: 699px)', undefined, { getInitialValueInEffect: false });
  const [showsAll, setShowsAll] = useState(false);
  const column = columns.find(({ key }) => key === sort?.key);
  const by = column?.order ?? column?.value;
  const sorted = by && sort ? rows.toSorted((a, b) => compare(by(a), by(b), sort.direction)) : rows;
  const first = asked ?? FIRST[isPhone ? 'phone' : 'desk'];
  const isShort = !showsAll && rows.length > first + 1;
  const kept = [...columns.filter(({ value }) => value !== undefined), ...(alsoInFile ?? [])];
  return (
    <div className={css.stack}>
      <DataTable
        caption={caption}
        columns={columns.map(({ value, render, order: _order, ...column }) => ({
          ...column,
          sortable: value !== undefined,
          render: render ?? ((row: Row) => value?.(row) ?? '–'),
        }))}
        rows={isShort ? sorted.slice(0, first) : sorted}
        rowKey={rowKey}
        {...(rowHref ? { rowHref } : {})}
        {...(sort ? { sort } : {})}
        onSort={setSort}
        empty={empty}
      />
      {isShort && (
        <Button variant="default" onClick={() => setShowsAll(true)}>
          {t('showMore', { n: format.count(rows.length - first) })}
        </Button>
      )}
      {file && rows.length > 0 && (
        <SaveCsv
          name={file}
          columns={kept.map(({ header }) => header)}
          rows={(fileRows ?? sorted).map((row) => kept.map(({ value }) => value?.(row) ?? null))}
        />
      )}
    </div>
  );
}

/** What is not known stands last, whichever way it is sorted. */
function compare(a: CsvValue, b: CsvValue, direction: Sort['direction']): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order = typeof a === 'string' ? a.localeCompare(String(b), 'ko') : Number(a) - Number(b);
  return direction === 'asc' ? order : -order;
}
