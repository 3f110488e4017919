import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listNobodyRows, type WhyNobody } from '../../../modules/touchpoints/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { type ApiError, call, keyOf } from '../../lib/api.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { Column } from '../../ui/data-table/props.ts';
import { MoreButton } from '../../ui/more-button.tsx';
import { Section } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Instant } from '../../ui/value.tsx';
import css from './touchpoints.module.css';
import { useKindWords } from './words.ts';

type RowPage = EndpointOutput<typeof listNobodyRows>;
type Row = RowPage['rows'][number];

/** What of the last 30 days came from a source and has no person, with why. */
export function NobodyRows({ source, why, onAll }: { source: string; why: WhyNobody | 'any'; onAll: () => void }) {
  const { t } = useTranslation('touchpoints');
  const wordsOf = useKindWords();
  const filter = { source, ...(why === 'any' ? {} : { why }) };
  const query = useInfiniteQuery<RowPage, ApiError, { pages: RowPage[] }, readonly unknown[], string | undefined>({
    queryKey: keyOf(listNobodyRows, { query: filter }),
    queryFn: ({ pageParam, signal }) => call(listNobodyRows, { query: { ...filter, before: pageParam } }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.rows);
  const columns: Column<Row>[] = [
    { key: 'what', header: t('row.what'), phone: 'title', render: ({ kind }) => wordsOf(kind) },
    { key: 'at', header: t('row.at'), phone: 'aside', render: ({ at }) => <Instant at={at} exact /> },
    { key: 'why', header: t('nobody.whyHeader'), render: (row) => t(`nobody.why.${row.why}`) },
  ];
  return (
    <Section
      title={why === 'any' ? t('nobody.rows') : t(`nobody.why.${why}`)}
      sentence={why === 'any' ? undefined : t(`nobody.hint.${why}`)}
      surface="plain"
      action={
        <Button variant="subtle" onClick={onAll}>
          {t('row.all')}
        </Button>
      }
    >
      <Loaded query={{ data: rows, error: query.error, refetch: query.refetch }}>
        {(shown) => (
          <div className={css.stack}>
            <DataTable<Row>
              caption={t('nobody.rows')}
              columns={columns}
              rows={shown}
              rowKey={({ id }) => id}
              empty={<p className={css.none}>{t('nobody.none')}</p>}
            />
            <MoreButton query={query} label={t('row.more')} />
          </div>
        )}
      </Loaded>
    </Section>
  );
}
