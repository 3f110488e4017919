import { Button, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { zLapseState } from '../../../modules/customers/contract.ts';
import { listResting, RESTING_MIN_VISITS, type RestingPerson } from '../../../modules/insights/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { roundForSpeech } from '../../../shared/money.ts';
import { type ApiError, call, keyOf } from '../../lib/api.ts';
import { useDefinitions } from '../../lib/definitions.ts';
import { useDemoIsUnfinished } from '../../lib/demo.ts';
import { useFormat } from '../../lib/format.ts';
import { useUrlState } from '../../lib/search.ts';
import { useCan } from '../../lib/session.ts';
import { ChipList } from '../../ui/chip-list.tsx';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { Column } from '../../ui/data-table/props.ts';
import { ExportPeople } from '../../ui/export-people.tsx';
import { Told } from '../../ui/meanings.tsx';
import { Section } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Day, Money } from '../../ui/value.tsx';
import css from './insights.module.css';
import { StateBars } from './state-bars.tsx';

const PAGE = 100;
const STATES = ['due', 'watch', 'lapsed'] as const;
const DEFAULT_STATES = ['watch', 'lapsed'] as const;
/** What a file of them says of each person. */
const EXPORTED = ['name', 'phone', 'email', 'lastVisit', 'visits', 'spend', 'state'];
type Page = EndpointOutput<typeof listResting>;

const zFilter = z.object({
  state: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(zLapseState).min(1))
    .optional()
    .catch(undefined),
});

/** Who stays away longer than usual: the sentence, the picture, the list with a reason in each row (MT-15). */
export function Resting() {
  const { t } = useTranslation('insights');
  const format = useFormat();
  const navigate = useNavigate();
  const canPlay = useCan('plays:write');
  const [filter, setFilter] = useUrlState(zFilter);
  const chosen = filter.state ?? [...DEFAULT_STATES];
  const state = chosen.join(',');
  const query = useInfiniteQuery<Page, ApiError, { pages: Page[] }, readonly unknown[], string | undefined>({
    queryKey: keyOf(listResting, { query: { state } }),
    queryFn: ({ pageParam, signal }) =>
      call(listResting, { query: { state, limit: PAGE, after: pageParam } }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const columns = useColumns();
  const nobody = useDemoIsUnfinished() ? t('resting.beingMade') : t('resting.nobody');
  const first = query.data?.pages[0];
  const people = query.data?.pages.flatMap((page) => page.people) ?? [];
  const makePlay = () => void navigate({ href: `/plays/new?rule=${encodeURIComponent(ruleOf(chosen))}` });

  return (
    <Section
      title={t('resting.title')}
      sentence={
        first && first.total.people > 0 ? (
          <Told metrics={['lapse', 'worthPerMonth']}>
            {t('resting.sentence', {
              n: format.count(first.total.people),
              worth: format.roughMoney(first.total.worthPerMonthMinor),
            })}
          </Told>
        ) : undefined
      }
      action={
        first && first.total.people > 0 ? (
          <Group gap={8}>
            <ExportPeople
              title={t('ui:export.listTitle')}
              sentence={t('ui:export.listSentence', {
                who: chosen.map((one) => `‘${t(`resting.state.${one}`)}’`).join(', '),
              })}
              filter={[
                { fact: 'lapse', in: chosen },
                { fact: 'visits', atLeast: RESTING_MIN_VISITS },
              ]}
              sort={{ by: 'spend', direction: 'desc' }}
              columns={EXPORTED}
            />
            {canPlay && <Button onClick={makePlay}>{t('resting.makePlay')}</Button>}
          </Group>
        ) : undefined
      }
    >
      <Loaded query={{ data: first, error: query.error, refetch: query.refetch }} rows={8}>
        {(page) => (
          <div className={css.stack}>
            <StateBars totals={page.byState} />
            {page.total.people > 0 && (
              <p className={css.reach}>{t('resting.reach', { n: format.count(page.total.mayEmail) })}</p>
            )}
            <ChipList
              label={t('resting.states')}
              options={STATES.map((one) => ({
                value: one,
                label: t(`resting.state.${one}`),
                count: page.byState.find((total) => total.state === one)?.people ?? 0,
              }))}
              value={chosen.filter((one) => one !== 'on_rhythm')}
              onChange={(next) => void setFilter({ state: next.length > 0 ? next.join(',') : undefined })}
            />
            <DataTable
              caption={t('resting.caption')}
              columns={columns}
              rows={people}
              rowKey={(row) => row.customerId}
              rowHref={(row) => `/people/${row.customerId}`}
              empty={
                <EmptyState
                  sentence={nobody}
                  action={
                    <Button variant="default" onClick={() => void navigate({ to: '/people' })}>
                      {t('resting.nobodyAction')}
                    </Button>
                  }
                />
              }
              onEnd={() => {
                if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
              }}
            />
          </div>
        )}
      </Loaded>
    </Section>
  );
}

/** The ready-made group that holds these people. */
function ruleOf(states: readonly string[]): string {
  return states.length === 1 && states[0] === 'watch' ? 'slipping' : 'resting';
}

function useColumns(): Column<RestingPerson>[] {
  const { t } = useTranslation('insights');
  const definitionOf = useDefinitions();
  return [
    {
      key: 'person',
      header: t('resting.column.person'),
      phone: 'title',
      width: '110px',
      render: (row) => row.name || row.phoneMasked || t('resting.unnamed'),
    },
    {
      key: 'reason',
      header: t('resting.column.reason'),
      render: ({ reason: { key, params } }) =>
        [
          t(`${key.replace(/^insights\./, '')}${params['intervalDays'] === 1 ? 'Daily' : ''}`, params),
          params['closedDays'] ? t('person.closed', { days: params['closedDays'] }) : '',
        ]
          .join(' ')
          .trim(),
    },
    {
      key: 'state',
      header: t('resting.states'),
      definition: definitionOf('lapse'),
      width: '120px',
      phone: 'hidden',
      render: (row) => (
        <Tag tone={row.state === 'lapsed' ? 'warning' : 'neutral'}>{t(`resting.state.${row.state}`)}</Tag>
      ),
    },
    {
      key: 'worth',
      header: t('resting.column.worth'),
      definition: definitionOf('worthPerMonth'),
      align: 'right',
      width: '150px',
      phone: 'aside',
      render: (row) => <Money amountMinor={roundForSpeech(row.worthPerMonthMinor)} />,
    },
    {
      key: 'usual',
      header: t('resting.column.usual'),
      definition: definitionOf('usualItems'),
      width: '150px',
      render: (row) => row.usualItem ?? '–',
    },
    {
      key: 'last',
      header: t('resting.column.last'),
      definition: definitionOf('recency'),
      width: '130px',
      phone: 'hidden',
      render: (row) => <Day day={row.lastVisitOn} relative />,
    },
    {
      key: 'reach',
      header: t('resting.column.reach'),
      width: '110px',
      render: (row) => t(row.mayEmail ? 'resting.mayEmail' : 'resting.mayNotEmail'),
    },
  ];
}
