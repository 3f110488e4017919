import { Button, NativeSelect, Radio, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  createFolder,
  IMPORT_BASES,
  IMPORT_KINDS,
  type ImportBasis,
  type ImportKind,
  listFolders,
} from '../../../modules/imports/contract.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { mapsQuery } from './api.ts';
import css from './imports.module.css';

/** A new watched folder: its name, what its files are about, and the map, chosen once. */
export function NewFolder({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('imports');
  const queryClient = useQueryClient();
  const maps = useQuery(mapsQuery());
  const create = useCall(createFolder);
  const [name, setName] = useState('');
  const [kind, setKind] = useState<ImportKind>('sales');
  const [mapId, setMapId] = useState('');
  const [basis, setBasis] = useState<ImportBasis | undefined>();
  const fitting = maps.data?.maps.filter((one) => one.kind === kind && one.map.joins.length === 0) ?? [];
  const asksBasis = kind !== 'reviews';
  const isReady = name.trim() !== '' && (!asksBasis || basis !== undefined);
  const save = () =>
    create.mutate(
      { body: { name: name.trim(), kind, ...(mapId === '' ? {} : { mapId }), ...(basis ? { basis } : {}) } },
      {
        onSuccess: async () => {
          await queryClient.invalidateQueries({ queryKey: keyOf(listFolders) });
          onClose();
        },
      },
    );
  return (
    <Section title={t('folders.newTitle')} sentence={t('folders.newSentence')}>
      <form
        className={css.stack}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) save();
        }}
      >
        {create.error && <Notice tone="danger">{create.error.message || t('folders.failedToAdd')}</Notice>}
        <TextInput
          label={t('folders.name')}
          placeholder={t('folders.nameExample')}
          maxLength={40}
          className={css.narrow}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('file.kind')}
          className={css.narrow}
          value={kind}
          onChange={(event) => {
            setKind(IMPORT_KINDS.find((one) => one === event.currentTarget.value) ?? 'sales');
            setMapId('');
          }}
          data={IMPORT_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
        />
        <NativeSelect
          label={t('folders.map')}
          description={fitting.length === 0 ? t('folders.noMaps') : undefined}
          className={css.narrow}
          value={mapId}
          onChange={(event) => setMapId(event.currentTarget.value)}
          data={[
            { value: '', label: t('folders.noMap') },
            ...fitting.map((one) => ({ value: one.mapId, label: one.name })),
          ]}
        />
        {asksBasis && (
          <Radio.Group
            label={t('basis.title')}
            description={t('basis.sentence')}
            value={basis ?? ''}
            onChange={(value) => setBasis(IMPORT_BASES.find((one) => one === value))}
          >
            <div className={css.basis}>
              {IMPORT_BASES.map((one) => (
                <Radio key={one} value={one} label={t(`basis.${one}.label`)} description={t(`basis.${one}.hint`)} />
              ))}
            </div>
          </Radio.Group>
        )}
        <div className={css.actions}>
          <Button variant="default" onClick={onClose}>
            {t('undo.cancel')}
          </Button>
          <Button type="submit" disabled={!isReady} loading={create.isPending}>
            {t('folders.add')}
          </Button>
        </div>
      </form>
    </Section>
  );
}
