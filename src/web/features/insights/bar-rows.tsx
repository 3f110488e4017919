import { useDefinitions } from '../../lib/definitions.ts';
import { ChartFrame } from '../../ui/chart.tsx';
import { Explained } from '../../ui/figure.tsx';
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

/** Narrower than this a bar could not be seen to be one. */
const LEAST_PX = 2;

/** Bars from zero, one a row, each with its name above and its figures beside it, which open their meaning. */
export function BarRows({
  sentence,
  columns,
  rows,
  metrics,
  file,
}: {
  /** What the rows say together, for whoever hears them. */
  sentence: string;
  columns: readonly [string, string, string];
  rows: readonly BarRow[];
  /** What the two figures of a row are, as keys of definitions. */
  metrics: { note: string; text: string };
  /** The bare figures behind the bars, to be taken along. */
  file: CsvFile;
}) {
  const definitionOf = useDefinitions();
  const most = Math.max(1, ...rows.map((row) => row.value));
  return (
    <>
      <ChartFrame
        sentence={sentence}
        sentenceHidden
        metrics={[metrics.note, metrics.text]}
        table={{ columns, rows: rows.map((row) => [row.label, row.note, row.text]) }}
      >
        <ul className={css.rows} aria-label={sentence}>
          {rows.map((row) => (
            <li key={row.key}>
              <div className={css.words}>
                <span className={css.label}>{row.label}</span>
                <span className={css.note}>
                  <Explained definition={definitionOf(metrics.note)}>{row.note}</Explained>
                </span>
                <span className={css.text}>
                  <Explained definition={definitionOf(metrics.text)}>{row.text}</Explained>
                </span>
              </div>
              <div className={css.ground} aria-hidden>
                <div
                  className={css.bar}
                  style={{
                    width: `${(100 * Math.max(0, row.value)) / most}%`,
                    minWidth: row.value > 0 ? LEAST_PX : 0,
                  }}
                />
              </div>
            </li>
          ))}
        </ul>
      </ChartFrame>
      <SaveCsv {...file} />
    </>
  );
}
