import { Button, Group, Modal, NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createField, FIELD_TYPES, type Field, listFields, updateField } from '../../../modules/customers/contract.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Notice } from '../../ui/states.tsx';
import { showDone } from '../../ui/toast.tsx';
import css from './settings.module.css';

/** What a field can be; a stage is a choice whose choices are steps. */
const KINDS = [...FIELD_TYPES, 'stage'] as const;
type Kind = (typeof KINDS)[number];

interface FieldFormProps {
  /** Undefined: a new one. */
  field: Field | undefined;
  purposes: readonly { key: string; label: { ko: string; en: string }; takesSensitive: boolean }[];
  onClose: () => void;
}

/** One word a line; a line that stood there before keeps its key, so that values stay with it. */
function readChoices(text: string, before: Field['choices'], locale: 'ko' | 'en') {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line, at, lines) => {
      const same = before.find(({ label }) => label[locale] === line);
      // As many lines as before: a changed word in the same place is the same choice with another name.
      const renamed = lines.length === before.length ? before[at] : undefined;
      const isTaken = renamed !== undefined && lines.includes(renamed.label[locale]);
      const known = same ?? (isTaken ? undefined : renamed);
      const label = known && same ? known.label : { ...(known?.label ?? { ko: line, en: line }), [locale]: line };
      return known ? { key: known.key, label } : { label: { ko: line, en: line } };
    });
}

/** A field with its two names, its type, and why it is kept: without that there is none (PV-01). */
export function FieldForm({ field, purposes, onClose }: FieldFormProps) {
  const { t } = useTranslation('fields');
  const { locale } = useFormat();
  const client = useQueryClient();
  const create = useCall(createField);
  const update = useCall(updateField);
  const [ko, setKo] = useState(field?.label.ko ?? '');
  const [en, setEn] = useState(field?.label.en ?? '');
  const [kind, setKind] = useState<Kind>(field?.isStage ? 'stage' : (field?.type ?? 'text'));
  const [choices, setChoices] = useState((field?.choices ?? []).map(({ label }) => label[locale]).join('\n'));
  const [purposeKey, setPurposeKey] = useState<string | null>(field?.purposeKey ?? null);
  const [retentionDays, setRetentionDays] = useState<number | null>(field?.retentionDays ?? null);
  const hasChoices = kind === 'choice' || kind === 'stage';
  const error = create.error ?? update.error;
  const done = () => {
    void client.invalidateQueries({ queryKey: keyOf(listFields) });
    showDone(t('form.saved'));
    onClose();
  };
  const submit = () => {
    if (purposeKey === null) return;
    const label = { ko: ko.trim() || en.trim(), en: en.trim() || ko.trim() };
    const common = {
      label,
      purposeKey,
      retentionDays,
      ...(hasChoices ? { choices: readChoices(choices, field?.choices ?? [], locale) } : {}),
    };
    if (field) update.mutate({ params: { fieldKey: field.fieldKey }, body: common }, { onSuccess: done });
    else
      create.mutate(
        { body: { ...common, type: kind === 'stage' ? 'choice' : kind, isStage: kind === 'stage' } },
        { onSuccess: done },
      );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(field ? 'form.change' : 'form.new')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="sm">
          {error && <Notice tone="danger">{error.message}</Notice>}
          <div className={css.pair}>
            <TextInput
              label={t('form.ko')}
              data-autofocus
              maxLength={40}
              value={ko}
              onChange={(event) => setKo(event.currentTarget.value)}
            />
            <TextInput
              label={t('form.en')}
              maxLength={40}
              value={en}
              onChange={(event) => setEn(event.currentTarget.value)}
            />
          </div>
          {!field && (
            <Select
              label={t('form.type')}
              allowDeselect={false}
              data={KINDS.map((one) => ({ value: one, label: t(`type.${one}`) }))}
              value={kind}
              onChange={(next) => {
                setKind(KINDS.find((one) => one === next) ?? 'text');
                if (next === 'sensitive') setPurposeKey('sensitive_health');
              }}
            />
          )}
          {kind === 'sensitive' && <Notice>{t('form.sensitive')}</Notice>}
          {hasChoices && (
            <Textarea
              label={t(kind === 'stage' ? 'form.steps' : 'form.choices')}
              description={t('form.choicesWhy')}
              autosize
              minRows={3}
              value={choices}
              onChange={(event) => setChoices(event.currentTarget.value)}
            />
          )}
          <Select
            label={t('form.purpose')}
            description={t('form.purposeWhy')}
            placeholder={t('form.purposeChoose')}
            allowDeselect={false}
            data={purposes
              .filter(({ takesSensitive }) => takesSensitive || kind !== 'sensitive')
              .map(({ key, label }) => ({ value: key, label: label[locale] }))}
            value={purposeKey}
            onChange={setPurposeKey}
          />
          <NumberInput
            label={t('form.retention')}
            description={t('form.retentionWhy')}
            min={1}
            max={10_950}
            clampBehavior="strict"
            hideControls
            value={retentionDays ?? ''}
            onChange={(days) => setRetentionDays(typeof days === 'number' ? days : null)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button
              type="submit"
              loading={create.isPending || update.isPending}
              disabled={(ko.trim() === '' && en.trim() === '') || purposeKey === null}
            >
              {t('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
