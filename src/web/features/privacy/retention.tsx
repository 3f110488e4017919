import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { destroyDue, getRetention, listAnnounced } from '../../../modules/privacy/contract/requests.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { type ApiError, call, keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useSession } from '../../lib/session.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { Column } from '../../ui/data-table/props.ts';
import { MoreButton } from '../../ui/more-button.tsx';
import { Section } from '../../ui/page.tsx';
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Day, Instant } from '../../ui/value.tsx';
import css from './privacy.module.css';

type Retention = EndpointOutput<typeof getRetention>;
type AnnouncedPage = EndpointOutput<typeof listAnnounced>;
type Due = Retention['people'][number];
type Entry = Retention['ledger'][number];

/** What is due for destruction, and the ledger of what was destroyed (PV-20, PV-22). */
export function Retention() {
  const query = useQuery(queryFor(getRetention));
  return (
    <Loaded query={query} rows={8}>
      {(retention) => (
        <>
          <Announced />
          <DuePeople retention={retention} />
          <Ledger retention={retention} />
        </>
      )}
    </Loaded>
  );
}

/** Who is deleted by itself, and when: so that a wrong date is mended before it does harm (PV-20). */
function Announced() {
  const { t } = useTranslation('privacy');
  const query = useInfiniteQuery<AnnouncedPage, ApiError, { pages: AnnouncedPage[] }, readonly unknown[], number>({
    queryKey: keyOf(listAnnounced),
    queryFn: ({ pageParam, signal }) => call(listAnnounced, { query: { offset: pageParam } }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const shown = pages.reduce((sum, { people }) => sum + people.length, 0);
      return last.people.length > 0 && shown < last.total ? shown : undefined;
    },
  });
  const people = query.data?.pages.flatMap((page) => page.people) ?? [];
  if (query.isSuccess && people.length === 0) return null;
  const columns: Column<AnnouncedPage['people'][number]>[] = [
    { key: 'name', header: t('retention.person'), phone: 'title', render: (row) => row.nameMasked || t('unnamed') },
    {
      key: 'on',
      header: t('announced.on'),
      width: '180px',
      phone: 'aside',
      render: (row) => <Day day={row.destroyOn} />,
    },
  ];
  return (
    <Section
      title={query.data ? t('announced.title', { count: query.data.pages[0]?.total ?? 0 }) : t('announced.who')}
      sentence={t('announced.sentence')}
    >
      <Loaded query={query} rows={2}>
        {() => (
          <div className={css.stack}>
            <DataTable
              caption={t('announced.on')}
              columns={columns}
              rows={people}
              rowKey={(row) => row.customerId}
              rowHref={(row) => `/people/${row.customerId}`}
              empty={null}
            />
            <MoreButton query={query} label={t('announced.more')} />
          </div>
        )}
      </Loaded>
    </Section>
  );
}

function DuePeople({ retention }: { retention: Retention }) {
  const { t } = useTranslation('privacy');
  const format = useFormat();
  const { today } = useSession().workspace;
  const client = useQueryClient();
  const destroy = useCall(destroyDue);
  const [asking, setAsking] = useState(false);
  const overdue = retention.people.filter(({ dueOn }) => dueOn <= today).map(({ customerId }) => customerId);
  const columns: Column<Due>[] = [
    { key: 'name', header: t('retention.person'), phone: 'title', render: (row) => row.nameMasked || t('unnamed') },
    { key: 'from', header: t('retention.countedFrom'), width: '180px', render: (row) => <Day day={row.countedFrom} /> },
    { key: 'due', header: t('retention.dueOn'), width: '180px', render: (row) => <Day day={row.dueOn} /> },
    {
      key: 'state',
      header: t('retention.state'),
      width: '130px',
      phone: 'aside',
      render: (row) => (
        <Tag tone={row.dueOn <= today ? 'warning' : 'neutral'}>
          {t(row.dueOn <= today ? 'retention.isDue' : 'retention.isSoon')}
        </Tag>
      ),
    },
  ];
  return (
    <Section
      title={t('retention.title')}
      sentence={t('retention.sentence', {
        overdue: format.count(retention.overdue),
        soon: format.count(retention.soon),
        days: retention.destroyWithinDays,
      })}
    >
      <div className={css.stack}>
        {destroy.error && <Notice tone="danger">{destroy.error.message || t('failed')}</Notice>}
        {overdue.length > 0 &&
          (asking ? (
            <>
              <Notice tone="warning">{t('retention.lost', { n: format.count(overdue.length) })}</Notice>
              <div className={css.actions}>
                <Button
                  color="red"
                  loading={destroy.isPending}
                  onClick={() =>
                    destroy.mutate(
                      { body: { customerIds: overdue } },
                      {
                        onSuccess: () => {
                          setAsking(false);
                          for (const endpoint of [getRetention, listAnnounced])
                            void client.invalidateQueries({ queryKey: keyOf(endpoint) });
                        },
                      },
                    )
                  }
                >
                  {t('retention.confirm', { n: format.count(overdue.length) })}
                </Button>
                <Button variant="default" onClick={() => setAsking(false)}>
                  {t('cancel')}
                </Button>
              </div>
            </>
          ) : (
            <div className={css.actions}>
              <Button variant="default" onClick={() => setAsking(true)}>
                {t('retention.destroy', { n: format.count(overdue.length) })}
              </Button>
            </div>
          ))}
        <DataTable
          caption={t('retention.title')}
          columns={columns}
          rows={retention.people}
          rowKey={(row) => row.customerId}
          rowHref={(row) => `/people/${row.customerId}`}
          empty={<EmptyState sentence={t('retention.empty')} />}
        />
      </div>
    </Section>
  );
}

function Ledger({ retention: { ledger, isWhole } }: { retention: Retention }) {
  const { t } = useTranslation('privacy');
  const format = useFormat();
  const columns: Column<Entry>[] = [
    {
      key: 'at',
      header: t('ledger.at'),
      width: '200px',
      phone: 'title',
      render: (row) => <Instant at={row.doneAt} exact />,
    },
    {
      key: 'scope',
      header: t('ledger.scope'),
      render: (row) => t(`ledger.scopes.${row.scope}`, { defaultValue: row.scope }),
    },
    {
      key: 'reason',
      header: t('ledger.reason'),
      render: (row) => t(`ledger.reasons.${row.reason}`, { defaultValue: row.reason }),
    },
    {
      key: 'count',
      header: t('ledger.count'),
      width: '90px',
      align: 'right',
      phone: 'aside',
      render: (row) => format.count(row.count),
    },
  ];
  return (
    <Section title={t('ledger.title')} sentence={t(isWhole ? 'ledger.whole' : 'ledger.broken')}>
      {!isWhole && <Notice tone="danger">{t('ledger.brokenWhat')}</Notice>}
      <DataTable
        caption={t('ledger.title')}
        columns={columns}
        rows={ledger}
        rowKey={(row) => row.destructionId}
        empty={<EmptyState sentence={t('ledger.empty')} />}
      />
    </Section>
  );
}
