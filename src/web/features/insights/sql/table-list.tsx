import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { downloadMart, downloadMartTable, type listMartTables } from '../../../../modules/insights/contract/analyst.ts';
import type { EndpointOutput } from '../../../../shared/endpoint.ts';
import { buildUrl } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { useCan } from '../../../lib/session.ts';
import css from '../insights.module.css';

interface TableListProps {
  tables: EndpointOutput<typeof listMartTables>['tables'];
  onPick: (name: string) => void;
}

/** Tables in words, each opened for its columns and, of a departmental mart, for what its SQL says of itself. */
export function TableList({ tables, onPick }: TableListProps) {
  const { t } = useTranslation('sql');
  const { locale } = useFormat();
  const mayDownload = useCan('insights:export');
  return (
    <div className={css.tables}>
      {tables.map(({ name, text, columns, head }) => (
        <details key={name}>
          <summary>
            <code>{name}</code> {text[locale]}
          </summary>
          <dl>
            {columns.map((column) => (
              <Column key={column.name} name={column.name} type={column.type} text={column.text[locale]} />
            ))}
          </dl>
          {head !== null && (
            // As its SQL says, in the language of the code.
            <p className={css.head} lang="en">
              {head}
            </p>
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
            {mayDownload && head === null && <Download table={name} />}
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

/** A table, or the whole mart without one, as Parquet, with the reason on record (PV-71). */
export function Download({ table }: { table?: string }) {
  const { t } = useTranslation('sql');
  const [opened, dialog] = useDisclosure(false);
  const [reason, setReason] = useState('');
  const name = table === undefined ? t('downloadAll') : t('downloadWhich', { name: table });
  const url = (why: string) =>
    table === undefined
      ? buildUrl(downloadMart.path, { query: { reason: why } })
      : buildUrl(downloadMartTable.path, { query: { table, reason: why } });
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="compact-md"
        leftSection={<IconDownload size={16} aria-hidden />}
        aria-label={name}
        onClick={dialog.open}
      >
        {table === undefined ? name : t('download')}
      </Button>
      <Modal opened={opened} onClose={dialog.close} title={name} closeButtonProps={{ 'aria-label': t('ui:close') }}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            // The browser's own download: the file may be larger than a page should hold.
            window.location.assign(url(reason));
            setReason('');
            dialog.close();
          }}
        >
          <Stack gap="sm">
            <p className={css.reach}>{t(table === undefined ? 'downloadAllSentence' : 'downloadSentence')}</p>
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
