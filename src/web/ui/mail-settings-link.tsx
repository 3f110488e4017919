import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { MAIL_NEEDS } from '../../modules/plays/contract.ts';

/** The way to the settings that hold what e-mail lacks; nothing for a warning of something else. */
export function MailSettingsLink({ code }: { code: string }) {
  const { t } = useTranslation('plays');
  if (!MAIL_NEEDS.some((need) => need === code)) return null;
  return (
    <Link to="/settings" hash={code === 'no_mail_server' ? 'mail' : 'sender'}>
      {t('toSettings')}
    </Link>
  );
}
