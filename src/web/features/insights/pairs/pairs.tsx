import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getPairs, type Pair, type PairsPage } from '../../../../modules/insights/contract/pages.ts';
import { queryFor } from '../../../lib/api.ts';
import { useDefinitions } from '../../../lib/definitions.ts';
import { useFormat } from '../../../lib/format.ts';
import { useCan } from '../../../lib/session.ts';
import { ChipList } from '../../../ui/chip-list.tsx';
import { Term } from '../../../ui/figure.tsx';
import { Section } from '../../../ui/page.tsx';
import { FigureTable } from '../figure-table.tsx';
import { InsightPage } from '../insight-page.tsx';
import css from '../insights.module.css';
import { LiftChart } from './lift-chart.tsx';

/** As many as can be read at a glance; the table has them all. */
const DRAWN = 10;

/** What sells together, what people have next, and the way from a pair to a trial of it (MT-80, MT-81). */
export function Pairs() {
  const query = useQuery(queryFor(getPairs));
  return (
    <InsightPage name="pairs" query={query}>
      {(data) => (
        <>
          {data.pairs.length > 0 && <Together pairs={data.pairs} found={data.found} />}
          <Next data={data} />
        </>
      )}
    </InsightPage>
  );
}

function Together({ pairs, found }: Pick<PairsPage, 'pairs' | 'found'>) {
  const { t } = useTranslation(['understand', 'insights']);
  const format = useFormat();
  const definitionOf = useDefinitions();
  const dayparts = [...new Set(pairs.map(({ daypart }) => daypart))];
  const [daypart, setDaypart] = useState(dayparts[0] ?? 'all');
  const shown = useMemo(() => pairs.filter((pair) => pair.daypart === daypart), [pairs, daypart]);
  const drawn = useMemo(() => shown.toSorted((a, b) => b.lift - a.lift).slice(0, DRAWN), [shown]);
  const foundIn = (part: Pair['daypart']) => found.find((one) => one.daypart === part)?.pairs ?? 0;
  const label = (part: Pair['daypart']) => (part === 'all' ? t('pairs.allDay') : t(`insights:person.daypart.${part}`));
  const title = t('pairs.table', { part: label(daypart), n: format.count(foundIn(daypart)) });
  return (
    <>
      <Section title={<Term label={t('pairs.title')} definition={definitionOf('lift')} />}>
        <div className={css.stack}>
          <ChipList
            single
            label={t('pairs.daypart')}
            options={dayparts.map((part) => ({
              value: part,
              label: label(part),
              count: foundIn(part),
            }))}
            value={[daypart]}
            onChange={([part]) => setDaypart(part ?? daypart)}
          />
          <LiftChart pairs={drawn} />
        </div>
      </Section>
      <Section
        title={title}
        sentence={
          shown.length < foundIn(daypart)
            ? t('pairs.first', {
                shown: t('firstOf', { first: format.count(shown.length), all: format.count(foundIn(daypart)) }),
              })
            : undefined
        }
      >
        <FigureTable
          caption={title}
          file="pairs"
          alsoInFile={[
            { header: t('pairs.column.interval'), value: ({ liftCi: [low, high] }) => t('range', { low, high }) },
            { header: t('pairs.column.atSize'), value: ({ liftAtSize }) => liftAtSize },
            { header: t('pairs.column.orders'), value: ({ n }) => n },
          ]}
          rows={shown}
          rowKey={({ itemIds }) => itemIds.join(' ')}
          columns={[
            {
              key: 'pair',
              header: t('pairs.column.pair'),
              phone: 'title',
              value: ({ names }) => names.join(' + '),
              render: ({ names, sentence }) => (
                <>
                  {names.join(' + ')}
                  <span className={css.said}>{sentence.text}</span>
                </>
              ),
            },
            {
              key: 'lift',
              header: t('pairs.column.lift'),
              definition: definitionOf('lift'),
              align: 'right',
              width: '170px',
              value: (pair) => pair.lift,
              render: ({ lift, liftCi }) =>
                t('pairs.liftRange', {
                  factor: format.decimal(lift, 1),
                  low: format.decimal(liftCi[0], 1),
                  high: format.decimal(liftCi[1], 1),
                }),
            },
            {
              key: 'count',
              header: t('pairs.column.count'),
              definition: definitionOf('pairSupport'),
              align: 'right',
              width: '150px',
              value: (pair) => pair.count,
              render: ({ count, n }) => t('ofN', { count: format.count(count), n: format.count(n) }),
            },
            {
              key: 'confidence',
              header: t('pairs.column.confidence'),
              definition: definitionOf('pairConfidence'),
              align: 'right',
              width: '150px',
              value: (pair) => pair.confidence,
              render: ({ confidence, names: [first] }) =>
                t('pairs.ofFirst', { first, share: format.percent(confidence) }),
            },
            {
              key: 'q',
              header: t('pairs.column.q'),
              definition: definitionOf('falseDiscovery'),
              align: 'right',
              width: '110px',
              value: (pair) => pair.q,
              render: ({ q }) =>
                q < 0.001 ? t('lessThan', { value: format.percent(0.001, 1) }) : format.percent(q, 1),
            },
            { key: 'play', header: t('pairs.column.play'), width: '150px', render: (pair) => <TryPair pair={pair} /> },
          ]}
        />
      </Section>
    </>
  );
}

