import { MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { minorUnitDigits } from '../../../../shared/money.ts';
import { useFormat } from '../../../lib/format.ts';
import { useShop } from '../../../lib/session.ts';
import css from '../segments.module.css';
import { INPUTS, type Input } from './inputs.ts';
import type { Draft } from './tree.ts';
import type { Option, Words } from './words.ts';

interface InputsProps {
  condition: Draft;
  words: Words;
  onChange: (condition: Draft) => void;
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const orNone = <V,>(list: V[]) => (list.length === 0 ? undefined : list);

/** What a condition asks for, to be filled in; every input names itself. */
export function ConditionInputs({ condition, words, onChange }: InputsProps): ReactNode {
  const set = (key: string, value: unknown) => onChange({ ...condition, [key]: value });
  return (
    <div className={css.inputs}>
      {INPUTS[condition.fact].map((input) => (
        <OneInput
          key={input.key}
          input={input}
          condition={condition}
          words={words}
          onValue={(value) => set(input.key, value)}
        />
      ))}
      {condition.fact === 'field' && <FieldValue condition={condition} words={words} onChange={onChange} />}
    </div>
  );
}

interface OneProps {
  input: Input;
  condition: Draft;
  words: Words;
  onValue: (value: unknown) => void;
}

function OneInput({ input, condition, words, onValue }: OneProps) {
  const { t } = useTranslation(['groups', 'people', 'insights', 'lists']);
  const value = condition[input.key];
  // `atLeast` is so many visits here and a chance there.
  const label = t(`groups:input.${condition.fact}.${input.key}`, { defaultValue: t(`groups:input.${input.key}`) });
  const many = (data: readonly (Option | string)[]) => (
    <MultiSelect
      label={label}
      searchable
      clearable
      data={[...data]}
      value={texts(value)}
      onChange={(chosen) => onValue(orNone(chosen))}
      nothingFoundMessage={t('groups:nothing')}
    />
  );
  const one = (data: readonly (Option | string)[]) => (
    <Select
      label={label}
      searchable={data.length > 8}
      allowDeselect={false}
      data={[...data]}
      value={typeof value === 'string' ? value : null}
      onChange={onValue}
    />
  );
  switch (input.kind) {
    case 'count':
    case 'percent':
    case 'money':
      return <FigureInput label={label} kind={input.kind} value={value} onValue={onValue} />;
    case 'choices':
    case 'choice': {
      const options = input.options.map((option) => ({ value: String(option), label: t(`${input.words}.${option}`) }));
      if (input.kind === 'choice') return one(options);
      const isNumber = typeof input.options[0] === 'number';
      return (
        <MultiSelect
          label={label}
          data={options}
          value={texts(value)}
          onChange={(chosen) => onValue(isNumber ? orNone(chosen.map(Number)) : orNone(chosen))}
        />
      );
    }
    case 'items':
      return many(words.items);
    case 'categories':
      return words.categories.length > 0 || value !== undefined ? many(words.categories) : null;
    case 'plays':
      return many(words.plays);
    case 'tags':
      return many(words.tags);
    case 'levels':
      return many(words.levels);
    case 'sources':
      return many(words.sources);
    case 'group':
      return one(words.groups);
    case 'field':
      return one(words.fields.map((field) => ({ value: field.fieldKey, label: field.name })));
    case 'text':
      return (
        <TextInput
          label={label}
          maxLength={60}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onValue(event.currentTarget.value || undefined)}
        />
      );
    case 'texts':
      return <TextsInput label={label} value={texts(value)} onValue={(list) => onValue(orNone(list))} />;
  }
}

function FigureInput({
  label,
  kind,
  value,
  onValue,
}: {
  label: string;
  kind: 'count' | 'percent' | 'money';
  value: unknown;
  onValue: (value: unknown) => void;
}) {
  const { currency } = useShop();
  const { currencyMark, locale } = useFormat();
  const unit = kind === 'money' ? 10 ** minorUnitDigits(currency) : kind === 'percent' ? 0.01 : 1;
  const mark =
    kind === 'percent'
      ? { suffix: '%' }
      : kind === 'money'
        ? locale === 'ko'
          ? { suffix: currencyMark }
          : { prefix: currencyMark }
        : {};
  const write = (typed: string | number) => {
    if (typeof typed !== 'number') return undefined;
    return kind === 'percent' ? typed / 100 : Math.round(typed * unit);
  };
  return (
    <NumberInput
      label={label}
      hideControls
      thousandSeparator=","
      decimalScale={kind === 'money' ? minorUnitDigits(currency) : 0}
      {...mark}
      value={typeof value === 'number' ? (kind === 'percent' ? Math.round(value * 100) : value / unit) : ''}
      onChange={(typed) => onValue(write(typed))}
    />
  );
}

/** Words separated by commas. */
function TextsInput({ label, value, onValue }: { label: string; value: string[]; onValue: (list: string[]) => void }) {
  const [typed, setTyped] = useState(value.join(', '));
  return (
    <TextInput
      label={label}
      placeholder="web.page_viewed"
      value={typed}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        onValue(
          text
            .split(',')
            .map((one) => one.trim())
            .filter((one) => one !== ''),
        );
      }}
    />
  );
}

/** What the value of an own field has to be, by the kind of the field. */
function FieldValue({ condition, words, onChange }: InputsProps) {
  const { t } = useTranslation(['groups', 'lists']);
  const { locale } = useFormat();
  const field = words.fields.find(({ fieldKey }) => fieldKey === condition['key']);
  if (!field) return null;
  const set = (patch: Record<string, unknown>) => onChange({ ...condition, ...patch });
  switch (field.type) {
    case 'number':
      return (
        <>
          {(['atLeast', 'atMost'] as const).map((key) => (
            <FigureInput
              key={key}
              kind="count"
              label={t(`groups:input.${key}`)}
              value={condition[key]}
              onValue={(value) => set({ [key]: value })}
            />
          ))}
        </>
      );
    case 'date':
      return (
        <>
          {(['from', 'to'] as const).map((key) => (
            <TextInput
              key={key}
              type="date"
              label={t(`groups:input.field.${key}`)}
              value={typeof condition[key] === 'string' ? condition[key] : ''}
              onChange={(event) => set({ [key]: event.currentTarget.value || undefined })}
            />
          ))}
        </>
      );
    case 'choice':
    case 'yes_no': {
      const data =
        field.type === 'yes_no'
          ? (['yes', 'no'] as const).map((one) => ({ value: one, label: t(`lists:yesNo.${one}`) }))
          : field.choices.map((choice) => ({ value: choice.key, label: choice.label[locale] }));
      return (
        <MultiSelect
          label={t('groups:input.field.in')}
          data={data}
          value={texts(condition['in'])}
          onChange={(chosen) => set({ in: orNone(chosen) })}
        />
      );
    }
    case 'text':
      return (
        <TextInput
          label={t('groups:input.field.in')}
          value={texts(condition['in'])[0] ?? ''}
          onChange={(event) => set({ in: event.currentTarget.value === '' ? undefined : [event.currentTarget.value] })}
        />
      );
    default:
      return null;
  }
}
