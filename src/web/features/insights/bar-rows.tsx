import { useMediaQuery } from '@mantine/hooks';
import { Chart } from '../../ui/chart.tsx';
import css from './bar-rows.module.css';
import { type CsvFile, SaveCsv } from './save-csv.tsx';

interface BarRow {
  key: string;
  label: string;
  value: number;
  /** What the bar stands for, written at its end. */
  text: string;
  /** People behind it. */
  note: string;
}

const BAR_HEIGHT = 10;
const LINE = 20;
const GAP = 14;

/** Bars from zero, one a row, each with its name above and its figures beside it; on a phone what it stands for below the name. */
export function BarRows({
  sentence,
  columns,
  rows,
  file,
}: {
  /** Read instead of the picture. */
  sentence: string;
  columns: readonly [string, string, string];
  rows: readonly BarRow[];
  /** The bare figures behind the bars, to be taken along. */
  file: CsvFile;
}) {
  const isPhone = useMediaQuery('(max-width: 699px)', undefined, { getInitialValueInEffect: false });
  const top = LINE * (isPhone ? 2 : 1);
  const rowHeight = top + BAR_HEIGHT + GAP;
  const most = Math.max(1, ...rows.map((row) => row.value));
  return (
    <>
      <Chart
        sentence={sentence}
        sentenceHidden
        height={rows.length * rowHeight}
        table={{ columns, rows: rows.map((row) => [row.label, row.note, row.text]) }}
      >
        {(width) =>
          rows.map((row, at) => (
            <g key={row.key} transform={`translate(0 ${at * rowHeight})`}>
              <text x={0} y={LINE - 6} className={css.label}>
                {row.label}
              </text>
              <text x={width} y={LINE - 6} textAnchor="end" className={css.figures}>
                {isPhone ? row.note : `${row.note} · ${row.text}`}
              </text>
              {isPhone && (
                <text x={0} y={top - 6} className={css.figures}>
                  {row.text}
                </text>
              )}
              <rect x={0} y={top} width={width} height={BAR_HEIGHT} rx={3} className={css.ground} />
              <rect
                x={0}
                y={top}
                width={Math.max(row.value > 0 ? 2 : 0, (width * row.value) / most)}
                height={BAR_HEIGHT}
                rx={3}
                className={css.bar}
              />
            </g>
          ))
        }
      </Chart>
      <SaveCsv {...file} />
    </>
  );
}
