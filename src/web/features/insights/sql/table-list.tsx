import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { downloadMartTable, type listMartTables } from '../../../../modules/insights/contract/analyst.ts';
import type { EndpointOutput } from '../../../../shared/endpoint.ts';
import { buildUrl } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { useCan } from '../../../lib/session.ts';
import css from '../insights.module.css';

interface TableListProps {
  tables: EndpointOutput<typeof listMartTables>['tables'];
  onPick: (name: string) => void;
}

/** What there is to ask about, in words, each table opened for its columns. */
export function TableList({ tables, onPick }: TableListProps) {
  const { t } = useTranslation('sql');
  const { locale } = useFormat();
  const mayDownload = useCan('insights:export');
  return (
    <div className={css.tables}>
      {tables.map(({ name, text, columns, isView }) => (
        <details key={name}>
          <summary>
            <code>{name}</code> — {text[locale].split(/\.\s/)[0]}
          </summary>
          {isView && (
            <p className={css.quiet} style={{ whiteSpace: 'pre-wrap' }}>
              {text[locale]}
            </p>
          )}
          {columns.length > 0 && (
            <dl>
              {columns.map((column) => (
                <Column key={column.name} name={column.name} type={column.type} text={column.text[locale]} />
              ))}
            </dl>
          )}
          <div className={css.buttons}>
            <Button
              variant="default"
              size="compact-md"
              aria-label={t('pickWhich', { name })}
              onClick={() => onPick(name)}
            >
              {t('pick')}
            </Button>
            {mayDownload && !isView && <Download table={name} />}
          </div>
        </details>
      ))}
    </div>
  );
}

function Column({ name, type, text }: { name: string; type: string; text: string }) {
  return (
    <>
      <dt>
        <code>{name}</code>
      </dt>
      <dd>
        {text} <code>{type}</code>
      </dd>
    </>
  );
}

/** A table as a Parquet file, with the reason on record (PV-71). */
function Download({ table }: { table: string }) {
  const { t } = useTranslation('sql');
  const [opened, dialog] = useDisclosure(false);
  const [reason, setReason] = useState('');
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="compact-md"
        leftSection={<IconDownload size={16} aria-hidden />}
        aria-label={t('downloadWhich', { name: table })}
        onClick={dialog.open}
      >
        {t('download')}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t('downloadWhich', { name: table })}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            // The browser's own download: the file may be larger than a page should hold.
            window.location.assign(buildUrl(downloadMartTable.path, { query: { table, reason } }));
            setReason('');
            dialog.close();
          }}
        >
          <Stack gap="sm">
            <p className={css.reach}>{t('downloadSentence')}</p>
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
              <Button type="submit" disabled={reason.trim().length < 2}>
                {t('download')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
