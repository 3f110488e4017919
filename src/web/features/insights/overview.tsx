import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { getOverview } from '../../../modules/insights/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { queryFor } from '../../lib/api.ts';
import { useDefinitions } from '../../lib/definitions.ts';
import { useFormat } from '../../lib/format.ts';
import { type Definition, Figure, FigureRow, Term } from '../../ui/figure.tsx';
import { Told } from '../../ui/meanings.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { Instant } from '../../ui/value.tsx';
import { BarRows } from './bar-rows.tsx';
import { InsightNav, InsightWays } from './insight-nav.tsx';
import { useMajorMoney } from './major-money.ts';
import { Resting } from './resting.tsx';
import { SaveCsv } from './save-csv.tsx';

type Overview = EndpointOutput<typeof getOverview>;

/** What we know of the people of this shop: who is known, who comes back, who is slipping away. */
export function Insights() {
  const { t } = useTranslation('insights');
  const format = useFormat();
  const navigate = useNavigate();
  const query = useQuery(queryFor(getOverview));
  const overview = query.data;
  const hasVisits = overview !== undefined && overview.identified.n > 0;
  return (
    <Page
      title={t('title')}
      sentence={
        hasVisits && overview.visitors > 0 && overview.repeat.rate !== null ? (
          <Told metrics={['repeatRate']}>
            {t('sentence', {
              visitors: format.count(overview.visitors),
              repeatRate: format.percent(overview.repeat.rate),
            })}
          </Told>
        ) : undefined
      }
    >
      <InsightNav />
      <Loaded query={query} rows={8}>
        {(data) =>
          data.identified.n === 0 && data.rfm.people === 0 ? (
            <EmptyState
              sentence={t('none.sentence')}
              action={<Button onClick={() => void navigate({ to: '/record' })}>{t('none.action')}</Button>}
            />
          ) : (
            <>
              <Figures overview={data} />
              <Ways />
              <Resting />
              <Groups overview={data} />
              {data.asOf && (
                <p>
                  <AsOf at={data.asOf} />
                </p>
              )}
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function Ways() {
  const { t } = useTranslation('understand');
  return (
    <Section title={t('ways')}>
      <InsightWays />
    </Section>
  );
}

function AsOf({ at }: { at: string }) {
  const { t } = useTranslation('insights');
  const [before, after] = t('asOf', { when: '\u0000' }).split('\u0000');
  return (
    <>
      {before}
      <Instant at={at} />
      {after}
    </>
  );
}

/** A definition only when it is there: `exactOptionalPropertyTypes` of the kit's props. */
function defined(definition: Definition | undefined): { definition?: Definition } {
  return definition ? { definition } : {};
}

function Figures({ overview }: { overview: Overview }) {
  const { t } = useTranslation('insights');
  const format = useFormat();
  const definitionOf = useDefinitions();
  const money = useMajorMoney();
  const { identified, repeat, newToSecond, medianInterval, newPeople, visitors, averageCheck: check } = overview;
  const checkReading = [
    check.perCoverMinor === null
      ? []
      : t('figures.checkReading', { money: format.money(check.perCoverMinor), n: format.count(check.covers) }),
    check.note?.text ?? [],
  ].flat();
  const percent = (rate: number | null) => (rate === null ? undefined : format.percent(rate));
  const rows = [
    [t('figures.identified'), identified.rate, identified.n],
    [t('figures.repeat'), repeat.rate, repeat.n],
    [t('figures.newToSecond'), newToSecond.rate, newToSecond.n],
    [t('figures.interval'), medianInterval?.days ?? null, medianInterval?.people ?? 0],
    [t('figures.new'), newPeople, visitors],
    [t('figures.check'), check.perOrderMinor === null ? null : money.major(check.perOrderMinor), check.orders],
    ...(check.perCoverMinor === null
      ? []
      : [[t('figures.checkCover'), money.major(check.perCoverMinor), check.covers]]),
  ];
  return (
    <>
      <FigureRow>
        <Figure
          label={t('figures.identified')}
          value={percent(identified.rate)}
          n={identified.n}
          {...defined(definitionOf('identifiedShare'))}
          {...(identified.rate !== null && identified.rate < 1
            ? { reading: t('figures.identifiedReading', { rate: format.percent(1 - identified.rate) }) }
            : {})}
        />
        <Figure
          label={t('figures.repeat')}
          value={percent(repeat.rate)}
          n={repeat.n}
          reading={t('figures.repeatReading', { n: format.count(repeat.n) })}
          {...defined(definitionOf('repeatRate'))}
        />
        <Figure
          label={t('figures.newToSecond')}
          value={percent(newToSecond.rate)}
          n={newToSecond.n}
          reading={t('figures.newToSecondReading', { n: format.count(newToSecond.n) })}
          {...defined(definitionOf('newToSecond'))}
        />
        <Figure
          label={t('figures.interval')}
          value={medianInterval ? format.decimal(medianInterval.days) : undefined}
          unit={t('figures.days')}
          n={medianInterval?.people ?? 0}
          {...defined(definitionOf('visitInterval'))}
        />
        <Figure
          label={t('figures.new')}
          value={format.count(newPeople)}
          unit={t('figures.people')}
          n={visitors}
          {...defined(definitionOf('newPeople'))}
        />
        <Figure
          label={t('figures.check')}
          value={check.perOrderMinor === null ? undefined : format.money(check.perOrderMinor)}
          n={check.orders}
          {...defined(definitionOf('averageCheck'))}
          {...(checkReading.length === 0 ? {} : { reading: checkReading.join(' ') })}
        />
      </FigureRow>
      <SaveCsv name="overview" columns={[t('figures.column.figure'), t('figures.column.value'), 'n']} rows={rows} />
    </>
  );
}

function Groups({ overview }: { overview: Overview }) {
  const { t } = useTranslation('insights');
  const format = useFormat();
  const definitionOf = useDefinitions();
  const money = useMajorMoney();
  const { people, segments, method, note } = overview.rfm;
  const largest = [...segments].sort((a, b) => b.people - a.people)[0];
  if (people === 0 || !largest) return null;
  const columns = [t('rfm.column.segment'), t('rfm.column.people'), t('rfm.column.money')] as const;
  const present = segments.filter((one) => one.people > 0);
  const sentence = t('rfm.sentence', {
    n: format.count(people),
    largest: t(`rfm.segment.${largest.segment}`),
    share: format.percent(largest.people / people),
  });
  return (
    <Section title={<Term label={t('rfm.title')} definition={definitionOf('rfm')} />} sentence={sentence}>
      <BarRows
        sentence={sentence}
        columns={columns}
        metrics={{ note: 'rfm', text: 'netSales' }}
        file={{
          name: 'rfm-groups',
          columns,
          rows: present.map((one) => [t(`rfm.segment.${one.segment}`), one.people, money.major(one.netMinor)]),
        }}
        rows={present.map((one) => ({
          key: one.segment,
          label: t(`rfm.segment.${one.segment}`),
          value: one.people,
          note: `${t('resting.people', { n: format.count(one.people) })} (${format.percent(one.people / people)})`,
          text: format.money(one.netMinor),
        }))}
      />
      {note && (
        <p>
          <Told metrics={note.metrics}>{note.text}</Told>
        </p>
      )}
      <p>
        {t(`rfm.method.${method}`)} {t('rfm.compared', { long: t('rfm.segment.hibernating') })}
      </p>
    </Section>
  );
}
