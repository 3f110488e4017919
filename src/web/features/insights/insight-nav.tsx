import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../lib/session.ts';
import { INSIGHT_PAGES } from './insight-pages.ts';
import css from './insights.module.css';

/** Whoever sees one of these pages may read insights; questions of one's own need a right more. */
function usePages() {
  const mayAsk = useCan('insights:sql');
  return INSIGHT_PAGES.filter(({ right }) => right !== 'insights:sql' || mayAsk);
}

/** The way between the pages of one place: a line of names, which a phone scrolls sideways. */
export function InsightNav() {
  const { t } = useTranslation('understand');
  const line = useRef<HTMLUListElement>(null);
  // On a phone the name of the page one is on may lie beyond the edge: it is brought to the middle. Each page has its own line.
  useEffect(() => {
    const here = line.current?.querySelector('[aria-current="page"]')?.getBoundingClientRect();
    const all = line.current?.getBoundingClientRect();
    if (!here || !all) return;
    line.current?.scrollBy({ left: here.left + here.width / 2 - all.left - all.width / 2 });
  }, []);
  return (
    <nav aria-label={t('nav.label')} className={css.nav}>
      <ul ref={line}>
        {[{ key: 'overview', to: '/insights' } as const, ...usePages()].map(({ key, to }) => (
          <li key={key}>
            <Link to={to} activeOptions={{ exact: true }} activeProps={{ 'aria-current': 'page' }}>
              {t(`nav.${key}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The same way as questions, for whoever does not know yet what stands behind a name. */
export function InsightWays() {
  const { t } = useTranslation('understand');
  return (
    <ul className={css.ways}>
      {usePages().map(({ key, to }) => (
        <li key={key}>
          <Link to={to}>
            <strong>{t(`nav.${key}`)}</strong>
            <span>{t(`question.${key}`)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
