import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { destroyDue, getRetention } from '../../../modules/privacy/contract/requests.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useSession } from '../../lib/session.ts';
import { type Column, DataTable } from '../../ui/data-table/data-table.tsx';
import { Section } from '../../ui/page.tsx';
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Day, Instant } from '../../ui/value.tsx';
import { BreachDuties } from './breach-duties.tsx';
import css from './privacy.module.css';

type Retention = EndpointOutput<typeof getRetention>;
type Due = Retention['people'][number];
type Entry = Retention['ledger'][number];

/** What is due for destruction, the ledger of what was destroyed, and what a leak asks for (PV-20, PV-22, PV-40). */
export function Retention() {
  const query = useQuery(queryFor(getRetention));
  return (
    <Loaded query={query} rows={8}>
      {(retention) => (
        <>
          <DuePeople retention={retention} />
          <Ledger retention={retention} />
          <BreachDuties />
        </>
      )}
    </Loaded>
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
                          void client.invalidateQueries({ queryKey: keyOf(getRetention) });
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
