import { Checkbox, TextInput } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { COLUMN_TYPE } from './field-row.tsx';
import css from './imports.module.css';

/** From here on a box to filter by helps more than it costs. */
const FILTER_FROM = 16;
/** Chips drawn at once; the rest is found by the filter. */
const MAX_CHIPS = 80;

export interface FileColumn {
  name: string;
  samples: readonly string[];
  /** Names of the fields that take it, in the language on screen. */
  takenBy: readonly string[];
}

/** The columns of the file, to be dragged onto fields; on a phone, where the selects do it, they are only listed. */
export function ColumnList({ columns }: { columns: readonly FileColumn[] }) {
  const { t } = useTranslation('imports');
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const found = columns.filter(({ name }) => name.toLowerCase().includes(wanted));
  return (
    <div className={css.columns}>
      <p className={css.columnsHint}>{t('map.drag')}</p>
      {columns.length >= FILTER_FROM && (
        <TextInput
          aria-label={t('map.filter')}
          placeholder={t('map.filter')}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      )}
      {/* A scrolling list must be reachable by keyboard */}
      <ul aria-label={t('map.columns')} className={css.chips} tabIndex={columns.length >= FILTER_FROM ? 0 : undefined}>
        {found.slice(0, MAX_CHIPS).map(({ name, samples, takenBy }) => (
          <li
            key={name}
            draggable
            className={css.chip}
            data-taken={takenBy.length > 0 || undefined}
            onDragStart={(event) => {
              event.dataTransfer.setData(COLUMN_TYPE, name);
              event.dataTransfer.effectAllowed = 'copy';
            }}
          >
            <IconGripVertical size={16} stroke={1.5} aria-hidden className={css.grip} />
            <span className={css.chipText}>
              <span className={css.chipName}>{name}</span>
              <span className={css.samples}>{samples.join(' · ') || t('map.blankColumn')}</span>
            </span>
            {takenBy.length > 0 && <span className={css.taken}>→ {takenBy.join(', ')}</span>}
          </li>
        ))}
      </ul>
      {found.length > MAX_CHIPS && (
        <p className={css.hint}>{t('read.moreColumns', { count: found.length - MAX_CHIPS })}</p>
      )}
    </div>
  );
}

interface UnusedColumnsProps {
  /** What becomes of them: each can be kept, all are kept, or all are left out. */
  fate: 'chosen' | 'kept' | 'left';
  unused: readonly string[];
  kept: readonly string[];
  onKept: (kept: string[]) => void;
}

/** Columns nothing takes, by name, and what becomes of them. Nothing is dropped in silence. */
export function UnusedColumns({ fate, unused, kept, onKept }: UnusedColumnsProps) {
  const { t } = useTranslation('imports');
  const all = [...kept, ...unused];
  if (all.length === 0) return <p className={css.hint}>{t('map.allUsed')}</p>;
  if (fate !== 'chosen') {
    return (
      <section className={css.unused}>
        <h3 className={css.legend}>
          {t(fate === 'kept' ? 'map.restKept' : 'map.unused', { count: fate === 'kept' ? all.length : unused.length })}
        </h3>
        <p className={css.hint}>{all.join(', ')}</p>
      </section>
    );
  }
  return (
    <fieldset className={css.unused}>
      <legend className={css.legend}>{t('map.unused', { count: unused.length })}</legend>
      <p className={css.hint}>{t('map.unusedHint')}</p>
      <div className={css.unusedList}>
        {all.slice(0, MAX_CHIPS).map((column) => (
          <Checkbox
            key={column}
            label={column}
            checked={kept.includes(column)}
            onChange={(event) =>
              onKept(event.currentTarget.checked ? [...kept, column] : kept.filter((one) => one !== column))
            }
          />
        ))}
      </div>
      {all.length > MAX_CHIPS && <p className={css.hint}>{all.slice(MAX_CHIPS).join(', ')}</p>}
    </fieldset>
  );
}
