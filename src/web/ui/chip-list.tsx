import { IconCheck } from '@tabler/icons-react';
import { useFormat } from '../lib/format.ts';
import css from './chip-list.module.css';

interface ChipOption<V extends string> {
  value: V;
  label: string;
  count?: number;
}

interface ChipListProps<V extends string> {
  /** Names the group for a screen reader. */
  label: string;
  options: readonly ChipOption<V>[];
  value: readonly V[];
  onChange: (value: V[]) => void;
  /** Only one at a time; pressing it again clears it. */
  single?: boolean;
}

/** Filters as chips that are switched on and off; nothing on means everything. */
export function ChipList<V extends string>({ label, options, value, onChange, single = false }: ChipListProps<V>) {
  const format = useFormat();
  const toggle = (one: V) => {
    if (value.includes(one)) onChange(value.filter((other) => other !== one));
    else onChange(single ? [one] : [...value, one]);
  };
  return (
    <div role="group" aria-label={label} className={css.list}>
      {options.map((option) => {
        const on = value.includes(option.value);
        return (
          <button
            key={option.value}
            type="button"
            className={css.chip}
            aria-pressed={on}
            onClick={() => toggle(option.value)}
          >
            {on && <IconCheck size={14} aria-hidden />}
            {option.label}
            {option.count !== undefined && <span className={css.count}>{format.count(option.count)}</span>}
          </button>
        );
      })}
    </div>
  );
}
