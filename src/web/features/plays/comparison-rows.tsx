import { useTranslation } from 'react-i18next';
import type { ComparisonView } from '../../../modules/plays/contract/result.ts';
import { useFormat } from '../../lib/format.ts';
import css from '../../ui/chart.module.css';
import { Chart, linearScale } from '../../ui/chart.tsx';

/** One line of the picture: what is compared, and what it is called. */
export interface ComparisonRow {
  label: string;
  comparison: ComparisonView;
}

const ROW_HEIGHT = 74;
const TOP = 22;
/** Words at the ends of an interval keep inside the picture. */
const EDGE = 8;

/**
 * What is said of a line. The intervals are corrected for all lines together already, so one that lies on one side of zero
 * and still proves nothing stands on too few people or buyers: that is said, or the picture would contradict the word.
 */
function wordOf({ spendCi, direction }: Pick<ComparisonView, 'spendCi' | 'direction'>) {
  const isOneSided = spendCi !== null && (spendCi[0] > 0 || spendCi[1] < 0);
  return direction === 'unknown' && isOneSided ? 'tooFew' : direction;
}

/** Differences of spend per head, each with its interval against the line of no effect; what proves nothing is grey. */
export function ComparisonRows({ sentence, rows }: { sentence: string; rows: readonly ComparisonRow[] }) {
  const { t } = useTranslation('measure');
  const format = useFormat();
  const money = (value: number) => format.money(Math.round(value));
  const known = rows.flatMap(({ comparison }) => comparison.spendCi ?? []);
  const reach = Math.max(1, ...known.map(Math.abs));
  return (
    <Chart
      sentence={sentence}
      height={TOP + ROW_HEIGHT * rows.length}
      table={{
        columns: [
          t('rows.what'),
          t('rows.difference'),
          t('rows.interval'),
          t('rows.cuped'),
          t('rows.people'),
          t('rows.says'),
        ],
        rows: rows.map(({ label, comparison: { spendLift, spendCi, cuped, n, nAgainst, direction } }) => [
          label,
          spendLift === null ? '–' : money(spendLift),
          spendCi ? `${money(spendCi[0])} – ${money(spendCi[1])}` : '–',
          cuped ? `${money(cuped.spendCi[0])} – ${money(cuped.spendCi[1])}` : '–',
          t('rows.against', { n: format.count(n), other: format.count(nAgainst) }),
          t(`says.${wordOf({ spendCi, direction })}`),
        ]),
      }}
    >
      {(width) => {
        const x = linearScale([-reach, reach], [EDGE, width - EDGE]);
        return (
          <>
            <text x={x(0)} y={12} textAnchor="middle" className={css.muted}>
              {t('ui:chart.noEffect')}
            </text>
            <line x1={x(0)} x2={x(0)} y1={TOP - 4} y2={TOP + ROW_HEIGHT * rows.length} className={css.reference} />
            {rows.map(({ label, comparison }, at) => {
              const top = TOP + at * ROW_HEIGHT;
              const line = top + 36;
              const { spendCi, spendLift, direction } = comparison;
              const isProven = direction !== 'unknown';
              return (
                <g key={label}>
                  <text x={0} y={top + 16} className={css.text}>
                    {label} {isProven && spendLift !== null && <tspan className={css.strong}>{money(spendLift)}</tspan>}
                  </text>
                  <text x={width} y={top + 16} textAnchor="end" className={isProven ? css.accentText : css.muted}>
                    {t(`says.${wordOf(comparison)}`)}
                  </text>
                  {spendCi && spendLift !== null && (
                    <>
                      {/* A figure that may be chance stands with how far it may be off, never alone. */}
                      <text x={0} y={line + 24} className={css.muted}>
                        {t('rows.between', { low: money(spendCi[0]), high: money(spendCi[1]) })}
                      </text>
                      <rect
                        x={x(spendCi[0])}
                        y={line - 6}
                        width={Math.max(2, x(spendCi[1]) - x(spendCi[0]))}
                        height={12}
                        rx={6}
                        className={isProven ? css.accentBand : css.band}
                      />
                      <circle cx={x(spendLift)} cy={line} r={5} className={isProven ? css.accent : css.other} />
                    </>
                  )}
                </g>
              );
            })}
          </>
        );
      }}
    </Chart>
  );
}
