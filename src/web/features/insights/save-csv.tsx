import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type CsvValue, writeCsv } from '../../../shared/csv.ts';
import { saveCsv } from './csv.ts';
import css from './insights.module.css';

export interface CsvFile {
  /** Without its ending. */
  name: string;
  columns: readonly string[];
  /** Bare figures: money in the currency's minor unit is brought to the major one before. */
  rows: readonly (readonly CsvValue[])[];
}

/** Takes the figures on screen along as a file. */
export function SaveCsv({ name, columns, rows }: CsvFile) {
  const { t } = useTranslation('understand');
  return (
    <div className={css.takeAlong}>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconDownload size={16} aria-hidden />}
        onClick={() => saveCsv(name, writeCsv(columns, rows))}
      >
        {t('csv')}
      </Button>
    </div>
  );
}
