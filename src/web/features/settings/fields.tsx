import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Field, getFieldUse, listFields, removeField, updateField } from '../../../modules/customers/contract.ts';
import { call, keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Section } from '../../ui/page.tsx';
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { showDone, showUndo } from '../../ui/toast.tsx';
import { FieldForm } from './fields-form.tsx';
import css from './settings.module.css';

/** What the shop wants to know of people, each with the purpose it is kept for (PV-01). */
export function FieldSettings() {
  const { t } = useTranslation('fields');
  const query = useQuery(queryFor(listFields));
  const [editing, setEditing] = useState<Field | 'new' | null>(null);
  return (
    <Section
      title={t('settings.title')}
      sentence={t('settings.sentence')}
      action={
        <Button variant="default" onClick={() => setEditing('new')}>
          {t('settings.add')}
        </Button>
      }
    >
      <Loaded query={query}>
        {({ fields, purposes }) => (
          <>
            {fields.length === 0 && <EmptyState sentence={t('settings.empty')} />}
            <FieldList
              fields={fields.filter((field) => field.archivedAt === null)}
              purposes={purposes}
              onEdit={setEditing}
            />
            {fields.some((field) => field.archivedAt !== null) && (
              <details className={css.more}>
                <summary>{t('settings.hidden')}</summary>
                <FieldList fields={fields.filter((field) => field.archivedAt !== null)} purposes={purposes} />
              </details>
            )}
            {editing && (
              <FieldForm
                key={editing === 'new' ? 'new' : editing.fieldKey}
                field={editing === 'new' ? undefined : editing}
                purposes={purposes}
                onClose={() => setEditing(null)}
              />
            )}
          </>
        )}
      </Loaded>
    </Section>
  );
}

type Purposes = readonly { key: string; label: { ko: string; en: string }; takesSensitive: boolean }[];

function FieldList({
  fields,
  purposes,
  onEdit,
}: {
  fields: readonly Field[];
  purposes: Purposes;
  onEdit?: (field: Field) => void;
}) {
  const { t } = useTranslation('fields');
  const { locale } = useFormat();
  const update = useCall(updateField);
  const refresh = useRefreshFields();
  const hide = (field: Field, archived: boolean) =>
    update.mutate(
      { params: { fieldKey: field.fieldKey }, body: { archived } },
      {
        onSuccess: () => {
          void refresh();
          if (!archived) return;
          showUndo({
            message: t('settings.hid', { name: field.label[locale] }),
            onUndo: async () => {
              await call(updateField, { params: { fieldKey: field.fieldKey }, body: { archived: false } });
              await refresh();
            },
          });
        },
      },
    );
  return (
    <>
      {update.error && <Notice tone="danger">{update.error.message}</Notice>}
      <ul className={css.rows}>
        {fields.map((field) => (
          <li key={field.fieldKey}>
            <span>
              {field.label[locale]} <Tag>{t(field.isStage ? 'type.stage' : `type.${field.type}`)}</Tag>
              <span className={css.quiet}>
                {purposes.find(({ key }) => key === field.purposeKey)?.label[locale] ?? field.purposeKey}
                {field.choices.length > 0 && ` · ${field.choices.map(({ label }) => label[locale]).join(', ')}`}
              </span>
            </span>
            <span className={css.actions}>
              {onEdit ? (
                <>
                  <Button
                    variant="subtle"
                    size="compact-md"
                    aria-label={t('settings.changeWhat', { what: field.label[locale] })}
                    onClick={() => onEdit(field)}
                  >
                    {t('settings.change')}
                  </Button>
                  <Button
                    variant="subtle"
                    color="gray"
                    size="compact-md"
                    aria-label={t('settings.hideWhat', { what: field.label[locale] })}
                    onClick={() => hide(field, true)}
                  >
                    {t('settings.hide')}
                  </Button>
                </>
              ) : (
                <>
                  <Button
                    variant="subtle"
                    size="compact-md"
                    aria-label={t('settings.showWhat', { what: field.label[locale] })}
                    onClick={() => hide(field, false)}
                  >
                    {t('settings.show')}
                  </Button>
                  <Destroy field={field} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Destroying cannot be undone, so it says first what will be lost. */
function Destroy({ field }: { field: Field }) {
  const { t } = useTranslation('fields');
  const format = useFormat();
  const remove = useCall(removeField);
  const refresh = useRefreshFields();
  const [isAsking, setAsking] = useState(false);
  const params = { fieldKey: field.fieldKey };
  const use = useQuery({ ...queryFor(getFieldUse, { params }), enabled: isAsking });
  const name = field.label[format.locale];
  if (!isAsking) {
    return (
      <Button
        variant="subtle"
        color="gray"
        size="compact-md"
        aria-label={t('settings.destroyWhat', { what: name })}
        onClick={() => setAsking(true)}
      >
        {t('settings.destroy')}
      </Button>
    );
  }
  return (
    <Loaded query={use} rows={1}>
      {({ people, groups, views }) => (
        <Notice tone="warning">
          <p>{t('settings.lost', { people: format.count(people), places: format.count(groups + views) })}</p>
          <div className={css.actions}>
            <Button
              color="red"
              size="compact-md"
              loading={remove.isPending}
              onClick={() =>
                remove.mutate(
                  { params },
                  {
                    onSuccess: () => {
                      showDone(t('settings.destroyed', { name }));
                      void refresh();
                    },
                  },
                )
              }
            >
              {t('settings.destroyNow')}
            </Button>
            <Button variant="default" size="compact-md" onClick={() => setAsking(false)}>
              {t('cancel')}
            </Button>
          </div>
        </Notice>
      )}
    </Loaded>
  );
}

function useRefreshFields() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: keyOf(listFields) });
}
