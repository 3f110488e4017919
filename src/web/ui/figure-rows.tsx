import type { ReactNode } from 'react';
import css from './figure-rows.module.css';

/** Labels and their figures, a line each: `<div><dt/><dd/></div>`; `<div data-total>` is what they come to. */
export function FigureRows({ children }: { children: ReactNode }) {
  return <dl className={css.rows}>{children}</dl>;
}
