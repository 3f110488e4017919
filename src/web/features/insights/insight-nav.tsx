import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../lib/session.ts';
import css from './insights.module.css';

const PAGES = [
  { key: 'overview', to: '/insights' },
  { key: 'regulars', to: '/insights/regulars' },
  { key: 'menu', to: '/insights/menu' },
  { key: 'pairs', to: '/insights/pairs' },
  { key: 'hours', to: '/insights/hours' },
  { key: 'forecast', to: '/insights/forecast' },
  { key: 'cohorts', to: '/insights/cohorts' },
  { key: 'risks', to: '/insights/risks' },
  { key: 'sql', to: '/insights/sql', right: 'insights:sql' },
] as const;

function usePages() {
  const mayAsk = useCan('insights:sql');
  return PAGES.filter((page) => !('right' in page) || mayAsk);
}

/** The way between the pages of one place: a line of names, which a phone scrolls sideways. */
export function InsightNav() {
  const { t } = useTranslation('understand');
  return (
    <nav aria-label={t('nav.label')} className={css.nav}>
      <ul>
        {usePages().map(({ key, to }) => (
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
      {usePages()
        .filter(({ key }) => key !== 'overview')
        .map(({ key, to }) => (
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
