import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type CohortsPage, getCohorts } from '../../../../modules/insights/contract/pages.ts';
import { queryFor } from '../../../lib/api.ts';
import { useDefinitions } from '../../../lib/definitions.ts';
import { useFormat } from '../../../lib/format.ts';
import { Term } from '../../../ui/figure.tsx';
import { Section } from '../../../ui/page.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { BarRows } from '../bar-rows.tsx';
import { InsightPage } from '../insight-page.tsx';
import { untilFitted } from '../while-fitted.ts';
import { CohortHeat } from './cohort-heat.tsx';
import { SetApart } from './set-apart.tsx';
import { Sources } from './sources.tsx';

/** From the first visit to the regular, who comes back by month, and what a new guest costs (MT-13, MT-19, MT-22). */
export function Cohorts() {
  const { t } = useTranslation('understand');
  const query = useQuery({ ...queryFor(getCohorts), refetchInterval: untilFitted });
  return (
    <InsightPage name="cohorts" query={query}>
      {(data) =>
        data.funnel.first === 0 && data.cohorts.length === 0 ? (
          <EmptyState sentence={t('cohorts.none')} />
        ) : (
          <>
            <Funnel funnel={data.funnel} />
            <CohortHeat cohorts={data.cohorts} closedMonths={data.closedMonths} />
            <Sources sources={data.sources} />
            {data.setApart && <SetApart setApart={data.setApart} />}
          </>
        )
      }
    </InsightPage>
  );
}

function Funnel({ funnel }: { funnel: CohortsPage['funnel'] }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const definitionOf = useDefinitions();
  const steps = (['first', 'second', 'regular', 'lapsed'] as const).map((step) => ({
    key: step,
    label: t(`cohorts.step.${step}`),
    value: funnel[step],
    note: t('people', { n: format.count(funnel[step]) }),
    text: funnel.first === 0 ? '–' : format.percent(funnel[step] / funnel.first),
  }));
  const columns = [t('cohorts.column.step'), t('cohorts.column.people'), t('cohorts.column.share')] as const;
  return (
    <Section
      title={<Term label={t('cohorts.funnel')} definition={definitionOf('funnel')} />}
      sentence={t('cohorts.lostEarly', { n: format.count(funnel.lostEarly) })}
    >
      <BarRows
        sentence={steps.map(({ label, note }) => `${label} ${note}`).join(', ')}
        columns={columns}
        metrics={{ note: 'funnel', text: 'funnel' }}
        rows={steps}
        file={{
          name: 'funnel',
          columns,
          rows: steps.map(({ label, value }) => [label, value, funnel.first === 0 ? null : value / funnel.first]),
        }}
      />
    </Section>
  );
}
