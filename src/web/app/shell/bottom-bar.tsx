import { Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isInPlace, PLACES } from '../places.ts';
import { AccountPanel } from './account.tsx';
import css from './shell.module.css';

/** Five things under the thumb on a phone; the rest behind 더보기. */
export function BottomBar() {
  const { t } = useTranslation('shell');
  const { pathname } = useLocation();
  const [open, { toggle, close }] = useDisclosure(false);
  const onBar = PLACES.filter((place) => place.onPhoneBar);
  const behind = PLACES.filter((place) => !place.onPhoneBar);
  return (
    <>
      <nav className={css.bottomBar} aria-label={t('places')}>
        {onBar.map(({ key, to, icon: Icon }) => (
          <Link
            key={key}
            to={to}
            className={css.bottomLink}
            aria-current={isInPlace(pathname, to) ? 'page' : undefined}
          >
            <Icon size={22} stroke={1.6} aria-hidden />
            {t(`place.${key}`)}
          </Link>
        ))}
        <button
          type="button"
          className={`d-plain-button ${css.bottomLink}`}
          aria-expanded={open}
          data-current={behind.some(({ to }) => isInPlace(pathname, to)) || undefined}
          onClick={toggle}
        >
          <IconDots size={22} stroke={1.6} aria-hidden />
          {t('more')}
        </button>
      </nav>
      <Drawer
        opened={open}
        onClose={close}
        position="bottom"
        styles={{ content: { height: 'auto', maxHeight: '85dvh' }, title: { fontWeight: 650 } }}
        title={t('more')}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <ul className={css.railList}>
          {behind.map(({ key, to, icon: Icon }) => (
            <li key={key}>
              <Link
                to={to}
                className={css.railLink}
                onClick={close}
                aria-current={isInPlace(pathname, to) ? 'page' : undefined}
              >
                <Icon size={20} stroke={1.6} aria-hidden />
                {t(`place.${key}`)}
              </Link>
            </li>
          ))}
        </ul>
        <AccountPanel onChosen={close} />
      </Drawer>
    </>
  );
}
