import {
  Button,
  Checkbox,
  Group,
  MultiSelect,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  TextInput,
} from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  ASKED_CONSENTS,
  type FilterPart,
  LAPSE_STATES,
  type ListCondition,
  REACHABLE_BY,
} from '../../../../modules/customers/contract.ts';
import { useFormat } from '../../../lib/format.ts';
import { useShop } from '../../../lib/session.ts';
import { useSourceName } from '../../../lib/source-name.ts';
import type { Words } from './view.ts';

/** A condition with nothing chosen yet. */
export function emptyCondition(fact: string, words: Words): ListCondition {
  switch (fact) {
    case 'lapse':
      return { fact, in: ['watch', 'lapsed'] };
    case 'tag':
      return { fact, in: words.tags.slice(0, 1).map(({ tagId }) => tagId) };
    case 'visits':
      return { fact, atLeast: 2 };
    case 'spend':
      return { fact };
    case 'lastVisit':
      return { fact, daysAgoAtMost: 30 };
    case 'reachable':
      return { fact, by: 'phone' };
    case 'consent':
      return { fact, kind: 'ad_email' };
    case 'source':
      return { fact, in: words.sources.slice(0, 1) };
    case 'group':
      return { fact, segmentId: words.groups[0]?.segmentId ?? '' };
    default:
      return { fact: 'field', key: fact.slice('field:'.length) };
  }
}

interface ConditionFormProps {
  part: FilterPart;
  words: Words;
  onApply: (part: FilterPart) => void;
}

