import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { getHealth, type SourceHealth } from '../../../modules/touchpoints/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { Column } from '../../ui/data-table/props.ts';
import { Section } from '../../ui/page.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Day } from '../../ui/value.tsx';
import css from './touchpoints.module.css';
import { sourceHref, TONES, useLabelledSource, useReasonWords } from './words.ts';

const PHASES = ['before', 'during', 'after'] as const;

/** What comes from where, what fell silent, what could not be taken: one press from each to its rows. */
export function HealthBoard() {
  const { t } = useTranslation('touchpoints');
  const format = useFormat();
  const query = useQuery(queryFor(getHealth));
  const known = query.data;
  const share = known && known.sales > 0 ? format.percent(known.salesWithPerson / known.sales) : undefined;
  return (
    <Section
      title={t('board.title')}
      surface="plain"
      sentence={
        known &&
        (share === undefined ? t('board.noSales') : t('board.sentence', { sales: format.count(known.sales), share }))
      }
      action={
        <Button component={Link} to="/record/connections" variant="default">
          {t('board.connect')}
        </Button>
      }
    >
      <Loaded query={query}>
        {({ sources }) => (
          <div className={css.stack}>
            {sources
              .filter(({ state }) => state === 'late' || state === 'silent')
              .map((source) => (
                <LateNotice key={source.source} source={source} />
              ))}
            {PHASES.map((phase) => (
              <PhaseTable key={phase} phase={phase} sources={sources.filter((one) => one.phase === phase)} />
            ))}
          </div>
        )}
      </Loaded>
    </Section>
  );
}

function LateNotice({ source }: { source: SourceHealth }) {
  const { t } = useTranslation('touchpoints');
  const reasonWords = useReasonWords();
  const nameOf = useLabelledSource();
  const router = useRouter();
  const href = sourceHref(source.source, source.lastOn);
  return (
    <Notice tone={source.state === 'silent' ? 'danger' : 'warning'}>
      <div className={css.late}>
        <span>
          <strong>{nameOf(source)}</strong> {reasonWords(source)}
        </span>
        <Button
          component="a"
          href={href}
          variant="default"
          size="compact-md"
          onClick={(event) => {
            event.preventDefault();
            router.history.push(href);
          }}
        >
          {t('board.see')}
        </Button>
      </div>
    </Notice>
  );
}

function PhaseTable({ phase, sources }: { phase: (typeof PHASES)[number]; sources: readonly SourceHealth[] }) {
  const { t } = useTranslation('touchpoints');
  const columns = useColumns();
  return (
    <div>
      <h3 className={css.phase}>{t(`phase.${phase}`)}</h3>
      <DataTable<SourceHealth>
        caption={t(`phase.${phase}`)}
        columns={columns}
        rows={sources}
        rowKey={({ source }) => source}
        rowHref={({ source }) => sourceHref(source)}
        empty={<p className={css.none}>{t(`nothing.${phase}`)}</p>}
      />
    </div>
  );
}

function useColumns(): Column<SourceHealth>[] {
  const { t } = useTranslation('touchpoints');
  const format = useFormat();
  const nameOf = useLabelledSource();
  return [
    {
      key: 'name',
      header: t('column.name'),
      phone: 'title',
      width: '22%',
      render: (one) => {
        const name = nameOf(one);
        const way = t(`way.${one.way}`);
        return (
          <>
            <span className={css.name}>{name}</span>
            {/* A source without a name of its own is called by its way already. */}
            {!name.toLowerCase().includes(way.toLowerCase()) && <span className={css.way}>{way}</span>}
          </>
        );
      },
    },
    {
      key: 'state',
      header: t('column.state'),
      phone: 'aside',
      width: '11%',
      render: ({ state }) => <Tag tone={TONES[state]}>{t(`state.${state}`)}</Tag>,
    },
    {
      key: 'days',
      header: t('column.days'),
      width: '13%',
      render: (one) => {
        // Today is not over: it would always fall.
        const values = one.days.slice(0, -1);
        return (
          <Sparkline
            values={values}
            sentence={t('daysSentence', {
              name: nameOf(one),
              count: values.reduce((sum, value) => sum + value, 0),
              active: values.filter((value) => value > 0).length,
            })}
          />
        );
      },
    },
    {
      key: 'last',
      header: t('column.last'),
      width: '12%',
      render: ({ lastOn }) => (lastOn ? <Day day={lastOn} relative /> : '–'),
    },
    {
      key: 'came',
      header: t('column.came'),
      align: 'right',
      render: ({ arrived, sales }) => format.count(arrived + sales),
    },
    {
      key: 'person',
      header: t('column.person'),
      align: 'right',
      // News are of the shop, not of a person.
      render: ({ way, arrived, sales, withPerson, salesWithPerson }) =>
        arrived + sales > 0 && way !== 'feed'
          ? format.percent((withPerson + salesWithPerson) / (arrived + sales))
          : '–',
    },
    {
      key: 'lag',
      header: t('column.lag'),
      align: 'right',
      phone: 'hidden',
      render: ({ meanLagMs }) => <Lag meanLagMs={meanLagMs} />,
    },
    {
      key: 'trouble',
      header: t('column.trouble'),
      width: '17%',
      render: (one) => <Trouble source={one} />,
    },
  ];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

function Lag({ meanLagMs }: { meanLagMs: number | null }) {
  const { t } = useTranslation('touchpoints');
  const format = useFormat();
  if (meanLagMs === null) return '–';
  if (meanLagMs < MINUTE_MS) return t('lag.soon');
  const n = (unitMs: number) => format.count(Math.round(meanLagMs / unitMs));
  if (meanLagMs < HOUR_MS) return t('lag.minutes', { n: n(MINUTE_MS) });
  return meanLagMs < DAY_MS ? t('lag.hours', { n: n(HOUR_MS) }) : t('lag.days', { n: n(DAY_MS) });
}

/** What could not be taken, each with the way to its rows. */
function Trouble({ source }: { source: SourceHealth }) {
  const { t } = useTranslation('touchpoints');
  const format = useFormat();
  const { trouble, refused, duplicates } = source;
  const others = refused - trouble.deadDeliveries;
  const isFine = trouble.deadDeliveries === 0 && trouble.rejectedRows === 0 && others <= 0 && duplicates === 0;
  if (isFine) return '–';
  return (
    <span className={css.links}>
      {trouble.deadDeliveries > 0 && (
        <Link
          className={css.trouble}
          to="/record/deliveries"
          search={{ source: source.source, state: 'dead' } as never}
        >
          {t('trouble.dead', { count: trouble.deadDeliveries })}
        </Link>
      )}
      {trouble.batches.map(({ batchId, rejectedRows }) => (
        <Link key={batchId} className={css.trouble} to="/record/batches/$batchId" params={{ batchId }}>
          {t('trouble.rejected', { count: rejectedRows })}
        </Link>
      ))}
      {others > 0 && (
        <Link className={css.trouble} to="/record/source" search={{ source: source.source } as never}>
          {t('trouble.refused', { n: format.count(others) })}
        </Link>
      )}
      {duplicates > 0 && <span>{t('trouble.duplicates', { n: format.count(duplicates) })}</span>}
    </span>
  );
}
