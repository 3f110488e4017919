import { Chart } from '../../ui/chart.tsx';
import css from './bar-rows.module.css';

interface BarRow {
  key: string;
  label: string;
  value: number;
  /** What the bar stands for, written at its end. */
  text: string;
  /** People behind it. */
  note: string;
}

const ROW_HEIGHT = 44;
const BAR_HEIGHT = 10;
const TOP = 20;

/** Bars from zero, one a row, each with its name above and its figures beside it. */
export function BarRows({
  sentence,
  columns,
  rows,
}: {
  /** Read instead of the picture. */
  sentence: string;
  columns: readonly [string, string, string];
  rows: readonly BarRow[];
}) {
  const most = Math.max(1, ...rows.map((row) => row.value));
  return (
    <Chart
      sentence={sentence}
      sentenceHidden
      height={rows.length * ROW_HEIGHT}
      table={{ columns, rows: rows.map((row) => [row.label, row.note, row.text]) }}
    >
      {(width) =>
        rows.map((row, at) => (
          <g key={row.key} transform={`translate(0 ${at * ROW_HEIGHT})`}>
            <text x={0} y={TOP - 6} className={css.label}>
              {row.label}
            </text>
            <text x={width} y={TOP - 6} textAnchor="end" className={css.figures}>
              {row.note} · {row.text}
            </text>
            <rect x={0} y={TOP} width={width} height={BAR_HEIGHT} rx={3} className={css.ground} />
            <rect
              x={0}
              y={TOP}
              width={Math.max(row.value > 0 ? 2 : 0, (width * row.value) / most)}
              height={BAR_HEIGHT}
              rx={3}
              className={css.bar}
            />
          </g>
        ))
      }
    </Chart>
  );
}
