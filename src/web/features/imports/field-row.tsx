import { Button, MultiSelect, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldSource, ImportKind } from '../../../modules/imports/contract.ts';
import { Tag } from '../../ui/tag.tsx';
import { ColumnSelect } from './column-select.tsx';
import { CONSTANTS, JOINABLE } from './draft-fields.ts';
import css from './imports.module.css';

/** The type under which a dragged column travels; nothing else may be dropped on a field. */
export const COLUMN_TYPE = 'application/x-dangol-column';

/** Of a day whose hours nobody knows: it belongs to the day wherever the shop's day begins. */
const MIDDAY = 'T12:00:00';

interface FieldRowProps {
  kind: ImportKind;
  field: string;
  source: FieldSource | undefined;
  isSuggested: boolean;
  isMissing: boolean;
  /** A required field says so. */
  isRequired: boolean;
  /** Column names with some of what stands in them. */
  columns: readonly { name: string; samples: readonly string[] }[];
  /** Column of the quantity, for an amount that is price × quantity. */
  quantityColumn: string | undefined;
  onChange: (source: FieldSource | undefined) => void;
}

type Way = 'none' | 'column' | 'concat' | 'constant' | 'multiply';

function wayOf(source: FieldSource | undefined): Way {
  if (!source) return 'none';
  if ('column' in source) return 'column';
  if ('concat' in source) return 'concat';
  return 'multiply' in source ? 'multiply' : 'constant';
}

/** One of our fields: a place to drop a column on, and a select that does the same by thumb and keyboard. */
export function FieldRow(props: FieldRowProps) {
  const { kind, field, source, isSuggested, isMissing, isRequired, columns, quantityColumn, onChange } = props;
  const { t } = useTranslation('imports');
  const id = useId();
  const [over, setOver] = useState(false);
  const label = t(`field.${kind}.${field}`);
  /** A way that was begun and has not all its parts yet. */
  const [begun, setBegun] = useState<{ way: Way; parts: string[] }>();
  const way = begun?.way ?? wayOf(source);
  const parts = begun?.parts ?? (source && 'concat' in source ? source.concat : []);

  const options = columns.map(({ name }) => ({ value: `column:${name}`, label: name }));
  const others = [
    ...(field === 'amount' && quantityColumn ? [{ value: 'multiply', label: t('map.multiply') }] : []),
    ...(JOINABLE.has(field) ? [{ value: 'concat', label: t('map.concat') }] : []),
    ...(CONSTANTS.has(field) ? [{ value: 'constant', label: t('map.constant') }] : []),
  ];
  const value =
    way === 'column' && source && 'column' in source ? `column:${source.column}` : way === 'none' ? '' : way;

  const choose = (chosen: string) => {
    setBegun(undefined);
    if (chosen.startsWith('column:')) onChange({ column: chosen.slice('column:'.length) });
    else if (chosen === '') onChange(undefined);
    else {
      setBegun({ way: chosen as Way, parts: source && 'column' in source ? [source.column] : [] });
      onChange(undefined);
    }
  };
  const samples =
    source && 'column' in source ? columns.find(({ name }) => name === source.column)?.samples : undefined;
  return (
    <div
      role="group"
      aria-labelledby={`${id}-label`}
      className={css.field}
      data-over={over || undefined}
      data-filled={source !== undefined || undefined}
      data-missing={isMissing || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(COLUMN_TYPE)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node && event.currentTarget.contains(to))) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        const column = event.dataTransfer.getData(COLUMN_TYPE);
        if (!column) return;
        event.preventDefault();
        choose(`column:${column}`);
      }}
    >
      <div className={css.fieldName}>
        <span id={`${id}-label`}>{label}</span>
        {isMissing ? (
          <Tag tone="warning">{t('map.needed')}</Tag>
        ) : isSuggested ? (
          <Tag tone="accent">{t('map.suggested')}</Tag>
        ) : (
          isRequired && <Tag>{t('map.required')}</Tag>
        )}
      </div>
      <div className={css.fieldSource}>
        <ColumnSelect
          label={t('map.columnFor', { field: label })}
          hideLabel
          columns={options}
          others={others}
          value={value}
          onChange={choose}
          describedBy={samples?.length ? `${id}-samples` : undefined}
        />
        {way === 'multiply' && quantityColumn && (
          <ColumnSelect
            label={t('map.price')}
            columns={options.filter((one) => one.value !== `column:${quantityColumn}`)}
            value={
              source && 'multiply' in source
                ? `column:${source.multiply.find((one) => one !== quantityColumn) ?? ''}`
                : ''
            }
            onChange={(chosen) => {
              setBegun({ way, parts: [] });
              onChange(chosen === '' ? undefined : { multiply: [quantityColumn, chosen.slice('column:'.length)] });
            }}
          />
        )}
        {way === 'concat' && (
          <MultiSelect
            label={t('map.parts')}
            data={columns.map(({ name }) => name)}
            value={[...parts]}
            searchable
            limit={50}
            maxValues={8}
            nothingFoundMessage={t('map.noColumn')}
            onChange={(chosen) => {
              setBegun({ way, parts: chosen });
              onChange(chosen.length >= 2 ? { concat: chosen, separator: ' ' } : undefined);
            }}
          />
        )}
        {way === 'constant' && (
          <TextInput
            label={t('map.constantFor', { field: label })}
            maxLength={100}
            {...(field === 'ordered_at' ? { type: 'date' } : {})}
            value={source && 'constant' in source ? source.constant.replace(MIDDAY, '') : ''}
            onChange={(event) => {
              setBegun({ way, parts: [] });
              const text = event.currentTarget.value;
              onChange(text === '' ? undefined : { constant: field === 'ordered_at' ? `${text}${MIDDAY}` : text });
            }}
          />
        )}
        {samples && samples.length > 0 && (
          <p className={css.samples} id={`${id}-samples`}>
            {samples.join(' · ')}
          </p>
        )}
      </div>
      {source && (
        <Button
          variant="subtle"
          size="compact-sm"
          className={css.fieldClear}
          aria-label={t('map.clearField', { field: label })}
          onClick={() => choose('')}
        >
          {t('map.clear')}
        </Button>
      )}
    </div>
  );
}
