import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listFolders, removeFolder } from '../../../modules/imports/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { call, keyOf, queryFor } from '../../lib/api.ts';
import { currentLocale } from '../../lib/i18n.ts';
import { useCan } from '../../lib/session.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { Column } from '../../ui/data-table/props.ts';
import { Page, Section } from '../../ui/page.tsx';
import { EmptyState, Loaded, NoPermission, Notice } from '../../ui/states.tsx';
import { showDone, showFailure } from '../../ui/toast.tsx';
import { Instant } from '../../ui/value.tsx';
import css from './imports.module.css';
import { NewFolder } from './new-folder.tsx';

type Folder = EndpointOutput<typeof listFolders>['folders'][number];

/** Files come in while nobody looks; the screen follows. */
const POLL_MS = 5_000;

/** Folders on the server's machine that are watched, for tills that can only write files. */
export function Folders() {
  const { t } = useTranslation('imports');
  const may = useCan('imports:run');
  return (
    <Page title={t('folders.title')} sentence={t('folders.sentence')} back={{ to: '/record', label: t('toRecord') }}>
      {may ? <Body /> : <NoPermission sentence={t('noPermission')} />}
    </Page>
  );
}

function Body() {
  const { t } = useTranslation('imports');
  const query = useQuery({ ...queryFor(listFolders), refetchInterval: POLL_MS });
  const [adding, setAdding] = useState(false);
  const add = <Button onClick={() => setAdding(true)}>{t('folders.add')}</Button>;
  return (
    <>
      {adding && <NewFolder onClose={() => setAdding(false)} />}
      <Loaded query={query}>
        {({ folders }) =>
          folders.length === 0 ? (
            !adding && <EmptyState sentence={t('folders.empty')} action={add} />
          ) : (
            <>
              {!adding && <div className={css.actions}>{add}</div>}
              {folders.map((folder) => (
                <OneFolder key={folder.folderId} folder={folder} />
              ))}
            </>
          )
        }
      </Loaded>
    </>
  );
}

function OneFolder({ folder }: { folder: Folder }) {
  const { t } = useTranslation('imports');
  const queryClient = useQueryClient();
  const remove = async () => {
    try {
      await call(removeFolder, { params: { folderId: folder.folderId } });
      showDone(t('folders.removed', { name: folder.name }));
    } catch (error) {
      showFailure((error as Error).message || t('folders.removeFailed'));
    }
    await queryClient.invalidateQueries({ queryKey: keyOf(listFolders) });
  };
  const facts: Column<Folder>[] = [
    { key: 'kind', header: t('list.kind'), phone: 'title', render: (one) => t(`kind.${one.kind}`) },
    { key: 'map', header: t('folders.map'), render: (one) => one.mapName || t('folders.noMap') },
    { key: 'taken', header: t('folders.taken'), align: 'right', render: (one) => one.filesTaken },
    { key: 'failed', header: t('folders.failed'), align: 'right', render: (one) => one.filesFailed },
    { key: 'last', header: t('folders.last'), render: (one) => one.lastFile || '–' },
    {
      key: 'when',
      header: t('list.when'),
      render: (one) => (one.lastTakenAt ? <Instant at={one.lastTakenAt} /> : '–'),
    },
  ];
  return (
    <Section
      title={folder.name}
      action={
        <Button
          variant="default"
          onClick={() => void remove()}
          aria-label={t('folders.removeNamed', { name: folder.name })}
        >
          {t('folders.remove')}
        </Button>
      }
    >
      <div className={css.stack}>
        <p className={css.hint}>
          {t('folders.path')} <span className={css.code}>{folder.path}</span>
        </p>
        {folder.lastError && (
          <Notice tone="warning">
            {t('folders.lastFailed', { file: folder.lastFile })} {folder.lastError.message[currentLocale()]}
          </Notice>
        )}
        <DataTable<Folder> caption={folder.name} columns={facts} rows={[folder]} rowKey={(one) => one.folderId} />
      </div>
    </Section>
  );
}
