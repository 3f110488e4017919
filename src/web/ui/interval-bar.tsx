import { useTranslation } from 'react-i18next';
import css from './chart.module.css';
import { Chart, linearScale } from './chart.tsx';

interface IntervalBarProps {
  sentence: string;
  label: string;
  estimate: number;
  /** Ends of the 95 % interval. */
  low: number;
  high: number;
  format: (value: number) => string;
  sentenceHidden?: boolean;
}

const HEIGHT = 64;
const LINE_Y = 30;

/** A difference with its interval against zero: an interval that crosses the line proves nothing. */
export function IntervalBar({
  sentence,
  label,
  estimate,
  low,
  high,
  format,
  sentenceHidden = false,
}: IntervalBarProps) {
  const { t } = useTranslation('ui');
  const reach = Math.max(Math.abs(low), Math.abs(high), Math.abs(estimate)) || 1;
  const proven = low > 0 || high < 0;
  return (
    <Chart
      sentence={sentence}
      sentenceHidden={sentenceHidden}
      height={HEIGHT}
      table={{
        columns: [t('chart.difference'), t('chart.value'), t('chart.interval')],
        rows: [[label, format(estimate), `${format(low)} – ${format(high)}`]],
      }}
    >
      {(width) => {
        const pad = Math.min(64, width * 0.12);
        const x = linearScale([-reach, reach], [pad, width - pad]);
        return (
          <>
            <line x1={0} x2={width} y1={LINE_Y} y2={LINE_Y} className={css.hairline} />
            <rect
              x={x(low)}
              y={LINE_Y - 7}
              width={Math.max(2, x(high) - x(low))}
              height={14}
              rx={7}
              className={proven ? css.accentBand : css.band}
            />
            <line x1={x(0)} x2={x(0)} y1={LINE_Y - 14} y2={LINE_Y + 14} className={css.reference} />
            <circle cx={x(estimate)} cy={LINE_Y} r={5} className={proven ? css.accent : css.other} />
            <text x={x(0)} y={10} textAnchor="middle" className={css.muted}>
              {t('chart.noEffect')}
            </text>
            <text
              x={x(low)}
              y={HEIGHT - 6}
              textAnchor={x(high) - x(low) < 140 ? 'end' : 'middle'}
              className={css.muted}
            >
              {format(low)}
            </text>
            {x(high) - x(low) >= 140 && (
              <text x={x(estimate)} y={HEIGHT - 6} textAnchor="middle" className={css.strong}>
                {format(estimate)}
              </text>
            )}
            <text
              x={x(high)}
              y={HEIGHT - 6}
              textAnchor={x(high) - x(low) < 140 ? 'start' : 'middle'}
              className={css.muted}
            >
              {format(high)}
            </text>
          </>
        );
      }}
    </Chart>
  );
}
