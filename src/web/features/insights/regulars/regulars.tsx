import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { getRegulars, type RegularsPage } from '../../../../modules/insights/contract/pages.ts';
import { queryFor } from '../../../lib/api.ts';
import { useDefinitions } from '../../../lib/definitions.ts';
import { useFormat } from '../../../lib/format.ts';
import { useCan } from '../../../lib/session.ts';
import { Term } from '../../../ui/figure.tsx';
import { Told } from '../../../ui/meanings.tsx';
import { Section } from '../../../ui/page.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { BarRows } from '../bar-rows.tsx';
import { FigureTable } from '../figure-table.tsx';
import { InsightPage } from '../insight-page.tsx';
import { useMajorMoney } from '../major-money.ts';
import { untilFitted } from '../while-fitted.ts';
import { ExpectedDays } from './expected-days.tsx';
import { useRegularColumns } from './regular-columns.tsx';

type Regular = RegularsPage['people'][number];

/** From here on somebody is a regular (MT-13). */
const MIN_VISITS = 5;
const STATES = ['on_rhythm', 'due', 'watch', 'lapsed'] as const;

/** Who keeps coming, who is expected when, and what the next year is worth, as far as it is known (MT-14..18). */
export function Regulars() {
  const query = useQuery({
    ...queryFor(getRegulars, { query: { minVisits: MIN_VISITS } }),
    refetchInterval: untilFitted,
  });
  return (
    <InsightPage name="regulars" query={query}>
      {(data) => (
        <>
          <States data={data} />
          <ExpectedDays
            days={data.expected}
            state={data.isUnderWay ? 'underWay' : data.fit === null ? 'notYet' : 'fitted'}
            salesEndedOn={data.salesEndedOn}
          />
          <People people={data.people} all={data.allPeople} />
        </>
      )}
    </InsightPage>
  );
}

function States({ data }: { data: RegularsPage }) {
  const { t } = useTranslation(['understand', 'insights']);
  const format = useFormat();
  const money = useMajorMoney();
  const definitionOf = useDefinitions();
  const rows = STATES.flatMap((state) => data.states.filter((one) => one.state === state));
  const known = rows.reduce((sum, { people }) => sum + people, 0);
  if (known === 0) return null;
  const columns = [t('insights:resting.states'), t('insights:rfm.column.people'), t('regulars.value')] as const;
  const label = (state: (typeof rows)[number]['state']) => t(`insights:resting.state.${state ?? 'on_rhythm'}`);
  const share = (people: number) =>
    t('regulars.share', { n: format.count(people), share: format.percent(people / known) });
  return (
    <Section title={<Term label={t('regulars.states')} definition={definitionOf('lapse')} />}>
      <BarRows
        sentence={rows.map(({ state, people }) => `${label(state)} ${share(people)}`).join(', ')}
        columns={columns}
        metrics={{ note: 'lapse', text: 'value12m' }}
        file={{
          name: 'regular-states',
          columns,
          rows: rows.map(({ state, people, valued, value12mMinor }) => [
            label(state),
            people,
            valued > 0 ? money.major(value12mMinor) : null,
          ]),
        }}
        rows={rows.map(({ state, people, valued, value12mMinor }) => ({
          key: state ?? '',
          label: label(state),
          value: people,
          note: share(people),
          text:
            valued > 0 ? t('regulars.worth', { worth: format.roughMoney(value12mMinor) }) : t('regulars.worthUnknown'),
        }))}
      />
    </Section>
  );
}

function People({ people, all }: { people: readonly Regular[]; all: number }) {
  const { t } = useTranslation(['understand', 'lists']);
  const format = useFormat();
  const navigate = useNavigate();
  const mayExport = useCan('customers:export');
  const columns = useRegularColumns();
  const list = `/people?filter=${encodeURIComponent(JSON.stringify([{ fact: 'visits', atLeast: MIN_VISITS }]))}&sort=visits&dir=desc`;
  return (
    <Section
      title={t('regulars.people')}
      sentence={
        <Told metrics={['visit']}>
          {t('regulars.peopleSentence', {
            visits: MIN_VISITS,
            shown: t('firstOf', { first: format.count(people.length), all: format.count(all) }),
          })}
        </Told>
      }
      action={
        mayExport && people.length > 0 ? (
          <Button variant="default" onClick={() => void navigate({ href: list })}>
            {t('regulars.toExport')}
          </Button>
        ) : undefined
      }
    >
      <FigureTable
        caption={t('regulars.people')}
        columns={columns}
        rows={people}
        rowKey={(row) => row.customerId}
        rowHref={(row) => `/people/${row.customerId}`}
        empty={<EmptyState sentence={t('regulars.nobody', { visits: MIN_VISITS })} />}
      />
    </Section>
  );
}
