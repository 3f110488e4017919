import { useElementSize } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './chart.module.css';
import { Meanings } from './meanings.tsx';

/** The same data as rows and columns: everybody can read it, and a screen reader does. */
export interface ChartTable {
  columns: readonly string[];
  rows: readonly (readonly ReactNode[])[];
}

export interface ChartFrameProps {
  /** What the picture says; shown above it and read instead of it. */
  sentence: string;
  table: ChartTable;
  height: number;
  /** Hide the sentence when the text beside the chart says it already; it is still read. */
  sentenceHidden?: boolean;
  /** What is drawn, as keys of its definitions: opened by a mark below the picture. */
  metrics?: readonly string[];
}

/** Frame of every chart: the sentence, then the picture, then its table. */
export function ChartFrame({
  sentence,
  table,
  sentenceHidden = false,
  metrics,
  children,
}: Omit<ChartFrameProps, 'height'> & { children: ReactNode }) {
  const { t } = useTranslation('ui');
  return (
    <figure className={css.chart}>
      {!sentenceHidden && <figcaption className={css.sentence}>{sentence}</figcaption>}
      {children}
      <div className={css.foot}>
        <details className={css.details}>
          <summary>{t('chart.table')}</summary>
          <div className={css.tableScroll}>
            <table className={css.table}>
              <thead>
                <tr>
                  {table.columns.map((column) => (
                    <th key={column} scope="col">
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {table.rows.map((row, rowIndex) => (
                  // oxlint-disable-next-line react/no-array-index-key -- rows have no identity but their place
                  <tr key={rowIndex}>
                    {row.map((cell, index) =>
                      index === 0 ? (
                        <th key={table.columns[index]} scope="row">
                          {cell}
                        </th>
                      ) : (
                        <td key={table.columns[index]}>{cell}</td>
                      ),
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
        {metrics && <Meanings keys={metrics} />}
      </div>
    </figure>
  );
}

interface ChartProps extends ChartFrameProps {
  /** Draws at the real width in pixels, so that text never shrinks. */
  children: (width: number) => ReactNode;
}

/** A small picture drawn by hand; what has axes and many marks is a `DrawnChart`. */
export function Chart({ height, children, ...frame }: ChartProps) {
  const { ref, width } = useElementSize();
  const { sentence } = frame;
  return (
    <ChartFrame {...frame}>
      <div ref={ref} style={{ height }}>
        {width > 0 && (
          <svg role="img" aria-label={sentence} width={width} height={height} className={css.svg}>
            {children(width)}
          </svg>
        )}
      </div>
    </ChartFrame>
  );
}

/** A linear scale from values to pixels; a flat domain maps to the start of the range. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]) {
  const span = domain[1] - domain[0];
  return (value: number) => (span === 0 ? range[0] : range[0] + ((value - domain[0]) / span) * (range[1] - range[0]));
}
