import { Explained } from '../figure.tsx';
import { ChooseRow } from './choose.tsx';
import css from './data-table.module.css';
import type { DataTableProps } from './props.ts';
import { useRowOpening } from './row-link.tsx';
import { useRows } from './use-rows.ts';

const CARD_HEIGHT = 112;

export function CardList<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, onEnd, selection } = props;
  const { opens, link } = useRowOpening(props);
  const { scroller, virtual, indexes, before, after, measure } = useRows({
    count: rows.length,
    rowHeight: CARD_HEIGHT,
    onEnd,
  });
  const title = columns.find((column) => column.phone === 'title') ?? columns[0];
  const lines = columns.filter((column) => column !== title && (column.phone ?? 'line') === 'line');
  const under = columns.filter((column) => column.phone === 'under');
  const asides = columns.filter((column) => column.phone === 'aside');
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
      <ul className={css.cards} aria-label={caption} style={{ paddingTop: before, paddingBottom: after }}>
        {indexes.map((index) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <li
              key={rowKey(row)}
              ref={virtual ? measure : undefined}
              data-index={index}
              aria-setsize={virtual ? rows.length : undefined}
              aria-posinset={virtual ? index + 1 : undefined}
              className={css.card}
              data-opens={opens || undefined}
              data-chosen={selection?.isChosen(row) || undefined}
            >
              <div className={css.cardTitle}>
                {selection && <ChooseRow selection={selection} row={row} />}
                {title && link(row, title.render(row))}
                {asides.map((column) => (
                  <span key={column.key}>
                    <Explained definition={column.definition}>{column.render(row)}</Explained>
                  </span>
                ))}
              </div>
              {under.length > 0 && (
                <p className={css.cardUnder}>
                  {under.map((column) => (
                    <span key={column.key}>{column.render(row)}</span>
                  ))}
                </p>
              )}
              <dl className={css.cardLines}>
                {lines.map((column) => {
                  if (column.isQuiet?.(row)) return null;
                  const cell = column.render(row);
                  // A line with nothing on it only makes the card longer.
                  if (cell === '' || cell === null) return null;
                  return (
                    <div key={column.key}>
                      <dt>{column.header}</dt>
                      <dd>
                        <Explained definition={column.definition}>{cell}</Explained>
                      </dd>
                    </div>
                  );
                })}
              </dl>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