/** One part of a filter, to be changed: what is asked, and whether it is meant or its opposite. */
export function ConditionForm({ part, words, onApply }: ConditionFormProps) {
  const { t } = useTranslation('lists');
  const [condition, setCondition] = useState('not' in part ? part.not : part);
  const [isNot, setNot] = useState('not' in part);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onApply(isNot ? { not: condition } : condition);
      }}
    >
      <Stack gap="sm">
        <ConditionInputs condition={condition} words={words} onChange={setCondition} />
        <Checkbox label={t('opposite')} checked={isNot} onChange={(event) => setNot(event.currentTarget.checked)} />
        <Group justify="flex-end">
          <Button type="submit" disabled={!isComplete(condition)}>
            {t('apply')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function isComplete(condition: ListCondition): boolean {
  if (condition.fact === 'group') return condition.segmentId !== '';
  if ('in' in condition && condition.in) return condition.in.length > 0;
  return true;
}

interface InputsProps {
  condition: ListCondition;
  words: Words;
  onChange: (condition: ListCondition) => void;
}

const bound = (value: string | number): number | undefined => (typeof value === 'number' ? value : undefined);

function ConditionInputs({ condition, words, onChange }: InputsProps): ReactNode {
  const { t } = useTranslation('lists');
  const sourceName = useSourceName();
  switch (condition.fact) {
    case 'lapse':
      return (
        <Checkbox.Group
          label={t('fact.lapse')}
          value={condition.in}
          onChange={(chosen) => onChange({ ...condition, in: LAPSE_STATES.filter((state) => chosen.includes(state)) })}
        >
          <Stack gap={8} mt={8}>
            {LAPSE_STATES.map((state) => (
              <Checkbox key={state} value={state} label={t(`people:state.${state}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
      );
    case 'tag':
      return (
        <MultiSelect
          label={t('fact.tag')}
          searchable
          comboboxProps={{ withinPortal: false }}
          data={words.tags.map(({ tagId, name }) => ({ value: tagId, label: name }))}
          value={condition.in}
          onChange={(chosen) => onChange({ ...condition, in: chosen })}
        />
      );
    case 'visits':
      return (
        <Range
          label={t('fact.visits')}
          low={condition.atLeast}
          high={condition.atMost}
          onChange={(atLeast, atMost) => onChange({ fact: 'visits', atLeast, atMost })}
        />
      );
    case 'spend':
      return <Spend condition={condition} onChange={onChange} />;
    case 'lastVisit':
      return <LastVisit condition={condition} onChange={onChange} />;
    case 'reachable':
      return (
        <SegmentedControl
          data={REACHABLE_BY.map((by) => ({ value: by, label: t(`reachable.${by}`) }))}
          value={condition.by}
          onChange={(by) => onChange({ ...condition, by: by === 'email' ? 'email' : 'phone' })}
        />
      );
    case 'consent':
      return (
        <Select
          label={t('fact.consent')}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          data={ASKED_CONSENTS.map((kind) => ({ value: kind, label: t(`people:card.consentKind.${kind}`) }))}
          value={condition.kind}
          onChange={(kind) => kind && onChange({ ...condition, kind })}
        />
      );
    case 'source':
      return (
        <MultiSelect
          label={t('fact.source')}
          searchable
          comboboxProps={{ withinPortal: false }}
          data={words.sources.map((source) => ({ value: source, label: sourceName(source) }))}
          value={condition.in}
          onChange={(chosen) => onChange({ ...condition, in: chosen })}
        />
      );
    case 'group':
      return (
        <Select
          label={t('fact.group')}
          searchable
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          data={words.groups.map(({ segmentId, name }) => ({ value: segmentId, label: name }))}
          value={condition.segmentId}
          onChange={(segmentId) => segmentId && onChange({ ...condition, segmentId })}
        />
      );
    case 'field':
      return <FieldInputs condition={condition} words={words} onChange={onChange} />;
  }
}

function Range({
  label,
  low,
  high,
  onChange,
}: {
  label: string;
  low: number | undefined;
  high: number | undefined;
  onChange: (low: number | undefined, high: number | undefined) => void;
}) {
  const { t } = useTranslation('lists');
  return (
    <Group gap={8} wrap="nowrap" align="flex-end" role="group" aria-label={label}>
      <NumberInput
        label={t('atLeast', { what: label })}
        hideControls
        thousandSeparator=","
        value={low ?? ''}
        onChange={(value) => onChange(bound(value), high)}
      />
      <NumberInput
        label={t('atMost')}
        hideControls
        thousandSeparator=","
        value={high ?? ''}
        onChange={(value) => onChange(low, bound(value))}
      />
    </Group>
  );
}

/** Amounts are typed in the currency's own unit. */
function Spend({
  condition,
  onChange,
}: {
  condition: Extract<ListCondition, { fact: 'spend' }>;
  onChange: (condition: ListCondition) => void;
}) {
  const { t } = useTranslation('lists');
  const { currency } = useShop();
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 0;
  const unit = 10 ** digits;
  const major = (minor: number | undefined) => (minor === undefined ? undefined : minor / unit);
  const minor = (amount: number | undefined) => (amount === undefined ? undefined : Math.round(amount * unit));
  return (
    <Range
      label={t('fact.spend')}
      low={major(condition.atLeastMinor)}
      high={major(condition.atMostMinor)}
      onChange={(low, high) => onChange({ fact: 'spend', atLeastMinor: minor(low), atMostMinor: minor(high) })}
    />
  );
}

function LastVisit({
  condition,
  onChange,
}: {
  condition: Extract<ListCondition, { fact: 'lastVisit' }>;
  onChange: (condition: ListCondition) => void;
}) {
  const { t } = useTranslation('lists');
  const isBefore = condition.daysAgoAtLeast !== undefined;
  const days = condition.daysAgoAtLeast ?? condition.daysAgoAtMost ?? 30;
  const change = (before: boolean, n: number) =>
    onChange(before ? { fact: 'lastVisit', daysAgoAtLeast: n } : { fact: 'lastVisit', daysAgoAtMost: n });
  return (
    <>
      <SegmentedControl
        data={[
          { value: 'within', label: t('days.withinChoice') },
          { value: 'before', label: t('days.beforeChoice') },
        ]}
        value={isBefore ? 'before' : 'within'}
        onChange={(way) => change(way === 'before', days)}
      />
      <NumberInput
        label={t('days.label')}
        min={0}
        max={36_500}
        clampBehavior="strict"
        value={days}
        onChange={(value) => change(isBefore, bound(value) ?? 0)}
      />
    </>
  );
}

function FieldInputs({
  condition,
  words,
  onChange,
}: InputsProps & { condition: Extract<ListCondition, { fact: 'field' }> }) {
  const { t } = useTranslation('lists');
  const { locale } = useFormat();
  const field = words.fields.find(({ fieldKey }) => fieldKey === condition.key);
  const label = field?.label[locale] ?? condition.key;
  const { key } = condition;
  switch (field?.type) {
    case 'number':
      return (
        <Range
          label={label}
          low={condition.atLeast}
          high={condition.atMost}
          onChange={(atLeast, atMost) => onChange({ fact: 'field', key, atLeast, atMost })}
        />
      );
    case 'date':
      return (
        <Group gap={8} grow>
          <TextInput
            type="date"
            label={t('fromDay', { what: label })}
            value={condition.from ?? ''}
            onChange={(event) =>
              onChange({ fact: 'field', key, from: event.currentTarget.value || undefined, to: condition.to })
            }
          />
          <TextInput
            type="date"
            label={t('toDay')}
            value={condition.to ?? ''}
            onChange={(event) =>
              onChange({ fact: 'field', key, from: condition.from, to: event.currentTarget.value || undefined })
            }
          />
        </Group>
      );
    case 'choice':
    case 'yes_no': {
      const choices =
        field.type === 'yes_no'
          ? (['yes', 'no'] as const).map((one) => ({ value: one, label: t(`yesNo.${one}`) }))
          : field.choices.map((choice) => ({ value: choice.key, label: choice.label[locale] }));
      return (
        <Checkbox.Group
          label={label}
          value={condition.in ?? []}
          onChange={(chosen) => onChange({ fact: 'field', key, in: chosen.length > 0 ? chosen : undefined })}
        >
          <Stack gap={8} mt={8}>
            {choices.map((choice) => (
              <Checkbox key={choice.value} value={choice.value} label={choice.label} />
            ))}
          </Stack>
        </Checkbox.Group>
      );
    }
    case 'text':
      return (
        <TextInput
          label={label}
          description={t('exactText')}
          value={condition.in?.[0] ?? ''}
          onChange={(event) => {
            const text = event.currentTarget.value;
            onChange({ fact: 'field', key, in: text === '' ? undefined : [text] });
          }}
        />
      );
    default:
      return <div>{t('knownOnly', { what: label })}</div>;
  }
}
