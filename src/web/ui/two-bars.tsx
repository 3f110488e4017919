import { useTranslation } from 'react-i18next';
import css from './chart.module.css';
import { Chart, linearScale } from './chart.tsx';

/** One group of a play's result: its value with the 95 % interval, and how many people it rests on. */
export interface BarGroup {
  label: string;
  value: number;
  low: number;
  high: number;
  n: number;
}

interface TwoBarsProps {
  sentence: string;
  treated: BarGroup;
  heldOut: BarGroup;
  format: (value: number) => string;
  sentenceHidden?: boolean;
}

const BAR_HEIGHT = 20;
const ROW_HEIGHT = 54;
/** Room above the bars for the words of the no-effect line. */
const TOP = 22;

/** A play's result: those written to against those held out, bars from zero with intervals, and the line of no effect. */
export function TwoBars({ sentence, treated, heldOut, format, sentenceHidden = false }: TwoBarsProps) {
  const { t, i18n } = useTranslation('ui');
  const count = new Intl.NumberFormat(i18n.language);
  const groups = [treated, heldOut];
  const lowest = Math.min(0, ...groups.map((group) => group.low));
  const highest = Math.max(...groups.flatMap((group) => [group.high, group.value]), Number.EPSILON);
  return (
    <Chart
      sentence={sentence}
      sentenceHidden={sentenceHidden}
      height={TOP + ROW_HEIGHT * 2 + 4}
      table={{
        columns: [t('chart.group'), t('chart.value'), t('chart.interval'), t('chart.people')],
        rows: groups.map((group) => [
          group.label,
          format(group.value),
          `${format(group.low)} – ${format(group.high)}`,
          count.format(group.n),
        ]),
      }}
    >
      {(width) => {
        const x = linearScale([lowest, highest], [0, width - 1]);
        const reference = x(heldOut.value);
        const flip = reference > width * 0.6;
        return (
          <>
            {groups.map((group, index) => {
              const top = TOP + index * ROW_HEIGHT;
              const middle = top + 22 + BAR_HEIGHT / 2;
              const start = Math.min(x(0), x(group.value));
              return (
                <g key={group.label}>
                  <text x={0} y={top + 14} className={css.text}>
                    {group.label} <tspan className={css.strong}>{format(group.value)}</tspan>
                  </text>
                  <text x={width} y={top + 14} textAnchor="end" className={css.muted}>
                    {t('figure.n', { n: count.format(group.n) })}
                  </text>
                  <rect
                    x={start}
                    y={top + 22}
                    width={Math.max(1, Math.abs(x(group.value) - x(0)))}
                    height={BAR_HEIGHT}
                    rx={2}
                    className={index === 0 ? css.accent : css.other}
                    opacity={0.85}
                    strokeWidth={0}
                  />
                  <g className={css.whisker}>
                    <line x1={x(group.low)} x2={x(group.high)} y1={middle} y2={middle} />
                    <line x1={x(group.low)} x2={x(group.low)} y1={middle - 5} y2={middle + 5} />
                    <line x1={x(group.high)} x2={x(group.high)} y1={middle - 5} y2={middle + 5} />
                  </g>
                </g>
              );
            })}
            <line x1={x(0)} x2={x(0)} y1={TOP + 18} y2={TOP + ROW_HEIGHT * 2} className={css.axis} />
            {/* Only where the bars are: across the names it would make them hard to read. */}
            {groups.map((group, index) => (
              <line
                key={group.label}
                x1={reference}
                x2={reference}
                y1={TOP + index * ROW_HEIGHT + 18}
                y2={TOP + (index + 1) * ROW_HEIGHT}
                className={css.reference}
              />
            ))}
            <text x={reference + (flip ? -4 : 4)} y={12} textAnchor={flip ? 'end' : 'start'} className={css.muted}>
              {t('chart.noEffect')}
            </text>
          </>
        );
      }}
    </Chart>
  );
}
