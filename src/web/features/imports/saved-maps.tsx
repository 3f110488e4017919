import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ImportMap, importMapSchema } from '../../../modules/imports/contract.ts';
import { Notice } from '../../ui/states.tsx';
import { showDone } from '../../ui/toast.tsx';
import { mapsQuery, type SavedMap, useSaveMap } from './api.ts';
import { columnsOf } from './draft.ts';
import css from './imports.module.css';

/** Columns a map needs to find in the file itself; those that a joined file brings are not among them. */
export function columnsNeeded(map: ImportMap): string[] {
  const joined = new Set(map.joins.flatMap((join) => join.take));
  const own = Object.values(map.columns).flatMap((source) => columnsOf(source));
  const keys = map.joins.map((join) => join.on.column);
  const time = map.kind === 'sales' && map.timeColumn ? [map.timeColumn] : [];
  const all = [...own, ...keys, ...time, ...Object.values(map.customFields ?? {})];
  return [...new Set(all)].filter((column) => !joined.has(column));
}

/** Whether every column of a map stands in a header. */
export const fitsHeader = (map: ImportMap, header: readonly string[]) =>
  columnsNeeded(map).every((column) => header.includes(column));

interface MapSourceProps {
  saved: readonly SavedMap[];
  onApply: (parts: { map: ImportMap; origin: 'saved' | 'loaded'; name: string }) => void;
  onSuggestion: () => void;
}

/** Maps to begin from: the saved ones that fit this file, a map file, or the proposal. */
export function MapSource({ saved, onApply, onSuggestion }: MapSourceProps) {
  const { t } = useTranslation('imports');
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();
  const load = async (file: File | undefined) => {
    if (!file) return;
    if (input.current) input.current.value = '';
    setProblem(undefined);
    try {
      const parsed = importMapSchema.safeParse(JSON.parse(await file.text()));
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        setProblem(t('maps.notOurs', { name: file.name, where: issue?.path.join('.') || '–' }));
        return;
      }
      onApply({ map: parsed.data, origin: 'loaded', name: file.name.replace(/\.json$/i, '') });
    } catch {
      setProblem(t('maps.noJson', { name: file.name }));
    }
  };
  return (
    <div className={css.stack}>
      <div className={css.bar}>
        {saved.length > 0 && (
          <NativeSelect
            aria-label={t('maps.apply')}
            value=""
            onChange={(event) => {
              const one = saved.find(({ mapId }) => mapId === event.currentTarget.value);
              if (one) onApply({ map: one.map, origin: 'saved', name: one.name });
              else if (event.currentTarget.value === 'suggestion') onSuggestion();
            }}
            data={[
              { value: '', label: t('maps.apply') },
              ...saved.map(({ mapId, name }) => ({ value: mapId, label: name })),
              { value: 'suggestion', label: t('maps.suggestion') },
            ]}
          />
        )}
        <Button variant="default" onClick={() => input.current?.click()}>
          {t('maps.load')}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          className="d-visually-hidden"
          tabIndex={-1}
          aria-label={t('maps.load')}
          onChange={(event) => void load(event.currentTarget.files?.[0])}
        />
      </div>
      {problem && <Notice tone="danger">{problem}</Notice>}
    </div>
  );
}

/** Keeps the map under a name, and hands it out as a file for the command line. */
export function SaveMap({ map, name, onSaved }: { map: ImportMap; name: string; onSaved: (name: string) => void }) {
  const { t } = useTranslation('imports');
  const queryClient = useQueryClient();
  const save = useSaveMap();
  const [typed, setTyped] = useState(name);
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    save.mutate(
      { body: { name: typed, map } },
      {
        onSuccess: async (saved) => {
          await queryClient.invalidateQueries({ queryKey: mapsQuery().queryKey });
          showDone(t('maps.saved', { name: saved.name }));
          onSaved(saved.name);
        },
      },
    );
  };
  const download = () => {
    const url = URL.createObjectURL(new Blob([JSON.stringify(map, null, 2)], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${typed.trim() || 'map'}.json`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <form onSubmit={submit} className={css.save}>
      <TextInput
        label={t('maps.name')}
        placeholder={t('maps.nameExample')}
        maxLength={80}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={save.error?.message}
      />
      <Button type="submit" variant="default" disabled={typed.trim() === ''} loading={save.isPending}>
        {t('maps.save')}
      </Button>
      <Button variant="subtle" onClick={download}>
        {t('maps.download')}
      </Button>
    </form>
  );
}
