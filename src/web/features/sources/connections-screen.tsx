import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Connection, listConnections } from '../../../modules/sources/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { useCan } from '../../lib/session.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { Column } from '../../ui/data-table/props.ts';
import { Page, Section } from '../../ui/page.tsx';
import { EmptyState, Loaded, NoPermission } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Instant } from '../../ui/value.tsx';
import { Feeds } from './feeds.tsx';
import { Keys } from './keys.tsx';
import { NewConnection } from './new-connection.tsx';
import css from './sources.module.css';
import { usePlatformName } from './words.ts';

/** Tills, shops and feeds that tell by themselves. */
export function ConnectionsScreen() {
  const { t } = useTranslation('connections');
  const may = useCan('sources:read');
  return (
    <Page title={t('title')} sentence={t('sentence')} back={{ to: '/record', label: t('toRecord') }}>
      {may ? (
        <>
          <Connections />
          <Feeds />
          <Keys />
        </>
      ) : (
        <NoPermission />
      )}
    </Page>
  );
}

function Connections() {
  const { t } = useTranslation('connections');
  const platformName = usePlatformName();
  const mayManage = useCan('sources:manage');
  const query = useQuery(queryFor(listConnections));
  const [isAdding, setAdding] = useState(false);
  const add = mayManage && (
    <Button variant={isAdding ? 'default' : 'filled'} onClick={() => setAdding(!isAdding)}>
      {t(isAdding ? 'cancel' : 'add')}
    </Button>
  );
  const columns: Column<Connection>[] = [
    { key: 'label', header: t('column.label'), phone: 'title', render: ({ label }) => label },
    {
      key: 'state',
      header: t('column.state'),
      phone: 'aside',
      render: ({ dead, received }) =>
        dead > 0 ? (
          <Tag tone="danger">{t('state.dead', { count: dead })}</Tag>
        ) : (
          <Tag tone={received > 0 ? 'accent' : 'neutral'}>{t(received > 0 ? 'state.ok' : 'state.nothing')}</Tag>
        ),
    },
    { key: 'platform', header: t('column.platform'), render: ({ platform }) => platformName(platform) },
    { key: 'received', header: t('column.received'), align: 'right', render: ({ received }) => received },
    { key: 'waiting', header: t('column.waiting'), align: 'right', render: ({ waiting }) => waiting },
    {
      key: 'last',
      header: t('column.last'),
      render: ({ lastReceivedAt }) => (lastReceivedAt ? <Instant at={lastReceivedAt} /> : '–'),
    },
  ];
  return (
    <Section
      title={t('connections')}
      surface="plain"
      action={
        <div className={css.actions}>
          <Button component={Link} to="/record/deliveries" variant="default">
            {t('allDeliveries')}
          </Button>
          {add}
        </div>
      }
    >
      <div className={css.stack}>
        {isAdding && <NewConnection onDone={() => setAdding(false)} />}
        <Loaded query={query} rows={3}>
          {({ connections }) => (
            <DataTable<Connection>
              caption={t('connections')}
              columns={columns}
              rows={connections}
              rowKey={({ connectionId }) => connectionId}
              rowHref={({ connectionId }) => `/record/connections/${connectionId}`}
              empty={isAdding ? <span /> : <EmptyState sentence={t('empty')} />}
            />
          )}
        </Loaded>
      </div>
    </Section>
  );
}
