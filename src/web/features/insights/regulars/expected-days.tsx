import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { RegularsPage } from '../../../../modules/insights/contract/pages.ts';
import { useDefinitions } from '../../../lib/definitions.ts';
import { useFormat } from '../../../lib/format.ts';
import { DrawnChart } from '../../../ui/drawn-chart/drawn-chart.tsx';
import type { Palette } from '../../../ui/drawn-chart/palette.ts';
import { Term } from '../../../ui/figure.tsx';
import { Section } from '../../../ui/page.tsx';
import css from '../insights.module.css';
import { SaveCsv } from '../save-csv.tsx';

const HEIGHT = 180;
/** Why no day is drawn. */
const NONE = { fitted: 'expected.nobody', underWay: 'expected.underWay', notYet: 'expected.notYet' } as const;

/** How many are expected on each of the coming days. */
export function ExpectedDays({
  days,
  state,
  salesEndedOn,
}: {
  days: RegularsPage['expected'];
  /** Whether the days were worked out, or are just now. */
  state: 'fitted' | 'underWay' | 'notYet';
  salesEndedOn: string | null;
}) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const definitionOf = useDefinitions();
  const total = days.reduce((sum, { people }) => sum + people, 0);
  const most = days.reduce<(typeof days)[number] | undefined>(
    (best, day) => (day.people > (best?.people ?? 0) ? day : best),
    undefined,
  );
  const option = useCallback(
    (palette: Palette) => ({
      grid: { left: 4, right: 4, top: 24, bottom: 24 },
      xAxis: {
        type: 'category',
        data: days.map(({ day }) => format.shortDay(day)),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: palette.line } },
        axisLabel: { color: palette.muted, hideOverlap: true },
      },
      yAxis: { type: 'value', show: false, min: 0 },
      series: [
        {
          type: 'bar',
          data: days.map(({ people }) => people),
          itemStyle: { color: palette.accent, borderRadius: [3, 3, 0, 0] },
          barCategoryGap: '30%',
          label: { show: true, position: 'top', color: palette.text, fontSize: palette.fontSize },
        },
      ],
    }),
    [days, format],
  );
  return (
    <Section title={<Term label={t('expected.title')} definition={definitionOf('nextVisit')} />}>
      {total === 0 || !most ? (
        <p className={css.quiet}>
          {salesEndedOn === null ? t(NONE[state]) : t('expected.salesEnded', { day: format.day(salesEndedOn) })}
        </p>
      ) : (
        <>
          <DrawnChart
            sentence={t('expected.sentence', {
              count: total,
              n: format.count(total),
              day: format.day(most.day),
              most: format.count(most.people),
            })}
            height={HEIGHT}
            metrics={['nextVisit']}
            table={{
              columns: [t('day'), t('expected.people')],
              rows: days.map(({ day, people }) => [format.day(day), format.count(people)]),
            }}
            option={option}
          />
          <SaveCsv
            name="expected-days"
            columns={[t('day'), t('expected.people')]}
            rows={days.map(({ day, people }) => [day, people])}
          />
        </>
      )}
    </Section>
  );
}
