import { Button, Checkbox, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createExport, downloadExport, type ListFilter, type ListSort } from '../../modules/customers/contract.ts';
import { buildUrl, useCall } from '../lib/api.ts';
import { useFormat } from '../lib/format.ts';
import { useCan } from '../lib/session.ts';
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
  const [opened, dialog] = useDisclosure(false);
  const [kind, setKind] = useState<'csv' | 'xlsx'>('xlsx');
  const [reason, setReason] = useState('');
  const [inClear, setInClear] = useState(false);
  const create = useCall(createExport);
  if (!canExport) return null;
  const close = () => {
    create.reset();
    setReason('');
    setInClear(false);
    dialog.close();
  };
  const submit = () =>
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
    );
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size={size}
        leftSection={<IconDownload size={16} aria-hidden />}
        onClick={dialog.open}
      >
        {t('export.open')}
      </Button>
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Stack gap="sm">
            <Text>{sentence}</Text>
            {create.error && <Notice tone="danger">{create.error.message}</Notice>}
            <SegmentedControl
              aria-label={t('export.format')}
              data={[
                { value: 'xlsx', label: t('export.xlsx') },
                { value: 'csv', label: 'CSV' },
              ]}
              value={kind}
              onChange={(value) => setKind(value === 'csv' ? 'csv' : 'xlsx')}
            />
            <TextInput
              label={t('export.reason')}
              description={t('export.reasonWhy')}
              data-autofocus
              required
              minLength={2}
              maxLength={200}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {canUnmask && (
              <Checkbox
                label={t('export.inClear')}
                checked={inClear}
                onChange={(event) => setInClear(event.currentTarget.checked)}
              />
            )}
            {inClear && <Notice tone="warning">{t('export.noPassword')}</Notice>}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {t('export.cancel')}
              </Button>
              <Button type="submit" loading={create.isPending} disabled={reason.trim().length < 2}>
                {t('export.go')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
