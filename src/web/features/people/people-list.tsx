import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import {
  type FoundCustomer,
  findCustomers,
  type ListedCustomer,
  listCustomers,
} from '../../../modules/customers/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { type ApiError, call, keyOf, queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { isComposing } from '../../lib/keys.ts';
import { useUrlState } from '../../lib/search.ts';
import { useCan } from '../../lib/session.ts';
import { ChipList } from '../../ui/chip-list.tsx';
import { type Column, DataTable } from '../../ui/data-table/data-table.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Day, Money } from '../../ui/value.tsx';
import { AddPerson } from './add-person.tsx';
import css from './people.module.css';

const PAGE = 100;
/** Short enough to feel at once, long enough that a number typed quickly is one search (each one is logged). */
const TYPING_PAUSE_MS = 200;
/** Before the third visit there is no rhythm of one's own to be behind (MT-14). */
const MIN_VISITS_FOR_STATE = 3;
const LISTS = ['all', 'resting'] as const;

const zView = z.object({ q: z.string().catch('').default(''), list: z.enum(LISTS).catch('all').default('all') });
type CustomersPage = EndpointOutput<typeof listCustomers>;

/** Everybody the shop knows: one box to find somebody by anything, and lists. `resting` is the list of those who stay away. */
export function PeopleList({ resting }: { resting: ReactNode }) {
  const { t } = useTranslation('people');
  const canWrite = useCan('customers:write');
  const [view, setView] = useUrlState(zView);
  const [adding, add] = useDisclosure(false);
  const q = view.q.trim();
  return (
    <Page
      title={t('title')}
      action={
        canWrite ? (
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={add.open}>
            {t('add.open')}
          </Button>
        ) : undefined
      }
    >
      <SearchField text={view.q} onText={(text) => void setView({ q: text || undefined })} />
      {q === '' && (
        <ChipList
          single
          label={t('lists')}
          options={LISTS.map((list) => ({ value: list, label: t(`list.${list}`) }))}
          value={[view.list]}
          onChange={([list]) => void setView({ list: list === 'resting' ? 'resting' : undefined }, { push: true })}
        />
      )}
      {q !== '' ? <Found q={q} /> : view.list === 'resting' ? resting : <Everybody onAdd={add.open} />}
      <AddPerson opened={adding} onClose={add.close} />
    </Page>
  );
}

/** Types into the URL after a short pause; Enter opens the only match through the list below it. */
function SearchField({ text, onText }: { text: string; onText: (text: string) => void }) {
  const { t } = useTranslation('people');
  const [typed, setTyped] = useState(text);
  const [settled] = useDebouncedValue(typed, TYPING_PAUSE_MS);
  const composing = useRef(false);
  const sent = useRef(text);
  useEffect(() => {
    if (settled === sent.current || composing.current) return;
    sent.current = settled;
    onText(settled);
  }, [settled, onText]);
  // Somebody searched in the bar above, or went back.
  useEffect(() => {
    if (text === sent.current) return;
    sent.current = text;
    setTyped(text);
  }, [text]);
  return (
    <TextInput
      type="search"
      className={css.search}
      size="md"
      autoFocus
      leftSection={<IconSearch size={18} aria-hidden />}
      aria-label={t('search.label')}
      placeholder={t('search.placeholder')}
      value={typed}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (isComposing(event)) return;
        if (event.key === 'Escape') setTyped('');
        if (event.key === 'Enter' || event.key === 'ArrowDown') {
          const first = document.querySelector<HTMLElement>('main [data-row-link]');
          if (!first) return;
          event.preventDefault();
          first.focus();
        }
      }}
    />
  );
}

function Found({ q }: { q: string }) {
  const { t } = useTranslation('people');
  const format = useFormat();
  const columns = useColumns<FoundCustomer>();
  const query = useQuery({
    ...queryFor(findCustomers, { query: { q, limit: 50 } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded query={query}>
      {({ customers }) => (
        <>
          <p role="status" className={css.status}>
            {customers.length > 0 ? t('search.found', { n: format.count(customers.length) }) : ''}
          </p>
          <DataTable
            caption={t('searchCaption', { q })}
            columns={columns}
            rows={customers}
            rowKey={(row) => row.customerId}
            rowHref={(row) => `/people/${row.customerId}`}
            empty={<EmptyState sentence={t('search.nobody', { q })} />}
          />
        </>
      )}
    </Loaded>
  );
}

function Everybody({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation('people');
  const navigate = useNavigate();
  const canImport = useCan('imports:run');
  const base = useColumns<ListedCustomer>();
  const columns = useListColumns(base);
  const query = useInfiniteQuery<
    CustomersPage,
    ApiError,
    { pages: CustomersPage[] },
    readonly unknown[],
    string | undefined
  >({
    queryKey: keyOf(listCustomers, {}),
    queryFn: ({ pageParam, signal }) => call(listCustomers, { query: { limit: PAGE, after: pageParam } }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.customers);
  return (
    <Loaded query={{ data: rows, error: query.error, refetch: query.refetch }} rows={10}>
      {(people) => (
        <DataTable
          caption={t('listCaption')}
          columns={columns}
          rows={people}
          rowKey={(row) => row.customerId}
          rowHref={(row) => `/people/${row.customerId}`}
          onEnd={() => {
            if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
          }}
          empty={
            <EmptyState
              sentence={t('empty')}
              action={
                canImport ? (
                  <Button onClick={() => void navigate({ to: '/record' })}>{t('emptyAction')}</Button>
                ) : (
                  <Button onClick={onAdd}>{t('add.open')}</Button>
                )
              }
            />
          }
        />
      )}
    </Loaded>
  );
}

function useColumns<Row extends FoundCustomer>(): Column<Row>[] {
  const { t } = useTranslation('people');
  const format = useFormat();
  return [
    { key: 'name', header: t('column.name'), phone: 'title', render: (row) => row.name || t('unnamed') },
    {
      key: 'phone',
      header: t('column.phone'),
      width: '170px',
      render: (row) => <span className="d-figures">{row.phoneMasked ?? '–'}</span>,
    },
    {
      key: 'last',
      header: t('column.last'),
      width: '140px',
      phone: 'aside',
      render: (row) => (row.lastVisitedOn ? <Day day={row.lastVisitedOn} relative /> : t('never')),
    },
    {
      key: 'visits',
      header: t('column.visits'),
      align: 'right',
      width: '90px',
      render: (row) => <span className="d-figures">{t('times', { n: format.count(row.visits) })}</span>,
    },
  ];
}

function useListColumns(base: Column<ListedCustomer>[]): Column<ListedCustomer>[] {
  const { t } = useTranslation('people');
  return [
    ...base,
    {
      key: 'spend',
      header: t('column.spend'),
      align: 'right',
      width: '140px',
      phone: 'hidden',
      render: (row) => <Money amountMinor={row.netMinor} />,
    },
    {
      key: 'state',
      header: t('column.state'),
      width: '140px',
      phone: 'hidden',
      render: (row) =>
        row.lapse === null || row.lapse === 'on_rhythm' || row.visits < MIN_VISITS_FOR_STATE ? (
          ''
        ) : (
          <Tag tone={row.lapse === 'lapsed' ? 'warning' : 'neutral'}>{t(`state.${row.lapse}`)}</Tag>
        ),
    },
  ];
}
