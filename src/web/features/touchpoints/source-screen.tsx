import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import {
  getHealth,
  listRefusals,
  listSourceRows,
  muteSource,
  type SourceHealth,
  zWhyNobody,
} from '../../../modules/touchpoints/contract.ts';
import { type EndpointOutput, zDay, zId } from '../../../shared/endpoint.ts';
import { addDays } from '../../../shared/time.ts';
import { type ApiError, call, keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useUrlState } from '../../lib/search.ts';
import { useCan } from '../../lib/session.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { Column } from '../../ui/data-table/props.ts';
import { MoreButton } from '../../ui/more-button.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { showFailure } from '../../ui/toast.tsx';
import { Instant, Money } from '../../ui/value.tsx';
import { NobodyRows } from './nobody-rows.tsx';
import css from './touchpoints.module.css';
import { useKindWords, useLabelledSource, useReasonWords } from './words.ts';

const zPlace = z.object({
  source: z.string().catch(''),
  day: zDay.optional().catch(undefined),
  /** Only what has no person, and why. */
  why: zWhyNobody.or(z.literal('any')).optional().catch(undefined),
  /** One thing alone, as a correction leads to it. */
  row: zId.optional().catch(undefined),
});

/** One source: its last four weeks day by day, and what came. */
export function SourceScreen() {
  const { t } = useTranslation('touchpoints');
  const reasonWords = useReasonWords();
  const nameOf = useLabelledSource();
  const [{ source, day, why, row }, set] = useUrlState(zPlace);
  const query = useQuery(queryFor(getHealth));
  const own = query.data?.sources.find((one) => one.source === source);
  return (
    <Page
      title={nameOf(own ?? { label: '', source })}
      back={{ to: '/record', label: t('toRecord') }}
      sentence={own?.lastOn ? reasonWords(own) : undefined}
      action={own && <Mute source={own} />}
    >
      <Loaded query={query} rows={3}>
        {({ from }) =>
          own ? (
            <Section title={t('source.days')} sentence={t('source.daysHint')}>
              <DayBars
                source={own}
                from={from}
                day={day}
                onDay={(next) => void set({ day: next, row: undefined }, { push: true })}
              />
            </Section>
          ) : (
            <EmptyState sentence={t('source.none')} />
          )
        }
      </Loaded>
      {own && own.refused > 0 && <Refusals source={source} />}
      {source !== '' && why !== undefined && (
        <NobodyRows key={`${source} ${why}`} source={source} why={why} onAll={() => void set({ why: undefined })} />
      )}
      {source !== '' && why === undefined && (
        <Rows
          key={`${source} ${day} ${row}`}
          source={source}
          day={day}
          row={row}
          onAll={() => void set({ day: undefined, row: undefined })}
        />
      )}
    </Page>
  );
}

function Mute({ source }: { source: SourceHealth }) {
  const { t } = useTranslation('touchpoints');
  const client = useQueryClient();
  const mute = useCall(muteSource);
  const isMuted = source.state === 'muted';
  if (!useCan('sources:manage')) return null;
  return (
    <Button
      variant="default"
      loading={mute.isPending}
      onClick={() =>
        mute.mutate(
          { body: { source: source.source, muted: !isMuted } },
          {
            onSuccess: () => client.invalidateQueries({ queryKey: keyOf(getHealth) }),
            onError: (error) => showFailure(error.message || t('notSaved')),
          },
        )
      }
    >
      {t(isMuted ? 'source.unmute' : 'source.mute')}
    </Button>
  );
}

function DayBars({
  source,
  from,
  day,
  onDay,
}: {
  source: SourceHealth;
  from: string;
  day: string | undefined;
  onDay: (day: string | undefined) => void;
}) {
  const { t } = useTranslation('touchpoints');
  const format = useFormat();
  const most = Math.max(1, ...source.days);
  return (
    <div>
      <ul className={css.bars}>
        {source.days.map((count, nth) => {
          const own = addDays(from, nth);
          const words = t('source.dayCount', { day: format.day(own), n: format.count(count) });
          return (
            <li key={own}>
              <button
                type="button"
                className={`d-plain-button ${css.bar}`}
                aria-pressed={own === day}
                aria-label={words}
                title={words}
                data-something={count > 0 || undefined}
                onClick={() => onDay(own === day ? undefined : own)}
              >
                <span style={{ height: `${(count / most) * 100}%` }} />
              </button>
            </li>
          );
        })}
      </ul>
      <div className={css.axis}>
        <span>{format.day(from)}</span>
        <span>{format.day(addDays(from, source.days.length - 1))}</span>
      </div>
    </div>
  );
}

type Refusal = EndpointOutput<typeof listRefusals>['refusals'][number];

