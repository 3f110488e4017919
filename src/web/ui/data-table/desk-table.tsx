import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Explained, Term } from '../figure.tsx';
import { ChooseAll, ChooseRow } from './choose.tsx';
import css from './data-table.module.css';
import type { Column, DataTableProps, Sort } from './props.ts';
import { useRowOpening } from './row-link.tsx';
import { useRows } from './use-rows.ts';

const ROW_HEIGHT = 40;

function nextSort(column: Column<never>, sort: Sort | undefined): Sort {
  if (sort?.key !== column.key) return { key: column.key, direction: column.align === 'right' ? 'desc' : 'asc' };
  return { key: column.key, direction: sort.direction === 'asc' ? 'desc' : 'asc' };
}

function HeaderCell<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>;
  sort: Sort | undefined;
  onSort: DataTableProps<Row>['onSort'];
}) {
  const { t } = useTranslation('ui');
  const mine = sort?.key === column.key ? sort.direction : undefined;
  const Icon = mine === 'asc' ? IconArrowUp : mine === 'desc' ? IconArrowDown : IconArrowsSort;
  return (
    <th
      scope="col"
      style={{ width: column.width }}
      data-align={column.align}
      aria-sort={mine === 'asc' ? 'ascending' : mine === 'desc' ? 'descending' : undefined}
    >
      {column.definition && <Term label={column.header} definition={column.definition} />}
      {column.sortable && onSort ? (
        <button
          type="button"
          className={`d-plain-button ${css.sort}`}
          data-active={mine !== undefined || undefined}
          title={t('table.sortBy', { column: column.header })}
          aria-label={column.definition && t('table.sortBy', { column: column.header })}
          onClick={() => onSort(nextSort(column, sort))}
        >
          {!column.definition && column.header}
          <Icon size={14} aria-hidden />
        </button>
      ) : (
        !column.definition && column.header
      )}
    </th>
  );
}

export function DeskTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, sort, onSort, onEnd, selection } = props;
  const { opens, link, onRowClick } = useRowOpening(props);
  const { scroller, virtual, indexes, before, after } = useRows({ count: rows.length, rowHeight: ROW_HEIGHT, onEnd });
  return (
    <div
      ref={scroller}
      className={css.scroller}
      data-virtual={virtual || undefined}
      // A scrolling region must be reachable by keyboard
      tabIndex={virtual ? 0 : undefined}
      role={virtual ? 'region' : undefined}
      aria-label={virtual ? caption : undefined}
    >
      <table className={css.table} aria-rowcount={virtual ? rows.length + 1 : undefined}>
        <caption className="d-visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {selection && (
              <th scope="col" className={css.choose}>
                <ChooseAll selection={selection} />
              </th>
            )}
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr aria-hidden style={{ height: before }} />}
          {indexes.map((index) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <tr
                key={rowKey(row)}
                aria-rowindex={virtual ? index + 2 : undefined}
                data-opens={opens || undefined}
                data-chosen={selection?.isChosen(row) || undefined}
                onClick={opens ? onRowClick(row) : undefined}
              >
                {selection && (
                  <td className={css.choose}>
                    <ChooseRow selection={selection} row={row} />
                  </td>
                )}
                {columns.map((column, place) => (
                  <td key={column.key} data-align={column.align}>
                    {place === 0 ? (
                      link(row, column.render(row))
                    ) : (
                      <Explained definition={column.definition}>{column.render(row)}</Explained>
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 && <tr aria-hidden style={{ height: after }} />}
        </tbody>
      </table>
    </div>
  );
}
