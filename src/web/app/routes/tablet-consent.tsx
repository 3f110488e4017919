import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { TabletConsent } from '../../features/privacy/consent-screens.tsx';
import { Welcome } from '../welcome.tsx';

export default function TabletConsentScreen() {
  const { t } = useTranslation('consent');
  const { customer, guardian } = useSearch({ from: '/tablet/consent' });
  return (
    <Welcome title={t('title')} sentence={t('sentence')}>
      <TabletConsent {...(customer ? { customerId: customer } : {})} {...(guardian ? { guardianId: guardian } : {})} />
    </Welcome>
  );
}
