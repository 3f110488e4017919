import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { countCustomers, type ListedCustomer, listCustomers } from '../../../../modules/customers/contract.ts';
import type { EndpointOutput } from '../../../../shared/endpoint.ts';
import { type ApiError, call, keyOf, queryFor } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { useShortcuts } from '../../../lib/keys.ts';
import { useCan } from '../../../lib/session.ts';
import { DataTable } from '../../../ui/data-table/data-table.tsx';
import type { RowSelection } from '../../../ui/data-table/props.ts';
import { ExportPeople } from '../../../ui/export-people.tsx';
import { EmptyState, Loaded } from '../../../ui/states.tsx';
import { ColumnChoice, useListColumns } from './columns.tsx';
import { FilterBar } from './filter-bar.tsx';
import css from './list.module.css';
import { type Chosen, useChosen } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import { filterText, useWords, type View } from './view.ts';
import { SavedViews, SaveView } from './views.tsx';
import { useTellChange, Work } from './work.tsx';

const PAGE = 100;
const MAN = 10_000;
type CustomersPage = EndpointOutput<typeof listCustomers>;

/** Part of what the address says that this list may change; undefined goes back to what is usual. */
export type SetView = (patch: { [K in keyof View]?: View[K] | undefined }, options?: { push?: boolean }) => unknown;

/** Everybody who meets the filter, in an order, with what can be done with them. */
export function Everybody({ view, setView, onAdd }: { view: View; setView: SetView; onAdd: () => void }) {
  const { t } = useTranslation(['lists', 'people', 'ui']);
  const words = useWords();
  const canWrite = useCan('customers:write');
  const tell = useTellChange();
  const query = usePeople(view);
  const rows = query.data?.pages.flatMap((page) => page.customers);
  const chosen = useChosen(rows ?? []);
  const countText = useCountText(view);
  const columns = useListColumns(view.cols, words);
  useListKeys(chosen, canWrite);
  const setFilter = (filter: View['filter']) => {
    chosen.clear();
    void setView({ filter: filter.length > 0 ? filter : undefined }, { push: true });
  };
  const selection: RowSelection<ListedCustomer> | undefined = canWrite
    ? {
        isChosen: (row) => chosen.isChosen(row.customerId),
        onChoose: (row, isRange) => chosen.toggle(row.customerId, isRange),
        label: (row) => t('choose', { name: row.name || t('people:unnamed') }),
        all: {
          label: t('chooseLoaded'),
          state:
            chosen.isAll || (chosen.size > 0 && chosen.size === rows?.length) ? true : chosen.size > 0 ? 'some' : false,
          onChoose: chosen.toggleLoaded,
        },
      }
    : undefined;
  return (
    <>
      <SavedViews
        view={view}
        onOpen={(saved) =>
          void setView(
            saved
              ? {
                  view: saved.savedViewId,
                  filter: saved.filter,
                  sort: saved.sort.by,
                  dir: saved.sort.direction,
                  cols: saved.columns,
                }
              : { view: undefined, filter: undefined, sort: undefined, dir: undefined, cols: undefined },
            { push: true },
          )
        }
      />
      <FilterBar filter={view.filter} words={words} onChange={setFilter} />
      {view.work !== '' && canWrite && <Work tagChangeId={view.work} onEnd={() => void setView({ work: undefined })} />}
      <div className={css.toolbar}>
        <p className={css.count} role="status">
          {countText}
        </p>
        <div className={css.tools}>
          <ColumnChoice chosen={view.cols} words={words} onChange={(cols) => void setView({ cols })} />
          <SaveView view={view} onSaved={(saved) => void setView({ view: saved.savedViewId })} />
          <ExportPeople
            title={t('ui:export.listTitle')}
            sentence={t('ui:export.listSentence', { who: countText })}
            filter={view.filter}
            sort={{ by: view.sort, direction: view.dir }}
            columns={view.cols}
            size="compact-md"
          />
        </div>
      </div>
      <Loaded query={{ data: rows, error: query.error, refetch: query.refetch }} rows={10}>
        {(people) => (
          <DataTable
            caption={t('people:listCaption')}
            columns={columns}
            rows={people}
            rowKey={(row) => row.customerId}
            rowHref={(row) => `/people/${row.customerId}`}
            selection={selection}
            sort={{ key: view.sort, direction: view.dir }}
            onSort={({ key, direction }) => {
              chosen.clear();
              void setView({
                sort: key as View['sort'],
                dir: key === view.sort ? direction : key === 'name' ? 'asc' : 'desc',
              });
            }}
            onEnd={() => {
              if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
            }}
            empty={<Nobody isFiltered={view.filter.length > 0} onAdd={onAdd} onClear={() => setFilter([])} />}
          />
        )}
      </Loaded>
      {canWrite && rows && rows.length > 0 && <p className={css.keys}>{t('keys')}</p>}
      <SelectionBar
        chosen={chosen}
        filter={view.filter}
        words={words}
        countText={countText}
        onDone={(change) => {
          if (change.state === 'running') void setView({ work: change.tagChangeId });
          else tell(change);
        }}
      />
    </>
  );
}

