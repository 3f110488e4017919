import { Checkbox, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createExport, downloadExport, type ListFilter, type ListSort } from '../../modules/customers/contract.ts';
import { buildUrl, useCall } from '../lib/api.ts';
import { useFormat } from '../lib/format.ts';
import { useCan } from '../lib/session.ts';
import { DownloadDialog } from './download-dialog.tsx';
import { Notice } from './states.tsx';
import { showDone } from './toast.tsx';

interface ExportPeopleProps {
  title: string;
  /** Whose data leave. */
  sentence: string;
  filter: ListFilter;
  sort: ListSort;
  columns: string[];
  size?: 'sm' | 'compact-md';
}

/** Takes people out of the product: why, as what, masked or in clear; on record (PV-56). Nothing for who may not. */
export function ExportPeople({ title, sentence, filter, sort, columns, size = 'sm' }: ExportPeopleProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const canExport = useCan('customers:export');
  const canUnmask = useCan('customers:unmask');
  const [kind, setKind] = useState<'csv' | 'xlsx'>('xlsx');
  const [inClear, setInClear] = useState(false);
  const create = useCall(createExport);
  if (!canExport) return null;
  return (
    <DownloadDialog
      title={title}
      label={t('export.open')}
      size={size}
      sentence={sentence}
      error={create.error?.message}
      isPending={create.isPending}
      onClose={() => {
        create.reset();
        setInClear(false);
      }}
      onSubmit={(reason, close) =>
        create.mutate(
          { body: { filter, sort, columns, format: kind, inClear, reason } },
          {
            onSuccess: ({ listExportId, people }) => {
              // The browser's own download: the file may be larger than a page should hold.
              window.location.assign(buildUrl(downloadExport.path, { params: { listExportId } }));
              showDone(t('export.done', { n: format.count(people) }));
              close();
            },
          },
        )
      }
      after={
        <>
          {canUnmask && (
            <Checkbox
              label={t('export.inClear')}
              checked={inClear}
              onChange={(event) => setInClear(event.currentTarget.checked)}
            />
          )}
          {inClear && <Notice tone="warning">{t('export.noPassword')}</Notice>}
        </>
      }
    >
      <SegmentedControl
        aria-label={t('export.format')}
        data={[
          { value: 'xlsx', label: t('export.xlsx') },
          { value: 'csv', label: 'CSV' },
        ]}
        value={kind}
        onChange={(value) => setKind(value === 'csv' ? 'csv' : 'xlsx')}
      />
    </DownloadDialog>
  );
}
