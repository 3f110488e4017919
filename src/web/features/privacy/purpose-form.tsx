import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  createPurpose,
  getRegistry,
  LEGAL_BASES,
  type LegalBasis,
  RETENTION_FROM,
  type RetentionFrom,
} from '../../../modules/privacy/contract/registry.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { useCan } from '../../lib/session.ts';
import { Notice } from '../../ui/states.tsx';
import css from './privacy.module.css';

const EMPTY = { purposeKey: '', nameKo: '', nameEn: '', days: '' as number | '' };

/** A purpose of the shop's own; fields of its own stand under it (PV-01). */
export function PurposeForm() {
  const { t } = useTranslation('privacy');
  const client = useQueryClient();
  const create = useCall(createPurpose);
  const mayWrite = useCan('settings:write');
  const [open, setOpen] = useState(false);
  const [form, setForm] = useState(EMPTY);
  const [basis, setBasis] = useState<LegalBasis>('consent');
  const [from, setFrom] = useState<RetentionFrom>('last_visit');
  if (!mayWrite) return null;
  if (!open) {
    return (
      <div className={css.actions}>
        <Button variant="default" onClick={() => setOpen(true)}>
          {t('purpose.add')}
        </Button>
      </div>
    );
  }
  const errors = create.error?.fieldErrors() ?? {};
  const text = (name: 'purposeKey' | 'nameKo' | 'nameEn') => ({
    label: t(`purpose.${name}`),
    value: form[name],
    error: errors[name],
    autoComplete: 'off',
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      const { value } = event.currentTarget;
      setForm((before) => ({ ...before, [name]: value }));
    },
  });
  return (
    <form
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const { days, ...names } = form;
        create.mutate(
          { body: { ...names, legalBasis: basis, retentionFrom: from, retentionDays: days === '' ? null : days } },
          {
            onSuccess: () => {
              setForm(EMPTY);
              setOpen(false);
              void client.invalidateQueries({ queryKey: keyOf(getRegistry) });
            },
          },
        );
      }}
    >
      {create.error && <Notice tone="danger">{create.error.message || t('failed')}</Notice>}
      <TextInput {...text('nameKo')} />
      <TextInput {...text('nameEn')} />
      <TextInput {...text('purposeKey')} description={t('purpose.keyHint')} />
      <NativeSelect
        label={t('fields.basis')}
        value={basis}
        data={LEGAL_BASES.map((one) => ({ value: one, label: t(`basis.${one}`) }))}
        onChange={(event) => setBasis(LEGAL_BASES.find((one) => one === event.currentTarget.value) ?? 'consent')}
      />
      <NativeSelect
        label={t('purpose.from')}
        value={from}
        data={RETENTION_FROM.map((one) => ({ value: one, label: t(`period.from.${one}`) }))}
        onChange={(event) => setFrom(RETENTION_FROM.find((one) => one === event.currentTarget.value) ?? 'last_visit')}
      />
      <NumberInput
        label={t('purpose.days')}
        description={t('purpose.daysHint')}
        min={1}
        max={36_500}
        allowDecimal={false}
        hideControls
        value={form.days}
        onChange={(days) => setForm((before) => ({ ...before, days: typeof days === 'number' ? days : '' }))}
      />
      <div className={css.actions}>
        <Button type="submit" loading={create.isPending}>
          {t('save')}
        </Button>
        <Button variant="default" onClick={() => setOpen(false)}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
