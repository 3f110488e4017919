import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/states.tsx';

/** What the settings lack of what an advertisement must say (§2.3), with the way there. */
export function MissingParts({ parts }: { parts: readonly string[] }) {
  const { t } = useTranslation('messages');
  if (parts.length === 0) return null;
  return (
    <Notice tone="warning">
      {t('missingParts.sentence', { list: parts.map((part) => t(`missingParts.${part}`)).join(', ') })}{' '}
      <Link to="/settings">{t('missingParts.link')}</Link>
    </Notice>
  );
}
