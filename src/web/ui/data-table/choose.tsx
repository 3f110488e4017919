import { useEffect, useRef } from 'react';
import css from './data-table.module.css';
import type { RowSelection } from './props.ts';

/** The box before a row. */
export function ChooseRow<Row>({ selection, row }: { selection: RowSelection<Row>; row: Row }) {
  return (
    <label className={css.box}>
      <span className="d-visually-hidden">{selection.label(row)}</span>
      <input
        type="checkbox"
        data-choose
        checked={selection.isChosen(row)}
        onChange={(event) => selection.onChoose(row, (event.nativeEvent as MouseEvent).shiftKey)}
      />
    </label>
  );
}

/** The box in the head: all rows that are loaded, or none. */
export function ChooseAll<Row>({ selection }: { selection: RowSelection<Row> }) {
  const { label, state, onChoose } = selection.all;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = state === 'some';
  }, [state]);
  return (
    <label className={css.box}>
      <span className="d-visually-hidden">{label}</span>
      <input ref={input} type="checkbox" checked={state === true} onChange={onChoose} />
    </label>
  );
}
