import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isInPlace, PLACES } from '../places.ts';
import css from './shell.module.css';

/** The seven places at a desk. */
export function Rail() {
  const { t } = useTranslation('shell');
  const { pathname } = useLocation();
  return (
    <nav className={css.rail} aria-label={t('places')}>
      <Link to="/" className={css.brand}>
        {t('ui:productName')}
      </Link>
      <ul className={css.railList}>
        {PLACES.map(({ key, to, icon: Icon, letter }) => (
          <li key={key} data-last={key === 'settings' || undefined}>
            <Link
              to={to}
              className={css.railLink}
              aria-current={isInPlace(pathname, to) ? 'page' : undefined}
              aria-keyshortcuts={`Alt+${letter}`}
            >
              <Icon size={18} stroke={1.6} aria-hidden />
              {t(`place.${key}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
