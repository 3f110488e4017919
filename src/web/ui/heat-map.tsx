import { useTranslation } from 'react-i18next';
import css from './chart.module.css';
import { Chart, linearScale } from './chart.tsx';

interface HeatCell {
  /** 0 Sunday … 6 Saturday. */
  weekday: number;
  /** 0–23, or above 23 for hours after midnight that belong to the day before. */
  hour: number;
  value: number;
}

interface HeatMapProps {
  sentence: string;
  /** Hours without a cell count as zero. */
  cells: readonly HeatCell[];
  format: (value: number) => string;
  sentenceHidden?: boolean;
}

const LABEL_WIDTH = 28;
const ROW = 26;
const AXIS = 20;
/** A known Sunday, to name the weekdays of any language. */
const SUNDAY = Date.UTC(2026, 10, 22);
/** Five strengths instead of a smooth ramp: on each of them either the dark or the light ink reads at 4.5:1. */
const STRENGTHS = [0.1, 0.2, 0.32, 0.46, 0.9];

function strengthOf(share: number): number {
  if (share <= 0) return 0;
  return STRENGTHS[Math.min(STRENGTHS.length - 1, Math.ceil(share * STRENGTHS.length) - 1)] ?? 0;
}

/** Weekday × hour: darker is more. The week begins on Sunday, as Korean calendars do. */
export function HeatMap({ sentence, cells, format, sentenceHidden = false }: HeatMapProps) {
  const { t, i18n } = useTranslation('ui');
  const weekdayName = new Intl.DateTimeFormat(i18n.language, { weekday: 'short', timeZone: 'UTC' });
  const weekdays = Array.from({ length: 7 }, (_unused, weekday) => weekdayName.format(SUNDAY + weekday * 86_400_000));
  const hours = cells.map((cell) => cell.hour);
  const from = hours.length > 0 ? Math.min(...hours) : 0;
  const to = hours.length > 0 ? Math.max(...hours) : 23;
  const columns = Array.from({ length: to - from + 1 }, (_unused, index) => from + index);
  const strongest = Math.max(...cells.map((cell) => cell.value), Number.EPSILON);
  const valueAt = new Map(cells.map((cell) => [`${cell.weekday}-${cell.hour}`, cell.value]));
  const hourLabel = (hour: number) => String(hour % 24);

  return (
    <Chart
      sentence={sentence}
      sentenceHidden={sentenceHidden}
      height={ROW * 7 + AXIS}
      table={{
        columns: [t('chart.weekday'), ...columns.map((hour) => t('chart.hour', { hour: hourLabel(hour) }))],
        rows: weekdays.map((name, weekday) => [
          name,
          ...columns.map((hour) => format(valueAt.get(`${weekday}-${hour}`) ?? 0)),
        ]),
      }}
    >
      {(width) => {
        const x = linearScale([0, columns.length], [LABEL_WIDTH, width]);
        const step = x(1) - x(0);
        const labelEvery = Math.max(1, Math.ceil(22 / step));
        return (
          <>
            {weekdays.map((name, weekday) => (
              <g key={name}>
                <text x={0} y={weekday * ROW + 17} className={css.muted}>
                  {name}
                </text>
                {columns.map((hour, index) => {
                  const value = valueAt.get(`${weekday}-${hour}`) ?? 0;
                  const strength = strengthOf(value / strongest);
                  return (
                    <g key={hour}>
                      <rect
                        x={x(index) + 1}
                        y={weekday * ROW + 1}
                        width={Math.max(1, step - 2)}
                        height={ROW - 2}
                        rx={2}
                        className={css.band}
                        opacity={0.35}
                      />
                      <rect
                        x={x(index) + 1}
                        y={weekday * ROW + 1}
                        width={Math.max(1, step - 2)}
                        height={ROW - 2}
                        rx={2}
                        className={css.accent}
                        strokeWidth={0}
                        opacity={strength}
                      >
                        <title>{`${name} ${t('chart.hour', { hour: hourLabel(hour) })} · ${format(value)}`}</title>
                      </rect>
                      {step >= 34 && value > 0 && (
                        <text
                          x={x(index) + step / 2}
                          y={weekday * ROW + 17}
                          textAnchor="middle"
                          fontSize={11}
                          pointerEvents="none"
                          fill={strength > 0.5 ? 'var(--d-surface)' : 'var(--d-text)'}
                        >
                          {format(value)}
                        </text>
                      )}
                    </g>
                  );
                })}
              </g>
            ))}
            {columns.map((hour, index) =>
              index % labelEvery === 0 ? (
                <text key={hour} x={x(index) + step / 2} y={ROW * 7 + 15} textAnchor="middle" className={css.muted}>
                  {hourLabel(hour)}
                </text>
              ) : null,
            )}
          </>
        );
      }}
    </Chart>
  );
}