function usePeople(view: View) {
  const fields = view.cols
    .filter((column) => column.startsWith('field:'))
    .map((column) => column.slice('field:'.length));
  const input = {
    limit: PAGE,
    filter: filterText(view.filter),
    sort: view.sort,
    direction: view.dir,
    fields: fields.length > 0 ? fields.join(',') : undefined,
  };
  return useInfiniteQuery<CustomersPage, ApiError, { pages: CustomersPage[] }, readonly unknown[], string | undefined>({
    queryKey: keyOf(listCustomers, { query: input }),
    queryFn: ({ pageParam, signal }) => call(listCustomers, { query: { ...input, after: pageParam } }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** How many are in the list: `1,234명`, or `약 12만 명` when counting all of them would take long. */
function useCountText(view: View): string {
  const { t } = useTranslation('lists');
  const format = useFormat();
  const { data } = useQuery({
    ...queryFor(countCustomers, { query: { filter: filterText(view.filter) } }),
    placeholderData: keepPreviousData,
  });
  if (!data) return t('everybody');
  if (data.isExact) return t('people', { n: format.count(data.count) });
  const rough = Number(data.count.toPrecision(2));
  if (format.locale === 'ko' && rough >= MAN) return t('aboutMan', { n: format.decimal(rough / MAN, 1) });
  return t('about', { n: format.count(rough) });
}

/** j and k walk, x chooses (with Shift from the last one on), a chooses everybody, Escape nobody. */
function useListKeys(chosen: Chosen, canChoose: boolean) {
  const links = () => [...document.querySelectorAll<HTMLElement>('main [data-row-link]')];
  const walk = (step: number) => {
    const all = links();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = at === -1 ? all[0] : all[at + step];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  const choose = (isRange: boolean) => {
    const href = (document.activeElement as HTMLElement | null)?.getAttribute('href');
    const customerId = href?.split('/').at(-1);
    if (canChoose && customerId && links().includes(document.activeElement as HTMLElement)) {
      chosen.toggle(customerId, isRange);
    }
  };
  useShortcuts([
    { code: 'KeyJ', run: () => walk(1) },
    { code: 'KeyK', run: () => walk(-1) },
    { code: 'KeyX', run: () => choose(false) },
    { code: 'KeyX', shift: true, run: () => choose(true) },
    { code: 'KeyA', run: () => canChoose && chosen.chooseAll() },
    { code: 'Escape', run: chosen.clear },
  ]);
}

function Nobody({ isFiltered, onAdd, onClear }: { isFiltered: boolean; onAdd: () => void; onClear: () => void }) {
  const { t } = useTranslation(['lists', 'people']);
  const navigate = useNavigate();
  const canImport = useCan('imports:run');
  if (isFiltered) {
    return <EmptyState sentence={t('nobody')} action={<Button onClick={onClear}>{t('clearFilters')}</Button>} />;
  }
  return (
    <EmptyState
      sentence={t('people:empty')}
      action={
        canImport ? (
          <Button onClick={() => void navigate({ to: '/record' })}>{t('people:emptyAction')}</Button>
        ) : (
          <Button onClick={onAdd}>{t('people:add.open')}</Button>
        )
      }
    />
  );
}
