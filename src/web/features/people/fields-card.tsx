import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Field,
  getPersonFields,
  isOrdinary,
  listFields,
  type PersonField,
  revealPersonField,
  updatePersonFields,
} from '../../../modules/customers/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { isComposing } from '../../lib/keys.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import css from './fields-card.module.css';
import { useFieldText } from './list/columns.tsx';
import { PersonTags } from './tags-card.tsx';

/** What the shop wants to know of her beyond name and number: tags, then each field with a press to change it. */
export function PersonFields({ customerId }: { customerId: string }) {
  const { t } = useTranslation('fields');
  const definitions = useQuery(queryFor(listFields));
  const person = useQuery(queryFor(getPersonFields, { params: { customerId } }));
  return (
    <>
      <Section title={t('card.title')}>
        <Loaded query={person} rows={3}>
          {({ fields: told, tags }) => (
            <>
              <PersonTags customerId={customerId} tags={tags} />
              <Loaded query={definitions} rows={3}>
                {({ fields }) => <FieldRows customerId={customerId} fields={fields.filter(isOrdinary)} told={told} />}
              </Loaded>
            </>
          )}
        </Loaded>
      </Section>
      {definitions.data && person.data && (
        <ProtectedFields
          customerId={customerId}
          fields={definitions.data.fields.filter((field) => field.archivedAt === null && field.type === 'sensitive')}
          told={person.data.fields}
        />
      )}
    </>
  );
}

/** The one place for health and the like (PV-14): covered, each look is logged, only with a consent of its own. */
function ProtectedFields({ customerId, fields, told }: FieldRowsOf) {
  const { t } = useTranslation('fields');
  const canMakeFields = useCan('settings:write');
  if (fields.length === 0 && !canMakeFields) return null;
  return (
    <div id="protected">
      <Section title={t('card.protected.title')} sentence={t('card.protected.sentence')}>
        {fields.length > 0 ? (
          <FieldRows customerId={customerId} fields={fields} told={told} />
        ) : (
          <p className={css.unknown}>
            {t('card.protected.none')} <Link to="/settings">{t('card.protected.make')}</Link>
          </p>
        )}
      </Section>
    </div>
  );
}

interface FieldRowsOf {
  customerId: string;
  fields: readonly Field[];
  told: readonly PersonField[];
}

function FieldRows({ customerId, fields, told }: FieldRowsOf) {
  return (
    <dl className={css.fields}>
      {fields.map((field) => (
        <FieldRow
          key={field.fieldKey}
          customerId={customerId}
          field={field}
          told={told.find(({ fieldKey }) => fieldKey === field.fieldKey)}
        />
      ))}
    </dl>
  );
}

function FieldRow({ customerId, field, told }: { customerId: string; field: Field; told: PersonField | undefined }) {
  const { t } = useTranslation('fields');
  const { locale } = useFormat();
  const fieldText = useFieldText();
  const canSensitive = useCan('customers:sensitive');
  const canWrite = useCan('customers:write') && (field.type !== 'sensitive' || canSensitive);
  const reveal = useCall(revealPersonField);
  const [isOpen, setOpen] = useState(false);
  const label = field.label[locale];
  const params = { customerId, fieldKey: field.fieldKey };
  const clear = reveal.data?.value;
  if (isOpen) {
    return (
      <div className={css.row}>
        <dt>{label}</dt>
        <dd className={css.editing}>
          <FieldEditor
            customerId={customerId}
            field={field}
            value={clear ?? told?.value ?? ''}
            onDone={() => {
              reveal.reset();
              setOpen(false);
            }}
          />
        </dd>
      </div>
    );
  }
  const isCovered = told?.isSealed === true && clear === undefined;
  const shown = clear ?? (told?.value == null ? '' : fieldText(field, told.value));
  return (
    <div className={css.row}>
      <dt>{label}</dt>
      <dd>
        {isCovered ? (
          <>
            <span role="img" aria-label={t('card.covered')}>
              •••
            </span>
            {canSensitive && (
              <Button
                variant="subtle"
                size="compact-sm"
                loading={reveal.isPending}
                aria-label={t('card.revealWhat', { what: label })}
                onClick={() => reveal.mutate({ params })}
              >
                {t('card.reveal')}
              </Button>
            )}
          </>
        ) : (
          <span>{shown || <span className={css.unknown}>–</span>}</span>
        )}
        {canWrite && !isCovered && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={t(shown ? 'card.changeWhat' : 'card.writeWhat', { what: label })}
            onClick={() => setOpen(true)}
          >
            {t(shown ? 'card.change' : 'card.write')}
          </Button>
        )}
      </dd>
    </div>
  );
}

function FieldEditor({
  customerId,
  field,
  value,
  onDone,
}: {
  customerId: string;
  field: Field;
  value: string;
  onDone: () => void;
}) {
  const { t } = useTranslation('fields');
  const client = useQueryClient();
  const save = useCall(updatePersonFields);
  const [text, setText] = useState(value);
  const submit = (next: string) =>
    save.mutate(
      { params: { customerId }, body: { values: { [field.fieldKey]: next === '' ? null : next } } },
      {
        onSuccess: (person) => {
          client.setQueryData(keyOf(getPersonFields, { params: { customerId } }), person);
          onDone();
        },
      },
    );
  return (
    // Escape is heard from whatever stands inside; the form itself is nothing to press.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className={css.editor}
      onSubmit={(event) => {
        event.preventDefault();
        submit(text);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !isComposing(event)) onDone();
      }}
    >
      <FieldInput field={field} value={text} onChange={setText} error={save.error?.message} />
      <div className={css.actions}>
        <Button type="submit" variant="default" size="compact-md" loading={save.isPending}>
          {t('save')}
        </Button>
        <Button variant="subtle" color="gray" size="compact-md" onClick={onDone}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}

function FieldInput({
  field,
  value,
  onChange,
  error,
}: {
  field: Field;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}): ReactNode {
  const { t } = useTranslation(['fields', 'lists']);
  const { locale } = useFormat();
  const common = { 'aria-label': field.label[locale], error, 'data-autofocus': true, autoFocus: true };
  if (field.type === 'choice' || field.type === 'yes_no') {
    const data =
      field.type === 'yes_no'
        ? (['yes', 'no'] as const).map((one) => ({ value: one, label: t(`lists:yesNo.${one}`) }))
        : field.choices.map((choice) => ({ value: choice.key, label: choice.label[locale] }));
    return (
      <Select
        {...common}
        clearable
        clearButtonProps={{ 'aria-label': t('card.clear') }}
        data={data}
        value={value || null}
        onChange={(chosen) => onChange(chosen ?? '')}
      />
    );
  }
  if (field.type === 'number') {
    return (
      <NumberInput
        {...common}
        hideControls
        value={value === '' ? '' : Number(value)}
        onChange={(next) => onChange(String(next))}
      />
    );
  }
  return (
    <TextInput
      {...common}
      type={field.type === 'date' ? 'date' : 'text'}
      maxLength={500}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
