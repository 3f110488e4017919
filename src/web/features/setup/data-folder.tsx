import { useTranslation } from 'react-i18next';
import css from './setup.module.css';

/** Where everything of the shop will lie: somebody who cannot find it cannot keep a copy of it. */
export function DataFolder({ home }: { home: string }) {
  const { t } = useTranslation('setup');
  return (
    <p className={css.folder}>
      {t('folder')} <code>{home}</code>
    </p>
  );
}
