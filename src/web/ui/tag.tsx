import type { ReactNode } from 'react';
import css from './tag.module.css';

/** Meaning of a colour; the text beside it always says the same. */
export type Tone = 'neutral' | 'accent' | 'warning' | 'danger';

/** A short state in words: 보내는 중, 쉬는 손님. Colour only underlines it. */
export function Tag({ tone = 'neutral', icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={css.tag} data-tone={tone}>
      {icon}
      {children}
    </span>
  );
}
