import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countDuplicates } from '../../../modules/customers/contract/identity.ts';
import { type FoundCustomer, findCustomers } from '../../../modules/customers/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { isComposing } from '../../lib/keys.ts';
import { useUrlState } from '../../lib/search.ts';
import { useCan } from '../../lib/session.ts';
import { ChipList } from '../../ui/chip-list.tsx';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { Column } from '../../ui/data-table/props.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { Day } from '../../ui/value.tsx';
import { AddPerson } from './add-person.tsx';
import { Everybody } from './list/everybody.tsx';
import { LISTS, zView } from './list/view.ts';
import css from './people.module.css';

/** Short enough to feel at once, long enough that a number typed quickly is one search (each one is logged). */
const TYPING_PAUSE_MS = 200;
/** Everybody the shop knows: one box to find somebody by anything, and lists. `resting` is the list of those who stay away. */
export function PeopleList({ resting }: { resting: ReactNode }) {
  const { t } = useTranslation('people');
  const canWrite = useCan('customers:write');
  const [view, setView] = useUrlState(zView);
  const setAdding = (isOpen: boolean) => void setView({ add: isOpen || undefined });
  const q = view.q.trim();
  return (
    <Page
      title={t('title')}
      action={
        canWrite ? (
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
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
      {q === '' && <GroupsLink />}
      {q === '' && <DuplicatesLink />}
      {q !== '' ? (
        <Found q={q} />
      ) : view.list === 'resting' ? (
        resting
      ) : (
        <Everybody view={view} setView={setView} onAdd={() => setAdding(true)} />
      )}
      <AddPerson opened={view.add && canWrite} onClose={() => setAdding(false)} />
    </Page>
  );
}

/** The way to the groups, for who may see what we know of people. */
function GroupsLink() {
  const { t } = useTranslation('groups');
  if (!useCan('insights:read')) return null;
  return (
    <p className={css.status}>
      <Link to="/people/groups">{t('link')}</Link>
    </p>
  );
}

/** The way to the duplicates and the merges, with the number of pairs that wait; nothing where the right to it is missing. */
function DuplicatesLink() {
  const { t } = useTranslation('identity');
  const canMerge = useCan('customers:merge');
  const query = useQuery({ ...queryFor(countDuplicates), enabled: canMerge });
  if (!query.data) return null;
  return (
    <p className={css.status}>
      <Link to="/people/duplicates">
        {query.data.total === 0 ? t('linkQuiet') : t('link', { count: query.data.total })}
      </Link>
    </p>
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
