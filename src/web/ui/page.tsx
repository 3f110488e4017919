import { IconChevronLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useId } from 'react';
import { useTitle } from '../lib/title.ts';
import css from './page.module.css';

interface PageProps {
  /** Also the name of the browser tab. */
  title: string;
  /** What the screen says, in one sentence, with its numbers. */
  sentence?: ReactNode;
  /** The one primary action of the screen. */
  action?: ReactNode;
  back?: { to: string; label: string };
  /** `reading` keeps forms and texts at a comfortable width; `full` uses the whole desk. */
  width?: 'full' | 'reading';
  children?: ReactNode;
}

/** Frame of every screen: title, sentence, one primary action. */
export function Page({ title, sentence, action, back, width = 'full', children }: PageProps) {
  useTitle(title);
  return (
    <div className={css.page} data-width={width}>
      <header className={css.header}>
        <div className={css.heading}>
          {back && (
            <Link to={back.to} className={css.back}>
              <IconChevronLeft size={16} aria-hidden />
              {back.label}
            </Link>
          )}
          <h1 className={css.title} tabIndex={-1}>
            {title}
          </h1>
          {sentence && <p className={css.sentence}>{sentence}</p>}
        </div>
        {action && <div className={css.action}>{action}</div>}
      </header>
      <div className={css.body}>{children}</div>
    </div>
  );
}

/** Sections that come together, as far apart as those of the page: behind a tab, or under one address (`#id`). */
export function Sections({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <div {...(id === undefined ? {} : { id })} className={css.body}>
      {children}
    </div>
  );
}

interface SectionProps {
  title: ReactNode;
  sentence?: ReactNode;
  action?: ReactNode;
  /** `plain` stands on the ground without a surface, for tables and lists that bring their own. */
  surface?: 'card' | 'plain';
  children?: ReactNode;
}

/** Part of a screen with its own heading. */
export function Section({ title, sentence, action, surface = 'card', children }: SectionProps) {
  const id = useId();
  return (
    <section className={css.section} data-surface={surface} aria-labelledby={id}>
      <div className={css.sectionHeader}>
        <div>
          <h2 id={id} className={css.sectionTitle}>
            {title}
          </h2>
          {sentence && <p className={css.sectionSentence}>{sentence}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
