import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { WebJoin } from '../../features/privacy/consent-screens.tsx';
import { Welcome } from '../welcome.tsx';

export default function JoinScreen() {
  const { t } = useTranslation('consent');
  const { token } = useParams({ from: '/join/$token' });
  return (
    <Welcome title={t('title')} sentence={t('sentence')}>
      <WebJoin token={token} />
    </Welcome>
  );
}
