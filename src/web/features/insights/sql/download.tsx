import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { downloadMart, downloadMartTable, exportMartSql } from '../../../../modules/insights/contract/analyst.ts';
import { buildUrl, useCall } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { Notice } from '../../../ui/states.tsx';
import { saveCsv } from '../csv.ts';
import css from '../insights.module.css';

/** A table, or the whole mart without one, as Parquet, with the reason on record (PV-71). */
export function Download({ table }: { table?: string }) {
  const { t } = useTranslation('sql');
  const url = (reason: string) =>
    table === undefined
      ? buildUrl(downloadMart.path, { query: { reason } })
      : buildUrl(downloadMartTable.path, { query: { table, reason } });
  return (
    <DownloadDialog
      title={table === undefined ? t('downloadAll') : t('downloadWhich', { name: table })}
      go={t('download')}
      label={table === undefined ? t('downloadAll') : t('download')}
      sentence={t(table === undefined ? 'downloadAllSentence' : 'downloadSentence')}
      onSubmit={(reason, close) => {
        // The browser's own download: the file may be larger than a page should hold.
        window.location.assign(url(reason));
        close();
      }}
    />
  );
}

/** The answer on screen as a file, asked anew of what may leave the product, with the reason on record (PV-56, PV-70). */
export function AnswerDownload({ sql, rows }: { sql: string; rows: number }) {
  const { t } = useTranslation('sql');
  const format = useFormat();
  const make = useCall(exportMartSql);
  return (
    <DownloadDialog
      title={t('downloadAnswer')}
      label={t('downloadAnswer')}
      go={t('ui:export.go')}
      sentence={t('downloadAnswerSentence', { n: format.count(rows) })}
      error={make.error ? make.error.message || t('failed') : undefined}
      onClose={make.reset}
      isPending={make.isPending}
      onSubmit={(reason, close) =>
        make.mutate(
          { body: { sql, reason } },
          {
            onSuccess: ({ csv }) => {
              saveCsv('answer', csv);
              close();
            },
          },
        )
      }
    />
  );
}

interface DownloadDialogProps {
  title: string;
  label: string;
  /** What the dialog's own button says. */
  go: string;
  /** What leaves. */
  sentence: string;
  error?: string | undefined;
  isPending?: boolean;
  onClose?: () => void;
  onSubmit: (reason: string, close: () => void) => void;
}

function DownloadDialog({
  title,
  label,
  go,
  sentence,
  error,
  isPending = false,
  onClose,
  onSubmit,
}: DownloadDialogProps) {
  const { t } = useTranslation('sql');
  const [opened, dialog] = useDisclosure(false);
  const [reason, setReason] = useState('');
  const close = () => {
    setReason('');
    onClose?.();
    dialog.close();
  };
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="compact-md"
        leftSection={<IconDownload size={16} aria-hidden />}
        aria-label={title}
        onClick={dialog.open}
      >
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': t('ui:close') }}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit(reason, close);
          }}
        >
          <Stack gap="sm">
            <p className={css.reach}>{sentence}</p>
            {error && <Notice tone="danger">{error}</Notice>}
            <TextInput
              label={t('reason')}
              required
              minLength={2}
              maxLength={300}
              data-autofocus
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <Group justify="flex-end">
              <Button type="submit" loading={isPending} disabled={reason.trim().length < 2}>
                {go}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
