import { NativeSelect, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** From here on a list to type in is quicker than a list to scroll. */
const LONG_LIST = 60;
/** Lines of the open list of a wide file. */
const SHOWN_AT_ONCE = 50;

interface ColumnSelectProps {
  label: string;
  /** The label is already beside it on screen. */
  hideLabel?: boolean;
  columns: readonly { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
  /** Ways other than a column, shown after the columns. */
  others?: readonly { value: string; label: string }[];
  describedBy?: string | undefined;
  invalid?: boolean;
}

/** Chooses a column of the file: the system's own picker, which is best on a phone; for very wide files a list one can type in. */
export function ColumnSelect(props: ColumnSelectProps) {
  const { label, hideLabel = false, columns, value, onChange, others = [], describedBy, invalid = false } = props;
  const { t } = useTranslation('imports');
  const shared = {
    ...(hideLabel ? { 'aria-label': label } : { label }),
    'aria-describedby': describedBy,
    error: invalid,
  };
  if (columns.length > LONG_LIST) {
    return (
      <Select
        {...shared}
        searchable
        clearable
        limit={SHOWN_AT_ONCE}
        placeholder={t('map.none')}
        nothingFoundMessage={t('map.noColumn')}
        data={[...columns, ...others]}
        value={value === '' ? null : value}
        onChange={(chosen) => onChange(chosen ?? '')}
      />
    );
  }
  return (
    <NativeSelect {...shared} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">{t('map.none')}</option>
      <optgroup label={t('map.columns')}>
        {columns.map((column) => (
          <option key={column.value} value={column.value}>
            {column.label}
          </option>
        ))}
      </optgroup>
      {others.length > 0 && (
        <optgroup label={t('map.otherWays')}>
          {others.map((other) => (
            <option key={other.value} value={other.value}>
              {other.label}
            </option>
          ))}
        </optgroup>
      )}
    </NativeSelect>
  );
}
