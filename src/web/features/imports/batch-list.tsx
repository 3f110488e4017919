import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Batch } from '../../../modules/imports/contract.ts';
import { useFormat } from '../../lib/format.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { Column } from '../../ui/data-table/props.ts';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { Instant } from '../../ui/value.tsx';
import css from './imports.module.css';

const TONES: Readonly<Record<Batch['state'], Tone>> = {
  waiting: 'neutral',
  running: 'neutral',
  done: 'accent',
  failed: 'danger',
  undone: 'neutral',
};

export function BatchState({ batch }: { batch: Batch }) {
  const { t } = useTranslation('imports');
  return <Tag tone={TONES[batch.state]}>{t(`state.${batch.state}`)}</Tag>;
}

/** As many as a screen holds: whoever looks for an older file asks for it. */
const FIRST = 8;

/** All files brought in so far, newest first. */
export function BatchList({ batches }: { batches: readonly Batch[] }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const [showsAll, setShowsAll] = useState(false);
  const isShort = !showsAll && batches.length > FIRST;
  const count = (value: number | undefined) => (value === undefined ? '–' : format.count(value));
  const columns: Column<Batch>[] = [
    {
      key: 'file',
      header: t('list.file'),
      phone: 'title',
      render: (one) => <span className={css.fileName}>{one.fileName}</span>,
    },
    { key: 'state', header: t('list.state'), phone: 'aside', render: (one) => <BatchState batch={one} /> },
    { key: 'kind', header: t('list.kind'), phone: 'under', render: (one) => t(`kind.${one.kind}`) },
    { key: 'when', header: t('list.when'), phone: 'under', render: (one) => <Instant at={one.createdAt} exact /> },
    { key: 'who', header: t('list.who'), phone: 'under', render: (one) => one.createdBy ?? t('list.commandLine') },
    { key: 'rows', header: t('result.rows'), align: 'right', render: (one) => count(one.result?.rows ?? one.rowsRead) },
    {
      key: 'rejected',
      header: t('result.rejected'),
      align: 'right',
      isQuiet: (one) => !one.result?.rejected,
      render: (one) => count(one.result?.rejected),
    },
    {
      key: 'duplicates',
      header: t('list.duplicates'),
      align: 'right',
      isQuiet: (one) => !one.result?.duplicates,
      render: (one) => count(one.result?.duplicates),
    },
    {
      key: 'customers',
      header: t('result.customers'),
      align: 'right',
      isQuiet: (one) => !one.result?.customers.created,
      render: (one) => count(one.result?.customers.created),
    },
    {
      key: 'orders',
      header: t('result.orders'),
      align: 'right',
      isQuiet: (one) => !one.result?.orders.created,
      render: (one) => count(one.result?.orders.created),
    },
  ];
  return (
    <>
      <DataTable<Batch>
        caption={t('list.title')}
        columns={columns}
        rows={isShort ? batches.slice(0, FIRST) : batches}
        rowKey={(one) => one.batchId}
        rowHref={(one) => `/record/batches/${one.batchId}`}
      />
      {isShort && (
        <Button variant="default" onClick={() => setShowsAll(true)}>
          {t('list.showAll', { n: format.count(batches.length) })}
        </Button>
      )}
    </>
  );
}
