import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import css from './board.module.css';

/** Where one goes from a block. */
export function NextStep({ to, children }: { to: string; children: ReactNode }) {
  const [path = '/', query] = to.split('?');
  return (
    <Link to={path} search={Object.fromEntries(new URLSearchParams(query))} className={css.next}>
      {children}
      <IconChevronRight size={16} aria-hidden />
    </Link>
  );
}

/** A row of a list that opens something. */
export function RowLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link to={to} className={css.row}>
      {children}
    </Link>
  );
}