/** What a program sent and the shop did not take: where in its row, and why. */
function Refusals({ source }: { source: string }) {
  const { t } = useTranslation('touchpoints');
  const query = useQuery(queryFor(listRefusals, { query: { source } }));
  const columns: Column<Refusal>[] = [
    {
      key: 'reason',
      header: t('refusal.reason'),
      phone: 'title',
      render: ({ reason }) => t(`refusal.said.${reason}`, { defaultValue: reason }),
    },
    { key: 'path', header: t('refusal.path'), render: ({ path }) => path || t('refusal.whole') },
    { key: 'at', header: t('refusal.at'), phone: 'aside', render: ({ at }) => <Instant at={at} exact /> },
  ];
  return (
    <Section title={t('refusal.title')} sentence={t('refusal.sentence')} surface="plain">
      <Loaded query={query} rows={2}>
        {({ refusals }) => (
          <DataTable<Refusal>
            caption={t('refusal.title')}
            columns={columns}
            rows={refusals}
            rowKey={({ id }) => id}
            empty={<p className={css.none}>{t('refusal.none')}</p>}
          />
        )}
      </Loaded>
    </Section>
  );
}

type RowPage = EndpointOutput<typeof listSourceRows>;
type Row = RowPage['rows'][number];

interface RowsProps {
  source: string;
  day: string | undefined;
  row: string | undefined;
  onAll: () => void;
}

/** What happened; where it was told wrong or puts something right, the way to the other half (OP-89). */
function What({ row: { kind, replaces, replacedBy } }: { row: Row }) {
  const { t } = useTranslation('touchpoints');
  const wordsOf = useKindWords();
  if (!replaces && !replacedBy) return wordsOf(kind);
  return (
    <span className={css.links}>
      <span>{wordsOf(kind)}</span>
      <Tag tone={replacedBy ? 'warning' : 'accent'}>{t(replacedBy ? 'row.replaced' : 'row.correction')}</Tag>
      {[replaces, replacedBy].map(
        (one) =>
          one && (
            <Link
              key={one.id}
              className={css.link}
              to="/record/source"
              search={{ source: one.source, row: one.id } as never}
            >
              {t(one === replaces ? 'row.before' : 'row.after', { what: wordsOf(one.kind) })}{' '}
              <Instant at={one.at} exact />
            </Link>
          ),
      )}
    </span>
  );
}

function Rows({ source, day, row, onAll }: RowsProps) {
  const { t } = useTranslation('touchpoints');
  const format = useFormat();
  const filter = { source, ...(day === undefined ? {} : { day }), ...(row === undefined ? {} : { row }) };
  const query = useInfiniteQuery<RowPage, ApiError, { pages: RowPage[] }, readonly unknown[], string | undefined>({
    queryKey: keyOf(listSourceRows, { query: filter }),
    queryFn: ({ pageParam, signal }) => call(listSourceRows, { query: { ...filter, before: pageParam } }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.rows);
  const columns: Column<Row>[] = [
    { key: 'what', header: t('row.what'), phone: 'title', render: (one) => <What row={one} /> },
    { key: 'at', header: t('row.at'), phone: 'aside', render: ({ at }) => <Instant at={at} exact /> },
    {
      key: 'who',
      header: t('row.who'),
      render: ({ customerId, name, batchId }) =>
        batchId ? (
          <Link className={css.link} to="/record/batches/$batchId" params={{ batchId }}>
            {t('row.file')}
          </Link>
        ) : customerId ? (
          <Link className={css.link} to="/people/$customerId" params={{ customerId }}>
            {name || t('row.nameless')}
          </Link>
        ) : (
          t('row.nobody')
        ),
    },
  ];
  // Only sales have a number and an amount.
  if (rows?.some(({ amountMinor }) => amountMinor !== null))
    columns.push(
      { key: 'no', header: t('row.orderNo'), render: ({ orderNo }) => orderNo || '–' },
      {
        key: 'amount',
        header: t('row.amount'),
        align: 'right',
        render: ({ amountMinor }) => (amountMinor === null ? '–' : <Money amountMinor={amountMinor} />),
      },
    );
  return (
    <Section
      title={row ? t('row.titleOne') : day === undefined ? t('row.title') : t('row.titleOn', { day: format.day(day) })}
      surface="plain"
      action={
        (day !== undefined || row !== undefined) && (
          <Button variant="subtle" onClick={onAll}>
            {t('row.all')}
          </Button>
        )
      }
    >
      <Loaded query={{ data: rows, error: query.error, refetch: query.refetch }}>
        {(shown) => (
          <div className={css.stack}>
            <DataTable<Row>
              caption={t('row.title')}
              columns={columns}
              rows={shown}
              rowKey={({ id }) => id}
              empty={<p className={css.none}>{t(day === undefined ? 'row.none' : 'row.noneOn')}</p>}
            />
            <MoreButton query={query} label={t('row.more')} />
          </div>
        )}
      </Loaded>
    </Section>
  );
}
