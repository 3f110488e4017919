import css from './chart.module.css';
import { linearScale } from './chart.tsx';

/** A trend the size of a word, for a table cell; the sentence is read instead of it. The last value stands in the cell beside it. */
export function Sparkline({
  values,
  sentence,
  width = 96,
  height = 24,
}: {
  values: readonly number[];
  sentence: string;
  width?: number;
  height?: number;
}) {
  const highest = Math.max(...values, Number.EPSILON);
  const x = linearScale([0, Math.max(1, values.length - 1)], [2, width - 4]);
  const y = linearScale([Math.min(0, ...values), highest], [height - 3, 3]);
  const points = values.map((value, index) => `${x(index).toFixed(1)} ${y(value).toFixed(1)}`);
  const last = values.at(-1);
  return (
    <svg role="img" aria-label={sentence} width={width} height={height} className={css.sparkline}>
      <title>{sentence}</title>
      {points.length > 1 && <path d={`M${points.join('L')}`} />}
      {last !== undefined && <circle cx={x(values.length - 1)} cy={y(last)} r={2.5} />}
    </svg>
  );
}