/** A play of the pair: tables with the first are offered the second on half of the days, drawn by chance (MT-80). */
function TryPair({ pair }: { pair: Pair }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const navigate = useNavigate();
  const mayPlay = useCan('plays:write');
  if (!mayPlay) return '–';
  if (pair.trial.isSoldOut) return <span className={css.said}>{t('pairs.soldOut')}</span>;
  const [first, second] = pair.names;
  const search = new URLSearchParams({
    withItemId: pair.trial.withItemId,
    offeredItemId: pair.trial.offeredItemId,
    name: t('pairs.playName', { first, second }),
    hypothesis: t('pairs.playAim', {
      first,
      second,
      share: format.percent(pair.trial.attachRate),
      tables: format.count(Math.round(pair.trial.tablesAWeek)),
    }),
  });
  return (
    <Button
      variant="default"
      size="compact-md"
      aria-label={t('pairs.tryWhich', { first, second })}
      onClick={() => void navigate({ href: `/plays/offline?${search.toString()}` })}
    >
      {t('pairs.try')}
    </Button>
  );
}

function Next({ data }: { data: PairsPage }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const definitionOf = useDefinitions();
  return (
    <Section
      title={<Term label={t('pairs.next')} definition={definitionOf('sequence')} />}
      sentence={
        data.sequences.length === 0
          ? t('pairs.noNext')
          : data.sequences.length < data.sequencesFound
            ? t('pairs.first', {
                shown: t('firstOf', {
                  first: format.count(data.sequences.length),
                  all: format.count(data.sequencesFound),
                }),
              })
            : undefined
      }
    >
      {data.sequences.length > 0 && (
        <FigureTable
          caption={t('pairs.next')}
          file="next-items"
          rows={data.sequences}
          rowKey={({ itemIds }) => itemIds.join(' ')}
          columns={[
            { key: 'first', header: t('pairs.column.first'), phone: 'title', value: ({ names }) => names[0] },
            { key: 'then', header: t('pairs.column.then'), value: ({ names }) => names[1] },
            {
              key: 'rate',
              header: t('pairs.column.rate'),
              definition: definitionOf('sequence'),
              align: 'right',
              value: (row) => row.rate,
              render: ({ rate, count, people }) =>
                `${format.percent(rate)} (${t('ofN', { count: format.count(count), n: format.count(people) })})`,
            },
            {
              key: 'usual',
              header: t('pairs.column.usual'),
              definition: definitionOf('sequence'),
              align: 'right',
              value: (row) => row.usualRate,
              render: ({ usualRate }) => format.percent(usualRate),
            },
          ]}
        />
      )}
    </Section>
  );
}
