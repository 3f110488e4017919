import { Button, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportKind } from '../../../modules/imports/contract.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import type { Inspection, Reading } from './api.ts';
import { HeaderRow } from './header-row.tsx';
import css from './imports.module.css';
import { RawTable } from './raw-table.tsx';

/** Encodings that Korean tills, delivery apps and old programs write. */
export const ENCODINGS = ['utf-8', 'cp949', 'utf-16le', 'utf-16be', 'latin1', 'shift_jis', 'gb18030'] as const;
const DELIMITERS = [',', '\t', ';', '|'] as const;
const DELIMITER_KEYS: Readonly<Record<string, string>> = { ',': 'comma', '\t': 'tab', ';': 'semicolon', '|': 'bar' };

interface ReadStepProps {
  inspection: Inspection;
  kind: ImportKind;
  /** Kind the header speaks for, when it is the other one. */
  looksLike: ImportKind | undefined;
  onKind: (kind: ImportKind) => void;
  reading: Reading;
  onReading: (reading: Reading) => void;
  /** Set when the file needs no map: the columns that would be left out. */
  canonical: { unused: readonly string[] } | undefined;
  onMap: () => void;
  onCheck: () => void;
}

/** Step 2: how the file was read, with a way to change it, and its first rows. */
export function ReadStep(props: ReadStepProps) {
  const { inspection, kind, looksLike, onKind, reading, onReading, canonical, onMap, onCheck } = props;
  const { t } = useTranslation('imports');
  const isWorkbook = inspection.format === 'xlsx';
  const isText = inspection.format === 'csv';
  const delimiters = DELIMITERS.some((one) => one === inspection.delimiter)
    ? [...DELIMITERS]
    : [...DELIMITERS, inspection.delimiter];
  const encodings = ENCODINGS.some((one) => one === inspection.encoding)
    ? [...ENCODINGS]
    : [...ENCODINGS, inspection.encoding];
  return (
    <>
      {looksLike && (
        <Notice tone="warning">
          <div className={css.bar}>
            <span>{t(`read.looksLike.${looksLike}`)}</span>
            <Button variant="default" onClick={() => onKind(looksLike)}>
              {t(`read.switchTo.${looksLike}`)}
            </Button>
          </div>
        </Notice>
      )}
      <Section title={t('read.title')} sentence={t('read.sentence')}>
        <div className={css.stack}>
          <div className={css.options}>
            {!isWorkbook && (
              <NativeSelect
                label={t('read.encoding')}
                value={inspection.encoding}
                onChange={(event) => onReading({ ...reading, encoding: event.currentTarget.value })}
                data={encodings.map((value) => ({ value, label: t(`encoding.${value}`, { defaultValue: value }) }))}
              />
            )}
            {isText && (
              <NativeSelect
                label={t('read.delimiter')}
                value={inspection.delimiter}
                onChange={(event) => onReading({ ...reading, delimiter: event.currentTarget.value })}
                data={delimiters.map((value) => ({
                  value,
                  label: t(`delimiter.${DELIMITER_KEYS[value] ?? 'other'}`, { defaultValue: value }),
                }))}
              />
            )}
            {isWorkbook && (
              <NativeSelect
                label={t('read.sheet')}
                value={reading.sheet ?? inspection.sheet}
                onChange={(event) =>
                  // The names of another sheet stand on a line of their own.
                  onReading({ ...reading, sheet: event.currentTarget.value, headerRow: undefined })
                }
                data={inspection.sheets}
              />
            )}
            {inspection.headerRow !== null && (
              <HeaderRow value={inspection.headerRow} onChange={(headerRow) => onReading({ ...reading, headerRow })} />
            )}
          </div>
          <RawTable header={inspection.header} rows={inspection.rows} />
          {!isWorkbook && <p className={css.hint}>{t('read.broken')}</p>}
        </div>
      </Section>
      {inspection.isBaskets && <Notice tone="accent">{t('read.baskets')}</Notice>}
      {canonical && (
        <Notice tone="accent">
          {t(`read.canonical.${kind}`)}
          {canonical.unused.length > 0 && ` ${t('read.canonicalUnused', { columns: canonical.unused.join(', ') })}`}
        </Notice>
      )}
      <div className={css.actions}>
        {canonical && (
          <Button variant="default" onClick={onMap}>
            {t('read.openMap')}
          </Button>
        )}
        <Button onClick={canonical ? onCheck : onMap}>{t(canonical ? 'read.toCheck' : 'read.toMap')}</Button>
      </div>
    </>
  );
}
