import { Button, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  createField,
  type Field,
  type FieldType,
  isOrdinary,
  listFields,
} from '../../../modules/customers/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Loaded, Notice } from '../../ui/states.tsx';
import type { MapDraft } from './draft.ts';
import css from './imports.module.css';

const NEW = '+';
/** A choice needs its words first, and what is sensitive is never taken from a file (PV-14): both are made in the settings. */
const TYPES: readonly FieldType[] = ['text', 'number', 'date', 'yes_no'];

const same = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();

interface OwnColumnsProps {
  unused: readonly string[];
  columns: readonly { name: string; samples: readonly string[] }[];
  draft: MapDraft;
  onDraft: (draft: MapDraft) => void;
}

/** Columns no field takes, each offered to a field of the shop's own, or to a new one. Nothing is dropped in silence. */
export function OwnColumns({ unused, columns, draft, onDraft }: OwnColumnsProps) {
  const { t } = useTranslation('imports');
  const { locale } = useFormat();
  const canMake = useCan('settings:write');
  const query = useQuery(queryFor(listFields));
  const [making, setMaking] = useState<string | null>(null);
  const all = [...draft.customColumns, ...unused];
  const isProposed = useRef(draft.customColumns.length > 0);
  /** A column by the name of a field goes there, until somebody says otherwise. */
  const propose = useEffectEvent((fields: readonly Field[]) => {
    if (isProposed.current) return;
    isProposed.current = true;
    const named = unused.flatMap((column) => {
      const field = fields.find(
        (one) => isOrdinary(one) && [one.fieldKey, one.label.ko, one.label.en].some((name) => same(name, column)),
      );
      return field ? [[column, field.fieldKey] as const] : [];
    });
    if (named.length === 0) return;
    onDraft({
      ...draft,
      customColumns: named.map(([column]) => column),
      customNames: Object.fromEntries(named),
    });
  });
  useEffect(() => {
    if (query.data) propose(query.data.fields);
  }, [query.data]);
  if (all.length === 0) return <p className={css.hint}>{t('map.allUsed')}</p>;
  const choose = (column: string, fieldKey: string) => {
    const { [column]: _before, ...customNames } = draft.customNames;
    const others = draft.customColumns.filter((one) => one !== column);
    if (fieldKey === '') onDraft({ ...draft, customColumns: others, customNames });
    else
      onDraft({
        ...draft,
        customColumns: [...others, column],
        customNames: { ...customNames, [column]: fieldKey },
      });
  };
  return (
    <section className={css.unused}>
      <h3 className={css.legend}>{t('map.ownTitle')}</h3>
      <p className={css.hint}>{t('map.ownHint')}</p>
      <Loaded query={query} rows={2}>
        {({ fields, purposes }) => {
          const open = fields.filter(isOrdinary);
          return (
            <div className={css.fields}>
              {all.map((column) => (
                <div key={column}>
                  <NativeSelect
                    label={column}
                    aria-label={t('map.ownField', { column })}
                    description={columns.find(({ name }) => name === column)?.samples.join(' · ')}
                    value={draft.customNames[column] ?? ''}
                    onChange={(event) => {
                      const { value } = event.currentTarget;
                      if (value === NEW) setMaking(column);
                      else choose(column, value);
                    }}
                    data={[
                      { value: '', label: t('map.ownNone') },
                      ...open
                        .filter(
                          ({ fieldKey }) =>
                            draft.customNames[column] === fieldKey ||
                            !Object.values(draft.customNames).includes(fieldKey),
                        )
                        .map((field) => ({ value: field.fieldKey, label: field.label[locale] })),
                      ...(canMake ? [{ value: NEW, label: t('map.ownNew') }] : []),
                    ]}
                  />
                  {making === column && (
                    <NewField
                      column={column}
                      purposes={purposes}
                      onMade={(fieldKey) => {
                        setMaking(null);
                        choose(column, fieldKey);
                      }}
                      onCancel={() => setMaking(null)}
                    />
                  )}
                </div>
              ))}
            </div>
          );
        }}
      </Loaded>
    </section>
  );
}

interface NewFieldProps {
  column: string;
  purposes: readonly { key: string; label: { ko: string; en: string } }[];
  onMade: (fieldKey: string) => void;
  onCancel: () => void;
}

/** A field by the name of the column; it needs a purpose like every other (PV-01). */
function NewField({ column, purposes, onMade, onCancel }: NewFieldProps) {
  const { t } = useTranslation(['imports', 'fields']);
  const { locale } = useFormat();
  const client = useQueryClient();
  const create = useCall(createField);
  const [type, setType] = useState<FieldType>('text');
  const [purposeKey, setPurposeKey] = useState('');
  const name = column.trim().slice(0, 40);
  const save = () =>
    create.mutate(
      { body: { label: { ko: name, en: name }, type, purposeKey } },
      {
        onSuccess: async ({ fieldKey }) => {
          await client.invalidateQueries({ queryKey: keyOf(listFields) });
          onMade(fieldKey);
        },
      },
    );
  return (
    <div className={css.below}>
      {create.error && <Notice tone="danger">{create.error.message}</Notice>}
      <NativeSelect
        label={t('map.ownType')}
        value={type}
        onChange={(event) => setType(TYPES.find((one) => one === event.currentTarget.value) ?? 'text')}
        data={TYPES.map((one) => ({ value: one, label: t(`fields:type.${one}`) }))}
      />
      <NativeSelect
        label={t('map.ownPurpose')}
        value={purposeKey}
        onChange={(event) => setPurposeKey(event.currentTarget.value)}
        data={[
          { value: '', label: t('map.ownPurposeChoose') },
          ...purposes.map(({ key, label }) => ({ value: key, label: label[locale] })),
        ]}
      />
      <div className={css.actions}>
        <Button size="compact-md" disabled={purposeKey === ''} loading={create.isPending} onClick={save}>
          {t('map.ownMake', { column: name })}
        </Button>
        <Button size="compact-md" variant="default" onClick={onCancel}>
          {t('map.ownCancel')}
        </Button>
      </div>
    </div>
  );
}
