import { useTranslation } from 'react-i18next';
import { useFormat } from '../lib/format.ts';
import css from './chart.module.css';
import { Chart, linearScale } from './chart.tsx';

interface RhythmStripProps {
  sentence: string;
  /** Visit days, any order, `YYYY-MM-DD`. */
  visitDays: readonly string[];
  today: string;
  /** When the next visit is expected by this person's own rhythm. */
  expectedOn?: string | undefined;
  /** The days within which four of five next visits fall. */
  expectedBetween?: readonly [string, string] | undefined;
  sentenceHidden?: boolean;
}

const MS_PER_DAY = 86_400_000;
/** Half a year shows a rhythm of weeks and of months. */
const DAYS_SHOWN = 182;
const HEIGHT = 62;
const LINE_Y = 24;

const dayNumber = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY);

/** A person's rhythm: a strip of visit days, today, and where the next visit was or is expected. */
export function RhythmStrip(props: RhythmStripProps) {
  const { sentence, visitDays, today, expectedOn, expectedBetween, sentenceHidden = false } = props;
  const { t } = useTranslation('ui');
  const format = useFormat();
  const now = dayNumber(today);
  const sorted = [...new Set(visitDays)].sort();
  const recent = sorted.filter((day) => now - dayNumber(day) <= DAYS_SHOWN);
  const overdue = expectedOn !== undefined && expectedOn < today;
  const first = Math.min(now - 28, ...recent.map(dayNumber));
  const last = Math.max(now, ...[expectedOn, expectedBetween?.[1]].flatMap((day) => (day ? [dayNumber(day)] : [])));

  return (
    <Chart
      sentence={sentence}
      sentenceHidden={sentenceHidden}
      height={HEIGHT}
      table={{
        columns: [t('rhythm.day'), t('rhythm.what')],
        rows: [
          ...sorted.map((day) => [format.day(day), t('rhythm.visit')]),
          ...(expectedOn ? [[format.day(expectedOn), t('rhythm.expected')]] : []),
        ],
      }}
    >
      {(width) => {
        const x = linearScale([first, last], [8, width - 8]);
        const expectedX = expectedOn ? x(dayNumber(expectedOn)) : undefined;
        const anchor = (at: number) => (at < 60 ? 'start' : at > width - 60 ? 'end' : 'middle');
        const near = expectedX !== undefined && Math.abs(expectedX - x(now)) < 90;
        return (
          <>
            <line x1={0} x2={width} y1={LINE_Y} y2={LINE_Y} className={css.hairline} />
            {expectedBetween && (
              <rect
                x={x(dayNumber(expectedBetween[0]))}
                y={LINE_Y - 8}
                width={Math.max(4, x(dayNumber(expectedBetween[1])) - x(dayNumber(expectedBetween[0])))}
                height={16}
                rx={3}
                className={css.accentBand}
              />
            )}
            <line x1={x(now)} x2={x(now)} y1={LINE_Y - 14} y2={LINE_Y + 14} className={css.reference} />
            {recent.map((day) => (
              <circle key={day} cx={x(dayNumber(day))} cy={LINE_Y} r={4} className={css.accent} strokeWidth={0}>
                <title>{format.day(day)}</title>
              </circle>
            ))}
            {expectedX !== undefined && <circle cx={expectedX} cy={LINE_Y} r={5} className={css.hollow} />}
            <text x={x(now)} y={HEIGHT - 8} textAnchor={anchor(x(now))} className={css.muted}>
              {t('rhythm.today')}
            </text>
            {expectedX !== undefined && expectedOn && (
              <text
                x={expectedX}
                y={near ? 8 : HEIGHT - 8}
                textAnchor={anchor(expectedX)}
                className={overdue ? css.warningText : css.accentText}
              >
                {t(overdue ? 'rhythm.wasExpected' : 'rhythm.isExpected', { day: format.shortDay(expectedOn) })}
              </text>
            )}
            {recent[0] && x(now) - x(dayNumber(recent[0])) > 150 && (
              <text
                x={x(dayNumber(recent[0]))}
                y={HEIGHT - 8}
                textAnchor={anchor(x(dayNumber(recent[0])))}
                className={css.muted}
              >
                {format.shortDay(recent[0])}
              </text>
            )}
          </>
        );
      }}
    </Chart>
  );
}
