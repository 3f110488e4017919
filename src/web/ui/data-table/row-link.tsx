import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import css from './data-table.module.css';
import type { DataTableProps } from './props.ts';

/** Opens a row: as a link when it has an address, else as a button; plain text when it opens nothing. */
export function useRowOpening<Row>({ rowHref, onOpen }: Pick<DataTableProps<Row>, 'rowHref' | 'onOpen'>) {
  const router = useRouter();
  const opens = rowHref !== undefined || onOpen !== undefined;

  const open = (row: Row) => {
    if (rowHref) router.history.push(rowHref(row));
    else onOpen?.(row);
  };

  const link = (row: Row, children: ReactNode): ReactNode => {
    if (rowHref) {
      return (
        <a
          href={rowHref(row)}
          data-row-link
          className={css.link}
          onClick={(event) => {
            // A press with a modifier opens a new tab, as on every link.
            if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
            event.preventDefault();
            open(row);
          }}
        >
          {children}
        </a>
      );
    }
    if (!onOpen) return children;
    return (
      <button type="button" data-row-link className={`d-plain-button ${css.link}`} onClick={() => open(row)}>
        {children}
      </button>
    );
  };

  /** For the row itself: a press beside the link counts too, unless it was on a control or selected text. */
  const onRowClick = (row: Row) => (event: React.MouseEvent) => {
    if (!opens || (event.target as HTMLElement).closest('a,button,input,label,select,summary')) return;
    if (window.getSelection()?.toString()) return;
    open(row);
  };

  return { opens, link, onRowClick };
}
