import { Button, Checkbox, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createExport, downloadExport } from '../../../modules/customers/contract.ts';
import { buildUrl, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Notice } from '../../ui/states.tsx';
import { showDone } from '../../ui/toast.tsx';

const COLUMNS = ['name', 'phone', 'email', 'lastVisit', 'visits', 'spend', 'state'];

/** Takes a group out of the product: why, as what, masked or in clear; on record (PV-56). */
export function ExportGroup({ segmentId, name }: { segmentId: string; name: string }) {
  const { t } = useTranslation(['lists', 'groups']);
  const format = useFormat();
  const canExport = useCan('customers:export');
  const canUnmask = useCan('customers:unmask');
  const [opened, dialog] = useDisclosure(false);
  const [kind, setKind] = useState<'csv' | 'xlsx'>('xlsx');
  const [reason, setReason] = useState('');
  const [inClear, setInClear] = useState(false);
  const create = useCall(createExport);
  if (!canExport) return null;
  const body = {
    filter: [{ fact: 'group' as const, segmentId }],
    sort: { by: 'name' as const, direction: 'asc' as const },
    columns: COLUMNS,
    format: kind,
    inClear,
    reason,
  };
  const submit = () =>
    create.mutate(
      { body },
      {
        onSuccess: ({ listExportId, people }) => {
          // The browser's own download: the file may be larger than a page should hold.
          window.location.assign(buildUrl(downloadExport.path, { params: { listExportId } }));
          showDone(t('lists:export.done', { n: format.count(people) }));
          dialog.close();
        },
      },
    );
  return (
    <>
      <Button variant="subtle" color="gray" leftSection={<IconDownload size={16} aria-hidden />} onClick={dialog.open}>
        {t('lists:export.open')}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t('groups:exportTitle')}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Stack gap="sm">
            <Text>{t('groups:exportSentence', { name })}</Text>
            {create.error && <Notice tone="danger">{create.error.message}</Notice>}
            <SegmentedControl
              aria-label={t('lists:export.format')}
              data={[
                { value: 'xlsx', label: t('lists:export.xlsx') },
                { value: 'csv', label: 'CSV' },
              ]}
              value={kind}
              onChange={(value) => setKind(value === 'csv' ? 'csv' : 'xlsx')}
            />
            <TextInput
              label={t('lists:export.reason')}
              description={t('lists:export.reasonWhy')}
              data-autofocus
              required
              minLength={2}
              maxLength={200}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {canUnmask && (
              <Checkbox
                label={t('lists:export.inClear')}
                checked={inClear}
                onChange={(event) => setInClear(event.currentTarget.checked)}
              />
            )}
            <Group justify="flex-end">
              <Button variant="default" onClick={dialog.close}>
                {t('lists:cancel')}
              </Button>
              <Button type="submit" loading={create.isPending} disabled={reason.trim().length < 2}>
                {t('lists:export.go')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
