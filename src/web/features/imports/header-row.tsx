import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../lib/api.ts';

/** Lines offered: a title, a period and a shop's address rarely fill more above a table. */
const LINES_OFFERED = 30;
/** What is wrong with a file when only the line of its column names is: another line may be the one. */
const HEADER_PROBLEMS: ReadonlySet<unknown> = new Set(['header_missing', 'duplicate_header', 'too_many_columns']);

/** Whether a file could not be read because of the line that was taken for its column names. */
export function isAboutHeader(error: ApiError | null): boolean {
  return HEADER_PROBLEMS.has(error?.details['problem']);
}

interface HeaderRowProps {
  /** The line read as column names, from 1. */
  value: number;
  onChange: (headerRow: number) => void;
}

/** Which line of the file has the column names; the file is read again as soon as another is chosen. */
export function HeaderRow({ value, onChange }: HeaderRowProps) {
  const { t } = useTranslation('imports');
  const lines = Array.from({ length: LINES_OFFERED }, (_, index) => index + 1);
  if (!lines.includes(value)) lines.push(value);
  return (
    <NativeSelect
      label={t('read.headerRow')}
      value={String(value)}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
      data={lines.map((line) => ({ value: String(line), label: t('read.headerRowIs', { line }) }))}
    />
  );
}
