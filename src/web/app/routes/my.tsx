import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { OwnPage } from '../../features/privacy/own-page.tsx';
import { Welcome } from '../welcome.tsx';

export default function MyScreen() {
  const { t } = useTranslation('ownPage');
  const { token } = useParams({ from: '/my/$token' });
  return (
    <Welcome title={t('title')} sentence={t('sentence')}>
      <OwnPage token={token} />
    </Welcome>
  );
}
