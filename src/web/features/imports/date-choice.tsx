import { NativeSelect } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { DATE_FORMATS, type DateFormat } from '../../../modules/imports/contract.ts';
import { useFormat } from '../../lib/format.ts';
import { Tag } from '../../ui/tag.tsx';
import { leftOver, readDay, tellingSample } from './date-example.ts';
import css from './imports.module.css';

interface DateChoiceProps {
  title: string;
  /** Styles that fit the samples; undefined when the column is not in the file's own sample (a joined one). */
  candidates: readonly DateFormat[] | undefined;
  samples: readonly string[];
  value: DateFormat | undefined;
  onChange: (format: DateFormat) => void;
}

/** How the dates are written. With several readings the person chooses from examples; nothing is chosen for her. */
export function DateChoice({ title, candidates, samples, value, onChange }: DateChoiceProps) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const name = useId();
  if (candidates === undefined || candidates.length === 0) {
    return (
      <NativeSelect
        label={title}
        description={
          candidates === undefined ? t('date.notSeen') : t('date.noneFits', { samples: leftOver(samples).join(', ') })
        }
        value={value ?? ''}
        onChange={(event) => {
          const chosen = DATE_FORMATS.find((one) => one === event.currentTarget.value);
          if (chosen) onChange(chosen);
        }}
        data={[
          { value: '', label: t('date.choose') },
          ...DATE_FORMATS.map((one) => ({ value: one, label: t(`dateFormat.${one}`, { defaultValue: one }) })),
        ]}
      />
    );
  }
  // Two names can stand for one reading (a date in ISO is also year-month-day): that is no choice to make.
  const chosen =
    value === undefined || candidates.includes(value)
      ? value
      : (candidates.find((one) => samples.every((text) => readDay(text, one) === readDay(text, value))) ?? value);
  const shown = chosen === undefined || candidates.includes(chosen) ? candidates : [chosen, ...candidates];
  const sample = tellingSample(samples, shown) ?? samples[0] ?? '';
  const read = (style: DateFormat) => {
    const day = readDay(sample, style);
    return day ? format.day(day) : t(`dateFormat.${style}`, { defaultValue: style });
  };
  const [only] = shown;
  if (shown.length === 1 && only) {
    return (
      <p className={css.dateSure}>
        {title}: <span className={css.code}>{sample}</span> → <strong>{read(only)}</strong>
      </p>
    );
  }
  return (
    <fieldset className={css.dates} data-missing={value === undefined || undefined}>
      <legend className={css.legend}>
        {title} {value === undefined && <Tag tone="warning">{t('map.needed')}</Tag>}
      </legend>
      <p className={css.hint}>{t('date.ambiguous', { sample })}</p>
      <div className={css.dateOptions}>
        {shown.map((style) => (
          <label key={style} className={css.choice} data-checked={style === chosen || undefined}>
            <input
              type="radio"
              name={name}
              checked={style === chosen}
              onChange={() => onChange(style)}
              className="d-visually-hidden"
            />
            <span>
              <strong>{read(style)}</strong>
              <span className={css.hint}>{t(`dateFormat.${style}`, { defaultValue: style })}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
